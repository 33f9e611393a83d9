//! What is open and what is running.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;

use super::{Fetch, KaggleAccess, Query, RunExport, RunQuality, SettingsLive, Toasts};
use crate::Result;
use crate::artifact::RunRecord;
use crate::dataset::{CheckProgress, Dataset};
use crate::embedding::{Progress, RateMeter, RunSummary, Snapshot};
use crate::inference::Engines;
use crate::job::{LatestWorker, Task};
use crate::model::{ModelEntry, Removed};
use crate::ui::explorer::Answer;
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
    pub job: Option<Job>,
    /// How the last job ended.
    pub outcome: Option<Result<RunSummary>>,
    pub run: Option<OpenRun>,
    /// What the output folder holds.
    pub standing: Standing,
    pub looking: Option<Task<Standing>>,
    /// What is being brought in.
    pub fetches: Vec<Fetch>,
    pub kaggle: KaggleAccess,
    pub removing: Option<Task<Removed>>,
    pub dropping: Drop,
    pub settings: SettingsLive,
    /// What is copied for a report in the making.
    pub diagnostics: Option<Task<String>>,
    pub toasts: Toasts,
    /// Datasets opened so far, to tell one from another.
    pub generation: u64,
}

/// A dataset that is open.
pub(in crate::ui) struct OpenDataset {
    pub dataset: Arc<Dataset>,
    pub thumbnails: Thumbnails,
    /// Index of each product by its id.
    pub by_id: HashMap<i64, usize>,
    pub generation: u64,
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
    pub out: PathBuf,
}

/// What was found in an output folder.
#[derive(Clone, Debug, Default)]
pub(in crate::ui) struct Standing {
    pub out: PathBuf,
    /// The finished run that it holds.
    pub record: Option<RunRecord>,
    /// Whether the neighbours of a run are kept there.
    pub neighbours: bool,
    /// Whether a start was interrupted there.
    pub unfinished: bool,
}

/// A finished run that can be searched and exported.
pub(in crate::ui) struct OpenRun {
    pub out: PathBuf,
    pub record: RunRecord,
    pub explorer: LatestWorker<Query, Answer>,
    pub answer: Option<Answer>,
    pub export: RunExport,
    pub quality: RunQuality,
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
    Unknown,
}

impl Live {
    /// Whether something runs that shall be shown as it goes on.
    pub fn is_busy(&self) -> bool {
        self.opening.is_some()
            || self.job.is_some()
            || !self.fetches.is_empty()
            || self.run.as_ref().is_some_and(OpenRun::is_busy)
    }
}

impl OpenRun {
    /// Whether something about it goes on that shows its progress.
    fn is_busy(&self) -> bool {
        self.export.writing.is_some() || self.quality.examining.is_some()
    }
}
