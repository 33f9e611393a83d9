//! All lanes of an encoder at work: to encode what is in memory, and to see how fast it is.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::{EngineFailure, ImageEncoder};
use crate::job::panicked;

/// Measures until so much time has passed, to smooth out what else the machine does.
#[derive(Clone, Copy, Debug)]
pub struct Measurement {
    /// Shortest time; a call that is running is finished.
    pub at_least: Duration,
    /// Fewest calls of each lane.
    pub calls: usize,
}

/// Images per second of `encoder` in calls of `batch` pictures, f32 `[batch, 3, side, side]`, on all its lanes. One
/// call of each lane warms up and is not counted.
pub fn images_per_second(
    encoder: &dyn ImageEncoder,
    pixels: &[f32],
    batch: usize,
    measurement: Measurement,
) -> Result<f64, EngineFailure> {
    on_all_lanes(encoder, pixels, batch, |calls, _| calls < 1)?;
    let started = Instant::now();
    let calls = on_all_lanes(encoder, pixels, batch, |calls, since| {
        calls < measurement.calls || since.elapsed() < measurement.at_least
    })?;
    Ok((calls * batch) as f64 / started.elapsed().as_secs_f64())
}

/// Encodes `count` pictures, f32 `[count, 3, side, side]`, into `out`, f32 `[count, dim]`, on all lanes in calls of
/// `batch`; the last call is filled up with blank pictures, so that a vector has the bits it has in a run with this
/// batch size.
pub fn encode_all(
    encoder: &dyn ImageEncoder,
    pixels: &[f32],
    count: usize,
    batch: usize,
    out: &mut [f32],
) -> Result<(), EngineFailure> {
    let (picture, dim) = (pixels.len() / count.max(1), encoder.dim());
    let calls = pixels
        .chunks(batch * picture)
        .zip(out.chunks_mut(batch * dim));
    let calls = Mutex::new(calls);
    let next = || calls.lock().unwrap_or_else(PoisonError::into_inner).next();
    let lane = || -> Result<(), EngineFailure> {
        while let Some((pixels, out)) = next() {
            encode_filled_up(encoder, pixels, batch * picture, out, batch)?;
        }
        Ok(())
    };
    std::thread::scope(|scope| {
        let lanes: Vec<_> = (0..encoder.lanes()).map(|_| scope.spawn(lane)).collect();
        lanes
            .into_iter()
            .try_for_each(|lane| lane.join().map_err(|panic| panicked(&*panic))?)
    })
}

fn encode_filled_up(
    encoder: &dyn ImageEncoder,
    pixels: &[f32],
    length: usize,
    out: &mut [f32],
    batch: usize,
) -> Result<(), EngineFailure> {
    if pixels.len() == length {
        return encoder.encode(pixels, batch, out);
    }
    let mut filled = pixels.to_vec();
    filled.resize(length, 0.0);
    let mut vectors = vec![0.0; batch * encoder.dim()];
    encoder.encode(&filled, batch, &mut vectors)?;
    out.copy_from_slice(&vectors[..out.len()]);
    Ok(())
}

/// Each lane makes calls while `more(calls so far, start)`; returns how many there were.
fn on_all_lanes(
    encoder: &dyn ImageEncoder,
    pixels: &[f32],
    batch: usize,
    more: impl Fn(usize, Instant) -> bool + Sync,
) -> Result<usize, EngineFailure> {
    let started = Instant::now();
    let lane = || -> Result<usize, EngineFailure> {
        let mut out = vec![0.0; batch * encoder.dim()];
        let mut calls = 0;
        while more(calls, started) {
            encoder.encode(pixels, batch, &mut out)?;
            calls += 1;
        }
        Ok(calls)
    };
    std::thread::scope(|scope| {
        let lanes: Vec<_> = (0..encoder.lanes()).map(|_| scope.spawn(lane)).collect();
        let mut calls = 0;
        for lane in lanes {
            calls += lane.join().map_err(|panic| panicked(&*panic))??;
        }
        Ok(calls)
    })
}

/// Pictures that are not there: smooth and rough patterns, each another one, in the range of prepared pixels. f32
/// `[count, 3, side, side]`, the same on every machine.
pub fn drawn_pixels(count: usize, side: usize) -> Vec<f32> {
    let mut pixels = Vec::with_capacity(count * 3 * side * side);
    let mut noise = 1_u32;
    for picture in 0..count {
        for channel in 0..3 {
            let (across, down) = ((picture % 5 + 1) as f32, (picture / 5 + channel + 1) as f32);
            for row in 0..side {
                for column in 0..side {
                    noise = noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                    let rough = f32::from((noise >> 16) as u16) / 65_536.0 - 0.5;
                    let (x, y) = (column as f32 / side as f32, row as f32 / side as f32);
                    let wave = (across * x - 0.5).abs().fract() + (down * y - 0.5).abs().fract();
                    pixels.push(1.5 * wave - 1.5 + rough);
                }
            }
        }
    }
    pixels
}
