//! The k best rows for a query: every row is looked at, by several threads.

use std::ops::Range;

use super::Hit;
use super::best::{Best, Floor, better_first};
use super::compact::{Compact, CompactQuery};
use super::dot::{dot, scores};
use super::vectors::Vectors;
use crate::{Error, Result};

/// Rows scored at a time: their scores stay in the first-level cache.
const BLOCK: usize = 256;

/// Rows with everything that is needed to search them.
pub(super) struct Scan<'a> {
    pub vectors: &'a Vectors,
    pub compact: Option<&'a Compact>,
    pub ids: &'a [i64],
    pub threads: usize,
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

impl Scan<'_> {
    /// The `k` rows with the largest inner product, best first, equal scores by rising id. `keep` limits the rows; a
    /// row that is not finite is never among them.
    pub fn top_k(&self, query: &[f32], k: usize, keep: Option<&[bool]>) -> Result<Vec<Hit>> {
        check_length(query, self.vectors.dim())?;
        let question = &Question {
            query,
            compact: self.compact.and_then(|compact| compact.query(query)),
            k,
            keep,
        };
        let share = self.vectors.len().div_ceil(self.threads).max(1);
        let mut best: Vec<Hit> = std::thread::scope(|scope| {
            let starts = (0..self.vectors.len()).step_by(share);
            // The calling thread takes the first share itself.
            let mut others = Vec::new();
            for start in starts.clone().skip(1) {
                others.push(scope.spawn(move || self.best_of(question, start, share)));
            }
            let mut best = Vec::new();
            for start in starts.take(1) {
                best = self.best_of(question, start, share);
            }
            for other in others {
                let found = other.join();
                best.extend(found.map_err(|panic| crate::job::panicked(&*panic))?);
            }
            Ok::<_, Error>(best)
        })?;
        best.sort_unstable_by(better_first);
        best.truncate(k);
        Ok(best)
    }

    /// The best rows of a share.
    fn best_of(&self, question: &Question<'_>, start: usize, share: usize) -> Vec<Hit> {
        let rows = start..(start + share).min(self.vectors.len());
        let mut best = Best::new(question.k, rows.len());
        match (self.compact, &question.compact) {
            _ if question.k == 0 => {}
            (Some(compact), Some(query)) => {
                for row in candidates(compact, query, question, rows) {
                    let score = dot(question.query, self.vectors.row(row));
                    best.offer(self.hit(row, score));
                }
            }
            _ => self.look_at_all(question, rows, &mut best),
        }
        best.into_hits()
    }

    fn look_at_all(&self, question: &Question<'_>, rows: Range<usize>, best: &mut Best) {
        let mut block_scores = [0.0; BLOCK];
        for first in rows.clone().step_by(BLOCK) {
            let count = BLOCK.min(rows.end - first);
            let block_scores = &mut block_scores[..count];
            let block = self.vectors.rows(first..first + count);
            scores(question.query, block, block_scores);
            for (row, &score) in (first..).zip(&*block_scores) {
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

/// An error unless a query has as many numbers as the vectors.
pub(super) fn check_length(query: &[f32], dim: usize) -> Result<()> {
    if query.len() == dim {
        return Ok(());
    }
    Err(Error::new(format!(
        "The query has {} numbers, the vectors of this run have {dim}",
        query.len(),
    ))
    .meaning("They come from different models and cannot be compared")
    .remedy("Search with the model that the run was embedded with"))
}

/// Rows that can be among the best `k`: those whose greatest possible score reaches the `k`-th best of the least
/// possible ones. At least `k` rows score as much as that, so all others are out.
fn candidates(
    compact: &Compact,
    query: &CompactQuery,
    question: &Question<'_>,
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
