//! Questions to a finished run: by product, by picture, by text.
//!
//! The towers are loaded when a question first needs them, from the model that the run was made with; another model's
//! vectors would be compared with the run's in vain, so its files must have the recorded hashes.

use std::sync::Arc;

use crate::artifact::{FinishedRun, MetadataRow, RunRecord};
use crate::image::{DecodeLimits, Preprocessor, decode_rgb};
use crate::index::{Hit, Index};
use crate::inference::{Device, Engine, ImageEncoder, LoadOptions, TextEncoder, normalize};
use crate::model::{ModelSpec, TextTokenizer};
use crate::{Error, Result};

/// A run, ready to be searched.
pub struct Searcher {
    record: RunRecord,
    metadata: Vec<MetadataRow>,
    index: Index,
    model: Option<LoadedModel>,
}

struct LoadedModel {
    spec: ModelSpec,
    engine: Arc<dyn Engine>,
    options: LoadOptions,
    text: Option<(TextTokenizer, Box<dyn TextEncoder>)>,
    image: Option<Box<dyn ImageEncoder>>,
}

impl Searcher {
    /// Takes a finished run. `threads` share the work of one question.
    pub fn new(run: FinishedRun, threads: usize) -> Result<Self> {
        let index = Index::new(run.vectors, run.ids, threads)?;
        Ok(Self {
            record: run.record,
            metadata: run.metadata,
            index,
            model: None,
        })
    }

    /// Gives the model for questions by text and picture; it must be the one that the run was made with.
    pub fn set_model(
        &mut self,
        spec: ModelSpec,
        engine: Arc<dyn Engine>,
        threads: usize,
    ) -> Result<()> {
        let spec = spec.at_precision(self.record.precision)?;
        if spec.hashes()? != self.record.model.files {
            return Err(Error::new(format!(
                "This is not the model that the run was made with (\"{}\")",
                self.record.model.label
            ))
            .meaning("Vectors of different models cannot be compared")
            .remedy("Choose the model of the run, or embed the dataset again with this one"));
        }
        // Questions are answered on the processor, whatever the run was made on: they are single pictures and texts.
        let options = LoadOptions::on_cpu(threads);
        self.model = Some(LoadedModel {
            spec,
            engine,
            options,
            text: None,
            image: None,
        });
        Ok(())
    }

    /// Whether questions by text and picture can be answered.
    pub fn has_model(&self) -> bool {
        self.model.is_some()
    }

    /// The record of the run.
    pub fn record(&self) -> &RunRecord {
        &self.record
    }

    /// The vectors.
    pub fn index(&self) -> &Index {
        &self.index
    }

    /// Name and path of a row.
    pub fn metadata(&self, row: usize) -> &MetadataRow {
        &self.metadata[row]
    }

    /// Neighbours of a product, itself left out.
    pub fn by_id(&self, id: i64, k: usize, keep: Option<&[bool]>) -> Result<Vec<Hit>> {
        let row = self.index.row_of(id).ok_or_else(|| {
            Error::new(format!("Product {id} has no vector in this run")).remedy(
                "Take an id from image_ids.npy; skipped.csv says why a product may be missing",
            )
        })?;
        let mut hits = self.index.top_k(self.index.vector(row), k + 1, keep)?;
        hits.retain(|hit| hit.row != row);
        hits.truncate(k);
        Ok(hits)
    }

    /// Products that fit a text.
    pub fn by_text(&mut self, text: &str, k: usize, keep: Option<&[bool]>) -> Result<Vec<Hit>> {
        let query = self.model()?.embed_text(text)?;
        self.index.top_k(&query, k, keep)
    }

    /// Products that look like a picture, given as the bytes of its file.
    pub fn by_image(&mut self, bytes: &[u8], k: usize, keep: Option<&[bool]>) -> Result<Vec<Hit>> {
        // Bits can be the same only on the device of the run.
        let batch = if self.record.device == Device::Cpu {
            self.record.batch
        } else {
            1
        };
        let query = self.model()?.embed_image(bytes, batch)?;
        self.index.top_k(&query, k, keep)
    }

    fn model(&mut self) -> Result<&mut LoadedModel> {
        self.model.as_mut().ok_or_else(|| {
            Error::new("The model of this run is not loaded")
                .meaning("Only searching by product is possible")
                .remedy("Choose the model that the run was made with")
        })
    }
}

impl LoadedModel {
    fn embed_text(&mut self, text: &str) -> Result<Vec<f32>> {
        if text.trim().is_empty() {
            return Err(Error::new("There is no text to search for")
                .remedy("Type what you look for, such as \"red handbag\""));
        }
        let (tokenizer, encoder) = if let Some(loaded) = &mut self.text {
            loaded
        } else {
            let tokenizer = TextTokenizer::load(&self.spec.text.tokenizer, self.spec.text.length)?;
            let encoder = self.engine.load_text(&self.spec, self.options)?;
            self.text.insert((tokenizer, encoder))
        };
        let mut vector = encoder.encode(&tokenizer.encode(text)?)?;
        normalize(&mut vector)?;
        Ok(vector)
    }

    /// Embeds one picture in a batch of the run's size, so that a picture of the run gets the very vector it has there.
    fn embed_image(&mut self, bytes: &[u8], batch: usize) -> Result<Vec<f32>> {
        let image = decode_rgb(bytes, &DecodeLimits::default()).map_err(|problem| {
            Error::new(format!("The picture cannot be used: {problem}"))
                .remedy("Choose another picture (JPEG, PNG or WebP)")
        })?;
        let encoder = match &mut self.image {
            Some(encoder) => encoder,
            None => self
                .image
                .insert(self.engine.load_image(&self.spec, self.options)?),
        };
        let mut preprocessor = Preprocessor::new(&self.spec.preprocess);
        let picture = 3 * preprocessor.side() * preprocessor.side();
        let mut pixels = vec![0.0; batch * picture];
        preprocessor.write_tensor(&image, &mut pixels[..picture]);
        let mut vectors = vec![0.0; batch * encoder.dim()];
        encoder.encode(&pixels, batch, &mut vectors)?;
        vectors.truncate(encoder.dim());
        normalize(&mut vectors)?;
        Ok(vectors)
    }
}
