//! How far a map has come, and its newest picture, to be sampled by the front end.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use super::Layout;
use crate::job::Counter;

/// What a worker tells about the map that it is drawing.
#[derive(Debug, Default)]
pub struct MapProgress {
    /// Blocks of the neighbour graph; stays at nothing where the graph is known.
    pub neighbours: Counter,
    /// Steps of the layout; stays at nothing where the layout is known.
    pub layout: Counter,
    newest: Newest,
}

/// A place for one layout. The worker fills it only when the last one was taken, so a front end that does not look
/// costs nothing, and one that looks gets a new picture as often as it looks.
#[derive(Debug)]
struct Newest {
    layout: Mutex<Option<Arc<Layout>>>,
    wanted: AtomicBool,
}

impl Default for Newest {
    fn default() -> Self {
        Self {
            layout: Mutex::default(),
            wanted: AtomicBool::new(true),
        }
    }
}

impl MapProgress {
    /// The newest layout since this was asked last.
    pub fn take_newest(&self) -> Option<Arc<Layout>> {
        let layout = self.newest.layout.lock();
        let layout = layout.unwrap_or_else(PoisonError::into_inner).take();
        if layout.is_some() {
            self.newest.wanted.store(true, Ordering::Relaxed);
        }
        layout
    }

    /// Makes a layout if one is wanted.
    pub(super) fn offer(&self, make: impl FnOnce() -> Layout) {
        if self.newest.wanted.swap(false, Ordering::Relaxed) {
            let layout = Arc::new(make());
            let mut place = self
                .newest
                .layout
                .lock()
                .unwrap_or_else(PoisonError::into_inner);
            *place = Some(layout);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_layout_is_made_when_the_last_one_was_taken() {
        let progress = MapProgress::default();
        let make = |rows| move || Layout::of_positions(vec![None; rows]);
        assert!(progress.take_newest().is_none());
        progress.offer(make(1));
        progress.offer(|| panic!("nobody took the last one"));
        assert_eq!(progress.take_newest().unwrap().rows(), 1);
        assert!(progress.take_newest().is_none());
        progress.offer(make(2));
        assert_eq!(progress.take_newest().unwrap().rows(), 2);
    }
}
