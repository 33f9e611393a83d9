//! Where the time goes: bare model, whole pipeline, preprocessing and search, measured in one run.

use std::sync::Arc;
use std::time::{Duration, Instant};

use ndarray::Array2;
use serde::Serialize;

use crate::dataset::Dataset;
use crate::embedding::{self, EmbedPlan, EmbedRequest, Progress, Range};
use crate::image::{DecodeLimits, Preprocessor, decode_rgb};
use crate::index::Index;
use crate::inference::{Device, Engine, EngineKind, ImageEncoder, LoadOptions};
use crate::job::Control;
use crate::model::ModelSpec;
use crate::{Error, Result};

/// Batch sizes tried for the bare model.
const BATCHES: [usize; 4] = [4, 8, 16, 32];

/// Rows of the search measured: the number of products of the full dataset.
const SEARCH_ROWS: usize = 44_441;

/// Model and pipeline are measured in turns, so that a change of the machine's speed meets both.
const ROUNDS: usize = 5;

/// What is measured.
#[derive(Clone)]
pub struct BenchRequest {
    /// Pictures.
    pub dataset: Arc<Dataset>,
    /// The model.
    pub model: ModelSpec,
    /// The engine.
    pub engine: Arc<dyn Engine>,
    /// Threads.
    pub threads: usize,
    /// Pictures in one round of the pipeline; chosen from the model's speed if not given.
    pub limit: Option<usize>,
}

/// Figures of one run.
#[derive(Clone, Debug, Serialize)]
pub struct BenchResult {
    /// Images per second of the engine alone, at its best batch size.
    pub model_images_per_second: f64,
    /// That batch size.
    pub model_best_batch: usize,
    /// Images per second from files to stored vectors.
    pub pipeline_images_per_second: f64,
    /// Pipeline over model: the median over the rounds.
    pub pipeline_over_model: f64,
    /// Milliseconds from file to tensor on one thread.
    pub preprocess_ms_per_image: f64,
    /// Part of that: reading and decoding.
    pub decode_ms_per_image: f64,
    /// Part of the pipeline's time in which the engine waited for pictures, per image.
    pub engine_wait_ms_per_image: f64,
    /// Storing vectors, per image.
    pub store_ms_per_image: f64,
    /// Exact top 10 of 44,441 vectors of the model's length, median.
    pub search_ms: f64,
    /// Pictures in a round.
    pub images: usize,
    /// Threads.
    pub threads: usize,
    /// Engine.
    pub engine: EngineKind,
    /// Its version.
    pub engine_version: String,
    /// Device.
    pub device: Device,
    /// Largest resident memory of the process so far in bytes, where the system tells.
    pub peak_memory_bytes: Option<u64>,
}

/// Measures everything.
pub fn run(request: &BenchRequest, control: &Control) -> Result<BenchResult> {
    let options = LoadOptions::on_cpu(request.threads);
    let encoder = request.engine.load_image(&request.model, options)?;
    let side = request.model.side();
    let mut bare = BareModel::new(&*encoder, side);
    let (best_batch, rate) = bare.best_batch(control)?;
    let images = request
        .limit
        .unwrap_or(((rate * 6.0) as usize).clamp(64, 4096))
        .min(request.dataset.products.len());
    if images == 0 {
        return Err(Error::new("There is no picture to measure with")
            .remedy("Give a dataset with pictures"));
    }
    let (mut models, mut pipelines, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
    let mut stages = embedding::Snapshot::default();
    for _ in 0..ROUNDS {
        let before = bare.rate(best_batch, images, control)?;
        let (pipeline, snapshot) = pipeline_rate(request, images, control)?;
        let after = bare.rate(best_batch, images, control)?;
        let model = 2.0 / (1.0 / before + 1.0 / after);
        models.push(model);
        pipelines.push(pipeline);
        ratios.push(pipeline / model);
        stages = snapshot;
    }
    let dim = bare.encoder.dim();
    drop(encoder);
    let (decode, preprocess) = preprocess_times(request, images.min(1000), control)?;
    Ok(BenchResult {
        model_images_per_second: median(&mut models),
        model_best_batch: best_batch,
        pipeline_images_per_second: median(&mut pipelines),
        pipeline_over_model: median(&mut ratios),
        preprocess_ms_per_image: preprocess,
        decode_ms_per_image: decode,
        engine_wait_ms_per_image: 1e3 * stages.starving / images as f64,
        store_ms_per_image: 1e3 * stages.storing / images as f64,
        search_ms: search_time(dim, request.threads)?,
        images,
        threads: request.threads,
        engine: request.engine.info().kind,
        engine_version: request.engine.info().version.clone(),
        device: options.device,
        peak_memory_bytes: peak_memory(),
    })
}

/// The engine in a plain loop over one batch that is already in memory.
struct BareModel<'a> {
    encoder: &'a dyn ImageEncoder,
    pixels: Vec<f32>,
    out: Vec<f32>,
    picture: usize,
}

impl<'a> BareModel<'a> {
    fn new(encoder: &'a dyn ImageEncoder, side: usize) -> Self {
        let largest = BATCHES.into_iter().max().unwrap_or(1);
        let picture = 3 * side * side;
        let pixels = (0..largest * picture)
            .map(|i| ((i * 31) % 255) as f32 / 64.0 - 2.0)
            .collect();
        let out = vec![0.0; largest * encoder.dim()];
        Self {
            encoder,
            pixels,
            out,
            picture,
        }
    }

    fn best_batch(&mut self, control: &Control) -> Result<(usize, f64)> {
        let mut best = (BATCHES[0], 0.0);
        for batch in BATCHES {
            self.rate(batch, batch, control)?;
            let mut rates = Vec::new();
            for _ in 0..3 {
                rates.push(self.rate(batch, 64, control)?);
            }
            let rate = median(&mut rates);
            if rate > best.1 {
                best = (batch, rate);
            }
        }
        Ok(best)
    }

    fn rate(&mut self, batch: usize, images: usize, control: &Control) -> Result<f64> {
        let calls = images.div_ceil(batch);
        let dim = self.encoder.dim();
        let started = Instant::now();
        for _ in 0..calls {
            control.check()?;
            self.encoder.encode(
                &self.pixels[..batch * self.picture],
                batch,
                &mut self.out[..batch * dim],
            )?;
        }
        Ok((calls * batch) as f64 / started.elapsed().as_secs_f64())
    }
}

/// A real run into a folder that is removed afterwards.
fn pipeline_rate(
    request: &BenchRequest,
    images: usize,
    control: &Control,
) -> Result<(f64, embedding::Snapshot)> {
    let out = std::env::temp_dir().join(format!("vectorsearch-pro-bench-{}", std::process::id()));
    let plan = EmbedPlan::new(EmbedRequest {
        dataset: Arc::clone(&request.dataset),
        model: request.model.clone(),
        engine: Arc::clone(&request.engine),
        device: Device::Cpu,
        precision: None,
        switch_device: false,
        out: out.clone(),
        batch: None,
        threads: Some(request.threads),
        range: Range::First(images),
        fresh: true,
        retry_skipped: false,
    })?;
    let progress = Progress::default();
    let summary = embedding::run(&plan, control, &progress);
    if let Err(cause) = std::fs::remove_dir_all(&out) {
        log::warn!("{} was not removed: {cause}", out.display());
    }
    let summary = summary?;
    Ok((
        summary.embedded as f64 / summary.seconds,
        progress.snapshot(),
    ))
}

/// Milliseconds an image for decoding, and for decoding and preparing, on one thread.
fn preprocess_times(
    request: &BenchRequest,
    images: usize,
    control: &Control,
) -> Result<(f64, f64)> {
    let mut preprocessor = Preprocessor::new(&request.model.preprocess);
    let limits = DecodeLimits::default();
    let mut tensor = vec![0.0; 3 * request.model.side() * request.model.side()];
    let (mut decoding, mut whole, mut count) = (Duration::ZERO, Duration::ZERO, 0);
    for product in 0..images {
        control.check()?;
        let started = Instant::now();
        let Ok(bytes) = request.dataset.read_image(product) else {
            continue;
        };
        let Ok(image) = decode_rgb(&bytes, &limits) else {
            continue;
        };
        decoding += started.elapsed();
        preprocessor.write_tensor(&image, &mut tensor);
        whole += started.elapsed();
        count += 1;
    }
    let per_image = |time: Duration| 1e3 * time.as_secs_f64() / f64::from(count.max(1));
    Ok((per_image(decoding), per_image(whole)))
}

fn search_time(dim: usize, threads: usize) -> Result<f64> {
    // A linear congruential generator: spread enough for a scan, the same every time.
    let mut state = 1_u32;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        f32::from((state >> 16) as u16) / 32768.0 - 1.0
    };
    let vectors = Array2::from_shape_simple_fn((SEARCH_ROWS, dim), &mut next);
    let query: Vec<f32> = vectors.row(7).to_vec();
    let index = Index::new(vectors, (0..SEARCH_ROWS as i64).collect(), threads)?;
    let mut times = Vec::new();
    for _ in 0..50 {
        let started = Instant::now();
        let hits = index.top_k(&query, 10, None)?;
        times.push(1e3 * started.elapsed().as_secs_f64());
        std::hint::black_box(hits);
    }
    Ok(median(&mut times))
}

fn median(values: &mut [f64]) -> f64 {
    values.sort_unstable_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

/// Largest resident memory of this process so far. Only Linux tells it in a file.
pub fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: u64 = line.split_whitespace().next()?.parse().ok()?;
    Some(kilobytes * 1024)
}
