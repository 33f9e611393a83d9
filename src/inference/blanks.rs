//! Inputs of the other tower, in a graph that holds both: pictures or texts of nothing, since ONNX Runtime wants every
//! input.

use ort::session::SessionInputValue;
use ort::value::TensorRef;

use crate::model::{Filler, FillerKind};

/// The blanks of a session.
pub(super) struct Blanks {
    fillers: Vec<Filler>,
    tokens: Vec<i64>,
    pixels: Vec<f32>,
}

impl Blanks {
    pub fn of(fillers: &[Filler]) -> Self {
        Self {
            fillers: fillers.to_vec(),
            tokens: Vec::new(),
            pixels: Vec::new(),
        }
    }

    /// The blanks as the first inputs of a run with `count` real items: as many, because some exporters give both
    /// towers one name for the number of items.
    pub fn inputs(&mut self, count: usize) -> ort::Result<Vec<(String, SessionInputValue<'_>)>> {
        for filler in &self.fillers {
            match filler.kind {
                FillerKind::Tokens { length } => grow(&mut self.tokens, count * length, 1),
                FillerKind::Pictures { side } => {
                    grow(&mut self.pixels, count * 3 * side * side, 0.0);
                }
            }
        }
        let mut inputs = Vec::new();
        for Filler { name, kind } in &self.fillers {
            let value: SessionInputValue = match *kind {
                FillerKind::Tokens { length } => {
                    let tokens = &self.tokens[..count * length];
                    TensorRef::from_array_view(([count, length], tokens))?.into()
                }
                FillerKind::Pictures { side } => {
                    let pixels = &self.pixels[..count * 3 * side * side];
                    TensorRef::from_array_view(([count, 3, side, side], pixels))?.into()
                }
            };
            inputs.push((name.clone(), value));
        }
        Ok(inputs)
    }
}

fn grow<T: Clone>(buffer: &mut Vec<T>, length: usize, value: T) {
    if buffer.len() < length {
        buffer.resize(length, value);
    }
}
