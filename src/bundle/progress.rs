//! How far making or installing a bundle is.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

use crate::archive::UnpackProgress;
use crate::inference::package::InstallProgress;
use crate::model::ModelProgress;

/// Counters of a bundle that is made or installed, to be sampled by whoever shows them.
#[derive(Debug, Default)]
pub struct BundleProgress {
    stage: AtomicU8,
    /// Files and bytes of the present stage.
    pub files: Arc<UnpackProgress>,
    /// Counters of the model that is being imported.
    pub model: ModelProgress,
    /// Counters of the runtime that is being imported.
    pub runtime: InstallProgress,
}

/// What is being done with a bundle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum BundleStage {
    /// Files are being written into a new bundle.
    Packing,
    /// Files are being compared with their hashes.
    Verifying,
    /// The dataset is being unpacked.
    Dataset,
    /// A model is being installed.
    Model,
    /// ONNX Runtime is being installed.
    Runtime,
}

impl BundleProgress {
    /// What is being done.
    pub fn stage(&self) -> BundleStage {
        match self.stage.load(Ordering::Relaxed) {
            0 => BundleStage::Packing,
            1 => BundleStage::Verifying,
            2 => BundleStage::Dataset,
            3 => BundleStage::Model,
            _ => BundleStage::Runtime,
        }
    }

    pub(super) fn enter(&self, stage: BundleStage) {
        self.files.start(0, 0);
        self.stage.store(stage as u8, Ordering::Relaxed);
    }
}

impl BundleStage {
    /// The text shown to the user.
    pub fn label(self) -> &'static str {
        match self {
            Self::Packing => "Packing",
            Self::Verifying => "Verifying",
            Self::Dataset => "Unpacking the dataset",
            Self::Model => "Installing the model",
            Self::Runtime => "Installing ONNX Runtime",
        }
    }
}
