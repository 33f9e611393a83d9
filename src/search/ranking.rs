//! From the scores of all rows to the best few, and to where each of them stands among all.

use std::cmp::Ordering;

use super::{IdenticalGroups, RowMask};
use crate::index::Hit;

/// The `k` best of the rows in `keep`, best first, equal scores by rising id. Rows without a score are left out.
pub(super) fn best(scores: &[f32], ids: &[i64], k: usize, keep: &RowMask) -> Vec<Hit> {
    let hit = |row: usize| Hit {
        row,
        id: ids[row],
        score: scores[row],
    };
    let mut hits: Vec<Hit> = keep
        .iter()
        .map(hit)
        .filter(|hit| !hit.score.is_nan())
        .collect();
    if k == 0 {
        return Vec::new();
    }
    if k < hits.len() {
        hits.select_nth_unstable_by(k - 1, better_first);
        hits.truncate(k);
    }
    hits.sort_unstable_by(better_first);
    hits
}

fn better_first(a: &Hit, b: &Hit) -> Ordering {
    b.score.total_cmp(&a.score).then(a.id.cmp(&b.id))
}

/// Of each group of identical products only the kept one with the smallest id.
pub(super) fn without_copies(keep: &RowMask, groups: &IdenticalGroups) -> RowMask {
    let mut one_each = keep.clone();
    for group in groups.groups() {
        let kept = group.iter().filter(|&&row| keep.contains(row));
        for &copy in kept.skip(1) {
            one_each.remove(copy);
        }
    }
    one_each
}

/// The scores of a population, sorted, to say where one of them stands.
pub(super) struct Standing {
    sorted: Vec<f32>,
}

impl Standing {
    pub fn new(scores: impl Iterator<Item = f32>) -> Self {
        let mut sorted: Vec<f32> = scores.filter(|score| !score.is_nan()).collect();
        sorted.sort_unstable_by(f32::total_cmp);
        Self { sorted }
    }

    /// How many of the others score lower, in percent: 100 is better than all others, and so is the only one.
    pub fn percentile(&self, score: f32) -> f64 {
        let below = self.sorted.partition_point(|&other| other < score);
        match self.sorted.len() {
            0 | 1 => 100.0,
            all => 100.0 * below as f64 / (all - 1) as f64,
        }
    }

    /// Size of the population.
    pub fn len(&self) -> usize {
        self.sorted.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_percentile_counts_the_others_below() {
        let standing = Standing::new([0.1, 0.2, 0.2, f32::NAN, 0.9, 0.5].into_iter());
        let percentiles = [0.1, 0.2, 0.5, 0.9].map(|score| standing.percentile(score));
        assert_eq!(percentiles, [0.0, 25.0, 75.0, 100.0]);
        assert_eq!(Standing::new(std::iter::once(0.3)).percentile(0.3), 100.0);
    }

    proptest! {
        #[test]
        fn the_best_are_those_of_sorting_everything(
            rows in prop::collection::vec((prop::option::weighted(0.9, 0_u8..6), any::<bool>()), 0..80),
            k in 0_usize..90,
        ) {
            let scores: Vec<f32> = rows.iter().map(|row| row.0.map_or(f32::NAN, f32::from)).collect();
            let ids: Vec<i64> = (0..rows.len() as i64).map(|row| 500 - row).collect();
            let keep = RowMask::from_fn(rows.len(), |row| rows[row].1);
            let mut expected: Vec<usize> = (0..rows.len()).filter(|&row| rows[row].1 && !scores[row].is_nan()).collect();
            expected.sort_by(|&a, &b| scores[b].total_cmp(&scores[a]).then(ids[a].cmp(&ids[b])));
            expected.truncate(k);
            let found: Vec<usize> = best(&scores, &ids, k, &keep).iter().map(|hit| hit.row).collect();
            prop_assert_eq!(found, expected);
        }
    }
}
