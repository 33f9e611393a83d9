//! Commands about the embedding job.

use egui::Key;

use super::{JobState, Question, Situation, Words};
use crate::inference::{Device, EngineChoice, Precision};
use crate::ui::widgets::Icon;

/// What can be done with the job and its request.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::ui) enum EmbedCommand {
    /// Choose a model by name or folder.
    SetModel(String),
    /// Choose an engine.
    SetEngine(EngineChoice),
    /// Choose where the model runs.
    SetDevice(Device),
    /// Choose the numbers to compute with; none is what the model's file holds.
    SetPrecision(Option<Precision>),
    /// Write into this folder.
    SetOutput(String),
    /// Test a device in a process of its own.
    Test(Device),
    /// End the test that runs.
    StopTest,
    /// See what a precision costs on the user's own pictures.
    Compare(Precision),
    /// End the comparison that runs, or take its result away.
    CloseComparison,
    /// Start, or go on.
    Start,
    /// Go on with an interrupted run as it was begun.
    Continue,
    /// Go on with an interrupted run on this device, whichever it was begun on.
    ContinueOn(Device),
    /// Embed only what was skipped.
    RetrySkipped,
    /// Start afresh, over an earlier run.
    Replace,
    Pause,
    Resume,
    Cancel,
}

impl EmbedCommand {
    pub(super) fn all() -> impl Iterator<Item = Self> {
        [
            Self::Start,
            Self::Continue,
            Self::RetrySkipped,
            Self::Pause,
            Self::Resume,
            Self::Cancel,
        ]
        .into_iter()
    }

    pub(super) fn words(&self) -> Words {
        match self {
            Self::Start => Words::new(
                "Start embedding",
                "Begin, or go on where an earlier start was stopped",
            )
            .icon(Icon::Play)
            .command_key(Key::Enter),
            Self::Continue => Words::new(
                "Continue embedding",
                "Go on with the interrupted run, as it was begun",
            )
            .icon(Icon::Play),
            Self::ContinueOn(Device::Cpu) => Words::new(
                "Continue on the CPU",
                "What is done is kept; run.json says which vectors came from which device",
            )
            .icon(Icon::Cpu),
            Self::ContinueOn(_) => Words::new(
                "Continue on the chosen device",
                "What is done is kept; run.json says which vectors came from which device",
            )
            .icon(Icon::Cpu),
            Self::RetrySkipped => Words::new(
                "Retry skipped",
                "Embed only the pictures that were skipped, after you replaced them",
            )
            .icon(Icon::Retry),
            Self::Replace => Words::new(
                "Replace the earlier run…",
                "Write over what the output folder holds of an earlier run",
            ),
            Self::Test(_) => Words::new(
                "Test",
                "Run a batch there and on the CPU, and compare both. A process of its own does it, so a driver that hangs or crashes does no harm",
            ),
            Self::StopTest => Words::new("Stop", "End the test").icon(Icon::Stop),
            Self::Compare(_) => Words::new(
                "Compare precision…",
                "Embed up to 256 of your own pictures both ways and see what changes",
            )
            .icon(Icon::Columns),
            Self::CloseComparison => {
                Words::new("Close", "Take the comparison away").icon(Icon::Close)
            }
            Self::Pause => Words::new("Pause", "Wait after the batch in flight")
                .icon(Icon::Pause)
                .command_key(Key::P),
            Self::Resume => Words::new("Resume", "Go on with the paused job")
                .icon(Icon::Play)
                .command_key(Key::P),
            Self::Cancel => Words::new(
                "Cancel job…",
                "Stop; what is done is kept, the next start goes on from here",
            )
            .icon(Icon::Stop),
            Self::SetModel(_)
            | Self::SetEngine(_)
            | Self::SetDevice(_)
            | Self::SetPrecision(_)
            | Self::SetOutput(_) => Words::NONE,
        }
    }

    pub(super) fn obstacle(&self, situation: Situation) -> Option<&'static str> {
        match self {
            Self::Start
            | Self::Replace
            | Self::ContinueOn(_)
            | Self::Test(_)
            | Self::Compare(_) => may_start(situation),
            Self::Continue => may_start(situation)
                .or((!situation.unfinished).then_some("No run was interrupted here")),
            Self::RetrySkipped => situation.without_run().or(situation.busy_embedding()),
            Self::Pause => {
                (situation.job != Some(JobState::Running)).then_some("No job is running")
            }
            Self::Resume => (situation.job != Some(JobState::Paused)).then_some("No job is paused"),
            Self::Cancel => situation.job.is_none().then_some("No job is running"),
            Self::SetModel(_)
            | Self::SetEngine(_)
            | Self::SetDevice(_)
            | Self::SetPrecision(_)
            | Self::SetOutput(_) => situation.busy_embedding(),
            Self::StopTest | Self::CloseComparison => None,
        }
    }

    pub(super) fn question(&self) -> Option<Question> {
        match self {
            Self::Cancel => Some(Question {
                title: "Cancel the job?",
                text: "What is embedded is kept. The next start with the same model and folder goes on from there.",
                yes: "Cancel the job and keep what is done",
                no: "Let it run",
            }),
            Self::Replace => Some(Question {
                title: "Replace the earlier run?",
                text: "The vectors and tables in the output folder are written anew. They cannot be brought back.",
                yes: "Replace the earlier run",
                no: "Keep it",
            }),
            _ => None,
        }
    }
}

fn may_start(situation: Situation) -> Option<&'static str> {
    situation
        .without_dataset()
        .or(situation.busy_embedding())
        .or((!situation.engines).then_some("Still looking for the engines"))
}
