//! What the process of a self-test does: the same pictures on the processor and on the device.

use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use super::{Evidence, Failure};
use crate::Result;
use crate::inference::throughput::{Measurement, drawn_pixels, images_per_second};
use crate::inference::{Engine, ImageEncoder, LoadOptions, cosine};
use crate::model::ModelSpec;

/// Pictures in a call: enough for a graphics card to show what it can.
const BATCH: usize = 16;

/// Long enough to tell fast from slow.
const MEASUREMENT: Measurement = Measurement {
    at_least: Duration::from_millis(500),
    calls: 2,
};

/// The one line that the process prints.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// It came to the end.
    Measured(Evidence),
    /// Something failed.
    Failed(Failure),
}

/// Loads the model on the device of `options` and on the processor, compares what they make of the same pictures, and
/// times both. What is wrong with a device may be anything, so this belongs into a process of its own.
pub fn measure(engine: &dyn Engine, model: &ModelSpec, options: LoadOptions) -> Result<Evidence> {
    let pixels = drawn_pixels(BATCH, model.side());
    let started = Instant::now();
    let device = engine.load_image(
        model,
        LoadOptions {
            batch: Some(BATCH),
            ..options
        },
    )?;
    let load_seconds = started.elapsed().as_secs_f64();
    let found = vectors(&*device, &pixels)?;
    let device_images_per_second = images_per_second(&*device, &pixels, BATCH, MEASUREMENT)?;
    let placement = device.placement().cloned();
    let dim = device.dim();
    // One after the other: together they would compete for memory.
    drop(device);
    let processor = engine.load_image(model, LoadOptions::on_cpu(options.threads))?;
    let expected = vectors(&*processor, &pixels)?;
    let cpu_images_per_second = images_per_second(&*processor, &pixels, BATCH, MEASUREMENT)?;
    Ok(Evidence {
        load_seconds,
        device_images_per_second,
        cpu_images_per_second,
        worst_cosine: worst_cosine(&found, dim, &expected, processor.dim()),
        batch: BATCH,
        placement,
    })
}

fn vectors(encoder: &dyn ImageEncoder, pixels: &[f32]) -> Result<Vec<f32>> {
    let mut vectors = vec![0.0; BATCH * encoder.dim()];
    encoder.encode(pixels, BATCH, &mut vectors)?;
    Ok(vectors)
}

/// The smallest cosine of two vectors of the same picture; none where one of them has no direction.
fn worst_cosine(found: &[f32], dim: usize, expected: &[f32], expected_dim: usize) -> Option<f64> {
    if dim != expected_dim {
        return None;
    }
    let pairs = found.chunks(dim).zip(expected.chunks(dim));
    let cosines = pairs.map(|(found, expected)| cosine(found, expected));
    cosines
        .map(|cosine| cosine.is_finite().then_some(cosine))
        .try_fold(1.0_f64, |worst, cosine| Some(worst.min(cosine?)))
}

#[cfg(test)]
mod tests {
    use super::worst_cosine;

    #[test]
    fn the_worst_picture_counts() {
        let expected = [1.0, 0.0, 0.0, 1.0];
        assert_eq!(
            worst_cosine(&[2.0, 0.0, 0.0, 3.0], 2, &expected, 2),
            Some(1.0)
        );
        let worst = worst_cosine(&[2.0, 0.0, 3.0, 4.0], 2, &expected, 2).unwrap();
        assert!((worst - 0.8).abs() < 1e-9);
        assert_eq!(
            worst_cosine(&[2.0, 0.0, f32::NAN, 4.0], 2, &expected, 2),
            None
        );
        assert_eq!(worst_cosine(&[0.0; 4], 2, &expected, 2), None);
        assert_eq!(worst_cosine(&[1.0; 4], 4, &expected, 2), None);
    }
}
