//! The text side of the model that a run was made with.

use crate::artifact::RunRecord;
use crate::inference::{Engine, LoadOptions, TextEncoder, normalize};
use crate::model::{ModelSpec, TextTokenizer};
use crate::{Error, Result};

/// Tokenizer and text tower, loaded.
pub struct TextTower {
    tokenizer: TextTokenizer,
    encoder: Box<dyn TextEncoder>,
}

impl TextTower {
    /// Loads the text tower of `spec`, whose files must be those that `record`'s run was made with. It runs on the
    /// processor, on `threads` threads.
    pub fn load(
        record: &RunRecord,
        spec: &ModelSpec,
        engine: &dyn Engine,
        threads: usize,
    ) -> Result<Self> {
        if spec.hashes()? != record.model.files {
            return Err(Error::new(format!(
                "This is not the model that the run was made with (\"{}\")",
                record.model.label
            ))
            .meaning("Texts and pictures of different models cannot be compared")
            .remedy("Choose the model of the run"));
        }
        let options = LoadOptions::on_cpu(threads);
        Ok(Self {
            tokenizer: TextTokenizer::load(&spec.text.tokenizer, spec.text.length)?,
            encoder: engine.load_text(spec, options)?,
        })
    }

    /// The unit vector of a text.
    pub fn embed(&mut self, text: &str) -> Result<Vec<f32>> {
        let mut vector = self.encoder.encode(&self.tokenizer.encode(text)?)?;
        normalize(&mut vector)?;
        Ok(vector)
    }
}
