//! The parts that are measured by themselves: preparing pictures, searching, memory.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use ndarray::Array2;

use super::median;
use crate::Result;
use crate::dataset::Dataset;
use crate::image::{DecodeLimits, Preprocessor, decode_rgb};
use crate::index::Index;
use crate::job::{Control, panicked};
use crate::model::ModelSpec;

/// Rows of the search measured: the number of products of the full dataset.
const SEARCH_ROWS: usize = 44_441;

/// Milliseconds an image on one thread.
pub(super) struct Preparing {
    pub reading: f64,
    pub decoding: f64,
    pub resizing: f64,
    pub normalizing: f64,
    pub whole: f64,
}

/// Where the time between file and tensor goes.
pub(super) fn preparing(
    dataset: &Dataset,
    model: &ModelSpec,
    images: usize,
    control: &Control,
) -> Result<Preparing> {
    let mut preprocessor = Preprocessor::new(&model.preprocess);
    let limits = DecodeLimits::default();
    let mut tensor = vec![0.0; 3 * model.side().pow(2)];
    let mut times = [Duration::ZERO; 4];
    let mut count = 0_u32;
    for product in 0..images {
        control.check()?;
        let started = Instant::now();
        let Ok(bytes) = dataset.read_image(product) else {
            continue;
        };
        let read = Instant::now();
        let Ok(image) = decode_rgb(&bytes, &limits) else {
            continue;
        };
        let decoded = Instant::now();
        std::hint::black_box(preprocessor.crop_rgb(&image));
        let resized = Instant::now();
        preprocessor.write_tensor(&image, &mut tensor);
        let prepared = resized.elapsed();
        let resizing = resized - decoded;
        let parts = [
            read - started,
            decoded - read,
            resizing,
            prepared.saturating_sub(resizing),
        ];
        for (time, part) in times.iter_mut().zip(parts) {
            *time += part;
        }
        count += 1;
    }
    let [reading, decoding, resizing, normalizing] =
        times.map(|time| 1e3 * time.as_secs_f64() / f64::from(count.max(1)));
    Ok(Preparing {
        reading,
        decoding,
        resizing,
        normalizing,
        whole: reading + decoding + resizing + normalizing,
    })
}

/// Images per second from file to tensor on all threads.
pub(super) fn preprocess_rate(
    dataset: &Dataset,
    model: &ModelSpec,
    images: usize,
    threads: usize,
    control: &Control,
) -> Result<f64> {
    let next = AtomicUsize::new(0);
    let worker = || -> Result<()> {
        let mut preprocessor = Preprocessor::new(&model.preprocess);
        let limits = DecodeLimits::default();
        let mut tensor = vec![0.0; 3 * model.side().pow(2)];
        loop {
            control.check()?;
            let product = next.fetch_add(1, Ordering::Relaxed);
            if product >= images {
                return Ok(());
            }
            let bytes = dataset.read_image(product);
            if let Some(image) = bytes
                .ok()
                .and_then(|bytes| decode_rgb(&bytes, &limits).ok())
            {
                preprocessor.write_tensor(&image, &mut tensor);
            }
        }
    };
    let started = Instant::now();
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(worker)).collect();
        workers
            .into_iter()
            .try_for_each(|worker| worker.join().map_err(|panic| panicked(&*panic))?)
    })?;
    Ok(images as f64 / started.elapsed().as_secs_f64())
}

/// Milliseconds of the exact top 10 among as many vectors as the full dataset has.
pub(super) fn search_time(dim: usize, threads: usize) -> Result<f64> {
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
    Ok(median(times))
}

/// Largest resident memory of this process so far in bytes. Only Linux tells it in a file.
pub fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: u64 = line.split_whitespace().next()?.parse().ok()?;
    Some(kilobytes * 1024)
}
