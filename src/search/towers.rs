//! The model's two towers, loaded when a question first needs them, and the vectors that they gave before.
//!
//! While a text is typed or a pinned picture is combined with other words, the same parts come again and again; a
//! vector that was computed once is kept for a while.

use std::collections::VecDeque;
use std::sync::Arc;

use crate::artifact::hash_reader;
use crate::image::{DecodeLimits, Preprocessor, decode_rgb};
use crate::inference::{Engine, ImageEncoder, LoadOptions, TextEmbedder, normalize};
use crate::model::ModelSpec;
use crate::{Error, Result};

/// Vectors kept: at 512 numbers each half a megabyte.
const KEPT: usize = 256;

/// A model for questions by text and picture.
pub(super) struct Towers {
    spec: ModelSpec,
    engine: Arc<dyn Engine>,
    options: LoadOptions,
    text: Option<TextEmbedder>,
    image: Option<Box<dyn ImageEncoder>>,
    texts: Recent,
    images: Recent,
}

impl Towers {
    pub fn new(spec: ModelSpec, engine: Arc<dyn Engine>, options: LoadOptions) -> Self {
        Self {
            spec,
            engine,
            options,
            text: None,
            image: None,
            texts: Recent::default(),
            images: Recent::default(),
        }
    }

    /// The unit vector of a text.
    pub fn text(&mut self, text: &str) -> Result<Vec<f32>> {
        let text = text.trim();
        if text.is_empty() {
            return Err(Error::new("There is no text to search for")
                .remedy("Type what you look for, such as \"red handbag\""));
        }
        if let Some(vector) = self.texts.get(text) {
            return Ok(vector);
        }
        let vector = self.embedder()?.embed(text)?;
        self.texts.put(text.to_owned(), &vector);
        Ok(vector)
    }

    /// The unit vector of a picture, given as the bytes of its file. It is embedded in a batch of the run's size, so
    /// that a picture of the run gets the very vector it has there.
    pub fn image(&mut self, bytes: &[u8], batch: usize) -> Result<Vec<f32>> {
        let (_, hash) = hash_reader(bytes)
            .map_err(|cause| Error::new("The picture cannot be read").caused_by(cause))?;
        if let Some(vector) = self.images.get(&hash) {
            return Ok(vector);
        }
        let vector = self.encode_image(bytes, batch)?;
        self.images.put(hash, &vector);
        Ok(vector)
    }

    /// Loads the text tower, unless it is loaded.
    pub fn load_text(&mut self) -> Result<()> {
        self.embedder().map(|_| ())
    }

    fn embedder(&mut self) -> Result<&mut TextEmbedder> {
        match &mut self.text {
            Some(embedder) => Ok(embedder),
            empty => {
                let embedder = TextEmbedder::load(&self.spec, &*self.engine, self.options)?;
                Ok(empty.insert(embedder))
            }
        }
    }

    fn encode_image(&mut self, bytes: &[u8], batch: usize) -> Result<Vec<f32>> {
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

/// The vectors computed last, by what they were computed from.
#[derive(Default)]
struct Recent {
    vectors: VecDeque<(String, Vec<f32>)>,
}

impl Recent {
    fn get(&self, key: &str) -> Option<Vec<f32>> {
        let mut vectors = self.vectors.iter();
        let found = vectors.find(|(known, _)| known == key);
        found.map(|(_, vector)| vector.clone())
    }

    fn put(&mut self, key: String, vector: &[f32]) {
        self.vectors.truncate(KEPT - 1);
        self.vectors.push_front((key, vector.to_vec()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_vector_makes_room() {
        let mut recent = Recent::default();
        for i in 0..KEPT + 2 {
            recent.put(i.to_string(), &[i as f32]);
        }
        assert_eq!(recent.get("0"), None);
        assert_eq!(recent.get("1"), None);
        assert_eq!(recent.get("2"), Some(vec![2.0]));
        assert_eq!(recent.get(&(KEPT + 1).to_string()), Some(vec![257.0]));
        assert_eq!(recent.vectors.len(), KEPT);
    }
}
