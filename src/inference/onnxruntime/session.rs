//! One session, called by several threads at once.
//!
//! ONNX Runtime's `Run` may be called on one session by any number of threads; providers that cannot take it are
//! locked inside ONNX Runtime. The `ort` crate offers `run` on `&mut Session` only, so that a thread needs a session,
//! and with it all the weights, of its own. This module makes the one call that is missing.

use std::ffi::CString;
use std::ptr;

use ort::AsPointer as _;
use ort::session::Session;
use ort::value::{TensorRef, TensorRefMut};

/// A network with one input and one output, both f32.
pub(super) struct SharedSession {
    session: Session,
    input: CString,
    output: CString,
}

impl SharedSession {
    pub fn new(session: Session, input: &str, output: &str) -> ort::Result<Self> {
        let name = |name: &str| CString::new(name).map_err(ort::Error::wrap);
        Ok(Self {
            session,
            input: name(input)?,
            output: name(output)?,
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
        let pixels = TensorRef::from_array_view((shape, pixels))?;
        let out = TensorRefMut::from_array_view_mut((out_shape, out))?;
        self.call(pixels.ptr(), out.ptr().cast_mut())
    }

    #[allow(
        unsafe_code,
        reason = "the only call of ONNX Runtime that ort does not offer"
    )]
    fn call(
        &self,
        input: *const ort::sys::OrtValue,
        output: *mut ort::sys::OrtValue,
    ) -> ort::Result<()> {
        let (inputs, mut outputs) = ([input], [output]);
        let (input_names, output_names) = ([self.input.as_ptr()], [self.output.as_ptr()]);
        // SAFETY: The session lives as long as `self`; ONNX Runtime documents `Run` as safe to call from several
        // threads, and the pointer is not used to change the session itself. Names and values are one each, as the
        // lengths say, and outlive the call. `output` is not null, so ONNX Runtime writes into its memory, after it
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
