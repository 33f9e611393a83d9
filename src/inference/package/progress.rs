//! How far an installation is.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

use crate::archive::UnpackProgress;
use crate::net::TransferProgress;

/// How far the installation of a runtime is, to be sampled by whoever shows it.
#[derive(Debug, Default)]
pub struct InstallProgress {
    stage: AtomicU8,
    /// Counters of the download.
    pub transfer: TransferProgress,
    /// Counters of the unpacking.
    pub unpack: Arc<UnpackProgress>,
}

/// What an installation is at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InstallStage {
    /// The archive is being downloaded.
    Downloading,
    /// The files are being written.
    Unpacking,
    /// Hashes are compared, and the library is tried in a process of its own.
    Checking,
}

impl InstallProgress {
    /// What it is at.
    pub fn stage(&self) -> InstallStage {
        match self.stage.load(Ordering::Relaxed) {
            0 => InstallStage::Downloading,
            1 => InstallStage::Unpacking,
            _ => InstallStage::Checking,
        }
    }

    pub(crate) fn enter(&self, stage: InstallStage) {
        self.stage.store(stage as u8, Ordering::Relaxed);
    }
}

impl InstallStage {
    /// The text shown to the user.
    pub fn label(self) -> &'static str {
        match self {
            Self::Downloading => "Downloading",
            Self::Unpacking => "Unpacking",
            Self::Checking => "Verifying",
        }
    }
}
