//! Where the time goes: bare model, whole pipeline, preprocessing and search, measured in one run.
//!
//! Model, preprocessing and pipeline take turns, so that whatever else the machine does meets all three; of the rounds
//! the median counts.

mod parts;

use std::sync::Arc;
use std::time::Duration;

use serde::Serialize;

use crate::dataset::Dataset;
use crate::embedding::{self, EmbedPlan, EmbedRequest, Progress, Range};
use crate::inference::{
    Device, Engine, EngineKind, ImageEncoder, LoadOptions, Measurement, Precision, drawn_pixels,
    images_per_second,
};
use crate::job::Control;
use crate::model::ModelSpec;
use crate::{Error, Result};

pub use parts::peak_memory;

/// Batch sizes tried for the bare model.
const BATCHES: [usize; 5] = [1, 4, 8, 16, 32];

/// What is measured.
#[derive(Clone)]
pub struct BenchRequest {
    /// Pictures.
    pub dataset: Arc<Dataset>,
    /// The model.
    pub model: ModelSpec,
    /// The engine.
    pub engine: Arc<dyn Engine>,
    /// The device.
    pub device: Device,
    /// The numbers to compute with; what the model's file holds if not given.
    pub precision: Option<Precision>,
    /// Threads.
    pub threads: usize,
    /// Batch size of the pipeline; automatic if not given.
    pub batch: Option<usize>,
    /// Pictures in one round of the pipeline; about six seconds of them if not given.
    pub limit: Option<usize>,
    /// Rounds, of which the median counts.
    pub rounds: usize,
}

/// Figures of one run. Milliseconds are those of one thread: two threads do two such things at a time.
#[derive(Clone, Debug, Serialize)]
pub struct BenchResult {
    /// Images per second of the engine alone, on all threads, at its best batch size.
    pub model_images_per_second: f64,
    /// That batch size.
    pub model_best_batch: usize,
    /// Images per second from file to tensor, on all threads, with nothing else to do.
    pub preprocess_images_per_second: f64,
    /// Images per second from files to stored vectors.
    pub pipeline_images_per_second: f64,
    /// Pipeline over model.
    pub pipeline_over_model: f64,
    /// Pipeline over the most that the processor allows if it does nothing but the model and the preprocessing:
    /// 1 / (1 / model + 1 / preprocessing). On a device of its own the model costs the processor nothing.
    pub pipeline_over_possible: f64,
    /// From file to tensor.
    pub preprocess_ms_per_image: f64,
    /// Part of that: reading the file.
    pub read_ms_per_image: f64,
    /// Part of that: decoding.
    pub decode_ms_per_image: f64,
    /// Part of that: resizing and cropping.
    pub resize_ms_per_image: f64,
    /// Part of that: normalising.
    pub normalize_ms_per_image: f64,
    /// The engine at work in the pipeline.
    pub encode_ms_per_image: f64,
    /// Storing vectors in the pipeline.
    pub write_ms_per_image: f64,
    /// Lanes of the engine waiting for pictures in the pipeline.
    pub encode_wait_ms_per_image: f64,
    /// Preparing threads waiting for the engine in the pipeline, where there are any.
    pub decode_wait_ms_per_image: f64,
    /// Storing thread waiting for vectors in the pipeline.
    pub write_wait_ms_per_image: f64,
    /// Exact top 10 of 44,441 vectors of the model's length.
    pub search_ms: f64,
    /// Batch size of the pipeline.
    pub batch: usize,
    /// Pictures in a round of the pipeline.
    pub images: usize,
    /// Rounds.
    pub rounds: usize,
    /// Threads.
    pub threads: usize,
    /// Engine.
    pub engine: EngineKind,
    /// Its version.
    pub engine_version: String,
    /// Device.
    pub device: Device,
    /// The numbers that the network computed with.
    pub precision: Precision,
    /// Largest resident memory of the process up to the end of the pipeline in bytes, where the system tells.
    pub peak_memory_bytes: Option<u64>,
}

/// One round.
struct Round {
    model: f64,
    preprocess: f64,
    pipeline: f64,
    batch: usize,
    stages: embedding::Snapshot,
}

/// Measures everything.
pub fn run(request: &BenchRequest, control: &Control) -> Result<BenchResult> {
    let precision = request.precision.unwrap_or(request.model.image.precision);
    let options = LoadOptions {
        device: request.device,
        precision,
        threads: request.threads,
        batch: request.batch,
    };
    let bench = Bench {
        model: request.model.clone().at_precision(precision)?,
        request,
        options,
        control,
    };
    let (best_batch, rate, dim) = bench.best_batch()?;
    let about_six_seconds = ((rate * 6.0) as usize).clamp(64, 8192);
    let images = request
        .limit
        .unwrap_or(about_six_seconds)
        .min(request.dataset.products.len());
    if images == 0 {
        return Err(Error::new("There is no picture to measure with")
            .remedy("Give a dataset with pictures"));
    }
    let rounds = (0..request.rounds.max(1)).map(|_| bench.round(best_batch, images));
    let rounds = rounds.collect::<Result<Vec<_>>>()?;
    let peak_memory_bytes = peak_memory();
    let preparing = parts::preparing(&request.dataset, &bench.model, images.min(1000), control)?;
    let of_rounds = |figure: &dyn Fn(&Round) -> f64| median(rounds.iter().map(figure).collect());
    let per_image = |time: fn(&embedding::Snapshot) -> f64| {
        of_rounds(&|round| 1e3 * time(&round.stages) / images as f64)
    };
    Ok(BenchResult {
        model_images_per_second: of_rounds(&|round| round.model),
        model_best_batch: best_batch,
        preprocess_images_per_second: of_rounds(&|round| round.preprocess),
        pipeline_images_per_second: of_rounds(&|round| round.pipeline),
        pipeline_over_model: of_rounds(&|round| round.pipeline / round.model),
        pipeline_over_possible: of_rounds(&|round| {
            round.pipeline / possible(request.device, round.model, round.preprocess)
        }),
        preprocess_ms_per_image: preparing.whole,
        read_ms_per_image: preparing.reading,
        decode_ms_per_image: preparing.decoding,
        resize_ms_per_image: preparing.resizing,
        normalize_ms_per_image: preparing.normalizing,
        encode_ms_per_image: per_image(|stages| stages.encoding),
        write_ms_per_image: per_image(|stages| stages.storing),
        encode_wait_ms_per_image: per_image(|stages| stages.starving),
        decode_wait_ms_per_image: per_image(|stages| stages.idling),
        write_wait_ms_per_image: per_image(|stages| stages.unwritten),
        search_ms: parts::search_time(dim, request.threads)?,
        batch: rounds[0].batch,
        images,
        rounds: rounds.len(),
        threads: request.threads,
        engine: request.engine.info().kind,
        engine_version: request.engine.info().version.clone(),
        device: request.device,
        precision,
        peak_memory_bytes,
    })
}

/// The most that can be had of model and preprocessing together.
fn possible(device: Device, model: f64, preprocess: f64) -> f64 {
    if device.is_processor() {
        1.0 / (1.0 / model + 1.0 / preprocess)
    } else {
        model.min(preprocess)
    }
}

struct Bench<'a> {
    request: &'a BenchRequest,
    model: ModelSpec,
    options: LoadOptions,
    control: &'a Control,
}

impl Bench<'_> {
    /// The encoder is loaded for each measurement: the pipeline loads its own, and two at a time would take twice the
    /// memory.
    fn load(&self) -> Result<Box<dyn ImageEncoder>> {
        Ok(self.request.engine.load_image(&self.model, self.options)?)
    }

    /// Batch size with the best rate, that rate, and the vector length.
    fn best_batch(&self) -> Result<(usize, f64, usize)> {
        let encoder = self.load()?;
        let mut best = (BATCHES[0], 0.0);
        for batch in BATCHES {
            let rates =
                (0..3).map(|_| self.model_rate(&*encoder, batch, Duration::from_millis(500)));
            let rate = median(rates.collect::<Result<Vec<_>>>()?);
            if rate > best.1 {
                best = (batch, rate);
            }
        }
        Ok((best.0, best.1, encoder.dim()))
    }

    fn model_rate(
        &self,
        encoder: &dyn ImageEncoder,
        batch: usize,
        at_least: Duration,
    ) -> Result<f64> {
        self.control.check()?;
        let pixels = drawn_pixels(batch, self.model.side());
        let measurement = Measurement { at_least, calls: 1 };
        Ok(images_per_second(encoder, &pixels, batch, measurement)?)
    }

    fn round(&self, best_batch: usize, images: usize) -> Result<Round> {
        let (dataset, model) = (&self.request.dataset, &self.model);
        let bare = || self.model_rate(&*self.load()?, best_batch, Duration::from_secs(2));
        let preprocess =
            || parts::preprocess_rate(dataset, model, images, self.request.threads, self.control);
        let (model_before, preprocess_before) = (bare()?, preprocess()?);
        let (pipeline, batch, stages) = self.pipeline(images)?;
        let (preprocess_after, model_after) = (preprocess()?, bare()?);
        Ok(Round {
            model: 2.0 / (1.0 / model_before + 1.0 / model_after),
            preprocess: 2.0 / (1.0 / preprocess_before + 1.0 / preprocess_after),
            pipeline,
            batch,
            stages,
        })
    }

    /// A real run into a folder that is removed afterwards: rate, batch size, times.
    fn pipeline(&self, images: usize) -> Result<(f64, usize, embedding::Snapshot)> {
        let out =
            std::env::temp_dir().join(format!("vectorsearch-pro-bench-{}", std::process::id()));
        let plan = EmbedPlan::new(EmbedRequest {
            dataset: Arc::clone(&self.request.dataset),
            model: self.model.clone(),
            engine: Arc::clone(&self.request.engine),
            device: self.request.device,
            precision: Some(self.options.precision),
            switch_device: false,
            out: out.clone(),
            batch: self.request.batch,
            threads: Some(self.request.threads),
            range: Range::First(images),
            fresh: true,
            retry_skipped: false,
        })?;
        let progress = Progress::default();
        let summary = embedding::run(&plan, self.control, &progress);
        if let Err(cause) = std::fs::remove_dir_all(&out) {
            log::warn!("{} was not removed: {cause}", out.display());
        }
        let summary = summary?;
        let rate = summary.embedded as f64 / summary.seconds;
        Ok((rate, summary.record.batch, progress.snapshot()))
    }
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_unstable_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}
