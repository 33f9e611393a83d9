//! The best so far, while rows are looked at one after the other.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use super::Hit;

/// The `k`-th best of the numbers so far, minus infinity while there are fewer.
pub(super) struct Floor {
    best: Vec<f32>,
    k: usize,
    /// That number.
    pub height: f32,
}

impl Floor {
    pub fn new(k: usize) -> Self {
        Self {
            best: Vec::new(),
            k,
            height: f32::NEG_INFINITY,
        }
    }

    /// Takes one more number.
    pub fn raise(&mut self, number: f32) {
        let place = self.best.partition_point(|&other| other > number);
        self.best.insert(place, number);
        self.best.truncate(self.k);
        if self.best.len() == self.k {
            self.height = self.best[self.k - 1];
        }
    }
}

/// The best hits so far.
pub(super) struct Best {
    heap: BinaryHeap<Worst>,
    k: usize,
}

impl Best {
    pub fn new(k: usize, rows: usize) -> Self {
        Self {
            heap: BinaryHeap::with_capacity(k.min(rows) + 1),
            k,
        }
    }

    /// Takes a hit if it is among the best; one whose score is no number never is.
    pub fn offer(&mut self, hit: Hit) {
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

    pub fn into_hits(self) -> Vec<Hit> {
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

/// Larger scores first, equal ones by rising id.
pub(super) fn better_first(a: &Hit, b: &Hit) -> Ordering {
    b.score.total_cmp(&a.score).then(a.id.cmp(&b.id))
}
