//! How the scores of all products are spread, so that one score can be seen among them.

/// Counts of scores in bins of the same width from the smallest to the largest.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Histogram {
    /// The smallest score.
    pub low: f32,
    /// The largest score.
    pub high: f32,
    /// How many scores lie in each bin.
    pub counts: Vec<u32>,
}

impl Histogram {
    /// Counts the finite ones of `scores` in `bins` bins. Without any the range is 0 to 0.
    pub fn new(scores: impl Iterator<Item = f32> + Clone, bins: usize) -> Self {
        let finite = scores.filter(|score| score.is_finite());
        let range = finite.clone().fold(None, |range, score| {
            let (low, high) = range.unwrap_or((score, score));
            Some((score.min(low), score.max(high)))
        });
        let (low, high) = range.unwrap_or_default();
        let mut histogram = Self {
            low,
            high,
            counts: vec![0; bins.max(1)],
        };
        for score in finite {
            let bin = histogram.bin(score);
            histogram.counts[bin] += 1;
        }
        histogram
    }

    /// Where a score lies between the smallest (0) and the largest (1); in the middle if they are equal.
    pub fn position(&self, score: f32) -> f32 {
        let width = self.high - self.low;
        if width > 0.0 {
            ((score - self.low) / width).clamp(0.0, 1.0)
        } else {
            0.5
        }
    }

    /// The bin that a score falls into.
    pub fn bin(&self, score: f32) -> usize {
        let bins = self.counts.len();
        ((self.position(score) * bins as f32) as usize).min(bins.saturating_sub(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_finite_score_is_counted_once() {
        let scores = [0.0, 0.24, 0.25, 0.5, 1.0, f32::NAN, 0.99];
        let histogram = Histogram::new(scores.into_iter(), 4);
        assert_eq!((histogram.low, histogram.high), (0.0, 1.0));
        assert_eq!(histogram.counts, [2, 1, 1, 2]);
        assert_eq!(histogram.bin(7.0), 3);
        assert_eq!(histogram.bin(-7.0), 0);
    }

    #[test]
    fn equal_scores_and_no_scores_have_a_place_too() {
        let equal = Histogram::new([0.3; 5].into_iter(), 3);
        assert_eq!(equal.counts, [0, 5, 0]);
        assert_eq!(equal.position(0.3), 0.5);
        let none = Histogram::new(std::iter::empty(), 3);
        assert_eq!((none.low, none.high, none.counts), (0.0, 0.0, vec![0; 3]));
    }
}
