//! The ONNX Runtime engine.

use std::fmt::Display;

use ort::session::Session;
use ort::session::builder::GraphOptimizationLevel;
use ort::value::TensorRef;

use super::blanks::Blanks;
use super::runtime::LoadedRuntime;
use super::{Engine, EngineInfo, EngineKind, ImageEncoder, LoadOptions, TextEncoder};
use crate::model::{ModelFile, ModelSpec};
use crate::{Error, Result};

/// ONNX Runtime, loaded from a library file.
pub(super) struct OnnxRuntime {
    runtime: LoadedRuntime,
    info: EngineInfo,
}

impl OnnxRuntime {
    pub fn new(runtime: LoadedRuntime) -> Self {
        let info = EngineInfo {
            kind: EngineKind::OnnxRuntime,
            version: runtime.version.clone(),
            library: Some(runtime.library.clone()),
            reason: runtime.reason.clone(),
        };
        Self { runtime, info }
    }

    fn session(&self, file: &ModelFile, options: LoadOptions) -> Result<Session> {
        self.try_session(file, options).map_err(|cause| {
            Error::new("ONNX Runtime cannot load the model")
                .meaning("Nothing was embedded")
                .remedy("Download or copy the model folder again, or choose the built-in engine")
                .at(file.to_string())
                .caused_by(cause.to_string())
        })
    }

    fn try_session(&self, file: &ModelFile, options: LoadOptions) -> ort::Result<Session> {
        let mut builder = Session::builder(&self.runtime.environment)?
            .with_optimization_level(GraphOptimizationLevel::All)?
            .with_intra_threads(options.threads)?
            // Waiting threads must not spin: decoding and the window need the cores between two batches.
            .with_intra_op_spinning(false)?;
        match file {
            ModelFile::Path(path) => builder.commit_from_file(path),
            ModelFile::Embedded { bytes, .. } => builder.commit_from_memory(bytes),
        }
    }
}

impl Engine for OnnxRuntime {
    fn info(&self) -> &EngineInfo {
        &self.info
    }

    fn load_image(&self, model: &ModelSpec, options: LoadOptions) -> Result<Box<dyn ImageEncoder>> {
        let session = self.session(&model.image.file, options)?;
        let side = model.side();
        let mut encoder = RuntimeImageEncoder {
            session,
            input: model.image.input.clone(),
            output: model.image.output.clone(),
            side,
            one_at_a_time: model.image.one_at_a_time,
            blanks: Blanks::of(&model.image.fillers),
            dim: 0,
        };
        encoder.dim = encoder.run(&vec![0.0; 3 * side * side], 1)?.len();
        Ok(Box::new(encoder))
    }

    fn load_text(&self, model: &ModelSpec, options: LoadOptions) -> Result<Box<dyn TextEncoder>> {
        let session = self.session(&model.text.file, options)?;
        let (input, mask) = (model.text.input.clone(), model.text.mask.clone());
        let mut encoder = RuntimeTextEncoder {
            session,
            input,
            mask,
            output: model.text.output.clone(),
            blanks: Blanks::of(&model.text.fillers),
            dim: 0,
        };
        encoder.dim = encoder
            .encode(&vec![0; model.text.length.unwrap_or(2)])?
            .len();
        Ok(Box::new(encoder))
    }
}

struct RuntimeImageEncoder {
    session: Session,
    input: String,
    output: String,
    side: usize,
    one_at_a_time: bool,
    blanks: Blanks,
    dim: usize,
}

impl RuntimeImageEncoder {
    fn run(&mut self, pixels: &[f32], count: usize) -> Result<Vec<f32>> {
        let pixels = TensorRef::from_array_view(([count, 3, self.side, self.side], pixels))
            .map_err(failed)?;
        let mut inputs = self.blanks.inputs(count).map_err(failed)?;
        inputs.push((self.input.clone(), pixels.into()));
        let outputs = self.session.run(inputs).map_err(failed)?;
        let output = outputs
            .get(&self.output)
            .ok_or_else(|| failed("the output is missing"))?;
        let (_, vectors) = output.try_extract_tensor::<f32>().map_err(failed)?;
        Ok(vectors.to_vec())
    }
}

impl ImageEncoder for RuntimeImageEncoder {
    fn dim(&self) -> usize {
        self.dim
    }

    fn encode(&mut self, pixels: &[f32], count: usize, out: &mut [f32]) -> Result<()> {
        let group = if self.one_at_a_time { 1 } else { count };
        let picture = 3 * self.side * self.side;
        for (pixels, out) in pixels[..count * picture]
            .chunks(group * picture)
            .zip(out.chunks_mut(group * self.dim))
        {
            let vectors = self.run(pixels, pixels.len() / picture)?;
            if vectors.len() != out.len() {
                return Err(failed("the number of vectors is not that of the pictures"));
            }
            out.copy_from_slice(&vectors);
        }
        Ok(())
    }
}

struct RuntimeTextEncoder {
    session: Session,
    input: String,
    mask: Option<String>,
    output: String,
    blanks: Blanks,
    dim: usize,
}

impl TextEncoder for RuntimeTextEncoder {
    fn dim(&self) -> usize {
        self.dim
    }

    fn encode(&mut self, ids: &[i64]) -> Result<Vec<f32>> {
        let shape = [1, ids.len()];
        let ones = vec![1_i64; ids.len()];
        let mut inputs = self.blanks.inputs(1).map_err(failed)?;
        inputs.push((
            self.input.clone(),
            TensorRef::from_array_view((shape, ids))
                .map_err(failed)?
                .into(),
        ));
        if let Some(mask) = &self.mask {
            inputs.push((
                mask.clone(),
                TensorRef::from_array_view((shape, ones.as_slice()))
                    .map_err(failed)?
                    .into(),
            ));
        }
        let outputs = self.session.run(inputs).map_err(failed)?;
        let output = outputs
            .get(&self.output)
            .ok_or_else(|| failed("the output is missing"))?;
        let (_, vector) = output.try_extract_tensor::<f32>().map_err(failed)?;
        Ok(vector.to_vec())
    }
}

fn failed(cause: impl Display) -> Error {
    Error::new("ONNX Runtime could not run the model")
        .meaning("What was embedded before is kept")
        .remedy("Try again; if it fails again, choose the built-in engine")
        .caused_by(cause.to_string())
}
