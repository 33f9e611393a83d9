//! Counters of a running download, to be sampled by whoever shows them.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// What a download is doing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum TransferState {
    /// The server is being asked.
    #[default]
    Connecting,
    /// Bytes are arriving.
    Downloading,
    /// Something failed that may get better by itself.
    Waiting {
        /// What failed, as a clause without a full stop.
        reason: String,
        /// Time until the next attempt.
        left: Duration,
    },
    /// The user asked to wait.
    Paused,
    /// The file is being read back from the disk and compared with what it must be.
    Verifying,
    /// The file is verified and has its name.
    Done,
}

/// Shared counters of one download, or of several files one after the other: written by the download, sampled by the
/// front end, which computes speed and time left with a [`TransferMeter`](super::TransferMeter).
#[derive(Debug, Default)]
pub struct TransferProgress {
    done: AtomicU64,
    received: AtomicU64,
    /// 0 while it is not known.
    total: AtomicU64,
    verified: AtomicU64,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    now: TransferState,
    retry_at: Option<Instant>,
}

/// A sample of the counters.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TransferSnapshot {
    /// What the download is doing.
    pub state: TransferState,
    /// Bytes of the file that are here, those of an earlier start included.
    pub done: u64,
    /// Bytes that came over the network since the start; those that came twice count twice.
    pub received: u64,
    /// Length of the file in bytes, once it is known.
    pub total: Option<u64>,
    /// Bytes of the file that were read back while it is being verified.
    pub verified: u64,
}

impl TransferProgress {
    /// A sample of the counters.
    pub fn snapshot(&self) -> TransferSnapshot {
        let total = self.total.load(Ordering::Relaxed);
        TransferSnapshot {
            state: self.state(),
            done: self.done.load(Ordering::Relaxed),
            received: self.received.load(Ordering::Relaxed),
            total: (total > 0).then_some(total),
            verified: self.verified.load(Ordering::Relaxed),
        }
    }

    pub(super) fn set_state(&self, now: TransferState) {
        let retry_at = match &now {
            TransferState::Waiting { left, .. } => Instant::now().checked_add(*left),
            _ => None,
        };
        *self.lock() = State { now, retry_at };
    }

    /// `done` bytes of `total` are here.
    pub(super) fn start(&self, done: u64, total: Option<u64>) {
        self.done.store(done, Ordering::Relaxed);
        self.total.store(total.unwrap_or(0), Ordering::Relaxed);
        self.verified.store(0, Ordering::Relaxed);
    }

    pub(super) fn received(&self, bytes: u64) {
        self.done.fetch_add(bytes, Ordering::Relaxed);
        self.received.fetch_add(bytes, Ordering::Relaxed);
    }

    pub(super) fn verified(&self, bytes: u64) {
        self.verified.store(bytes, Ordering::Relaxed);
    }

    fn state(&self) -> TransferState {
        let state = self.lock();
        let mut now = state.now.clone();
        if let (TransferState::Waiting { left, .. }, Some(at)) = (&mut now, state.retry_at) {
            *left = at.saturating_duration_since(Instant::now());
        }
        now
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl TransferSnapshot {
    /// The part that is done, 0 to 1, while that is known: of the reading back while the file is being verified.
    pub fn fraction(&self) -> Option<f32> {
        let done = match self.state {
            TransferState::Verifying => self.verified,
            _ => self.done,
        };
        let total = self.total? as f64;
        Some((done as f64 / total).min(1.0) as f32)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_what_is_here() {
        let progress = TransferProgress::default();
        assert_eq!(progress.snapshot(), TransferSnapshot::default());
        progress.start(40, Some(100));
        progress.received(10);
        progress.set_state(TransferState::Downloading);
        let snapshot = progress.snapshot();
        assert_eq!((snapshot.done, snapshot.total), (50, Some(100)));
        assert_eq!(snapshot.fraction(), Some(0.5));
        progress.set_state(TransferState::Verifying);
        progress.verified(100);
        assert_eq!(progress.snapshot().fraction(), Some(1.0));
    }

    #[test]
    fn a_wait_says_how_long_it_still_lasts() {
        let progress = TransferProgress::default();
        let whole = Duration::from_secs(100);
        progress.set_state(TransferState::Waiting {
            reason: "The server is busy".into(),
            left: whole,
        });
        let TransferState::Waiting { left, reason } = progress.snapshot().state else {
            panic!("not waiting");
        };
        assert!(left <= whole && left > Duration::ZERO);
        assert_eq!(reason, "The server is busy");
    }
}
