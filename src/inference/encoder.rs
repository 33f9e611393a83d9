//! What an engine gives: pictures to vectors, token ids to vectors.

use crate::{Error, Result};

/// The image tower, loaded and ready. One thread drives it; inside, it uses the threads it was loaded with.
pub trait ImageEncoder: Send {
    /// Vector length.
    fn dim(&self) -> usize;

    /// Encodes `count` pictures, f32 `[count, 3, side, side]` in row-major order, into `out`, f32 `[count, dim]`, as
    /// the network gives them (not normalised). A picture's vector does not depend on the others in the call, as long
    /// as `count` is the same.
    fn encode(&mut self, pixels: &[f32], count: usize, out: &mut [f32]) -> Result<()>;
}

/// The text tower, loaded and ready.
pub trait TextEncoder: Send {
    /// Vector length.
    fn dim(&self) -> usize;

    /// The vector of one text, not normalised. `ids` are token ids with start and end tokens.
    fn encode(&mut self, ids: &[i64]) -> Result<Vec<f32>>;
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

#[cfg(test)]
mod tests {
    use super::normalize;

    #[test]
    fn gives_unit_length_or_an_error() {
        let mut vector = [3.0, 4.0];
        assert!((normalize(&mut vector).unwrap() - 5.0).abs() < 1e-6);
        assert_eq!(vector, [0.6, 0.8]);
        assert!(normalize(&mut [0.0, 0.0]).is_err());
        assert!(normalize(&mut [f32::NAN, 1.0]).is_err());
        assert!(normalize(&mut [f32::INFINITY]).is_err());
    }
}
