//! Unit vectors of chosen products and of texts, with both towers of one model.

use std::sync::atomic::{AtomicUsize, Ordering};

use ndarray::Array2;

use super::EvaluationRequest;
use crate::dataset::Dataset;
use crate::image::{DecodeLimits, Preprocessor, decode_rgb};
use crate::inference::{ImageEncoder, LoadOptions, TextEmbedder, encode_all, normalize};
use crate::job::Control;
use crate::{Error, Result};

/// Pictures prepared at a time.
const BATCH: usize = 32;

/// Pictures in one call of the engine; the calls of a batch are shared by all lanes.
const CALL: usize = 4;

/// Both towers, loaded.
pub(super) struct Encoders {
    image: Box<dyn ImageEncoder>,
    text: TextEmbedder,
    preprocessors: Vec<Preprocessor>,
}

impl Encoders {
    pub fn load(request: &EvaluationRequest) -> Result<Self> {
        let model = &request.model;
        let options = LoadOptions::on_cpu(request.threads);
        let preprocessors =
            (0..request.threads.max(1)).map(|_| Preprocessor::new(&model.preprocess));
        Ok(Self {
            image: request.engine.load_image(model, options)?,
            text: TextEmbedder::load(model, &*request.engine, options)?,
            preprocessors: preprocessors.collect(),
        })
    }

    /// Embeds pictures. Gives the products whose picture could be read, and their unit vectors `[N, D]`.
    pub fn images(
        &mut self,
        dataset: &Dataset,
        products: &[usize],
        control: &Control,
        embedded: &AtomicUsize,
    ) -> Result<(Vec<usize>, Array2<f32>)> {
        let dim = self.image.dim();
        let mut kept = Vec::with_capacity(products.len());
        let mut vectors = Vec::with_capacity(products.len() * dim);
        let picture = 3 * self.preprocessors[0].side() * self.preprocessors[0].side();
        let mut pixels = vec![0.0; BATCH * picture];
        let mut out = vec![0.0; BATCH * dim];
        for batch in products.chunks(BATCH) {
            control.check()?;
            let readable = self.prepare(dataset, batch, &mut pixels)?;
            encode_all(&*self.image, &pixels, BATCH, CALL, &mut out)?;
            for ((&product, vector), _) in batch
                .iter()
                .zip(out.chunks_mut(dim))
                .zip(readable)
                .filter(|&(_, readable)| readable)
            {
                normalize(vector)?;
                kept.push(product);
                vectors.extend_from_slice(vector);
            }
            embedded.fetch_add(batch.len(), Ordering::Relaxed);
        }
        Ok((kept, matrix(vectors, dim)?))
    }

    /// Decodes and prepares a batch on all threads; says which pictures could be read.
    fn prepare(
        &mut self,
        dataset: &Dataset,
        batch: &[usize],
        pixels: &mut [f32],
    ) -> Result<Vec<bool>> {
        let picture = pixels.len() / BATCH;
        let share = batch.len().div_ceil(self.preprocessors.len()).max(1);
        std::thread::scope(|scope| {
            let parts = batch.chunks(share).zip(pixels.chunks_mut(share * picture));
            let threads: Vec<_> = parts
                .zip(&mut self.preprocessors)
                .map(|((products, pixels), preprocessor)| {
                    scope.spawn(move || {
                        let tensors = pixels.chunks_mut(picture);
                        let prepare =
                            |(&product, tensor)| prepare(dataset, product, preprocessor, tensor);
                        products
                            .iter()
                            .zip(tensors)
                            .map(prepare)
                            .collect::<Vec<bool>>()
                    })
                })
                .collect();
            let mut readable = Vec::with_capacity(batch.len());
            for thread in threads {
                readable.extend(
                    thread
                        .join()
                        .map_err(|panic| crate::job::panicked(&*panic))?,
                );
            }
            Ok(readable)
        })
    }

    /// Unit vectors `[N, D]` of texts.
    pub fn texts<'a>(&mut self, texts: impl Iterator<Item = &'a str>) -> Result<Array2<f32>> {
        let dim = self.text.dim();
        let mut vectors = Vec::new();
        for text in texts {
            vectors.extend(self.text.embed(text)?);
        }
        matrix(vectors, dim)
    }
}

fn prepare(
    dataset: &Dataset,
    product: usize,
    preprocessor: &mut Preprocessor,
    tensor: &mut [f32],
) -> bool {
    let Ok(bytes) = dataset.read_image(product) else {
        return false;
    };
    let decoded = decode_rgb(&bytes, &DecodeLimits::default());
    if let Ok(image) = &decoded {
        preprocessor.write_tensor(image, tensor);
    }
    decoded.is_ok()
}

fn matrix(vectors: Vec<f32>, dim: usize) -> Result<Array2<f32>> {
    Array2::from_shape_vec((vectors.len() / dim.max(1), dim), vectors)
        .map_err(|cause| Error::new("The model gave vectors of unequal length").caused_by(cause))
}
