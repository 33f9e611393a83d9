//! What is open and what is running.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;

use super::explorer::Answer;
use super::thumbnails::Thumbnails;
use super::view::Query;
use crate::artifact::{RunRecord, Verification};
use crate::dataset::{CheckProgress, Dataset};
use crate::embedding::{Progress, RateMeter, RunSummary, Snapshot};
use crate::inference::Engines;
use crate::job::{LatestWorker, Task};
use crate::{Error, Result};

/// Live state.
#[derive(Default)]
pub(super) struct Live {
    /// The engines, once they were looked for.
    pub engines: Option<Arc<Engines>>,
    pub finding_engines: Option<Task<Engines>>,
    pub dataset: Option<OpenDataset>,
    pub opening: Option<Opening>,
    pub job: Option<Job>,
    /// How the last job ended.
    pub outcome: Option<Result<RunSummary>>,
    pub run: Option<OpenRun>,
    /// What the user shall read, until it is dismissed.
    pub message: Option<Error>,
    /// Datasets opened so far, to tell one from another.
    pub generation: u64,
}

/// A dataset that is open.
pub(super) struct OpenDataset {
    pub dataset: Arc<Dataset>,
    pub thumbnails: Thumbnails,
    /// Index of each product by its id.
    pub by_id: HashMap<i64, usize>,
    pub generation: u64,
}

/// A dataset that is being opened.
pub(super) struct Opening {
    pub task: Task<Dataset>,
    pub progress: Arc<CheckProgress>,
    pub label: String,
}

/// A running embedding job.
pub(super) struct Job {
    pub task: Task<RunSummary>,
    pub progress: Arc<Progress>,
    pub meter: RateMeter,
    pub snapshot: Snapshot,
    pub out: PathBuf,
}

/// A finished run that can be searched and exported.
pub(super) struct OpenRun {
    pub out: PathBuf,
    pub record: RunRecord,
    pub explorer: LatestWorker<Query, Answer>,
    pub answer: Option<Answer>,
    pub verifying: Option<Task<Verification>>,
    pub verification: Option<Result<Verification>>,
}

impl Live {
    /// Whether something runs that shall be shown as it goes on.
    pub fn is_busy(&self) -> bool {
        self.opening.is_some() || self.job.is_some()
    }
}
