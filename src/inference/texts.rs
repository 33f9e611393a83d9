//! Texts to unit vectors: the tokenizer and the text tower of a model, loaded together.

use super::{Engine, LoadOptions, TextEncoder, normalize};
use crate::Result;
use crate::model::{ModelSpec, TextTokenizer};

/// Tokenizer and text tower of one model.
pub struct TextEmbedder {
    tokenizer: TextTokenizer,
    encoder: Box<dyn TextEncoder>,
}

impl TextEmbedder {
    /// Loads both.
    pub fn load(spec: &ModelSpec, engine: &dyn Engine, options: LoadOptions) -> Result<Self> {
        Ok(Self {
            tokenizer: TextTokenizer::load(&spec.text.tokenizer, spec.text.length)?,
            encoder: engine.load_text(spec, options)?,
        })
    }

    /// Length of the vectors.
    pub fn dim(&self) -> usize {
        self.encoder.dim()
    }

    /// The vector of a text as the network gives it, of any length.
    pub fn encode(&mut self, text: &str) -> Result<Vec<f32>> {
        self.encoder.encode(&self.tokenizer.encode(text)?)
    }

    /// The unit vector of a text.
    pub fn embed(&mut self, text: &str) -> Result<Vec<f32>> {
        let mut vector = self.encode(text)?;
        normalize(&mut vector)?;
        Ok(vector)
    }
}
