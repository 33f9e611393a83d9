//! How far an export is, and whether it shall go on.

use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::job::Control;

/// Counters of a running export, to be sampled by whoever shows them. A step is a row of a
/// file, or a byte where files are copied.
#[derive(Debug, Default)]
pub struct ExportProgress {
    total: AtomicUsize,
    done: AtomicUsize,
}

impl ExportProgress {
    /// Steps taken.
    pub fn done(&self) -> usize {
        self.done.load(Ordering::Relaxed)
    }

    /// Steps of the form that is being written; 0 before it begins.
    pub fn total(&self) -> usize {
        self.total.load(Ordering::Relaxed)
    }
}

/// What a writer reports to and asks whether to go on.
pub(super) struct Work<'a> {
    control: &'a Control,
    progress: &'a ExportProgress,
}

impl<'a> Work<'a> {
    pub fn new(control: &'a Control, progress: &'a ExportProgress) -> Self {
        progress.done.store(0, Ordering::Relaxed);
        progress.total.store(0, Ordering::Relaxed);
        Self { control, progress }
    }

    /// Says how many steps there will be.
    pub fn expect(&self, steps: usize) {
        self.progress.total.store(steps, Ordering::Relaxed);
    }

    /// Waits while paused and counts `steps`. A stop comes as an [`io::Error`], because it ends a writer as one does.
    pub fn step(&self, steps: usize) -> io::Result<()> {
        self.control.wait_while_paused().map_err(io::Error::other)?;
        self.progress.done.fetch_add(steps, Ordering::Relaxed);
        Ok(())
    }
}
