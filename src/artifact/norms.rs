//! How long the vectors were before they were scaled to unit length.

use serde::{Deserialize, Serialize};

const BINS: usize = 32;

/// The least width of all bins together, as a part of the length: rounding shall not look like a distribution.
const LEAST_WIDTH: f32 = 0.01;

/// A histogram of lengths in bins of equal width.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NormHistogram {
    /// The shortest.
    pub min: f32,
    /// The longest.
    pub max: f32,
    /// Where the first bin begins.
    pub from: f32,
    /// Where the last bin ends.
    pub to: f32,
    /// Vectors in each bin. Those that an earlier, finished run brought in are in none.
    pub counts: Vec<usize>,
}

impl NormHistogram {
    /// The histogram of some lengths; none of no lengths.
    pub fn of(norms: impl Iterator<Item = f32> + Clone) -> Option<Self> {
        let extremes = |(low, high): (f32, f32), norm: f32| (low.min(norm), high.max(norm));
        let (min, max) = norms
            .clone()
            .fold((f32::INFINITY, f32::NEG_INFINITY), extremes);
        if min > max {
            return None;
        }
        let width = (max - min).max(LEAST_WIDTH * max);
        let mut from = (min + max - width) / 2.0;
        if max - min < width {
            // Lengths that are nearly equal stand in the middle of a bin, not on the edge between two.
            from += width / (2 * BINS) as f32;
        }
        let mut counts = vec![0; BINS];
        for norm in norms {
            let bin = ((norm - from) / width * BINS as f32) as usize;
            counts[bin.min(BINS - 1)] += 1;
        }
        Some(Self {
            min,
            max,
            from,
            to: from + width,
            counts,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(norms: &[f32]) -> Option<NormHistogram> {
        NormHistogram::of(norms.iter().copied())
    }

    #[test]
    fn every_length_is_in_one_bin() {
        let histogram = of(&[8.0, 12.0, 10.0, 8.1]).unwrap();
        assert_eq!((histogram.from, histogram.to), (8.0, 12.0));
        let filled = histogram
            .counts
            .iter()
            .enumerate()
            .filter(|(_, count)| **count > 0);
        assert_eq!(filled.collect::<Vec<_>>(), [(0, &2), (16, &1), (31, &1)]);
        assert_eq!(of(&[]), None);
    }

    #[test]
    fn equal_lengths_are_one_bin_in_the_middle() {
        let histogram = of(&[1.0, 0.999_999_9, 1.0]).unwrap();
        assert_eq!(
            histogram.counts.iter().filter(|count| **count > 0).count(),
            1
        );
        assert_eq!(histogram.counts[15..17].iter().sum::<usize>(), 3);
        assert!(histogram.to - histogram.from > 0.009);
    }
}
