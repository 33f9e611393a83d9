//! What is open and what is running.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use egui::{ColorImage, TextureHandle};

use super::{
    EmbedLive, Fetch, Gallery, KaggleAccess, MapState, Offer, RateHistory, RunExport, RunQuality,
    Setback, SettingsLive, Toasts,
};
use crate::Result;
use crate::artifact::{RunRecord, Skipped};
use crate::dataset::{CheckProgress, Dataset};
use crate::embedding::{Checkpoint, Progress, RateMeter, RunSummary, Snapshot};
use crate::inference::package::Installed;
use crate::inference::{Device, Engines};
use crate::job::{LatestWorker, Task};
use crate::model::{ModelEntry, Removed};
use crate::search::Overlap;
use crate::ui::explorer::{Answered, Explorer};
use crate::ui::finder::{Found, Wish};
use crate::ui::thumbnails::Thumbnails;

/// Live state.
#[derive(Default)]
pub(in crate::ui) struct Live {
    /// The engines, once they were looked for.
    pub engines: Option<Arc<Engines>>,
    pub finding_engines: Option<Task<Engines>>,
    /// The models that are known, and what is there of each.
    pub models: Vec<ModelEntry>,
    pub listing_models: Option<Task<Vec<ModelEntry>>>,
    pub dataset: Option<OpenDataset>,
    pub opening: Option<Opening>,
    /// What is known before a job.
    pub embed: EmbedLive,
    pub job: Option<Job>,
    /// How the last job ended.
    pub outcome: Option<Result<RunSummary>>,
    pub run: Option<OpenRun>,
    /// What the output folder holds.
    pub standing: Standing,
    pub looking: Option<Task<Standing>>,
    /// What is being brought in.
    pub fetches: Vec<Fetch>,
    /// What could not be brought in.
    pub setbacks: Vec<Setback>,
    pub kaggle: KaggleAccess,
    /// ONNX Runtimes that are installed, and releases that can be.
    pub runtimes: Vec<Installed>,
    pub offers: Vec<Offer>,
    pub listing_runtimes: Option<Task<(Vec<Installed>, Vec<Offer>)>>,
    pub removing_runtime: Option<Task<u64>>,
    pub removing: Option<Task<Removed>>,
    pub dropping: Drop,
    /// Results that are being written, with their number.
    pub writing_results: Option<Task<(PathBuf, usize)>>,
    pub settings: SettingsLive,
    /// What is copied for a report in the making.
    pub diagnostics: Option<Task<String>>,
    pub toasts: Toasts,
    pub strips: Strips,
}

/// A dataset that is open.
pub(in crate::ui) struct OpenDataset {
    pub dataset: Arc<Dataset>,
    pub thumbnails: Thumbnails,
    /// Index of each product by its id.
    pub by_id: HashMap<i64, usize>,
    pub finder: LatestWorker<Wish, Found>,
    /// What fits the wish asked last; until the first answer nothing.
    pub found: Option<Found>,
}

/// A dataset that is being opened.
pub(in crate::ui) struct Opening {
    pub task: Task<Dataset>,
    pub progress: Arc<CheckProgress>,
    pub label: String,
}

/// A running embedding job.
pub(in crate::ui) struct Job {
    pub task: Task<RunSummary>,
    pub progress: Arc<Progress>,
    pub meter: RateMeter,
    pub snapshot: Snapshot,
    pub history: RateHistory,
    pub gallery: Gallery,
    pub out: PathBuf,
    /// The engine that was chosen, in words.
    pub engine: String,
    pub device: Device,
    /// Whether only what was skipped before is tried.
    pub retries: bool,
    pub paused_since: Option<Instant>,
}

/// A batch that was in flight when a job was paused has come to its end by then.
const IN_FLIGHT: Duration = Duration::from_secs(15);

impl Job {
    /// Whether its figures change: for a while they do so after a pause as well.
    fn is_moving(&self) -> bool {
        self.paused_since
            .is_none_or(|since| since.elapsed() < IN_FLIGHT)
    }
}

/// What was found in an output folder.
#[derive(Clone, Debug, Default)]
pub(in crate::ui) struct Standing {
    pub out: PathBuf,
    /// The finished run that it holds.
    pub record: Option<RunRecord>,
    /// Size of its record in bytes.
    pub record_bytes: Option<u64>,
    /// Whether the neighbours of a run are kept there.
    pub neighbours: bool,
    /// Whether a start was interrupted there.
    pub unfinished: bool,
    /// What that start has done, where it could be read.
    pub checkpoint: Option<Checkpoint>,
    /// Pictures that the finished run could not embed.
    pub skipped: Vec<Skipped>,
}

impl Standing {
    /// Whether the folder holds all that the form asks for.
    pub fn is_finished(&self) -> bool {
        self.record.is_some() && !self.unfinished
    }
}

/// A finished run that can be searched and exported.
pub(in crate::ui) struct OpenRun {
    pub out: PathBuf,
    pub record: RunRecord,
    pub explorer: Explorer,
    /// Whether the explorer was asked to read the run.
    pub asked: bool,
    /// The answer that is shown.
    pub answered: Option<Arc<Answered>>,
    /// A second run that answers the same questions.
    pub other: Option<OtherRun>,
    pub map: MapState,
    pub export: RunExport,
    pub quality: RunQuality,
}

/// Strips of pictures by which datasets are known again.
#[derive(Default)]
pub(in crate::ui) struct Strips {
    /// By location.
    pub shown: HashMap<String, TextureHandle>,
    pub reading: Vec<Task<Vec<(String, ColorImage)>>>,
}

/// A second run, beside the open one.
pub(in crate::ui) struct OtherRun {
    pub out: PathBuf,
    pub record: RunRecord,
    pub explorer: Explorer,
    pub answered: Option<Arc<Answered>>,
    pub comparing: Option<Task<Overlap>>,
    /// How far both runs find the same neighbours.
    pub overlap: Option<Result<Overlap>>,
}

/// Files over the window, and files that were dropped.
#[derive(Default)]
pub(in crate::ui) struct Drop {
    /// What hovers over the window now.
    pub hovering: Vec<PathBuf>,
    /// What the first of these is, once it was looked at.
    pub kind: Option<DropKind>,
    pub looking: Option<Task<DropKind>>,
    /// What was dropped, while it is looked at.
    pub dropped: Option<(PathBuf, Task<DropKind>)>,
}

/// What a dropped file or folder is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::ui) enum DropKind {
    Folder,
    Zip,
    Table,
    Model,
    Picture,
    /// A `kaggle.json`.
    KaggleKey,
    /// A classroom bundle.
    Bundle,
    Unknown,
}

impl Live {
    /// Whether something runs that shall be shown as it goes on.
    pub fn is_busy(&self) -> bool {
        self.opening.is_some()
            || self.job.as_ref().is_some_and(Job::is_moving)
            || self.embed.comparing.is_some()
            || !self.fetches.is_empty()
            || self.run.as_ref().is_some_and(OpenRun::is_busy)
    }
}

impl OpenRun {
    /// Whether something about it goes on that shows its progress.
    fn is_busy(&self) -> bool {
        self.export.writing.is_some()
            || self.quality.examining.is_some()
            || self.map.drawing.is_some()
    }
}
