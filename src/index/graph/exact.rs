//! The last word, in 64-bit arithmetic.

use std::cmp::Ordering;

use multiversion::multiversion;

use super::candidates::Candidate;

/// Independent sums, so that additions need not wait for each other.
const LANES: usize = 32;

/// Rows of the table compared with a group of open rows before moving on: they stay in the second-level cache.
const STRIPE: usize = 128;

/// A neighbour with its 64-bit score.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Neighbour {
    pub row: u32,
    pub score: f64,
}

/// The best of those seen so far, in no order.
#[derive(Clone, Default)]
struct Best {
    list: Vec<Neighbour>,
    /// Better ones than this are k already.
    worst: Option<Neighbour>,
}

/// Compares rows exactly.
pub(super) struct Exact<'a> {
    vectors: &'a [f32],
    dim: usize,
    ids: &'a [i64],
    k: usize,
    lengths: Vec<f64>,
    longest: f64,
}

impl<'a> Exact<'a> {
    /// Rows that are compared with all others at a time.
    pub const GROUP: usize = 32;

    /// Takes finite `vectors`, row-major `[N, D]` with D > 0, and their `ids`, `[N]` with N > k.
    pub fn new(vectors: &'a [f32], ids: &'a [i64], k: usize) -> Self {
        let dim = vectors.len() / ids.len();
        let squares = vectors
            .chunks_exact(dim)
            .map(|row| row.iter().map(|&x| f64::from(x).powi(2)).sum::<f64>());
        let lengths: Vec<f64> = squares.map(f64::sqrt).collect();
        let longest = lengths.iter().copied().fold(0.0, f64::max);
        Self {
            vectors,
            dim,
            ids,
            k,
            lengths,
            longest,
        }
    }

    /// Whether no sum of products can leave the range of 32-bit numbers.
    pub fn scores_fit_f32(&self) -> bool {
        self.longest.powi(2) < f64::from(f32::MAX) / 2.0
    }

    /// The neighbours of `row` from its candidates, or nothing where one that was dropped may belong to them: where
    /// the highest score that may have been dropped is not below the k-th best one by twice the rounding error.
    pub fn settle(
        &self,
        row: usize,
        candidates: &[Candidate],
        dropped: f32,
    ) -> Option<Vec<Neighbour>> {
        let mut candidates = candidates.to_vec();
        if candidates.len() < self.k {
            return None;
        }
        let by_score = |a: &Candidate, b: &Candidate| b.score.total_cmp(&a.score);
        let (_, last, _) = candidates.select_nth_unstable_by(self.k - 1, by_score);
        let enough = f64::from(last.score) - 2.0 * self.rounding(row);
        if f64::from(dropped) >= enough {
            return None;
        }
        let mut best: Vec<Neighbour> = candidates
            .iter()
            .filter(|candidate| f64::from(candidate.score) >= enough)
            .map(|candidate| self.neighbour(row, candidate.row as usize))
            .collect();
        best.sort_unstable_by(|a, b| self.better_first(a, b));
        best.truncate(self.k);
        Some(best)
    }

    /// The neighbours of each of `rows`, found among all rows.
    pub fn compare_with_all(&self, rows: &[usize]) -> Vec<Vec<Neighbour>> {
        let mut best = vec![Best::default(); rows.len()];
        for first in (0..self.ids.len()).step_by(STRIPE) {
            let end = (first + STRIPE).min(self.ids.len());
            for (&row, best) in rows.iter().zip(&mut best) {
                for other in (first..end).filter(|&other| other != row) {
                    self.offer(best, self.neighbour(row, other));
                }
            }
        }
        let sorted = |best: Best| {
            let mut list = best.list;
            list.sort_unstable_by(|a, b| self.better_first(a, b));
            list.truncate(self.k);
            list
        };
        best.into_iter().map(sorted).collect()
    }

    /// Keeps the k best at least and 2k at most.
    fn offer(&self, best: &mut Best, neighbour: Neighbour) {
        let is_late = |worst: Neighbour| self.better_first(&worst, &neighbour).is_lt();
        if best.worst.is_some_and(is_late) {
            return;
        }
        best.list.push(neighbour);
        if best.list.len() == 2 * self.k {
            let better_first = |a: &Neighbour, b: &Neighbour| self.better_first(a, b);
            let (_, worst, _) = best.list.select_nth_unstable_by(self.k - 1, better_first);
            best.worst = Some(*worst);
            best.list.truncate(self.k);
        }
    }

    fn neighbour(&self, row: usize, other: usize) -> Neighbour {
        Neighbour {
            row: other as u32,
            score: dot64(self.slice(row), self.slice(other)),
        }
    }

    fn slice(&self, row: usize) -> &[f32] {
        &self.vectors[row * self.dim..(row + 1) * self.dim]
    }

    fn better_first(&self, a: &Neighbour, b: &Neighbour) -> Ordering {
        let id = |neighbour: &Neighbour| self.ids[neighbour.row as usize];
        let by_id = || id(a).cmp(&id(b)).then(a.row.cmp(&b.row));
        b.score.total_cmp(&a.score).then_with(by_id)
    }

    /// By how much a 32-bit score of `row` may differ from the true one, whatever the order of its additions:
    /// D roundings, each at most 2^-24 of a sum that Cauchy and Schwarz bound by the two lengths; the second term is
    /// for products below the range of 32-bit numbers.
    fn rounding(&self, row: usize) -> f64 {
        let terms = self.dim as f64 + 2.0;
        let relative = terms * f64::from(f32::EPSILON) / 2.0;
        let relative = relative / (1.0 - relative);
        relative * self.lengths[row] * self.longest + terms * f64::from(f32::MIN_POSITIVE)
    }
}

/// Inner product in 64 bits. The order of the additions is fixed and the same for (a, b) and (b, a).
#[multiversion(targets("x86_64+avx512f+avx512vl", "x86_64+avx2+fma", "aarch64+neon"))]
fn dot64(a: &[f32], b: &[f32]) -> f64 {
    let mut sums = [0.0_f64; LANES];
    let (a_blocks, a_rest) = a.as_chunks::<LANES>();
    let (b_blocks, b_rest) = b.as_chunks::<LANES>();
    for (a, b) in a_blocks.iter().zip(b_blocks) {
        for lane in 0..LANES {
            sums[lane] += f64::from(a[lane]) * f64::from(b[lane]);
        }
    }
    let rest = a_rest.iter().zip(b_rest);
    let rest: f64 = rest.map(|(a, b)| f64::from(*a) * f64::from(*b)).sum();
    sums.iter().sum::<f64>() + rest
}
