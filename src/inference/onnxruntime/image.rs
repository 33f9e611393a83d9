//! The image tower in ONNX Runtime.

use std::sync::{Mutex, PoisonError};

use ort::environment::Environment;
use ort::session::builder::GraphOptimizationLevel;
use ort::session::{Session, SessionInputValue};
use ort::value::TensorRef;

use super::session::SharedSession;
use super::{cannot_load, commit, failure, providers, seen};
use crate::Result;
use crate::inference::blanks::Blanks;
use crate::inference::{Device, EngineFailure, ImageEncoder, LoadOptions, Placement};
use crate::model::{ImageTower, ModelSpec};

/// The image tower; every lane calls the one session.
pub(super) struct RuntimeImageEncoder {
    session: SharedSession,
    device: Device,
    lanes: usize,
    /// Held during a call where there is one lane, whoever calls.
    turn: Mutex<()>,
    side: usize,
    one_at_a_time: bool,
    dim: usize,
    placement: Option<Placement>,
}

/// Loads the tower for the processor: as many lanes as threads, one thread each.
pub(super) fn on_processor(
    environment: &Environment,
    model: &ModelSpec,
    threads: usize,
) -> Result<RuntimeImageEncoder> {
    let tower = &model.image;
    let load = || -> ort::Result<_> {
        let builder = Session::builder(environment)?
            .with_optimization_level(GraphOptimizationLevel::All)?
            .with_intra_threads(1)?;
        let mut session = commit(builder, &tower.file)?;
        let dim = first_run(&mut session, tower, model.side(), 1)?;
        Ok((SharedSession::new(session, tower)?, dim))
    };
    let (session, dim) = load().map_err(|cause| cannot_load(&tower.file, cause))?;
    Ok(RuntimeImageEncoder {
        session,
        device: Device::Cpu,
        lanes: threads.max(1),
        turn: Mutex::new(()),
        side: model.side(),
        one_at_a_time: tower.one_at_a_time,
        dim,
        placement: None,
    })
}

/// Loads the tower for another device, runs it once and looks where its operations went: a network that the device
/// did not take as a whole is an error, never a slower run.
pub(super) fn on_device(
    environment: &Environment,
    model: &ModelSpec,
    options: LoadOptions,
) -> Result<RuntimeImageEncoder, EngineFailure> {
    let tower = &model.image;
    let device = options.device;
    let load = || -> ort::Result<_> {
        let builder = Session::builder(environment)?
            .with_optimization_level(GraphOptimizationLevel::All)?
            .with_intra_threads(options.threads)?
            .with_intra_op_spinning(false)?
            .with_profiling(seen::profile_path())?;
        let mut session = commit(providers::add(builder, tower, options)?, &tower.file)?;
        let count = options.batch.filter(|_| device.wants_fixed_batch());
        let dim = first_run(&mut session, tower, model.side(), count.unwrap_or(1))?;
        let seen = seen::end_profile(&mut session)?;
        Ok((SharedSession::new(session, tower)?, dim, seen))
    };
    let (session, dim, seen) =
        load().map_err(|cause| failure::at_the_start(device, &tower.file, &cause))?;
    if let Some(left) = seen::left_to_processor(&seen, providers::provider_name(device)) {
        return Err(failure::taken_in_part(device, &left)
            .at(tower.file.to_string())
            .into());
    }
    Ok(RuntimeImageEncoder {
        session,
        device,
        lanes: providers::lanes(options),
        turn: Mutex::new(()),
        side: model.side(),
        one_at_a_time: tower.one_at_a_time,
        dim,
        placement: Some(seen::placement(&seen)),
    })
}

/// Runs blank pictures and returns the vector length.
fn first_run(
    session: &mut Session,
    tower: &ImageTower,
    side: usize,
    count: usize,
) -> ort::Result<usize> {
    let blank = vec![0.0_f32; count * 3 * side * side];
    let pixels = TensorRef::from_array_view(([count, 3, side, side], blank.as_slice()))?;
    let blanks = Blanks::of(&tower.fillers);
    let values = blanks
        .values(count)?
        .into_iter()
        .map(SessionInputValue::from);
    let mut inputs: Vec<_> = blanks.names().zip(values).collect();
    inputs.push((&tower.input, pixels.into()));
    let outputs = session.run(inputs)?;
    let output = outputs
        .get(&tower.output)
        .ok_or_else(|| ort::Error::new("the output is missing"))?;
    let (_, vectors) = output.try_extract_tensor::<f32>()?;
    Ok(vectors.len() / count)
}

impl RuntimeImageEncoder {
    fn run(&self, pixels: &[f32], out: &mut [f32]) -> ort::Result<()> {
        let count = out.len() / self.dim;
        let shape = [count, 3, self.side, self.side];
        self.session.run(pixels, shape, out, [count, self.dim])
    }
}

impl ImageEncoder for RuntimeImageEncoder {
    fn dim(&self) -> usize {
        self.dim
    }

    fn lanes(&self) -> usize {
        self.lanes
    }

    fn encode(&self, pixels: &[f32], count: usize, out: &mut [f32]) -> Result<(), EngineFailure> {
        // It guards no data: a panic elsewhere leaves nothing half done.
        let _turn =
            (self.lanes == 1).then(|| self.turn.lock().unwrap_or_else(PoisonError::into_inner));
        let group = if self.one_at_a_time { 1 } else { count };
        let picture = 3 * self.side * self.side;
        pixels[..count * picture]
            .chunks(group * picture)
            .zip(out.chunks_mut(group * self.dim))
            .try_for_each(|(pixels, out)| self.run(pixels, out))
            .map_err(|cause| failure::in_a_run(self.device, &cause))
    }

    fn placement(&self) -> Option<&Placement> {
        self.placement.as_ref()
    }
}
