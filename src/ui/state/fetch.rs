//! What is being brought in from outside, or worked on after it came: datasets, models, runtimes, bundles.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use crate::Result;
use crate::archive::UnpackProgress;
use crate::bundle::{BundleProgress, Unbundled};
use crate::dataset::Dataset;
use crate::inference::package::{InstallProgress, InstallStage, Installed, Release};
use crate::job::Task;
use crate::kaggle::{Found, ImportProgress, ImportStage};
use crate::model::{CheckRecord, ModelMeter, ModelProgress};
use crate::net::{TransferMeter, TransferProgress, TransferState};
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
    /// What its counters said when they were last read.
    pub reading: Reading,
}

/// Work that failed, until it is begun again or the user has read it.
pub(in crate::ui) struct Setback {
    pub key: FetchKey,
    /// What happened, as a sentence; the message that came with it says more.
    pub text: String,
    /// The same with what it means and what to do.
    pub whole: String,
}

/// A release of ONNX Runtime that can be installed.
#[derive(Clone, Debug)]
pub(in crate::ui) struct Offer {
    pub release: Release,
    /// Bytes of its archive that an interrupted download has left here.
    pub here: u64,
}

/// What the counters of some work say.
#[derive(Clone, Debug, Default, PartialEq)]
pub(in crate::ui) struct Reading {
    pub phase: Phase,
    /// The part that is done, where that is known.
    pub share: Option<f32>,
    /// Amounts, speed and time left, in words; empty where there is nothing to say.
    pub line: String,
}

/// What some work is at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::ui) enum Phase {
    /// It goes on, with this: "Downloading".
    Working(&'static str),
    /// It waits for the network to get better.
    Waiting,
    /// The user asked it to wait.
    Paused,
}

impl Default for Phase {
    fn default() -> Self {
        Self::Working("Starting")
    }
}

impl Reading {
    /// The state in a few words: "Downloading 43 %", "Paused at 43 %".
    pub fn state(&self) -> String {
        let percent = self
            .share
            .map(|share| format!("{:.0} %", (100.0 * share).floor()));
        match (self.phase, percent) {
            (Phase::Working(what), Some(percent)) => format!("{what} {percent}"),
            (Phase::Working(what), None) => what.to_owned(),
            (Phase::Waiting, Some(percent)) => format!("Waiting at {percent}"),
            (Phase::Waiting, None) => "Waiting".to_owned(),
            (Phase::Paused, Some(percent)) => format!("Paused at {percent}"),
            (Phase::Paused, None) => "Paused".to_owned(),
        }
    }
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
    /// An installed ONNX Runtime was found whole; its title.
    RuntimeVerified(String),
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
        let mut reading = match &mut self.gauge {
            Gauge::Dataset { progress, meter } => dataset(progress, meter, now),
            Gauge::Model { progress, meter } => model(progress, meter, now),
            Gauge::Runtime { progress, meter } => runtime(progress, meter, now),
            Gauge::Bundle { progress } => files(progress.stage().label(), &progress.files),
        };
        if self.is_paused() {
            reading.phase = Phase::Paused;
        }
        self.reading = reading;
    }

    pub fn is_paused(&self) -> bool {
        self.task.control().is_paused()
    }
}

fn dataset(progress: &ImportProgress, meter: &mut TransferMeter, now: Instant) -> Reading {
    match progress.stage() {
        ImportStage::Downloading => transfer(&progress.transfer, meter, now),
        ImportStage::Unpacking => files("Unpacking", &progress.unpack),
        ImportStage::Checking => {
            let check = &progress.check;
            counted("Checking", check.checked(), check.total(), "pictures")
        }
    }
}

fn model(progress: &ModelProgress, meter: &mut ModelMeter, now: Instant) -> Reading {
    let snapshot = progress.snapshot();
    let state = snapshot.transfer.as_ref().map(|transfer| &transfer.state);
    Reading {
        phase: match state {
            Some(state) => phase_of(state),
            None => Phase::Working(snapshot.stage.label()),
        },
        share: snapshot.fraction(),
        line: meter.details(&snapshot, now),
    }
}

fn runtime(progress: &InstallProgress, meter: &mut TransferMeter, now: Instant) -> Reading {
    match progress.stage() {
        InstallStage::Downloading => transfer(&progress.transfer, meter, now),
        stage @ InstallStage::Unpacking => files(stage.label(), &progress.unpack),
        stage => Reading {
            phase: Phase::Working(stage.label()),
            share: None,
            line: "It is tried in a process of its own".to_owned(),
        },
    }
}

fn transfer(progress: &TransferProgress, meter: &mut TransferMeter, now: Instant) -> Reading {
    let sample = meter.sample(progress, now);
    Reading {
        phase: phase_of(&sample.snapshot.state),
        share: sample.snapshot.fraction(),
        line: sample.details(),
    }
}

fn phase_of(state: &TransferState) -> Phase {
    match state {
        TransferState::Connecting => Phase::Working("Connecting"),
        TransferState::Downloading | TransferState::Done => Phase::Working("Downloading"),
        TransferState::Waiting { .. } => Phase::Waiting,
        TransferState::Paused => Phase::Paused,
        TransferState::Verifying => Phase::Working("Verifying"),
    }
}

fn files(what: &'static str, progress: &UnpackProgress) -> Reading {
    let (done, total) = (progress.files() as usize, progress.files_total() as usize);
    counted(what, done, total, "files")
}

fn counted(what: &'static str, done: usize, total: usize, things: &str) -> Reading {
    Reading {
        phase: Phase::Working(what),
        share: (total > 0).then(|| done as f32 / total as f32),
        line: match total {
            0 => String::new(),
            _ => format!("{} of {} {things}", thousands(done), thousands(total)),
        },
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_is_a_few_words() {
        let state = |phase, share| {
            let reading = Reading {
                phase,
                share,
                line: String::new(),
            };
            reading.state()
        };
        let loading = Phase::Working("Downloading");
        assert_eq!(state(loading, Some(0.439)), "Downloading 43 %");
        assert_eq!(state(loading, None), "Downloading");
        assert_eq!(state(Phase::Paused, Some(1.0)), "Paused at 100 %");
        assert_eq!(state(Phase::Waiting, None), "Waiting");
    }

    #[test]
    fn counters_are_read_by_stage() {
        let progress = ImportProgress::default();
        let mut meter = TransferMeter::default();
        let mut read = || dataset(&progress, &mut meter, Instant::now());
        assert_eq!(read().state(), "Connecting");
        let unpack = UnpackProgress::default();
        assert_eq!(files("Unpacking", &unpack).line, "");
        let checking = counted("Checking", 1200, 4800, "pictures");
        assert_eq!(checking.state(), "Checking 25 %");
        assert_eq!(checking.line, "1,200 of 4,800 pictures");
    }
}
