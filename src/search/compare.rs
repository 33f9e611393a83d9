//! Two runs of the same products, side by side: whose neighbours changed?
//!
//! A smaller model, another precision or another device is judged by what it does to the answers, not by its
//! numbers: for each product, how many of its nearest neighbours are the same in both runs. Only products that both
//! runs hold are compared, so that a product missing from one of them does not count as a change.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::index::{Hit, Index};
use crate::job::Control;
use crate::{Error, Result};

/// Two runs with products in common.
pub struct RunPair<'a> {
    a: &'a Index,
    b: &'a Index,
    /// Rows of the common products in both runs, by rising id.
    common: Vec<(usize, usize)>,
    in_a: Vec<bool>,
    in_b: Vec<bool>,
}

/// The neighbours of one product in both runs.
#[derive(Clone, Debug, PartialEq)]
pub struct NeighbourPair {
    /// The product.
    pub id: i64,
    /// Its neighbours in run A, nearest first.
    pub a: Vec<Hit>,
    /// Its neighbours in run B.
    pub b: Vec<Hit>,
    /// How many of them are the same products.
    pub shared: usize,
}

/// How far two runs agree.
#[derive(Clone, Debug, PartialEq)]
pub struct Overlap {
    /// Neighbours compared for each product: what was asked for, or fewer where there are not so many products.
    pub k: usize,
    /// The share of neighbours that are the same in both runs, on average; 1 is complete agreement.
    pub mean: f64,
    /// Each compared product with its number of shared neighbours, the most changed first, equal ones by rising id.
    pub products: Vec<(i64, usize)>,
}

impl<'a> RunPair<'a> {
    /// Matches two runs by product id; they need two products in common to have neighbours to compare.
    pub fn new(a: &'a Index, b: &'a Index) -> Result<Self> {
        let rows_b: HashMap<i64, usize> = b.ids().iter().copied().zip(0..).collect();
        let matches = a.ids().iter().enumerate();
        let mut common: Vec<(usize, usize)> = matches
            .filter_map(|(row, id)| Some((row, *rows_b.get(id)?)))
            .collect();
        if common.len() < 2 {
            return Err(Error::new("These runs have no two products in common")
                .meaning("There are no neighbours to compare")
                .remedy("Choose two runs of the same dataset"));
        }
        common.sort_unstable_by_key(|&(row, _)| a.ids()[row]);
        let (mut in_a, mut in_b) = (vec![false; a.len()], vec![false; b.len()]);
        for &(row_a, row_b) in &common {
            in_a[row_a] = true;
            in_b[row_b] = true;
        }
        Ok(Self {
            a,
            b,
            common,
            in_a,
            in_b,
        })
    }

    /// Number of products in both runs.
    pub fn common(&self) -> usize {
        self.common.len()
    }

    /// Number of products only in run A, and only in run B.
    pub fn alone(&self) -> (usize, usize) {
        let common = self.common();
        (self.a.len() - common, self.b.len() - common)
    }

    /// The `k` nearest neighbours of a product in both runs, itself left out.
    pub fn neighbours(&self, id: i64, k: usize) -> Result<NeighbourPair> {
        let place = self
            .common
            .binary_search_by_key(&id, |&(row, _)| self.a.ids()[row]);
        let place = place.map_err(|_| {
            Error::new(format!("Product {id} is not in both runs"))
                .remedy("Choose a product that both runs hold")
        })?;
        self.neighbours_of(self.common[place], k)
    }

    /// Compares the `k` nearest neighbours of `sample` products, evenly taken from the common ones by id, or of all.
    /// `done` counts the compared products.
    pub fn overlap(
        &self,
        k: usize,
        sample: Option<usize>,
        control: &Control,
        done: &AtomicUsize,
    ) -> Result<Overlap> {
        let all = self.common();
        let taken = sample.unwrap_or(all).clamp(1, all);
        let mut products = Vec::with_capacity(taken);
        for number in 0..taken {
            control.wait_while_paused()?;
            let pair = self.neighbours_of(self.common[number * all / taken], k)?;
            products.push((pair.id, pair.shared));
            done.store(number + 1, Ordering::Relaxed);
        }
        Ok(Overlap::new(k.min(all - 1), products))
    }

    fn neighbours_of(&self, (row_a, row_b): (usize, usize), k: usize) -> Result<NeighbourPair> {
        let a = nearest(self.a, row_a, k, &self.in_a)?;
        let b = nearest(self.b, row_b, k, &self.in_b)?;
        let shared = a
            .iter()
            .filter(|hit| b.iter().any(|other| other.id == hit.id))
            .count();
        Ok(NeighbourPair {
            id: self.a.ids()[row_a],
            a,
            b,
            shared,
        })
    }
}

impl NeighbourPair {
    /// The share of neighbours that are the same in both runs.
    pub fn overlap(&self) -> f64 {
        self.shared as f64 / self.a.len().max(self.b.len()).max(1) as f64
    }
}

impl Overlap {
    /// Compares neighbour lists that were computed before: `k` rows for each product in `a` and in `b`, of two runs
    /// that hold the same products in the same order.
    pub fn of_neighbours(ids: &[i64], a: &[u32], b: &[u32], k: usize) -> Self {
        let lists = a.chunks_exact(k.max(1)).zip(b.chunks_exact(k.max(1)));
        let shared = |(a, b): (&[u32], &[u32])| a.iter().filter(|row| b.contains(row)).count();
        let products = ids.iter().copied().zip(lists.map(shared));
        Self::new(k, products.collect())
    }

    fn new(k: usize, mut products: Vec<(i64, usize)>) -> Self {
        products.sort_unstable_by_key(|&(id, shared)| (shared, id));
        let shared: usize = products.iter().map(|product| product.1).sum();
        let all = (k * products.len()).max(1);
        Self {
            k,
            mean: shared as f64 / all as f64,
            products,
        }
    }

    /// How many products have 0, 1, … `k` shared neighbours.
    pub fn counts(&self) -> Vec<usize> {
        let mut counts = vec![0; self.k + 1];
        for &(_, shared) in &self.products {
            counts[shared] += 1;
        }
        counts
    }
}

/// The nearest of the allowed rows, the row itself left out.
fn nearest(index: &Index, row: usize, k: usize, allowed: &[bool]) -> Result<Vec<Hit>> {
    let mut hits = index.top_k(index.vector(row), k.saturating_add(1), Some(allowed))?;
    hits.retain(|hit| hit.row != row);
    hits.truncate(k);
    Ok(hits)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::Array2;

    /// Points on a circle at these angles, in degrees.
    fn run(points: &[(i64, f64)]) -> Index {
        let vectors = points.iter().flat_map(|point| {
            let (sin, cos) = point.1.to_radians().sin_cos();
            [cos as f32, sin as f32]
        });
        let vectors = Array2::from_shape_vec((points.len(), 2), vectors.collect()).unwrap();
        Index::new(vectors, points.iter().map(|point| point.0).collect(), 1).unwrap()
    }

    fn overlap(pair: &RunPair, k: usize, sample: Option<usize>) -> Overlap {
        let done = AtomicUsize::new(0);
        let overlap = pair.overlap(k, sample, &Control::new(), &done).unwrap();
        assert_eq!(done.into_inner(), overlap.products.len());
        overlap
    }

    #[test]
    fn a_run_agrees_with_itself_in_any_order() {
        let a = run(&[(1, 0.0), (2, 10.0), (3, 25.0), (4, 45.0), (5, 70.0)]);
        let b = run(&[(5, 70.0), (3, 25.0), (1, 0.0), (4, 45.0), (2, 10.0)]);
        let pair = RunPair::new(&a, &b).unwrap();
        assert_eq!((pair.common(), pair.alone()), (5, (0, 0)));
        let overlap = overlap(&pair, 2, None);
        assert_eq!((overlap.k, overlap.mean), (2, 1.0));
        assert_eq!(overlap.counts(), [0, 0, 5]);
    }

    #[test]
    fn the_product_that_moved_comes_first() {
        let a = run(&[
            (1, 0.0),
            (2, 10.0),
            (3, 21.0),
            (4, 100.0),
            (5, 112.0),
            (6, 126.0),
            (9, 3.0),
        ]);
        let b = run(&[
            (8, 100.0),
            (1, 0.0),
            (2, 10.0),
            (3, 114.0),
            (4, 100.0),
            (5, 112.0),
            (6, 126.0),
        ]);
        let pair = RunPair::new(&a, &b).unwrap();
        assert_eq!((pair.common(), pair.alone()), (6, (1, 1)));
        let moved = pair.neighbours(3, 2).unwrap();
        assert_eq!(moved.a.iter().map(|hit| hit.id).collect::<Vec<_>>(), [2, 1]);
        assert_eq!(moved.b.iter().map(|hit| hit.id).collect::<Vec<_>>(), [5, 6]);
        assert_eq!((moved.shared, moved.overlap()), (0, 0.0));
        let overlap = overlap(&pair, 2, None);
        assert_eq!(overlap.products[0], (3, 0));
        let shared: usize = overlap.products.iter().map(|product| product.1).sum();
        assert_eq!(overlap.mean, shared as f64 / 12.0);
    }

    #[test]
    fn a_sample_is_spread_evenly_and_few_products_have_few_neighbours() {
        let points: Vec<(i64, f64)> = (0..10).map(|i| (100 - i, i as f64 * 7.0)).collect();
        let (a, b) = (run(&points), run(&points));
        let pair = RunPair::new(&a, &b).unwrap();
        let mut ids: Vec<i64> = overlap(&pair, 3, Some(5))
            .products
            .iter()
            .map(|p| p.0)
            .collect();
        ids.sort_unstable();
        assert_eq!(ids, [91, 93, 95, 97, 99]);
        let all = overlap(&pair, 50, Some(0));
        assert_eq!((all.k, all.mean, all.products.len()), (9, 1.0, 1));
    }

    #[test]
    fn strangers_cannot_be_compared() {
        let (a, b) = (run(&[(1, 0.0), (2, 9.0)]), run(&[(2, 0.0), (3, 9.0)]));
        assert!(RunPair::new(&a, &b).is_err());
        let pair = RunPair::new(&a, &a).unwrap();
        assert!(pair.neighbours(3, 1).is_err());
        let control = Control::new();
        control.stop();
        let stopped = pair.overlap(1, None, &control, &AtomicUsize::new(0));
        assert!(stopped.unwrap_err().is_interrupted());
    }

    #[test]
    fn neighbour_lists_give_the_same_as_the_indexes() {
        let overlap =
            Overlap::of_neighbours(&[7, 8, 9], &[1, 2, 0, 2, 0, 1], &[2, 1, 0, 1, 1, 0], 2);
        assert_eq!(overlap.products, [(8, 1), (7, 2), (9, 2)]);
        assert_eq!(overlap.mean, 5.0 / 6.0);
    }
}
