//! The text tower in ONNX Runtime.

use ort::environment::Environment;
use ort::session::builder::GraphOptimizationLevel;
use ort::session::{Session, SessionInputValue};
use ort::value::TensorRef;

use super::{cannot_load, cannot_run, commit};
use crate::Result;
use crate::inference::TextEncoder;
use crate::inference::blanks::Blanks;
use crate::model::{ModelFile, ModelSpec};

/// Loads the text tower. It runs on the processor: a search is one text, and a device would save nothing.
pub(super) fn load(
    environment: &Environment,
    model: &ModelSpec,
    threads: usize,
) -> Result<RuntimeTextEncoder> {
    let tower = &model.text;
    let session = session(environment, &tower.file, threads)
        .map_err(|cause| cannot_load(&tower.file, cause))?;
    let mut encoder = RuntimeTextEncoder {
        session,
        input: tower.input.clone(),
        mask: tower.mask.clone(),
        output: tower.output.clone(),
        blanks: Blanks::of(&tower.fillers),
        dim: 0,
    };
    encoder.dim = encoder.encode(&vec![0; tower.length.unwrap_or(2)])?.len();
    Ok(encoder)
}

fn session(environment: &Environment, file: &ModelFile, threads: usize) -> ort::Result<Session> {
    let builder = Session::builder(environment)?
        .with_optimization_level(GraphOptimizationLevel::All)?
        .with_intra_threads(threads)?
        // Waiting threads must not spin: decoding and the window need the cores between two calls.
        .with_intra_op_spinning(false)?;
    commit(builder, file)
}

pub(super) struct RuntimeTextEncoder {
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
        self.run(ids).map_err(cannot_run)
    }
}

impl RuntimeTextEncoder {
    fn run(&mut self, ids: &[i64]) -> ort::Result<Vec<f32>> {
        let shape = [1, ids.len()];
        let ones = vec![1_i64; ids.len()];
        let blanks = self.blanks.values(1)?.into_iter();
        let mut inputs: Vec<(&str, SessionInputValue)> = self
            .blanks
            .names()
            .zip(blanks.map(SessionInputValue::from))
            .collect();
        let ids = TensorRef::from_array_view((shape, ids))?;
        inputs.push((&self.input, ids.into()));
        if let Some(mask) = &self.mask {
            let mask_values = TensorRef::from_array_view((shape, ones.as_slice()))?;
            inputs.push((mask, mask_values.into()));
        }
        let outputs = self.session.run(inputs)?;
        let output = outputs
            .get(&self.output)
            .ok_or_else(|| ort::Error::new("the output is missing"))?;
        let (_, vector) = output.try_extract_tensor::<f32>()?;
        Ok(vector.to_vec())
    }
}
