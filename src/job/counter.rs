//! How far a piece of work has come.

use std::sync::atomic::{AtomicUsize, Ordering};

/// Two numbers that a worker writes and anybody samples: steps done, and steps in all.
#[derive(Debug, Default)]
pub struct Counter {
    done: AtomicUsize,
    total: AtomicUsize,
}

impl Counter {
    /// Steps done so far.
    pub fn done(&self) -> usize {
        self.done.load(Ordering::Relaxed)
    }

    /// Steps in all; 0 while that is not known yet.
    pub fn total(&self) -> usize {
        self.total.load(Ordering::Relaxed)
    }

    /// The part that is done, 0 to 1; nothing while the number of steps is not known.
    pub fn fraction(&self) -> Option<f32> {
        let (done, total) = (self.done(), self.total());
        (total > 0).then(|| (done as f32 / total as f32).min(1.0))
    }

    /// Begins again with `total` steps ahead.
    pub(crate) fn start(&self, total: usize) {
        self.done.store(0, Ordering::Relaxed);
        self.total.store(total, Ordering::Relaxed);
    }

    /// Counts steps as done.
    pub(crate) fn add(&self, steps: usize) {
        self.done.fetch_add(steps, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::Counter;

    #[test]
    fn a_fraction_needs_a_total() {
        let counter = Counter::default();
        assert_eq!(counter.fraction(), None);
        counter.start(4);
        counter.add(1);
        assert_eq!((counter.done(), counter.total()), (1, 4));
        assert_eq!(counter.fraction(), Some(0.25));
        counter.start(2);
        assert_eq!(counter.fraction(), Some(0.0));
    }
}
