//! The two leading eigenvectors of a symmetric matrix.
//!
//! Power iteration with deflation. Where eigenvalues are close it turns slowly within their common space, but there
//! every direction serves as well as any other, so the number of steps can be limited without harm.

/// Steps at most for one vector.
const STEPS: usize = 2000;

/// Change of a unit vector in one step that counts as standing still.
const STILL: f64 = 1e-10;

/// An eigenvalue with its unit eigenvector.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct EigenPair {
    pub value: f64,
    pub vector: Vec<f64>,
}

/// The pairs of the two largest eigenvalues of a positive semidefinite matrix, `[n, n]` in row-major order, largest
/// first. A value of 0 has a zero vector: no direction is meant. The largest entry of a vector is positive, so that
/// the same matrix always gives the same signs.
pub(super) fn leading_two(matrix: &mut [f64], n: usize) -> [EigenPair; 2] {
    let trace: f64 = (0..n).map(|i| matrix[i * n + i]).sum();
    [0, 1].map(|_| {
        let pair = leading(matrix, n, trace);
        deflate(matrix, n, &pair);
        pair
    })
}

fn leading(matrix: &[f64], n: usize, trace: f64) -> EigenPair {
    let mut vector = start(n);
    let mut value = 0.0;
    for _ in 0..STEPS {
        let mut next: Vec<f64> = matrix
            .chunks_exact(n.max(1))
            .map(|row| row.iter().zip(&vector).map(|(a, b)| a * b).sum())
            .collect();
        value = norm(&next);
        // What is left of the trace after deflation is rounding.
        if value <= 1e-12 * trace || value == 0.0 {
            return EigenPair {
                value: 0.0,
                vector: vec![0.0; n],
            };
        }
        for entry in &mut next {
            *entry /= value;
        }
        let change: Vec<f64> = next.iter().zip(&vector).map(|(a, b)| a - b).collect();
        vector = next;
        if norm(&change) < STILL {
            break;
        }
    }
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
    EigenPair { value, vector }
}

/// Takes a pair out of the matrix: its direction then has the eigenvalue 0.
fn deflate(matrix: &mut [f64], n: usize, pair: &EigenPair) {
    for (row, left) in matrix.chunks_exact_mut(n.max(1)).zip(&pair.vector) {
        for (entry, right) in row.iter_mut().zip(&pair.vector) {
            *entry -= pair.value * left * right;
        }
    }
}

/// A unit vector that is orthogonal to no eigenvector of real data: its entries follow no pattern.
fn start(n: usize) -> Vec<f64> {
    let entry = |i: usize| 1.0 + ((i as f64 + 1.0) * 0.754_877_666_246_69).fract();
    let mut vector: Vec<f64> = (0..n).map(entry).collect();
    let length = norm(&vector);
    for entry in &mut vector {
        *entry /= length;
    }
    vector
}

fn norm(vector: &[f64]) -> f64 {
    let squares: f64 = vector.iter().map(|entry| entry * entry).sum();
    squares.sqrt()
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
        let [first, second] = leading_two(&mut matrix(3, &axes), 3);
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
        let [first, second] = leading_two(&mut [4.0], 1);
        assert_eq!((first.value, first.vector), (4.0, vec![1.0]));
        assert_eq!((second.value, second.vector), (0.0, vec![0.0]));
        let [first, _] = leading_two(&mut [0.0; 4], 2);
        assert_eq!((first.value, first.vector), (0.0, vec![0.0; 2]));
        let [first, second] = leading_two(&mut matrix(3, &[(2.0, vec![0.6, 0.8, 0.0])]), 3);
        assert!((first.value - 2.0).abs() < 1e-9);
        assert_eq!(second.value, 0.0);
        assert_eq!(leading_two(&mut [], 0)[0].vector, [0.0; 0]);
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
            let [first, second] = leading_two(&mut original.clone(), 5);
            let quotient = |v: &[f64]| -> f64 {
                let image: f64 = (0..25).map(|at| original[at] * v[at / 5] * v[at % 5]).sum();
                image / v.iter().map(|x| x * x).sum::<f64>()
            };
            let direction: Vec<f64> = direction.into_iter().map(f64::from).collect();
            if direction.iter().any(|&x| x != 0.0) {
                prop_assert!(quotient(&direction) <= first.value * (1.0 + 1e-6));
            }
            prop_assert!(second.value <= first.value * (1.0 + 1e-6));
            let overlap: f64 = first.vector.iter().zip(&second.vector).map(|(a, b)| a * b).sum();
            prop_assert!(overlap.abs() < 1e-4);
        }
    }
}
