//! Whether the vectors are what vectors should be.

use ndarray::{Array1, ArrayRef2, ArrayView1};
use serde::Serialize;

use crate::artifact::NORM_TOLERANCE;

/// Facts about the vectors themselves.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct VectorHealth {
    /// Number of vectors.
    pub rows: usize,
    /// Their length in numbers.
    pub dim: usize,
    /// Rows with a value that is not a number or infinite.
    pub not_finite: Vec<usize>,
    /// Finite rows whose Euclidean length differs from 1 by more than 0.00001: their scores are no cosines.
    pub not_unit: Vec<usize>,
    /// Shortest and longest Euclidean length of the finite rows.
    pub norms: Option<(f64, f64)>,
    /// Whether all finite vectors are the same, of at least two: the model does not tell pictures apart.
    pub collapsed: bool,
    /// Mean inner product of two different finite rows, over all pairs: what "not similar at all" looks like for this
    /// model. Near 1 means that the vectors use only a small corner of their space.
    pub mean_similarity: Option<f64>,
}

impl VectorHealth {
    /// Looks at every value.
    pub fn of(vectors: &ArrayRef2<f32>) -> Self {
        let is_finite = |row: &ArrayView1<'_, f32>| row.iter().all(|x| x.is_finite());
        let mut health = Self {
            rows: vectors.nrows(),
            dim: vectors.ncols(),
            not_finite: Vec::new(),
            not_unit: Vec::new(),
            norms: None,
            collapsed: false,
            mean_similarity: None,
        };
        let mut sum = Array1::<f64>::zeros(vectors.ncols());
        let (mut squares, mut count) = (0.0, 0_usize);
        let mut first = None;
        let mut all_same = true;
        for (number, row) in vectors.outer_iter().enumerate() {
            if !is_finite(&row) {
                health.not_finite.push(number);
                continue;
            }
            let square: f64 = row.iter().map(|&x| f64::from(x).powi(2)).sum();
            let norm = square.sqrt();
            if (norm - 1.0).abs() > NORM_TOLERANCE {
                health.not_unit.push(number);
            }
            let (low, high) = health.norms.unwrap_or((norm, norm));
            health.norms = Some((low.min(norm), high.max(norm)));
            all_same &= row == *first.get_or_insert(row);
            sum += &row.mapv(f64::from);
            squares += square;
            count += 1;
        }
        health.collapsed = count > 1 && all_same;
        let pairs = count as f64 * (count as f64 - 1.0);
        health.mean_similarity = (count > 1).then(|| (sum.dot(&sum) - squares) / pairs);
        health
    }

    /// Whether nothing is wrong.
    pub fn is_sound(&self) -> bool {
        self.not_finite.is_empty() && self.not_unit.is_empty() && !self.collapsed
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::{Array2, array};

    #[test]
    fn sound_vectors_have_a_mean_similarity() {
        let health = VectorHealth::of(&array![[1.0, 0.0], [0.0, 1.0], [0.6, 0.8]]);
        assert!(health.is_sound());
        // (0 + 0.6 + 0.8) / 3.
        assert!((health.mean_similarity.unwrap() - 1.4 / 3.0).abs() < 1e-7);
    }

    #[test]
    fn faults_are_named() {
        let health = VectorHealth::of(&array![[1.0, f32::NAN], [0.0, 1.0], [3.0, 4.0]]);
        assert_eq!(health.not_finite, [0]);
        assert_eq!(health.not_unit, [2]);
        assert_eq!(health.norms, Some((1.0, 5.0)));
        assert!(!health.collapsed && !health.is_sound());
    }

    #[test]
    fn identical_vectors_are_a_collapse_and_a_single_one_is_not() {
        let health = VectorHealth::of(&Array2::from_elem((4, 1), 1.0));
        assert!(health.collapsed);
        assert_eq!(health.mean_similarity, Some(1.0));
        let health = VectorHealth::of(&array![[1.0]]);
        assert!(!health.collapsed);
        assert_eq!(health.mean_similarity, None);
        assert!(VectorHealth::of(&Array2::zeros((0, 3))).norms.is_none());
    }
}
