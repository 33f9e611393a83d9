//! Principal components: the plane in which the vectors spread most. It is there within a second, and it is the start
//! of the layout that keeps neighbours together.
//!
//! The covariance is summed in blocks of rows whose number does not depend on the number of threads, and the blocks
//! are added in their order, so the result is the same to the last bit however many threads share the work.

use std::sync::{Mutex, PoisonError};

use ndarray::linalg::general_mat_mul;
use ndarray::{Array2, ArrayView2};

use super::Layout;
use super::eigen::leading_two;
use crate::index::Index;
use crate::job::{Control, share_out};
use crate::{Error, Result};

/// Rows multiplied at a time.
const BLOCK: usize = 1024;

/// Parts that are summed on their own: as many threads at most can share the work.
const PARTS: usize = 8;

/// The vectors in the plane of their largest spread.
#[derive(Clone, Debug, PartialEq)]
pub struct Pca {
    /// Where each row lies.
    pub layout: Layout,
    /// The share of the whole variance along each axis, from 0 to 1.
    pub explained: [f64; 2],
}

/// Projects the vectors of an index onto their two principal axes, on at most `threads` threads.
pub fn pca(index: &Index, threads: usize, control: &Control) -> Result<Pca> {
    let placed = finite_rows(index);
    let mean = mean(index, &placed);
    let covariance = covariance(index, &placed, &mean, threads, control)?;
    let dim = index.dim();
    let total: f64 = (0..dim).map(|i| covariance[i * dim + i]).sum();
    let axes = leading_two(&covariance, dim);
    let project = |&row: &usize| {
        let vector = index.vector(row);
        [0, 1].map(|axis: usize| {
            let centred = vector.iter().zip(&mean).map(|(&x, m)| f64::from(x) - m);
            let products = centred.zip(&axes[axis].vector).map(|(x, a)| x * a);
            products.sum::<f64>() as f32
        })
    };
    let points: Vec<[f32; 2]> = placed.iter().map(project).collect();
    let share = |value: f64| if total > 0.0 { value / total } else { 0.0 };
    Ok(Pca {
        layout: Layout::new(index.len(), &placed, &points),
        explained: [share(axes[0].value), share(axes[1].value)],
    })
}

/// The rows whose vectors are finite.
fn finite_rows(index: &Index) -> Vec<usize> {
    let finite = |&row: &usize| index.vector(row).iter().all(|value| value.is_finite());
    (0..index.len()).filter(finite).collect()
}

fn mean(index: &Index, rows: &[usize]) -> Vec<f64> {
    let mut sum = vec![0.0; index.dim()];
    for &row in rows {
        for (sum, &value) in sum.iter_mut().zip(index.vector(row)) {
            *sum += f64::from(value);
        }
    }
    let count = rows.len().max(1) as f64;
    for sum in &mut sum {
        *sum /= count;
    }
    sum
}

/// The sum of `(x - mean) (x - mean)^T`, `[D, D]`.
fn covariance(
    index: &Index,
    rows: &[usize],
    mean: &[f64],
    threads: usize,
    control: &Control,
) -> Result<Vec<f64>> {
    let parts: Vec<&[usize]> = rows.chunks(rows.len().div_ceil(PARTS).max(1)).collect();
    let sums: Vec<Mutex<Vec<f64>>> = parts.iter().map(|_| Mutex::default()).collect();
    let sum_up = |(): &mut (), part: usize| {
        let sum = part_of_covariance(index, parts[part], mean, control)?;
        *sums[part].lock().unwrap_or_else(PoisonError::into_inner) = sum;
        Ok(())
    };
    share_out("pca", threads, parts.len(), control, || (), sum_up)?;
    let mut total = vec![0.0; index.dim() * index.dim()];
    for sum in sums {
        let sum = sum.into_inner().unwrap_or_else(PoisonError::into_inner);
        for (total, part) in total.iter_mut().zip(sum) {
            *total += part;
        }
    }
    Ok(total)
}

fn part_of_covariance(
    index: &Index,
    rows: &[usize],
    mean: &[f64],
    control: &Control,
) -> Result<Vec<f64>> {
    let dim = index.dim();
    let mut sum = vec![0.0; dim * dim];
    let mut centred = vec![0.0_f32; BLOCK.min(rows.len()) * dim];
    let mut product = Array2::<f32>::zeros((dim, dim));
    for block in rows.chunks(BLOCK) {
        control.check()?;
        for (&row, to) in block.iter().zip(centred.chunks_exact_mut(dim)) {
            for ((to, &x), m) in to.iter_mut().zip(index.vector(row)).zip(mean) {
                *to = (f64::from(x) - m) as f32;
            }
        }
        let block = ArrayView2::from_shape((block.len(), dim), &centred[..block.len() * dim])
            .map_err(|cause| Error::new("The vectors have an unexpected shape").caused_by(cause))?;
        general_mat_mul(1.0, &block.t(), &block, 0.0, &mut product);
        for (sum, &entry) in sum.iter_mut().zip(&product) {
            *sum += f64::from(entry);
        }
    }
    Ok(sum)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn index(rows: &[Vec<f32>]) -> Index {
        let vectors = Array2::from_shape_vec((rows.len(), rows[0].len()), rows.concat()).unwrap();
        Index::new(vectors, (0..rows.len() as i64).collect(), 1).unwrap()
    }

    fn run(rows: &[Vec<f32>], threads: usize) -> Pca {
        pca(&index(rows), threads, &Control::new()).unwrap()
    }

    /// Spread of 4 along one diagonal of the first two axes, of 1 along the other, of 0.1 along the third.
    fn cloud() -> Vec<Vec<f32>> {
        (0..5000)
            .map(|i| {
                let [a, b, c] =
                    [0.618_034, 0.754_878, 0.569_84].map(|step| (i as f32 * step).fract() - 0.5);
                vec![4.0 * a + b + 7.0, 4.0 * a - b, 0.1 * c]
            })
            .collect()
    }

    #[test]
    fn the_axes_are_those_of_the_largest_spread() {
        let rows = cloud();
        let pca = run(&rows, 2);
        // Variances 2 * 16 / 12, 2 / 12 and 0.01 / 12.
        assert!(
            (pca.explained[0] - 16.0 / 17.005).abs() < 2e-3,
            "{:?}",
            pca.explained
        );
        assert!((pca.explained[1] - 1.0 / 17.005).abs() < 2e-3);
        for (row, place) in rows.iter().zip(pca.layout.positions()).take(100) {
            let expected = (row[0] - 7.0 + row[1]) / 4.0;
            assert!((place.unwrap()[0] - expected).abs() < 0.02);
        }
    }

    #[test]
    fn the_number_of_threads_does_not_change_a_bit() {
        let rows = cloud();
        let one = run(&rows, 1);
        assert_eq!(one, run(&rows, 3));
        assert_eq!(one, run(&rows, 64));
    }

    #[test]
    fn poor_input_has_a_plane_too() {
        let same = run(&vec![vec![0.6, 0.8]; 4], 2);
        assert_eq!(same.layout.positions(), [Some([0.0, 0.0]); 4]);
        assert_eq!(same.explained, [0.0, 0.0]);
        assert_eq!(
            run(&[vec![1.0, 2.0]], 2).layout.position(0),
            Some([0.0, 0.0])
        );
        let line = run(&[vec![1.0], vec![2.0], vec![4.0]], 2);
        assert_eq!(line.explained, [1.0, 0.0]);
        assert_eq!(line.layout.position(2), Some([1.0, 0.0]));
        let damaged = run(&[vec![f32::NAN, 0.0], vec![1.0, 0.0], vec![0.0, 1.0]], 2);
        assert_eq!(
            (damaged.layout.position(0), damaged.layout.unplaced()),
            (None, 1)
        );
        let nothing = run(&[vec![f32::INFINITY, 0.0]], 2);
        assert_eq!(nothing.layout.unplaced(), 1);
    }

    #[test]
    fn it_can_be_stopped() {
        let control = Control::new();
        control.stop();
        assert!(
            pca(&index(&cloud()), 1, &control)
                .unwrap_err()
                .is_interrupted()
        );
    }
}
