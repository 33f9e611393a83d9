//! The weights of Pillow's bicubic filter for one axis.
//!
//! CLIP was trained on pictures resized by Pillow, and a vector is only comparable with others if the resize is the
//! same to the last bit. Pillow computes each weight in double precision, normalises the weights of one output pixel to
//! a sum of one and then rounds them to integers with 22 binary places; so does this file. It differs in one point
//! only: the weights of pixels that the centre crop throws away are never computed, which keeps a 1 x 60,000 picture
//! (13 million rows when enlarged) as cheap as any other.
//!
//! Source of the method: Pillow, `src/libImaging/Resample.c` (`precompute_coeffs`, `normalize_coeffs_8bpc`).

/// Binary places of a weight; 8 bits of pixel, 2 bits of headroom for the filter's overshoot, 22 left of 32.
pub(crate) const PRECISION_BITS: u32 = 22;

/// Half of the last place, added before the shift so that it rounds.
pub(crate) const ROUND: i32 = 1 << (PRECISION_BITS - 1);

/// Radius of the bicubic kernel in source pixels, before it is widened for a reduction.
const SUPPORT: f64 = 2.0;

/// Which output pixels of a resized axis are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Axis {
    /// Length of the axis in the source, in pixels.
    pub(crate) source: u32,
    /// Length of the whole resized axis, in pixels.
    pub(crate) target: u64,
    /// First wanted pixel of the resized axis.
    pub(crate) first: u64,
    /// How many pixels of the resized axis are wanted.
    pub(crate) count: u32,
}

/// The source pixels that make one output pixel, and their weights' place in [`Coefficients::weights`].
#[derive(Clone, Copy, Debug)]
struct Window {
    start: u32,
    len: u32,
    offset: u32,
}

/// Fixed-point weights for the wanted pixels of one [`Axis`].
#[derive(Debug)]
pub(crate) struct Coefficients {
    windows: Vec<Window>,
    weights: Vec<i32>,
}

impl Coefficients {
    pub(crate) fn new(axis: Axis) -> Self {
        let mut coefficients = Self {
            windows: Vec::with_capacity(axis.count as usize),
            weights: Vec::new(),
        };
        let mut scratch = Vec::new();
        for i in 0..u64::from(axis.count) {
            let start = window_weights(axis, axis.first + i, &mut scratch);
            coefficients.push(start, &scratch);
        }
        coefficients
    }

    /// Rounds one window's weights to fixed point; zeros at its ends add nothing and are left out.
    fn push(&mut self, start: u32, weights: &[f64]) {
        let offset = self.weights.len();
        let fixed = weights.iter().map(|&weight| to_fixed(weight));
        let leading = fixed.clone().take_while(|&weight| weight == 0).count();
        self.weights.extend(fixed.skip(leading));
        while self.weights.len() > offset && self.weights.last() == Some(&0) {
            self.weights.pop();
        }
        self.windows.push(Window {
            start: start + leading as u32,
            len: (self.weights.len() - offset) as u32,
            offset: offset as u32,
        });
    }

    /// First source pixel and weights of each wanted output pixel, in order.
    pub(crate) fn windows(&self) -> impl Iterator<Item = (usize, &[i32])> {
        self.windows.iter().map(|window| {
            let offset = window.offset as usize;
            let weights = &self.weights[offset..offset + window.len as usize];
            (window.start as usize, weights)
        })
    }

    /// The source pixels that are needed at all, as a half-open range.
    pub(crate) fn span(&self) -> (usize, usize) {
        let used = || self.windows.iter().filter(|window| window.len > 0);
        let start = used().map(|window| window.start).min().unwrap_or(0);
        let end = used().map(|window| window.start + window.len).max();
        (start as usize, end.unwrap_or(start) as usize)
    }
}

/// Normalised weights of output pixel `index` into `weights`; returns the first source pixel.
fn window_weights(axis: Axis, index: u64, weights: &mut Vec<f64>) -> u32 {
    let scale = f64::from(axis.source) / axis.target as f64;
    let widening = scale.max(1.0);
    let support = SUPPORT * widening;
    let narrowing = 1.0 / widening;
    let center = (index as f64 + 0.5) * scale;
    // Casts of negative numbers saturate at 0, which is the clamp that is wanted here.
    let start = (center - support + 0.5) as u32;
    let end = ((center + support + 0.5) as u32).min(axis.source);

    weights.clear();
    let mut sum = 0.0;
    for x in 0..end.saturating_sub(start) {
        // The order of the operations matters: it decides the last bit of a double.
        let weight = bicubic((f64::from(x) + f64::from(start) - center + 0.5) * narrowing);
        weights.push(weight);
        sum += weight;
    }
    if sum != 0.0 {
        for weight in weights.iter_mut() {
            *weight /= sum;
        }
    }
    start
}

/// Keys' cubic kernel with a = -0.5, in the nesting that Pillow uses.
// A fused multiply-add rounds once where Pillow rounds twice: the last bit would differ.
#[allow(clippy::suboptimal_flops)]
fn bicubic(x: f64) -> f64 {
    const A: f64 = -0.5;
    let x = x.abs();
    if x < 1.0 {
        ((A + 2.0) * x - (A + 3.0)) * x * x + 1.0
    } else if x < 2.0 {
        (((x - 5.0) * x + 8.0) * x - 4.0) * A
    } else {
        0.0
    }
}

/// Rounds half away from zero to [`PRECISION_BITS`] places.
fn to_fixed(weight: f64) -> i32 {
    let scaled = weight * f64::from(1_u32 << PRECISION_BITS);
    if weight < 0.0 {
        (scaled - 0.5) as i32
    } else {
        (scaled + 0.5) as i32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn axis(source: u32, target: u64, first: u64, count: u32) -> Axis {
        Axis {
            source,
            target,
            first,
            count,
        }
    }

    #[test]
    fn weights_of_every_window_sum_to_one() {
        for (source, target) in [
            (60, 224),
            (80, 298),
            (1, 224),
            (2, 224),
            (9000, 224),
            (224, 225),
        ] {
            let coefficients = Coefficients::new(axis(source, target, 0, target as u32));
            for (start, weights) in coefficients.windows() {
                let sum: i64 = weights.iter().map(|&weight| i64::from(weight)).sum();
                assert!(
                    (sum - (1 << PRECISION_BITS)).abs() < 2048,
                    "{source} to {target}: {sum}"
                );
                assert!(start + weights.len() <= source as usize);
            }
        }
    }

    #[test]
    fn same_size_is_the_identity() {
        let coefficients = Coefficients::new(axis(224, 224, 0, 224));
        for (i, (start, weights)) in coefficients.windows().enumerate() {
            assert_eq!((start, weights), (i, &[1 << PRECISION_BITS][..]));
        }
    }

    #[test]
    fn a_part_of_the_axis_has_the_weights_of_the_whole() {
        let whole = Coefficients::new(axis(80, 298, 0, 298));
        let part = Coefficients::new(axis(80, 298, 37, 224));
        assert!(part.windows().eq(whole.windows().skip(37).take(224)));
        assert_eq!(part.span(), (8, 72));
    }

    #[test]
    fn an_enormous_axis_costs_only_its_wanted_part() {
        let target = 224 * 60_000;
        let coefficients = Coefficients::new(axis(60_000, target, target / 2 - 112, 224));
        assert!(coefficients.weights.len() < 224 * 6);
        assert_eq!(coefficients.span(), (29_998, 30_002));
    }
}
