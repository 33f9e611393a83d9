//! What can be done now depends on what is open and what runs: these few facts.

/// The state of things, as far as commands depend on it.
#[derive(Clone, Copy, Debug, Default)]
#[allow(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub(in crate::ui) struct Situation {
    /// A dataset is open.
    pub dataset: bool,
    /// Products are selected.
    pub selection: bool,
    /// A finished run is open.
    pub run: bool,
    /// The quality of the run was measured.
    pub examined: bool,
    /// The engines were found.
    pub engines: bool,
    /// The output folder holds a run that was interrupted.
    pub unfinished: bool,
    /// What the embedding job does, if there is one.
    pub job: Option<JobState>,
    /// A question is asked.
    pub question: bool,
    /// An answer is held beside the others.
    pub pinned: bool,
    /// A second run is open beside the first.
    pub other_run: bool,
    /// The map is being arranged.
    pub drawing_map: bool,
    /// There is a question to go back to.
    pub past: bool,
    /// There is a question to go forward to.
    pub future: bool,
}

/// What a job does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::ui) enum JobState {
    Running,
    Paused,
}

impl Situation {
    /// The obstacle for what needs a dataset.
    pub fn without_dataset(self) -> Option<&'static str> {
        (!self.dataset).then_some("Open a dataset first")
    }

    /// The obstacle for what needs vectors.
    pub fn without_run(self) -> Option<&'static str> {
        (!self.run).then_some("Embed the pictures first")
    }

    /// The obstacle for what must not change while a job runs.
    pub fn busy_embedding(self) -> Option<&'static str> {
        self.job
            .is_some()
            .then_some("A job is running: cancel it first, what is done is kept")
    }
}
