//! What is being brought in from outside, or worked on after it came: datasets, models, runtimes, bundles.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use crate::Result;
use crate::archive::UnpackProgress;
use crate::bundle::{BundleProgress, Unbundled};
use crate::dataset::Dataset;
use crate::inference::package::{InstallProgress, InstallStage, Installed};
use crate::job::Task;
use crate::kaggle::{Found, ImportProgress, ImportStage};
use crate::model::{CheckRecord, ModelMeter, ModelProgress};
use crate::net::TransferMeter;
use crate::text::thousands;

/// What is being brought in. One of each goes on at a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::ui) enum FetchKey {
    /// The dataset from Kaggle.
    Dataset,
    /// A model, by its name.
    Model(String),
    /// A model from a folder or a zip file.
    ModelFile(PathBuf),
    /// ONNX Runtime, by the name of its release.
    Runtime(String),
    /// ONNX Runtime from a file.
    RuntimeFile(PathBuf),
    /// A bundle that is made or installed.
    Bundle(PathBuf),
}

/// Work that goes on.
pub(in crate::ui) struct Fetch {
    pub key: FetchKey,
    /// What it is, for the user.
    pub label: String,
    pub task: Task<Fetched>,
    pub gauge: Gauge,
    /// The part that is done, where that is known.
    pub share: Option<f32>,
    /// How far it is, in words.
    pub line: String,
}

/// What has come.
pub(in crate::ui) enum Fetched {
    Dataset(Box<Dataset>),
    /// A model was installed or verified; what its comparison with published values said, where there are any.
    Model {
        id: String,
        label: String,
        check: Option<CheckRecord>,
    },
    /// Models were imported under these names.
    Imported(Vec<String>),
    /// ONNX Runtime was installed.
    Runtime(Box<Installed>),
    /// A bundle was written; its size in bytes.
    Packed(PathBuf, u64),
    /// A bundle was installed.
    Unpacked(Box<Unbundled>),
}

/// The counters of the work, and what makes words of them.
pub(in crate::ui) enum Gauge {
    Dataset {
        progress: Arc<ImportProgress>,
        meter: TransferMeter,
    },
    Model {
        progress: Arc<ModelProgress>,
        meter: ModelMeter,
    },
    Runtime {
        progress: Arc<InstallProgress>,
        meter: TransferMeter,
    },
    Bundle {
        progress: Arc<BundleProgress>,
    },
}

impl Fetch {
    /// Reads the counters.
    pub fn sample(&mut self, now: Instant) {
        (self.share, self.line) = match &mut self.gauge {
            Gauge::Dataset { progress, meter } => dataset(progress, meter, now),
            Gauge::Model { progress, meter } => {
                let snapshot = progress.snapshot();
                (snapshot.fraction(), meter.describe(&snapshot, now))
            }
            Gauge::Runtime { progress, meter } => runtime(progress, meter, now),
            Gauge::Bundle { progress } => files(progress.stage().label(), &progress.files),
        };
    }

    pub fn is_paused(&self) -> bool {
        self.task.control().is_paused()
    }
}

fn dataset(
    progress: &ImportProgress,
    meter: &mut TransferMeter,
    now: Instant,
) -> (Option<f32>, String) {
    match progress.stage() {
        ImportStage::Downloading => {
            let sample = meter.sample(&progress.transfer, now);
            (sample.snapshot.fraction(), sample.describe())
        }
        ImportStage::Unpacking => files("Unpacking", &progress.unpack),
        ImportStage::Checking => {
            let (checked, total) = (progress.check.checked(), progress.check.total());
            (share(checked, total), counted("Checking", checked, total))
        }
    }
}

fn runtime(
    progress: &InstallProgress,
    meter: &mut TransferMeter,
    now: Instant,
) -> (Option<f32>, String) {
    match progress.stage() {
        InstallStage::Downloading => {
            let sample = meter.sample(&progress.transfer, now);
            (sample.snapshot.fraction(), sample.describe())
        }
        stage @ InstallStage::Unpacking => files(stage.label(), &progress.unpack),
        stage @ InstallStage::Checking => (None, stage.label().to_owned()),
    }
}

fn files(what: &str, progress: &UnpackProgress) -> (Option<f32>, String) {
    let (done, total) = (progress.files() as usize, progress.files_total() as usize);
    (share(done, total), counted(what, done, total))
}

fn counted(what: &str, done: usize, total: usize) -> String {
    match total {
        0 => what.to_owned(),
        _ => format!("{what}, {} of {} files", thousands(done), thousands(total)),
    }
}

fn share(done: usize, total: usize) -> Option<f32> {
    (total > 0).then(|| done as f32 / total as f32)
}

/// The credentials for Kaggle as far as they are known.
#[derive(Default)]
pub(in crate::ui) struct KaggleAccess {
    /// Those in the usual places, or in a file that was chosen or dropped.
    pub found: Option<Found>,
    /// Looking for them, and whether an earlier download can be continued.
    pub looking: Option<Task<(Option<Found>, bool)>>,
    /// Asking Kaggle whether it agrees.
    pub testing: Option<Task<()>>,
    pub tested: Option<Result<()>>,
    /// Whether an earlier download can be continued.
    pub begun: bool,
}
