//! The k best rows for a query.

use std::cmp::Ordering;
use std::collections::BinaryHeap;
use std::ops::Range;

use ndarray::Array2;

use super::compact::{Compact, CompactQuery};
use super::dot::{dot, scores};
use crate::{Error, Result};

/// Rows scored at a time: their scores stay in the first-level cache.
const BLOCK: usize = 256;

/// Fewer rows than this are read as fast as their copy.
const WORTH_A_COPY: usize = 2048;

/// Unit vectors with their ids.
pub struct Index {
    /// In row-major order.
    vectors: Array2<f32>,
    compact: Option<Compact>,
    ids: Vec<i64>,
    threads: usize,
}

/// A question to all rows.
struct Question<'a> {
    query: &'a [f32],
    compact: Option<CompactQuery>,
    k: usize,
    keep: Option<&'a [bool]>,
}

impl Question<'_> {
    fn keeps(&self, row: usize) -> bool {
        self.keep.is_none_or(|keep| keep[row])
    }
}

/// One result.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hit {
    /// Row of the index.
    pub row: usize,
    /// Product id of the row.
    pub id: i64,
    /// Cosine with the query.
    pub score: f32,
}

impl Index {
    /// Takes unit vectors `[N, D]` and their ids `[N]`. `threads` share the work of one query.
    pub fn new(vectors: Array2<f32>, ids: Vec<i64>, threads: usize) -> Result<Self> {
        let (rows, dim) = vectors.dim();
        if rows != ids.len() || dim == 0 {
            return Err(Error::new("Vectors and ids do not belong together")
                .remedy("Embed again into a new folder"));
        }
        // A matrix in another order is copied; the usual one is taken as it is.
        let vectors = if vectors.is_standard_layout() {
            vectors
        } else {
            vectors.as_standard_layout().into_owned()
        };
        let threads = threads.max(1);
        let compact = if rows < WORTH_A_COPY {
            None
        } else {
            Compact::new(vectors.as_slice().unwrap_or_default(), dim, threads)
        };
        Ok(Self {
            vectors,
            compact,
            ids,
            threads,
        })
    }

    /// Number of vectors.
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Whether there are no vectors.
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// Vector length.
    pub fn dim(&self) -> usize {
        self.vectors.ncols()
    }

    /// All vectors, `[N, D]`.
    pub fn vectors(&self) -> &Array2<f32> {
        &self.vectors
    }

    /// The vector of a row.
    pub fn vector(&self, row: usize) -> &[f32] {
        self.rows(row, row + 1)
    }

    /// The numbers of the vectors from row `first` to before row `end`, one after the other.
    fn rows(&self, first: usize, end: usize) -> &[f32] {
        // There is a slice: the order was seen to when the index was made.
        let all = self.vectors.as_slice().unwrap_or_default();
        &all[first * self.dim()..end * self.dim()]
    }

    /// The product ids, by row.
    pub fn ids(&self) -> &[i64] {
        &self.ids
    }

    /// The row of a product id.
    pub fn row_of(&self, id: i64) -> Option<usize> {
        self.ids.iter().position(|&other| other == id)
    }

    /// The inner products of a query with all rows, in their order; NaN for a row that is not finite.
    pub fn scores(&self, query: &[f32]) -> Result<Vec<f32>> {
        self.check_length(query)?;
        let mut all = vec![0.0; self.len()];
        let share = self.len().div_ceil(self.threads).max(1);
        std::thread::scope(|scope| {
            let rows = self.rows(0, self.len()).chunks(share * self.dim());
            for (rows, all) in rows.zip(all.chunks_mut(share)) {
                scope.spawn(move || scores(query, rows, all));
            }
        });
        for score in &mut all {
            // Minus zero equals zero: a tie.
            *score = if score.is_finite() {
                *score + 0.0
            } else {
                f32::NAN
            };
        }
        Ok(all)
    }

    fn check_length(&self, query: &[f32]) -> Result<()> {
        if query.len() == self.dim() {
            return Ok(());
        }
        Err(Error::new(format!(
            "The query has {} numbers, the vectors of this run have {}",
            query.len(),
            self.dim()
        ))
        .meaning("They come from different models and cannot be compared")
        .remedy("Search with the model that the run was embedded with"))
    }

    /// The `k` rows with the largest inner product, best first, equal scores by rising id. `keep` limits the rows; a
    /// row that is not finite is never among them.
    pub fn top_k(&self, query: &[f32], k: usize, keep: Option<&[bool]>) -> Result<Vec<Hit>> {
        self.check_length(query)?;
        let compact = self.compact.as_ref();
        let question = &Question {
            query,
            compact: compact.and_then(|compact| compact.query(query)),
            k,
            keep,
        };
        let share = self.len().div_ceil(self.threads).max(1);
        let mut best: Vec<Hit> = std::thread::scope(|scope| {
            let starts = (0..self.len()).step_by(share);
            // The calling thread takes the first share itself.
            let mut others = Vec::new();
            for start in starts.clone().skip(1) {
                others.push(scope.spawn(move || self.best_of(question, start, share)));
            }
            let mut best = starts
                .take(1)
                .flat_map(|start| self.best_of(question, start, share))
                .collect::<Vec<_>>();
            for other in others {
                best.extend(
                    other
                        .join()
                        .map_err(|panic| crate::job::panicked(&*panic))?,
                );
            }
            Ok::<_, Error>(best)
        })?;
        best.sort_unstable_by(better_first);
        best.truncate(k);
        Ok(best)
    }

    /// The best rows of a share.
    fn best_of(&self, question: &Question, start: usize, share: usize) -> Vec<Hit> {
        let rows = start..(start + share).min(self.len());
        let mut best = Best::new(question.k, rows.len());
        match (&self.compact, &question.compact) {
            _ if question.k == 0 => {}
            (Some(compact), Some(query)) => {
                for row in candidates(compact, query, question, rows) {
                    best.offer(self.hit(row, dot(question.query, self.vector(row))));
                }
            }
            _ => self.scan(question, rows, &mut best),
        }
        best.into_hits()
    }

    fn scan(&self, question: &Question, rows: Range<usize>, best: &mut Best) {
        let mut block_scores = [0.0; BLOCK];
        for first in rows.clone().step_by(BLOCK) {
            let count = BLOCK.min(rows.end - first);
            let block = self.rows(first, first + count);
            scores(question.query, block, &mut block_scores[..count]);
            for (row, &score) in (first..).zip(&block_scores[..count]) {
                if question.keeps(row) {
                    best.offer(self.hit(row, score));
                }
            }
        }
    }

    fn hit(&self, row: usize, score: f32) -> Hit {
        let id = self.ids[row];
        // Minus zero equals zero: a tie.
        let score = score + 0.0;
        Hit { row, id, score }
    }
}

/// Rows that can be among the best `k`: those whose greatest possible score reaches the `k`-th best of the least
/// possible ones. At least `k` rows score as much as that, so all others are out.
fn candidates(
    compact: &Compact,
    query: &CompactQuery,
    question: &Question,
    rows: Range<usize>,
) -> Vec<usize> {
    let mut lowest = [0.0; BLOCK];
    let mut highest = vec![0.0; rows.len()];
    let mut floor = Floor::new(question.k);
    for (first, highest) in rows.clone().step_by(BLOCK).zip(highest.chunks_mut(BLOCK)) {
        let lowest = &mut lowest[..highest.len()];
        compact.bounds(query, first, lowest, highest);
        for (row, &lowest) in (first..).zip(&*lowest) {
            if lowest > floor.height && question.keeps(row) {
                floor.raise(lowest);
            }
        }
    }
    let can_be = |&(row, &highest): &(usize, &f32)| highest >= floor.height && question.keeps(row);
    rows.zip(&highest)
        .filter(can_be)
        .map(|(row, _)| row)
        .collect()
}

/// The `k`-th best of the numbers so far, minus infinity while there are fewer.
struct Floor {
    best: Vec<f32>,
    k: usize,
    height: f32,
}

impl Floor {
    fn new(k: usize) -> Self {
        Self {
            best: Vec::new(),
            k,
            height: f32::NEG_INFINITY,
        }
    }

    fn raise(&mut self, number: f32) {
        let place = self.best.partition_point(|&other| other > number);
        self.best.insert(place, number);
        self.best.truncate(self.k);
        if self.best.len() == self.k {
            self.height = self.best[self.k - 1];
        }
    }
}

/// The best hits so far.
struct Best {
    heap: BinaryHeap<Worst>,
    k: usize,
}

impl Best {
    fn new(k: usize, rows: usize) -> Self {
        Self {
            heap: BinaryHeap::with_capacity(k.min(rows) + 1),
            k,
        }
    }

    /// Takes a hit if it is among the best; one whose score is no number never is.
    fn offer(&mut self, hit: Hit) {
        if !hit.score.is_finite() {
            return;
        }
        if self.heap.len() < self.k {
            self.heap.push(Worst(hit));
        } else if let Some(mut worst) = self.heap.peek_mut()
            && better_first(&hit, &worst.0) == Ordering::Less
        {
            *worst = Worst(hit);
        }
    }

    fn into_hits(self) -> Vec<Hit> {
        self.heap.into_iter().map(|Worst(hit)| hit).collect()
    }
}

/// A heap entry whose greatest is the worst hit, so that it can be replaced by a better one.
#[derive(PartialEq)]
struct Worst(Hit);

impl Eq for Worst {}

impl Ord for Worst {
    fn cmp(&self, other: &Self) -> Ordering {
        better_first(&self.0, &other.0)
    }
}

impl PartialOrd for Worst {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

fn better_first(a: &Hit, b: &Hit) -> Ordering {
    b.score.total_cmp(&a.score).then(a.id.cmp(&b.id))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn index(rows: &[Vec<f32>], threads: usize) -> Index {
        let dim = rows[0].len();
        let ids = (0..rows.len() as i64).map(|i| 1000 - i).collect();
        let vectors = Array2::from_shape_vec((rows.len(), dim), rows.concat()).unwrap();
        Index::new(vectors, ids, threads).unwrap()
    }

    /// With the copy that only larger indexes have.
    fn with_copy(rows: &[Vec<f32>], threads: usize) -> Index {
        let mut index = index(rows, threads);
        index.compact = Compact::new(index.rows(0, index.len()), index.dim(), threads);
        index
    }

    #[test]
    fn ties_are_ordered_by_id() {
        let hits = index(&vec![vec![1.0, 0.0]; 5], 2)
            .top_k(&[1.0, 0.0], 3, None)
            .unwrap();
        assert_eq!(
            hits.iter().map(|hit| hit.id).collect::<Vec<_>>(),
            [996, 997, 998]
        );
    }

    #[test]
    fn another_length_is_refused_and_filters_hold() {
        let index = index(&[vec![1.0, 0.0], vec![0.0, 1.0], vec![0.6, 0.8]], 1);
        assert!(index.top_k(&[1.0], 1, None).is_err());
        let hits = index
            .top_k(&[1.0, 0.0], 9, Some(&[false, true, true]))
            .unwrap();
        assert_eq!(hits.iter().map(|hit| hit.row).collect::<Vec<_>>(), [2, 1]);
        assert!(index.top_k(&[1.0, 0.0], 0, None).unwrap().is_empty());
        assert_eq!((index.row_of(999), index.row_of(5)), (Some(1), None));
    }

    #[test]
    fn what_is_not_finite_is_never_a_result() {
        let index = index(
            &[
                vec![f32::NAN, 0.0],
                vec![0.6, 0.8],
                vec![f32::INFINITY, 0.0],
            ],
            2,
        );
        let hits = index.top_k(&[1.0, 0.0], 9, None).unwrap();
        assert_eq!(hits.iter().map(|hit| hit.row).collect::<Vec<_>>(), [1]);
        let scores = index.scores(&[1.0, 0.0]).unwrap();
        assert_eq!(
            scores
                .iter()
                .map(|score| score.is_nan())
                .collect::<Vec<_>>(),
            [true, false, true]
        );
        assert_eq!(scores[1], 0.6);
        assert!(index.scores(&[1.0]).is_err());
    }

    proptest! {
        #[test]
        fn equals_sorting_everything(
            rows in prop::collection::vec(prop::collection::vec(-2_i8..3, 3), 1..700),
            k in 1_usize..20,
            threads in 1_usize..5,
        ) {
            // Small whole numbers: inner products are exact and ties are frequent.
            let rows: Vec<Vec<f32>> = rows.into_iter().map(|row| row.into_iter().map(f32::from).collect()).collect();
            let query = rows[0].clone();
            let index = index(&rows, threads);
            let mut all: Vec<(f32, i64)> =
                rows.iter().enumerate().map(|(i, row)| (row.iter().zip(&query).map(|(a, b)| a * b).sum::<f32>() + 0.0, 1000 - i as i64)).collect();
            all.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
            all.truncate(k);
            let hits: Vec<(f32, i64)> = index.top_k(&query, k, None).unwrap().iter().map(|hit| (hit.score, hit.id)).collect();
            prop_assert_eq!(hits, all);
        }

        #[test]
        fn the_copy_changes_no_answer(
            numbers in prop::collection::vec(-1.0_f32..1.0, 70..3000),
            copies in 0_usize..40,
            k in 0_usize..30,
            threads in 1_usize..5,
            every in 1_usize..4,
        ) {
            let mut rows: Vec<Vec<f32>> = numbers.chunks_exact(7).map(<[f32]>::to_vec).collect();
            // The same picture may be there many times over.
            rows.extend(std::iter::repeat_n(rows[0].clone(), copies));
            let keep: Vec<bool> = (0..rows.len()).map(|row| row % every == 0).collect();
            let (plain, copy) = (index(&rows, threads), with_copy(&rows, threads));
            prop_assert!(copy.compact.is_some());
            for query in &rows[..3] {
                for keep in [None, Some(&keep[..])] {
                    prop_assert_eq!(plain.top_k(query, k, keep).unwrap(), copy.top_k(query, k, keep).unwrap());
                }
            }
        }
    }
}
