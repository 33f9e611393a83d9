//! How far an installation, an import or a check of a model is.

use std::sync::atomic::{AtomicU8, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::archive::UnpackProgress;
use crate::net::{TransferProgress, TransferSnapshot};

/// What is being done with a model.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(u8)]
pub enum ModelStage {
    /// Looking at what is there.
    #[default]
    Looking,
    /// Reading files and comparing them with their SHA-256.
    Verifying,
    /// Downloading.
    Downloading,
    /// Unpacking an archive.
    Unpacking,
    /// Copying files.
    Copying,
    /// Computing published values.
    Comparing,
}

/// Shared counters of one piece of work on a model: written by the work, sampled by the front end.
#[derive(Debug, Default)]
pub struct ModelProgress {
    stage: AtomicU8,
    done: AtomicU64,
    total: AtomicU64,
    /// Received for files that are through.
    received: AtomicU64,
    /// Of the file that is being downloaded.
    transfer: Mutex<Arc<TransferProgress>>,
    pub(super) unpack: UnpackProgress,
}

/// A sample of the counters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModelSnapshot {
    /// What is being done.
    pub stage: ModelStage,
    /// Bytes that this stage is through with.
    pub done: u64,
    /// Bytes of this stage; 0 while that is not known.
    pub total: u64,
    /// Bytes that were done in this start, those of an earlier one left out: what a speed is computed from.
    pub fresh: u64,
    /// While downloading: what the download of the present file is doing, such as waiting for the network.
    pub transfer: Option<TransferSnapshot>,
}

impl ModelStage {
    const ALL: [Self; 6] = [
        Self::Looking,
        Self::Verifying,
        Self::Downloading,
        Self::Unpacking,
        Self::Copying,
        Self::Comparing,
    ];

    /// The stage in a word or two.
    pub fn label(self) -> &'static str {
        match self {
            Self::Looking => "Looking",
            Self::Verifying => "Verifying",
            Self::Downloading => "Downloading",
            Self::Unpacking => "Unpacking",
            Self::Copying => "Copying",
            Self::Comparing => "Comparing with published values",
        }
    }
}

impl ModelProgress {
    /// A sample of the counters.
    pub fn snapshot(&self) -> ModelSnapshot {
        let transfer = self.transfer();
        let stage = ModelStage::ALL[usize::from(self.stage.load(Ordering::Relaxed))];
        let (done, total) = (
            self.done.load(Ordering::Relaxed),
            self.total.load(Ordering::Relaxed),
        );
        match stage {
            ModelStage::Downloading => {
                let transfer = transfer.snapshot();
                ModelSnapshot {
                    stage,
                    done: done + transfer.done,
                    total,
                    fresh: self.received.load(Ordering::Relaxed) + transfer.received,
                    transfer: Some(transfer),
                }
            }
            ModelStage::Unpacking => ModelSnapshot {
                stage,
                done: self.unpack.bytes(),
                total: self.unpack.bytes_total(),
                fresh: self.unpack.bytes(),
                transfer: None,
            },
            _ => ModelSnapshot {
                stage,
                done,
                total,
                fresh: done,
                transfer: None,
            },
        }
    }

    /// Begins a stage with this many bytes to go through.
    pub(crate) fn begin(&self, stage: ModelStage, total: u64) {
        self.done.store(0, Ordering::Relaxed);
        self.total.store(total, Ordering::Relaxed);
        self.stage.store(stage as u8, Ordering::Relaxed);
    }

    /// Counts bytes of the present stage.
    pub(super) fn add(&self, bytes: u64) {
        self.done.fetch_add(bytes, Ordering::Relaxed);
    }

    /// Begins the download of one file, after `before` bytes of others. Its counters are its own, so that a sample
    /// taken between two files counts none twice.
    pub(super) fn begin_file(&self, before: u64) -> Arc<TransferProgress> {
        let fresh = Arc::new(TransferProgress::default());
        let mut transfer = self.transfer();
        let received = transfer.snapshot().received;
        self.received.fetch_add(received, Ordering::Relaxed);
        *transfer = Arc::clone(&fresh);
        self.done.store(before, Ordering::Relaxed);
        fresh
    }

    fn transfer(&self) -> MutexGuard<'_, Arc<TransferProgress>> {
        self.transfer.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl ModelSnapshot {
    /// The part that is done, 0 to 1, while that is known.
    pub fn fraction(&self) -> Option<f32> {
        (self.total > 0).then(|| (self.done as f64 / self.total as f64).min(1.0) as f32)
    }
}
