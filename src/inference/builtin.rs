//! The built-in engine: tract, pure Rust, always there.
//!
//! tract runs one graph on one thread. To use all cores, each lane makes its own state of one shared plan (the weights
//! exist once). The plan is made for a fixed number of pictures, so that tract can choose its kernels when it is
//! loaded.

use std::fmt::Display;
use std::sync::Arc;

use tract_onnx::prelude::*;

use super::{
    Device, Engine, EngineFailure, EngineInfo, EngineKind, ImageEncoder, LoadOptions, TextEncoder,
};
use crate::model::{ModelFile, ModelSpec, TextTower};
use crate::{Error, Result};

/// Version of the tract crates in `Cargo.lock`; a test holds the two together.
const TRACT_VERSION: &str = "0.23.9";

/// Pictures in one run of the plan: larger groups make larger matrix products, smaller ones fit the cache.
const GROUP: usize = 4;

type Plan = Arc<TypedRunnableModel>;

/// The built-in engine.
pub(super) struct BuiltIn {
    info: EngineInfo,
}

impl BuiltIn {
    pub fn new(reason: String) -> Self {
        let version = TRACT_VERSION.to_owned();
        Self {
            info: EngineInfo {
                kind: EngineKind::BuiltIn,
                version,
                library: None,
                reason,
            },
        }
    }
}

impl Engine for BuiltIn {
    fn info(&self) -> &EngineInfo {
        &self.info
    }

    fn load_image(
        &self,
        model: &ModelSpec,
        options: LoadOptions,
    ) -> Result<Box<dyn ImageEncoder>, EngineFailure> {
        if options.device != Device::Cpu {
            return Err(processor_only(options.device).into());
        }
        let side = model.side();
        let group = if model.image.one_at_a_time { 1 } else { GROUP };
        let plan =
            image_plan(model, group).map_err(|cause| cannot_load(&model.image.file, cause))?;
        let mut encoder = BuiltInImageEncoder {
            plan,
            side,
            group,
            lanes: options.threads.max(1),
            dim: 0,
        };
        let blank = vec![0.0; group * 3 * side * side];
        let vectors = encoder.run_group(&blank).map_err(cannot_run)?;
        encoder.dim = vectors.len() / group;
        Ok(Box::new(encoder))
    }

    fn load_text(&self, model: &ModelSpec, _options: LoadOptions) -> Result<Box<dyn TextEncoder>> {
        let plan =
            TextPlan::load(&model.text).map_err(|cause| cannot_load(&model.text.file, cause))?;
        let mut encoder = BuiltInTextEncoder { plan, dim: 0 };
        encoder.dim = encoder.encode(&[0, 0])?.len();
        Ok(Box::new(encoder))
    }
}

struct BuiltInImageEncoder {
    plan: Plan,
    side: usize,
    group: usize,
    lanes: usize,
    dim: usize,
}

impl BuiltInImageEncoder {
    fn run_group(&self, pixels: &[f32]) -> TractResult<Vec<f32>> {
        run_pictures(&self.plan, pixels, [self.group, 3, self.side, self.side])
    }

    /// A last group that is not full is filled up with blank pictures.
    fn run_filled_up(&self, pixels: &[f32]) -> TractResult<Vec<f32>> {
        let mut filled = pixels.to_vec();
        filled.resize(self.group * 3 * self.side * self.side, 0.0);
        self.run_group(&filled)
    }
}

impl ImageEncoder for BuiltInImageEncoder {
    fn dim(&self) -> usize {
        self.dim
    }

    fn lanes(&self) -> usize {
        self.lanes
    }

    fn encode(&self, pixels: &[f32], count: usize, out: &mut [f32]) -> Result<(), EngineFailure> {
        let picture = 3 * self.side * self.side;
        let pixels = &pixels[..count * picture];
        for (pixels, out) in pixels
            .chunks(self.group * picture)
            .zip(out.chunks_mut(self.group * self.dim))
        {
            let vectors = if pixels.len() == self.group * picture {
                self.run_group(pixels)
            } else {
                self.run_filled_up(pixels)
            };
            let vectors = vectors.map_err(|cause| EngineFailure::Other(cannot_run(cause)))?;
            out.copy_from_slice(&vectors[..out.len()]);
        }
        Ok(())
    }
}

struct BuiltInTextEncoder {
    plan: TextPlan,
    dim: usize,
}

impl TextEncoder for BuiltInTextEncoder {
    fn dim(&self) -> usize {
        self.dim
    }

    fn encode(&mut self, ids: &[i64]) -> Result<Vec<f32>> {
        self.plan.run(ids).map_err(cannot_run)
    }
}

/// The text tower, prepared for a text length when a text of that length first comes: tract cannot leave the length
/// open through CLIP's causal mask, and padding would change what some towers give.
struct TextPlan {
    tower: TextTower,
    model: InferenceModel,
    by_length: std::collections::BTreeMap<usize, Plan>,
}

impl TextPlan {
    fn load(tower: &TextTower) -> TractResult<Self> {
        let mut names = vec![tower.input.as_str()];
        names.extend(tower.mask.as_deref());
        let model = read(&tower.file)?
            .with_input_names(names)?
            .with_outputs_by_name([&tower.output])?;
        Ok(Self {
            tower: tower.clone(),
            model,
            by_length: std::collections::BTreeMap::new(),
        })
    }

    fn run(&mut self, ids: &[i64]) -> TractResult<Vec<f32>> {
        let length = ids.len();
        let plan = match self.by_length.get(&length) {
            Some(plan) => Arc::clone(plan),
            None => self.prepare(length)?,
        };
        let mut inputs: TVec<TValue> = tvec![Tensor::from_shape(&[1, length], ids)?.into()];
        if self.tower.mask.is_some() {
            inputs.push(Tensor::from_shape(&[1, length], &vec![1_i64; length])?.into());
        }
        first_output(&plan.run(inputs)?)
    }

    fn prepare(&mut self, length: usize) -> TractResult<Plan> {
        let mut model = self.model.clone();
        for input in 0..=usize::from(self.tower.mask.is_some()) {
            model.set_input_fact(input, i64::fact([1, length]).into())?;
        }
        let plan = model.into_optimized()?.into_runnable()?;
        self.by_length.insert(length, Arc::clone(&plan));
        Ok(plan)
    }
}

fn image_plan(model: &ModelSpec, group: usize) -> TractResult<Plan> {
    let side = model.side();
    read(&model.image.file)?
        .with_input_names([&model.image.input])?
        .with_outputs_by_name([&model.image.output])?
        .with_input_fact(0, f32::fact([group, 3, side, side]).into())?
        .into_optimized()?
        .into_runnable()
}

fn read(file: &ModelFile) -> TractResult<InferenceModel> {
    // Shapes that a file notes for its inner tensors contradict a fixed number of pictures: tract finds its own.
    let onnx = onnx().with_ignore_value_info(true);
    match file {
        ModelFile::Path(path) => onnx.model_for_path(path),
        ModelFile::Embedded { bytes, .. } => onnx.model_for_read(&mut &bytes[..]),
    }
}

fn run_pictures(plan: &Plan, pixels: &[f32], shape: [usize; 4]) -> TractResult<Vec<f32>> {
    first_output(&plan.run(tvec![Tensor::from_shape(&shape, pixels)?.into()])?)
}

fn first_output(outputs: &[TValue]) -> TractResult<Vec<f32>> {
    Ok(outputs[0]
        .to_plain_array_view::<f32>()?
        .iter()
        .copied()
        .collect())
}

#[allow(
    clippy::needless_pass_by_value,
    reason = "it is a function for map_err"
)]
fn cannot_load(file: &ModelFile, cause: impl Display) -> Error {
    Error::new("The built-in engine cannot load the model")
        .meaning("Nothing was embedded")
        .remedy("Download or copy the model folder again, or install ONNX Runtime")
        .at(file.to_string())
        .caused_by(format!("{cause:#}"))
}

#[allow(
    clippy::needless_pass_by_value,
    reason = "it is a function for map_err"
)]
fn cannot_run(cause: impl Display) -> Error {
    Error::new("The built-in engine could not run the model")
        .meaning("What was embedded before is kept")
        .remedy("Try again; if it fails again, install ONNX Runtime")
        .caused_by(format!("{cause:#}"))
}

fn processor_only(device: Device) -> Error {
    Error::new(format!(
        "The built-in engine runs on the processor only, not on {device}"
    ))
    .meaning("Nothing was embedded")
    .remedy("Choose the processor, or install ONNX Runtime")
}

#[cfg(test)]
mod tests {
    use super::TRACT_VERSION;

    #[test]
    fn the_version_shown_is_the_one_compiled_in() {
        let lock = include_str!("../../Cargo.lock");
        let entry = format!("name = \"tract-onnx\"\nversion = \"{TRACT_VERSION}\"");
        assert!(
            lock.replace('\r', "").contains(&entry),
            "TRACT_VERSION differs from Cargo.lock"
        );
    }
}
