//! The rows that may be among a row's nearest, as far as 32-bit scores tell.

use multiversion::multiversion;
use ndarray::ArrayRef2;

/// Columns looked at together: most groups hold no candidate, which one comparison of all of them shows.
const GROUP: usize = 64;

/// A row that may be a neighbour, with its 32-bit score.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Candidate {
    pub score: f32,
    pub row: u32,
}

/// The best candidates of each row of one block.
///
/// Every row keeps its `keep` best at least. What was dropped scored no more than the row's threshold: that is how the
/// exact pass knows whether anything that matters can have been lost.
pub(super) struct Candidates {
    keep: usize,
    thresholds: Vec<f32>,
    lists: Vec<Vec<Candidate>>,
}

impl Candidates {
    /// Empty lists for a block of `rows`.
    pub fn new(rows: usize, keep: usize) -> Self {
        Self {
            keep,
            thresholds: vec![f32::NEG_INFINITY; rows],
            lists: vec![Vec::new(); rows],
        }
    }

    /// The candidates of a row of the block, in no order.
    pub fn list(&self, row: usize) -> &[Candidate] {
        &self.lists[row]
    }

    /// The highest score that may have been dropped.
    pub fn threshold(&self, row: usize) -> f32 {
        self.thresholds[row]
    }

    fn offer(&mut self, row: usize, candidate: Candidate) {
        if candidate.score <= self.thresholds[row] {
            return;
        }
        let list = &mut self.lists[row];
        if list.capacity() == 0 {
            list.reserve_exact(2 * self.keep);
        }
        list.push(candidate);
        if list.len() == 2 * self.keep {
            let (_, lowest, _) =
                list.select_nth_unstable_by(self.keep - 1, |a, b| b.score.total_cmp(&a.score));
            self.thresholds[row] = lowest.score;
            list.truncate(self.keep);
        }
    }
}

/// Offers the scores of a block of rows with itself, `[rows, rows]`, of which `first` is the first. Each pair is
/// offered to both of its rows; no row to itself.
pub(super) fn offer_own(scores: &ArrayRef2<f32>, first: usize, block: &mut Candidates) {
    let mut found = Vec::new();
    for (row, scores) in scores.outer_iter().enumerate() {
        let Some(scores) = scores.to_slice() else {
            continue;
        };
        let after = row + 1;
        found.clear();
        above(
            &scores[after..],
            block.thresholds[row],
            &block.thresholds[after..],
            &mut found,
        );
        for &at in &found {
            let other = after + at as usize;
            let score = scores[other];
            block.offer(row, candidate(first + other, score));
            block.offer(other, candidate(first + row, score));
        }
    }
}

/// Offers the scores of a block of rows with another one, `[rows, columns]`, to both.
pub(super) fn offer_pair(
    scores: &ArrayRef2<f32>,
    (first_row, rows): (usize, &mut Candidates),
    (first_column, columns): (usize, &mut Candidates),
) {
    let mut found = Vec::new();
    for (row, scores) in scores.outer_iter().enumerate() {
        let Some(scores) = scores.to_slice() else {
            continue;
        };
        found.clear();
        above(
            scores,
            rows.thresholds[row],
            &columns.thresholds,
            &mut found,
        );
        for &column in &found {
            let column = column as usize;
            let score = scores[column];
            rows.offer(row, candidate(first_column + column, score));
            columns.offer(column, candidate(first_row + row, score));
        }
    }
}

fn candidate(row: usize, score: f32) -> Candidate {
    Candidate {
        score,
        row: row as u32,
    }
}

/// Collects the positions whose score is above their own threshold or above that of the row.
#[allow(
    clippy::needless_bitwise_bool,
    reason = "without branches, whole registers are compared at once"
)]
#[multiversion(targets("x86_64+avx512f+avx512vl", "x86_64+avx2+fma", "aarch64+neon"))]
fn above(scores: &[f32], row: f32, columns: &[f32], found: &mut Vec<u32>) {
    let groups = scores.chunks(GROUP).zip(columns.chunks(GROUP));
    for (group, (scores, columns)) in groups.enumerate() {
        let is_above = |(score, column): (&f32, &f32)| (*score > row) | (*score > *column);
        let any = scores
            .iter()
            .zip(columns)
            .fold(false, |any, pair| any | is_above(pair));
        if any {
            let positions = scores.iter().zip(columns).enumerate();
            let positions = positions.filter(|(_, pair)| is_above(*pair));
            found.extend(positions.map(|(at, _)| (group * GROUP + at) as u32));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::Array2;

    #[test]
    fn the_best_are_kept_and_the_rest_is_below_the_threshold() {
        let mut block = Candidates::new(1, 3);
        let score = |i: u32| (i * 37 % 101) as f32;
        for i in 0..100 {
            block.offer(0, candidate(i as usize, score(i)));
        }
        let mut kept: Vec<f32> = block.list(0).iter().map(|c| c.score).collect();
        kept.sort_by(|a, b| b.total_cmp(a));
        let mut all: Vec<f32> = (0..100).map(score).collect();
        all.sort_by(|a, b| b.total_cmp(a));
        assert!(kept.len() >= 3);
        assert_eq!(kept, all[..kept.len()]);
        assert!(all[kept.len()..].iter().all(|&s| s <= block.threshold(0)));
    }

    #[test]
    fn each_pair_reaches_both_rows() {
        let scores = Array2::from_shape_fn((3, 3), |(i, j)| (i * 3 + j) as f32);
        let mut block = Candidates::new(3, 9);
        offer_own(&scores, 10, &mut block);
        let rows = |list: &[Candidate]| list.iter().map(|c| c.row).collect::<Vec<_>>();
        assert_eq!(rows(block.list(0)), [11, 12]);
        assert_eq!(rows(block.list(2)), [10, 11]);
        let (mut a, mut b) = (Candidates::new(3, 9), Candidates::new(3, 9));
        offer_pair(&scores, (0, &mut a), (20, &mut b));
        assert_eq!(rows(a.list(1)), [20, 21, 22]);
        assert_eq!(rows(b.list(1)), [0, 1, 2]);
        assert_eq!(b.list(1)[2].score, 7.0);
    }
}
