//! Commands about the embedding job.

use egui::Key;

use super::{JobState, Question, Situation, Words};
use crate::inference::EngineChoice;
use crate::ui::widgets::Icon;

/// What can be done with the job and its request.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::ui) enum EmbedCommand {
    /// Choose a model by name or folder.
    SetModel(String),
    /// Choose an engine.
    SetEngine(EngineChoice),
    /// Write into this folder.
    SetOutput(String),
    /// Start, or go on.
    Start,
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
            Self::RetrySkipped => Words::new(
                "Retry skipped",
                "Embed only the pictures that were skipped, after you replaced them",
            )
            .icon(Icon::Retry),
            Self::Replace => Words::new(
                "Replace the earlier run…",
                "Write over what the output folder holds of an earlier run",
            ),
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
            Self::SetModel(_) | Self::SetEngine(_) | Self::SetOutput(_) => Words::NONE,
        }
    }

    pub(super) fn obstacle(&self, situation: Situation) -> Option<&'static str> {
        match self {
            Self::Start | Self::Replace => situation
                .without_dataset()
                .or(situation.busy_embedding())
                .or((!situation.engines).then_some("Still looking for the engines")),
            Self::RetrySkipped => situation.without_run().or(situation.busy_embedding()),
            Self::Pause => {
                (situation.job != Some(JobState::Running)).then_some("No job is running")
            }
            Self::Resume => (situation.job != Some(JobState::Paused)).then_some("No job is paused"),
            Self::Cancel => situation.job.is_none().then_some("No job is running"),
            Self::SetModel(_) | Self::SetEngine(_) | Self::SetOutput(_) => {
                situation.busy_embedding()
            }
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
