//! The two leading eigenvectors of a symmetric matrix.

use nalgebra::{DMatrix, SymmetricEigen};

/// An eigenvalue with its unit eigenvector.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct EigenPair {
    pub value: f64,
    pub vector: Vec<f64>,
}

/// The pairs of the two largest eigenvalues of a positive semidefinite matrix, `[n, n]` in row-major order, largest
/// first. A value of 0 has a zero vector: no direction is meant. The largest entry of a vector is positive, so that
/// the same matrix always gives the same signs.
pub(super) fn leading_two(matrix: &[f64], n: usize) -> [EigenPair; 2] {
    if n == 0 {
        return [0, 1].map(|_| nothing(n));
    }
    let trace: f64 = (0..n).map(|i| matrix[i * n + i]).sum();
    let eigen = SymmetricEigen::new(DMatrix::from_row_slice(n, n, matrix));
    let mut order: Vec<usize> = (0..n).collect();
    order.sort_by(|&a, &b| eigen.eigenvalues[b].total_cmp(&eigen.eigenvalues[a]));
    [0, 1].map(|at| {
        let Some(&column) = order.get(at) else {
            return nothing(n);
        };
        let value = eigen.eigenvalues[column];
        // Less than this of the trace is rounding.
        if value <= 1e-12 * trace {
            return nothing(n);
        }
        let vector = eigen.eigenvectors.column(column).iter().copied().collect();
        EigenPair {
            value,
            vector: largest_positive(vector),
        }
    })
}

fn nothing(n: usize) -> EigenPair {
    EigenPair {
        value: 0.0,
        vector: vec![0.0; n],
    }
}

fn largest_positive(mut vector: Vec<f64>) -> Vec<f64> {
    let largest = vector.iter().copied().fold(0.0, |largest: f64, entry| {
        if entry.abs() > largest.abs() {
            entry
        } else {
            largest
        }
    });
    if largest < 0.0 {
        for entry in &mut vector {
            *entry = -*entry;
        }
    }
    vector
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// `sum of value * vector * vector^T`.
    fn matrix(n: usize, parts: &[(f64, Vec<f64>)]) -> Vec<f64> {
        let entry = |at: usize| {
            parts
                .iter()
                .map(|(value, v)| value * v[at / n] * v[at % n])
                .sum()
        };
        (0..n * n).map(entry).collect()
    }

    #[test]
    fn known_axes_are_found() {
        let h = 0.5_f64.sqrt();
        let axes = [
            (5.0, vec![h, -h, 0.0]),
            (2.0, vec![0.0, 0.0, -1.0]),
            (1.0, vec![h, h, 0.0]),
        ];
        let [first, second] = leading_two(&matrix(3, &axes), 3);
        assert!((first.value - 5.0).abs() < 1e-9 && (second.value - 2.0).abs() < 1e-9);
        assert!(
            (first.vector[0].abs() - h).abs() < 1e-6 && first.vector[0] * first.vector[1] < 0.0
        );
        assert!(
            (second.vector[2] - 1.0).abs() < 1e-6,
            "the largest entry is positive"
        );
    }

    #[test]
    fn missing_directions_are_zero() {
        let [first, second] = leading_two(&[4.0], 1);
        assert_eq!((first.value, first.vector), (4.0, vec![1.0]));
        assert_eq!((second.value, second.vector), (0.0, vec![0.0]));
        let [first, _] = leading_two(&[0.0; 4], 2);
        assert_eq!((first.value, first.vector), (0.0, vec![0.0; 2]));
        let [first, second] = leading_two(&matrix(3, &[(2.0, vec![0.6, 0.8, 0.0])]), 3);
        assert!((first.value - 2.0).abs() < 1e-9);
        assert_eq!(second.value, 0.0);
        assert_eq!(leading_two(&[], 0)[0].vector, [0.0; 0]);
    }

    proptest! {
        #[test]
        fn no_direction_has_a_larger_value(
            rows in prop::collection::vec(prop::collection::vec(-3_i8..4, 5), 1..12),
            direction in prop::collection::vec(-3_i8..4, 5),
        ) {
            let parts: Vec<(f64, Vec<f64>)> =
                rows.iter().map(|row| (1.0, row.iter().copied().map(f64::from).collect())).collect();
            let original = matrix(5, &parts);
            let [first, second] = leading_two(&original, 5);
            let quotient = |v: &[f64]| -> f64 {
                let image: f64 = (0..25).map(|at| original[at] * v[at / 5] * v[at % 5]).sum();
                image / v.iter().map(|x| x * x).sum::<f64>()
            };
            let direction: Vec<f64> = direction.into_iter().map(f64::from).collect();
            if direction.iter().any(|&x| x != 0.0) {
                prop_assert!(quotient(&direction) <= first.value * (1.0 + 1e-12));
            }
            prop_assert!(second.value <= first.value * (1.0 + 1e-12));
            let overlap: f64 = first.vector.iter().zip(&second.vector).map(|(a, b)| a * b).sum();
            prop_assert!(overlap.abs() < 1e-12);
        }
    }
}
