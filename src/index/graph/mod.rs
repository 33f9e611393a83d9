//! The exact nearest neighbours of every product: what the map draws its lines from and quality is measured on.
//!
//! All pairs of 44,441 vectors are a thousand million scores. They are computed in 32-bit arithmetic, as products of
//! matrix blocks and only for one half of the symmetric table (`build`). Those scores choose candidates, with a margin
//! that covers their rounding (`candidates`); the candidates are scored again in 64-bit arithmetic and ordered by
//! that (`exact`). A row whose candidates are too close to call is compared with all others in 64 bits. So the result
//! is what the slow way gives, and does not depend on the number of threads or the kind of processor.

mod build;
mod candidates;
mod exact;
mod file;
#[cfg(test)]
mod tests;

use ndarray::ArrayRef2;

use crate::job::{Control, Counter};
use crate::{Error, Result};

pub(crate) use file::{CACHE_FOLDER, fingerprint};
pub use file::{KeptGraph, Origin};

/// Neighbours per product that quality and map work with.
pub const GRAPH_K: usize = 10;

/// Stands in the table where a row has no neighbours.
const NOBODY: u32 = u32::MAX;

/// The `k` nearest neighbours of every row by inner product (the cosine, of unit vectors): best first, equal scores by
/// rising id, the row itself left out.
///
/// A row that holds a value that is not a number or infinite has no neighbours and is nobody's neighbour.
#[derive(Clone, Debug, PartialEq)]
pub struct NeighbourGraph {
    k: usize,
    /// `[N, k]`.
    rows: Vec<u32>,
    /// `[N, k]`.
    scores: Vec<f32>,
    len: usize,
}

/// One neighbour of one row.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Edge {
    /// The row whose neighbour it is.
    pub from: usize,
    /// The neighbour.
    pub to: usize,
    /// Place among the neighbours, from 0.
    pub rank: usize,
    /// Inner product of the two.
    pub score: f32,
}

impl NeighbourGraph {
    /// Computes the graph of `vectors`, f32 `[N, D]`, with `ids` `[N]` to order equal scores. Where there are fewer
    /// than `k` other rows, all of them are neighbours. `progress` counts blocks of the table.
    pub fn build(
        vectors: &ArrayRef2<f32>,
        ids: &[i64],
        k: usize,
        threads: usize,
        control: &Control,
        progress: &Counter,
    ) -> Result<Self> {
        if vectors.nrows() != ids.len() || (vectors.ncols() == 0 && !ids.is_empty()) {
            return Err(Error::new("Vectors and ids do not belong together")
                .remedy("Embed again into a new folder"));
        }
        if vectors.nrows() >= NOBODY as usize {
            return Err(
                Error::new("There are too many vectors for a neighbour graph")
                    .remedy("Embed a part of the dataset"),
            );
        }
        build::build(vectors, ids, k, threads.max(1), control, progress)
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Neighbours of each row that has any: what was asked for, or all other rows where they are fewer.
    pub fn k(&self) -> usize {
        self.k
    }

    /// The neighbours of a row, best first; empty for a row that is not finite.
    pub fn neighbours(&self, row: usize) -> &[u32] {
        let all = &self.rows[row * self.k..(row + 1) * self.k];
        if all.first() == Some(&NOBODY) {
            &[]
        } else {
            all
        }
    }

    /// Inner products with the neighbours of a row, in their order.
    pub fn scores(&self, row: usize) -> &[f32] {
        let count = self.neighbours(row).len();
        &self.scores[row * self.k..][..count]
    }

    /// All neighbours of a row.
    pub fn edges_of(&self, from: usize) -> impl Iterator<Item = Edge> {
        let pairs = self.neighbours(from).iter().zip(self.scores(from));
        pairs.enumerate().map(move |(rank, (&to, &score))| Edge {
            from,
            to: to as usize,
            rank,
            score,
        })
    }

    /// All neighbours of all rows.
    pub fn edges(&self) -> impl Iterator<Item = Edge> {
        (0..self.len).flat_map(|row| self.edges_of(row))
    }

    /// The same graph with at most `k` neighbours a row.
    #[must_use]
    pub fn first(&self, k: usize) -> Self {
        let k = k.min(self.k);
        let cut = |from: usize| from * self.k..from * self.k + k;
        Self {
            k,
            rows: (0..self.len)
                .flat_map(|row| &self.rows[cut(row)])
                .copied()
                .collect(),
            scores: (0..self.len)
                .flat_map(|row| &self.scores[cut(row)])
                .copied()
                .collect(),
            len: self.len,
        }
    }
}
