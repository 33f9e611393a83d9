//! The encoder of a run, and how many pictures it is given at once.
//!
//! On the processor the number is fixed, so that runs can be compared byte for byte. On other devices the best number
//! depends on the device and its memory: it is measured once and kept in the checkpoint.

use std::time::Duration;

use super::plan::LARGEST_BATCH;
use super::{DEFAULT_BATCH, EmbedPlan};
use crate::Result;
use crate::inference::{
    Device, EngineFailure, ImageEncoder, LoadOptions, Measurement, drawn_pixels, images_per_second,
};
use crate::job::Control;

/// Batch sizes tried on a device, smallest first.
const CANDIDATES: [usize; 6] = [8, 16, 32, 64, 128, LARGEST_BATCH];

/// A larger batch must be so much faster to be worth its memory.
const WORTH: f64 = 1.05;

/// Short: it comes before every first run on a device.
const MEASUREMENT: Measurement = Measurement {
    at_least: Duration::from_millis(200),
    calls: 2,
};

/// Loads the image tower for batches of `batch`, or of half as many, and again half, where memory is short.
pub(super) fn load_fitting(
    plan: &EmbedPlan,
    mut batch: usize,
) -> Result<(Box<dyn ImageEncoder>, usize)> {
    loop {
        match load(plan, batch) {
            Ok(encoder) => return Ok((encoder, batch)),
            Err(EngineFailure::OutOfMemory(error)) if batch > 1 => {
                log::warn!("{error} Trying {} pictures at once.", batch / 2);
                batch /= 2;
            }
            Err(failure) => return Err(failure.into()),
        }
    }
}

fn load(plan: &EmbedPlan, batch: usize) -> Result<Box<dyn ImageEncoder>, EngineFailure> {
    let options = LoadOptions {
        batch: Some(batch),
        ..plan.options
    };
    plan.engine.load_image(&plan.model, options)
}

/// The batch size of a run: as asked for, as the run was begun with (`held`), the fixed one, or the measured one.
pub(super) fn batch_size(
    plan: &EmbedPlan,
    held: Option<usize>,
    control: &Control,
) -> Result<usize> {
    match (held, plan.options.batch, plan.options.device) {
        (Some(batch), _, _) | (None, Some(batch), _) => Ok(batch),
        (None, None, Device::Cpu) => Ok(DEFAULT_BATCH),
        (None, None, _) => measure(plan, control),
    }
}

/// The smallest batch size that no larger one beats by much, within the memory that there is.
fn measure(plan: &EmbedPlan, control: &Control) -> Result<usize> {
    let mut best: Option<(usize, f64)> = None;
    for batch in CANDIDATES {
        control.check()?;
        let rate = match rate(plan, batch) {
            Ok(rate) => rate,
            Err(EngineFailure::OutOfMemory(error)) => {
                log::info!("a batch of {batch} does not fit: {error}");
                break;
            }
            Err(failure) => return Err(failure.into()),
        };
        log::info!("{rate:.1} images/s in batches of {batch}");
        match best {
            Some((_, before)) if rate < before * WORTH => break,
            _ => best = Some((batch, rate)),
        }
    }
    // Where not even the smallest candidate fits, the run begins with one picture at a time.
    Ok(best.map_or(1, |(batch, _)| batch))
}

/// Images per second in batches of `batch`.
fn rate(plan: &EmbedPlan, batch: usize) -> Result<f64, EngineFailure> {
    let encoder = load(plan, batch)?;
    let pixels = drawn_pixels(batch, plan.model.side());
    images_per_second(&*encoder, &pixels, batch, MEASUREMENT)
}
