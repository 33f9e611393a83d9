//! Commands about the quality of a run.

use std::path::PathBuf;

use super::{Situation, Words};
use crate::quality::Verdict;
use crate::ui::state::{DuplicateKind, QualityTab};
use crate::ui::widgets::Icon;

/// What can be asked about the quality of the open run.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::ui) enum QualityCommand {
    /// Measure everything.
    Examine,
    /// Stop measuring.
    Stop,
    /// Read the pictures as well, or not.
    SetPictures(bool),
    /// Show a part of the page.
    Show(QualityTab),
    /// Look at a column of labels, by its place in the report.
    SetColumn(usize),
    /// Show the pairs behind a cell of the confusion matrix, by the codes of its labels.
    OpenCell(u32, u32),
    /// Order classes by agreement, or by their number.
    SetWorstFirst(bool),
    /// Go to a place of the review list.
    Select(usize),
    /// Decide about the product at that place.
    Judge(Verdict),
    /// Take the decision back.
    Withdraw,
    /// Write all verdicts as a table.
    ExportVerdicts(PathBuf),
    /// Show these groups.
    ShowDuplicates(DuplicateKind),
    /// Products this similar are near duplicates.
    SetThreshold(f32),
    /// Show orphans in place of hubs.
    SetOrphans(bool),
    /// Measure the column's labels with the prompt that was typed.
    MeasurePrompt,
    /// Write everything as one page.
    Report(PathBuf),
    /// Open that page.
    OpenReport(PathBuf),
}

impl QualityCommand {
    pub(super) fn all() -> impl Iterator<Item = Self> {
        [Self::Examine].into_iter()
    }

    pub(super) fn words(&self) -> Words {
        match self {
            Self::Examine => Words::new(
                "Measure quality",
                "Find the neighbours of every product and judge them",
            )
            .icon(Icon::Quality),
            Self::Stop => Words::new("Stop measuring", "Stop; nothing is changed").icon(Icon::Stop),
            Self::Judge(Verdict::LabelWrong) => Words::new(
                "Label wrong",
                "The neighbours are right, the label is not (key 1)",
            ),
            Self::Judge(Verdict::ModelWrong) => Words::new(
                "Model wrong",
                "The label is right, these are not the neighbours that one would choose (key 2)",
            ),
            Self::Judge(Verdict::BothFair) => Words::new(
                "Both could be right",
                "Label and neighbours are both right: the border between the labels is not sharp (key 3)",
            ),
            Self::Withdraw => Words::new("Take back", "Take the verdict back (Backspace)"),
            Self::MeasurePrompt => Words::new(
                "Measure this prompt",
                "Embed the labels with this prompt and compare",
            )
            .icon(Icon::Play),
            Self::OpenReport(_) => {
                Words::new("Open report", "Open it in the browser").icon(Icon::External)
            }
            Self::ExportVerdicts(_)
            | Self::Report(_)
            | Self::SetPictures(_)
            | Self::Show(_)
            | Self::SetColumn(_)
            | Self::OpenCell(..)
            | Self::SetWorstFirst(_)
            | Self::Select(_)
            | Self::ShowDuplicates(_)
            | Self::SetThreshold(_)
            | Self::SetOrphans(_) => Words::NONE,
        }
    }

    pub(super) fn obstacle(&self, situation: Situation) -> Option<&'static str> {
        match self {
            Self::Examine => situation.without_run(),
            _ => None,
        }
    }
}
