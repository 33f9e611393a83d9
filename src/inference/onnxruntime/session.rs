//! One session, called by several threads at once.
//!
//! ONNX Runtime's `Run` may be called on one session by any number of threads; providers that cannot take it are
//! locked inside ONNX Runtime. The `ort` crate offers `run` on `&mut Session` only, so that a thread needs a session,
//! and with it all the weights, of its own. This module makes the one call that is missing.

use std::ffi::CString;
use std::{iter, ptr};

use ort::AsPointer as _;
use ort::session::Session;
use ort::value::{TensorRef, TensorRefMut};

use crate::inference::blanks::Blanks;
use crate::model::ImageTower;

/// An image tower: one f32 input that matters, one f32 output. Inputs of another tower in the same graph get blanks.
pub(super) struct SharedSession {
    session: Session,
    blanks: Blanks,
    /// Names: the pictures, then the blanks.
    inputs: Vec<CString>,
    output: CString,
}

impl SharedSession {
    pub fn new(session: Session, tower: &ImageTower) -> ort::Result<Self> {
        let name = |name: &str| CString::new(name).map_err(ort::Error::wrap);
        let blanks = Blanks::of(&tower.fillers);
        let inputs = iter::once(tower.input.as_str()).chain(blanks.names());
        Ok(Self {
            inputs: inputs.map(name).collect::<ort::Result<_>>()?,
            output: name(&tower.output)?,
            session,
            blanks,
        })
    }

    /// Runs the network on `pixels`, f32 `shape`, and writes its output, f32 `out_shape`, to `out`.
    pub fn run(
        &self,
        pixels: &[f32],
        shape: [usize; 4],
        out: &mut [f32],
        out_shape: [usize; 2],
    ) -> ort::Result<()> {
        let blanks = self.blanks.values(shape[0])?;
        let pixels = TensorRef::from_array_view((shape, pixels))?;
        let out = TensorRefMut::from_array_view_mut((out_shape, out))?;
        let inputs = iter::once(pixels.ptr()).chain(blanks.iter().map(ort::AsPointer::ptr));
        self.call(&inputs.collect::<Vec<_>>(), out.ptr().cast_mut())
    }

    #[allow(
        unsafe_code,
        reason = "the only call of ONNX Runtime that ort does not offer"
    )]
    fn call(
        &self,
        inputs: &[*const ort::sys::OrtValue],
        output: *mut ort::sys::OrtValue,
    ) -> ort::Result<()> {
        let input_names: Vec<_> = self.inputs.iter().map(|name| name.as_ptr()).collect();
        let (output_names, mut outputs) = ([self.output.as_ptr()], [output]);
        debug_assert_eq!(inputs.len(), input_names.len());
        // SAFETY: The session lives as long as `self`; ONNX Runtime documents `Run` as safe to call from several
        // threads, and the pointer is not used to change the session itself. There are as many names as
        // values, both made of the same blanks, and they outlive the call. `output` is not null, so ONNX Runtime writes into its memory, after it
        // has checked that type and shape are those of the result, and puts no new value in its place.
        unsafe {
            ort::Error::result_from_status((ort::api().Run)(
                self.session.ptr().cast_mut(),
                ptr::null(),
                input_names.as_ptr(),
                inputs.as_ptr(),
                inputs.len(),
                output_names.as_ptr(),
                output_names.len(),
                outputs.as_mut_ptr(),
            ))
        }
    }
}
