//! All pairs, block by block.

use std::sync::{Mutex, MutexGuard, PoisonError};

use ndarray::linalg::general_mat_mul;
use ndarray::{Array2, ArrayRef2, ArrayView2, Axis, CowArray, Ix2, s};

use super::candidates::{Candidates, offer_own, offer_pair};
use super::exact::{Exact, Neighbour};
use super::{NOBODY, NeighbourGraph};
use crate::job::{Control, Counter, share_out};
use crate::{Error, Result};

/// Rows of a block: the scores of two blocks (1 MB) stay in the second-level cache.
const BLOCK: usize = 512;

/// Candidates kept per row beyond twice the neighbours asked for. The more there are, the more seldom a row must be
/// compared with all others again.
const SLACK: usize = 12;

/// The rows that take part: those whose values are all finite.
struct Matrix<'a> {
    vectors: CowArray<'a, f32, Ix2>,
    ids: Vec<i64>,
    /// Where each row stands in the whole table.
    places: Vec<usize>,
}

pub(super) fn build(
    vectors: &ArrayRef2<f32>,
    ids: &[i64],
    k: usize,
    threads: usize,
    control: &Control,
    progress: &Counter,
) -> Result<NeighbourGraph> {
    let matrix = Matrix::of_finite(vectors, ids);
    let count = matrix.ids.len();
    let k = k.min(count.saturating_sub(1));
    let mut graph = NeighbourGraph {
        k,
        rows: vec![NOBODY; ids.len() * k],
        scores: vec![0.0; ids.len() * k],
        len: ids.len(),
    };
    if k == 0 {
        return Ok(graph);
    }
    let flat = matrix.vectors.as_slice().ok_or_else(wrong_layout)?;
    let exact = Exact::new(flat, &matrix.ids, k);
    let sharing = Sharing {
        threads,
        control,
        progress,
    };
    progress.start(block_pairs(count).len() + count.div_ceil(BLOCK));
    let candidates = if exact.scores_fit_f32() {
        matrix.candidates(k, &sharing)?
    } else {
        Vec::new()
    };
    let settled = matrix.settle(&exact, &candidates, &sharing)?;
    drop(candidates);
    let mut open = Vec::new();
    for (row, neighbours) in settled.into_iter().enumerate() {
        match neighbours {
            Some(neighbours) => graph.enter(&matrix, row, &neighbours),
            None => open.push(row),
        }
    }
    for (row, neighbours) in compare_with_all(&exact, &open, &sharing)? {
        graph.enter(&matrix, row, &neighbours);
    }
    Ok(graph)
}

struct Sharing<'a> {
    threads: usize,
    control: &'a Control,
    progress: &'a Counter,
}

impl<'a> Matrix<'a> {
    /// Leaves out rows that are not finite; the usual matrix has none and is taken as it is.
    fn of_finite(vectors: &'a ArrayRef2<f32>, ids: &[i64]) -> Self {
        let is_finite = |row: &usize| vectors.row(*row).iter().all(|x| x.is_finite());
        let places: Vec<usize> = (0..vectors.nrows()).filter(is_finite).collect();
        let vectors = if places.len() < vectors.nrows() {
            CowArray::from(vectors.select(Axis(0), &places))
        } else if vectors.is_standard_layout() {
            CowArray::from(vectors.view())
        } else {
            CowArray::from(vectors.as_standard_layout().into_owned())
        };
        Self {
            vectors,
            ids: places.iter().map(|&place| ids[place]).collect(),
            places,
        }
    }

    fn block(&self, number: usize) -> (usize, ArrayView2<'_, f32>) {
        let first = number * BLOCK;
        let end = (first + BLOCK).min(self.ids.len());
        (first, self.vectors.slice(s![first..end, ..]))
    }

    /// The candidates of all rows, by block.
    fn candidates(&self, k: usize, sharing: &Sharing<'_>) -> Result<Vec<Candidates>> {
        let blocks: Vec<Mutex<Candidates>> = (0..self.ids.len().div_ceil(BLOCK))
            .map(|number| Candidates::new(self.block(number).1.nrows(), 2 * k + SLACK))
            .map(Mutex::new)
            .collect();
        let pairs = block_pairs(self.ids.len());
        let scratch = || Array2::<f32>::zeros((BLOCK, BLOCK));
        let work = |scratch: &mut Array2<f32>, piece: usize| {
            let (one, other) = pairs[piece];
            let ((first_row, rows), (first_column, columns)) = (self.block(one), self.block(other));
            let mut scores = scratch.slice_mut(s![..rows.nrows(), ..columns.nrows()]);
            general_mat_mul(1.0, &rows, &columns.t(), 0.0, &mut scores);
            // The smaller number is always locked first, so that no two threads can wait for each other.
            let mut row_block = lock(&blocks[one]);
            if one == other {
                offer_own(&scores, first_row, &mut row_block);
            } else {
                let mut column_block = lock(&blocks[other]);
                offer_pair(
                    &scores,
                    (first_row, &mut row_block),
                    (first_column, &mut column_block),
                );
            }
            sharing.progress.add(1);
            Ok(())
        };
        sharing.share(pairs.len(), scratch, work)?;
        let unlocked = |block: Mutex<Candidates>| block.into_inner();
        Ok(blocks
            .into_iter()
            .map(|block| unlocked(block).unwrap_or_else(PoisonError::into_inner))
            .collect())
    }

    /// The neighbours of the rows whose candidates settle it.
    fn settle(
        &self,
        exact: &Exact<'_>,
        candidates: &[Candidates],
        sharing: &Sharing<'_>,
    ) -> Result<Vec<Option<Vec<Neighbour>>>> {
        let blocks: Vec<Mutex<Vec<Option<Vec<Neighbour>>>>> = (0..self.ids.len().div_ceil(BLOCK))
            .map(|number| Mutex::new(vec![None; self.block(number).1.nrows()]))
            .collect();
        let work = |(): &mut (), number: usize| {
            if let Some(candidates) = candidates.get(number) {
                for (at, settled) in lock(&blocks[number]).iter_mut().enumerate() {
                    let (list, threshold) = (candidates.list(at), candidates.threshold(at));
                    *settled = exact.settle(number * BLOCK + at, list, threshold);
                }
            }
            sharing.progress.add(1);
            Ok(())
        };
        sharing.share(blocks.len(), || (), work)?;
        let unlocked = blocks.into_iter().map(Mutex::into_inner);
        Ok(unlocked
            .flat_map(|block| block.unwrap_or_else(PoisonError::into_inner))
            .collect())
    }
}

/// The neighbours of the rows that candidates could not settle.
fn compare_with_all(
    exact: &Exact<'_>,
    open: &[usize],
    sharing: &Sharing<'_>,
) -> Result<Vec<(usize, Vec<Neighbour>)>> {
    let groups: Vec<&[usize]> = open.chunks(Exact::GROUP).collect();
    let found = Mutex::new(Vec::with_capacity(open.len()));
    if !groups.is_empty() {
        sharing.progress.start(groups.len());
    }
    let work = |(): &mut (), number: usize| {
        let rows = groups[number];
        let neighbours = exact.compare_with_all(rows);
        lock(&found).extend(rows.iter().copied().zip(neighbours));
        sharing.progress.add(1);
        Ok(())
    };
    sharing.share(groups.len(), || (), work)?;
    Ok(found.into_inner().unwrap_or_else(PoisonError::into_inner))
}

impl Sharing<'_> {
    fn share<Scratch>(
        &self,
        count: usize,
        scratch: impl Fn() -> Scratch + Sync,
        work: impl Fn(&mut Scratch, usize) -> Result<()> + Sync,
    ) -> Result<()> {
        share_out(
            "neighbours",
            self.threads,
            count,
            self.control,
            scratch,
            work,
        )
    }
}

impl NeighbourGraph {
    fn enter(&mut self, matrix: &Matrix<'_>, row: usize, neighbours: &[Neighbour]) {
        let first = matrix.places[row] * self.k;
        for (at, neighbour) in neighbours.iter().enumerate() {
            self.rows[first + at] = matrix.places[neighbour.row as usize] as u32;
            self.scores[first + at] = neighbour.score as f32;
        }
    }
}

/// The pairs of blocks on and above the diagonal, in an order in which threads at neighbouring pairs seldom need the
/// same block.
fn block_pairs(rows: usize) -> Vec<(usize, usize)> {
    let blocks = rows.div_ceil(BLOCK);
    let diagonal = |apart| (0..blocks - apart).map(move |one| (one, one + apart));
    (0..blocks).flat_map(diagonal).collect()
}

/// A panic while a lock is held ends the whole computation, so its data is not looked at.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn wrong_layout() -> Error {
    Error::new("The vectors do not lie in memory row by row")
}
