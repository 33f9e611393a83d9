//! What an engine gives: pictures to vectors, token ids to vectors.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{Error, Result};

/// The image tower, loaded and ready.
///
/// An encoder has as many lanes as calls of [`ImageEncoder::encode`] it takes to use all the threads it was loaded
/// with. Networks run best on many cores as several independent calls of one thread each: the threads of one call
/// would wait for each other after every operation.
pub trait ImageEncoder: Send + Sync {
    /// Vector length.
    fn dim(&self) -> usize;

    /// Calls of `encode` that may and should run side by side.
    fn lanes(&self) -> usize;

    /// Encodes `count` pictures, f32 `[count, 3, side, side]` in row-major order, into `out`, f32 `[count, dim]`, as
    /// the network gives them (not normalised). A picture's vector does not depend on the others in the call, nor on
    /// what other lanes do, as long as `count` is the same.
    fn encode(&self, pixels: &[f32], count: usize, out: &mut [f32]) -> Result<(), EngineFailure>;

    /// Which parts of the engine took the network's operations, where the engine tells.
    fn placement(&self) -> Option<&Placement> {
        None
    }
}

/// The text tower, loaded and ready.
pub trait TextEncoder: Send {
    /// Vector length.
    fn dim(&self) -> usize;

    /// The vector of one text, not normalised. `ids` are token ids with start and end tokens.
    fn encode(&mut self, ids: &[i64]) -> Result<Vec<f32>>;
}

/// Operations of a network by what ran them, such as `CUDAExecutionProvider`: seen in a run, not promised.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Placement(pub BTreeMap<String, usize>);

/// Why a tower could not be loaded or pictures not be encoded, as far as it decides what to do next.
#[derive(Debug)]
pub enum EngineFailure {
    /// The device has too little memory for so many pictures at once: fewer may fit.
    OutOfMemory(Error),
    /// The device no longer answers, or answers with errors: another device can go on.
    Device(Error),
    /// Anything else: there is nothing to do but to say so.
    Other(Error),
}

impl EngineFailure {
    /// The error to show.
    pub fn error(&self) -> &Error {
        match self {
            Self::OutOfMemory(error) | Self::Device(error) | Self::Other(error) => error,
        }
    }
}

impl From<Error> for EngineFailure {
    fn from(error: Error) -> Self {
        Self::Other(error)
    }
}

impl From<EngineFailure> for Error {
    fn from(failure: EngineFailure) -> Self {
        match failure {
            EngineFailure::OutOfMemory(error)
            | EngineFailure::Device(error)
            | EngineFailure::Other(error) => error,
        }
    }
}

/// Scales a vector to unit length and returns its former length.
///
/// The sum of squares is taken in f64, so that the result does not depend on the order of the additions.
pub fn normalize(vector: &mut [f32]) -> Result<f32> {
    let squares: f64 = vector.iter().map(|&x| f64::from(x) * f64::from(x)).sum();
    let norm = squares.sqrt();
    if !norm.is_finite() || norm == 0.0 {
        return Err(Error::new(
            "The model gave a vector that is zero or not a number",
        ));
    }
    for x in vector.iter_mut() {
        *x = (f64::from(*x) / norm) as f32;
    }
    Ok(norm as f32)
}

/// Cosine of two vectors of the same length, computed in f64; not a number where one of them is zero.
pub fn cosine(a: &[f32], b: &[f32]) -> f64 {
    let dot = |x: &[f32], y: &[f32]| -> f64 {
        x.iter()
            .zip(y)
            .map(|(x, y)| f64::from(*x) * f64::from(*y))
            .sum()
    };
    dot(a, b) / (dot(a, a) * dot(b, b)).sqrt()
}

#[cfg(test)]
mod tests {
    use super::{cosine, normalize};

    #[test]
    fn gives_unit_length_or_an_error() {
        let mut vector = [3.0, 4.0];
        assert!((normalize(&mut vector).unwrap() - 5.0).abs() < 1e-6);
        assert_eq!(vector, [0.6, 0.8]);
        assert!(normalize(&mut [0.0, 0.0]).is_err());
        assert!(normalize(&mut [f32::NAN, 1.0]).is_err());
        assert!(normalize(&mut [f32::INFINITY]).is_err());
    }

    #[test]
    fn the_cosine_does_not_depend_on_lengths() {
        assert!((cosine(&[1.0, 0.0], &[3.0, 4.0]) - 0.6).abs() < 1e-12);
        assert!(cosine(&[0.0, 0.0], &[1.0, 0.0]).is_nan());
    }
}
