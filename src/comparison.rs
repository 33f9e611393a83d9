//! What a faster way to embed costs: two models, precisions or devices over the same pictures of the user.
//!
//! Cosines say how far vectors moved; what a search shows is decided by neighbours, so both are compared.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use ndarray::Array2;
use serde::Serialize;

use crate::dataset::Dataset;
use crate::embedding::{DEFAULT_BATCH, Range, select};
use crate::image::{DecodeLimits, Preprocessor, decode_rgb};
use crate::index::Index;
use crate::inference::{
    Device, Engine, ImageEncoder, LoadOptions, Precision, cosine, encode_all, normalize,
};
use crate::job::Control;
use crate::model::ModelSpec;
use crate::{Error, Result};

/// Most pictures that are compared: enough to see the price, few enough to wait for.
pub const MOST_IMAGES: usize = 256;

/// Neighbours of a picture that are compared.
const NEIGHBOURS: usize = 10;

/// Pictures in memory at a time.
const CHUNK: usize = 64;

/// One way to embed.
#[derive(Clone)]
pub struct Way {
    /// The model.
    pub model: ModelSpec,
    /// The numbers to compute with; what the model's file holds if not given.
    pub precision: Option<Precision>,
    /// The engine.
    pub engine: Arc<dyn Engine>,
    /// The device.
    pub device: Device,
}

/// What is compared.
#[derive(Clone)]
pub struct CompareRequest {
    /// The pictures; some of them, spread evenly over the classes.
    pub dataset: Arc<Dataset>,
    /// How many, at most [`MOST_IMAGES`].
    pub images: usize,
    /// The way to measure by.
    pub reference: Way,
    /// The way to judge.
    pub other: Way,
    /// Threads of the processor.
    pub threads: usize,
}

/// Pictures done, for whoever shows it.
#[derive(Debug, Default)]
pub struct CompareProgress {
    /// Pictures embedded in both ways.
    pub done: AtomicUsize,
    /// Pictures in all.
    pub total: AtomicUsize,
}

/// What was found.
#[derive(Clone, Debug, Serialize)]
pub struct Comparison {
    /// Pictures that both embedded.
    pub images: usize,
    /// The way to measure by.
    pub reference: WayFigures,
    /// The way to judge.
    pub other: WayFigures,
    /// Cosine of the two vectors of a picture, on average; none where they are vectors of different networks, whose
    /// directions have nothing to do with each other.
    pub mean_cosine: Option<f64>,
    /// The smallest such cosine.
    pub worst_cosine: Option<f64>,
    /// Neighbours of a picture that are compared.
    pub neighbours: usize,
    /// Share of the neighbours that are the same, over all pictures.
    pub neighbour_overlap: f64,
    /// Pictures whose neighbours differ, the most changed first.
    pub changed: Vec<Changed>,
}

/// One way, as it ran.
#[derive(Clone, Debug, Serialize)]
pub struct WayFigures {
    /// The model's short name.
    pub model: String,
    /// The numbers it computed with.
    pub precision: Precision,
    /// The device.
    pub device: Device,
    /// Images per second of the engine alone.
    pub images_per_second: f64,
    /// Vector length.
    pub dim: usize,
}

impl WayFigures {
    /// A model in another precision may be a model of its own, called `NAME-PRECISION`.
    fn is_same_network(&self, other: &Self) -> bool {
        let network = |way: &Self| {
            let suffix = format!("-{}", way.precision);
            let name = way.model.strip_suffix(&suffix);
            name.unwrap_or(&way.model).to_owned()
        };
        network(self) == network(other)
    }
}

/// A picture with other neighbours.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Changed {
    /// Its product.
    pub id: i64,
    /// Cosine of its two vectors, where they are of the same network.
    pub cosine: Option<f64>,
    /// Neighbours that it no longer has, nearest first.
    pub lost: Vec<i64>,
    /// Neighbours that it did not have, nearest first.
    pub gained: Vec<i64>,
}

/// Embeds the same pictures in both ways, in turns, and compares.
pub fn compare(
    request: &CompareRequest,
    control: &Control,
    progress: &CompareProgress,
) -> Result<Comparison> {
    let images = request.images.clamp(1, MOST_IMAGES);
    let products = select(&request.dataset, Range::Balanced(images));
    progress.total.store(products.len(), Ordering::Relaxed);
    let mut reference = Side::load(&request.reference, request.threads)?;
    let mut other = Side::load(&request.other, request.threads)?;
    let mut ids = Vec::new();
    for products in products.chunks(CHUNK) {
        control.check()?;
        let pictures = decode(&request.dataset, products);
        reference.embed(&pictures)?;
        other.embed(&pictures)?;
        ids.extend(pictures.iter().map(|(id, _)| *id));
        progress.done.fetch_add(products.len(), Ordering::Relaxed);
    }
    if ids.len() < 2 {
        return Err(Error::new("There are too few pictures to compare with")
            .remedy("Give a dataset with pictures"));
    }
    summarise(&ids, &reference, &other, request.threads)
}

type Picture = (i64, ::image::RgbImage);

/// Pictures that cannot be read are left out; embedding reports them.
fn decode(dataset: &Dataset, products: &[usize]) -> Vec<Picture> {
    let limits = DecodeLimits::default();
    let decode = |&product: &usize| {
        let bytes = dataset.read_image(product).ok()?;
        let image = decode_rgb(&bytes, &limits).ok()?;
        Some((dataset.products[product].id, image))
    };
    products.iter().filter_map(decode).collect()
}

/// One way, loaded, with the vectors so far.
struct Side {
    encoder: Box<dyn ImageEncoder>,
    preprocessor: Preprocessor,
    figures: WayFigures,
    vectors: Vec<f32>,
    spent: Duration,
}

impl Side {
    fn load(way: &Way, threads: usize) -> Result<Self> {
        let precision = way.precision.unwrap_or(way.model.image.precision);
        let model = way.model.clone().at_precision(precision)?;
        let options = LoadOptions {
            device: way.device,
            precision,
            threads,
            batch: Some(DEFAULT_BATCH),
        };
        let encoder = way.engine.load_image(&model, options)?;
        let preprocessor = Preprocessor::new(&model.preprocess);
        let blank = vec![0.0; DEFAULT_BATCH * 3 * model.side().pow(2)];
        let mut out = vec![0.0; DEFAULT_BATCH * encoder.dim()];
        // The first call prepares more than it computes; it is not counted.
        encode_all(&*encoder, &blank, DEFAULT_BATCH, DEFAULT_BATCH, &mut out)?;
        Ok(Self {
            figures: WayFigures {
                model: model.id.clone(),
                precision,
                device: way.device,
                images_per_second: 0.0,
                dim: encoder.dim(),
            },
            encoder,
            preprocessor,
            vectors: Vec::new(),
            spent: Duration::ZERO,
        })
    }

    fn embed(&mut self, pictures: &[Picture]) -> Result<()> {
        let picture = 3 * self.preprocessor.side().pow(2);
        let mut pixels = vec![0.0; pictures.len() * picture];
        for ((_, image), pixels) in pictures.iter().zip(pixels.chunks_mut(picture)) {
            self.preprocessor.write_tensor(image, pixels);
        }
        let dim = self.figures.dim;
        let mut vectors = vec![0.0; pictures.len() * dim];
        let started = Instant::now();
        encode_all(
            &*self.encoder,
            &pixels,
            pictures.len(),
            DEFAULT_BATCH,
            &mut vectors,
        )?;
        self.spent += started.elapsed();
        for vector in vectors.chunks_mut(dim) {
            normalize(vector)?;
        }
        self.vectors.extend(vectors);
        let images = self.vectors.len() / dim;
        self.figures.images_per_second = images as f64 / self.spent.as_secs_f64();
        Ok(())
    }

    /// Rows of the nearest neighbours of each row, itself left out.
    fn neighbours(&self, ids: &[i64], count: usize, threads: usize) -> Result<Vec<Vec<i64>>> {
        let shape = (ids.len(), self.figures.dim);
        let vectors = Array2::from_shape_vec(shape, self.vectors.clone()).map_err(|cause| {
            Error::new("The vectors could not be put together").caused_by(cause)
        })?;
        let index = Index::new(vectors, ids.to_vec(), threads)?;
        let nearest = |row: usize| {
            let hits = index.top_k(index.vector(row), count + 1, None)?;
            let others = hits.iter().filter(|hit| hit.row != row);
            Ok(others.map(|hit| hit.id).take(count).collect())
        };
        (0..ids.len()).map(nearest).collect()
    }
}

fn summarise(ids: &[i64], reference: &Side, other: &Side, threads: usize) -> Result<Comparison> {
    let count = NEIGHBOURS.min(ids.len() - 1);
    let before = reference.neighbours(ids, count, threads)?;
    let after = other.neighbours(ids, count, threads)?;
    let cosines = cosines(reference, other);
    let mut changed = Vec::new();
    let mut same = 0;
    for (row, (before, after)) in before.iter().zip(&after).enumerate() {
        let missing_in = |from: &[i64], there: &[i64]| -> Vec<i64> {
            from.iter()
                .copied()
                .filter(|id| !there.contains(id))
                .collect()
        };
        let lost = missing_in(before, after);
        same += before.len() - lost.len();
        if !lost.is_empty() {
            changed.push(Changed {
                id: ids[row],
                cosine: cosines.as_ref().map(|cosines| cosines[row]),
                gained: missing_in(after, before),
                lost,
            });
        }
    }
    changed.sort_by_key(|changed| std::cmp::Reverse(changed.lost.len()));
    let mean = |cosines: &Vec<f64>| cosines.iter().sum::<f64>() / cosines.len() as f64;
    let worst = |cosines: &Vec<f64>| cosines.iter().copied().fold(f64::INFINITY, f64::min);
    Ok(Comparison {
        images: ids.len(),
        reference: reference.figures.clone(),
        other: other.figures.clone(),
        mean_cosine: cosines.as_ref().map(mean),
        worst_cosine: cosines.as_ref().map(worst),
        neighbours: count,
        neighbour_overlap: same as f64 / (ids.len() * count) as f64,
        changed,
    })
}

fn cosines(reference: &Side, other: &Side) -> Option<Vec<f64>> {
    let dim = reference.figures.dim;
    if dim != other.figures.dim || !reference.figures.is_same_network(&other.figures) {
        return None;
    }
    let pairs = reference.vectors.chunks(dim).zip(other.vectors.chunks(dim));
    Some(pairs.map(|(a, b)| cosine(a, b)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_model_in_another_precision_is_the_same_network() {
        let way = |model: &str, precision| WayFigures {
            model: model.to_owned(),
            precision,
            device: Device::Cpu,
            images_per_second: 1.0,
            dim: 512,
        };
        let clip = way("clip", Precision::Fp32);
        assert!(clip.is_same_network(&way("clip-int8", Precision::Int8)));
        assert!(clip.is_same_network(&way("clip", Precision::Bf16)));
        assert!(!clip.is_same_network(&way("fashion-clip", Precision::Fp32)));
    }
}
