//! Commands about searching.

use std::path::PathBuf;
use std::sync::Arc;

use egui::{Key, Modifiers};

use super::{Situation, Words};
use crate::ui::state::Question;
use crate::ui::widgets::Icon;

/// What can be asked of a finished run.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::ui) enum ExploreCommand {
    /// A question, put together by a control of the page.
    Ask(Question),
    /// What was typed becomes a chip.
    Settle,
    /// The neighbours of a product, by its index in the dataset.
    Product(usize),
    /// More like a product.
    Add(usize),
    /// Less like a product.
    Subtract(usize),
    /// What fits a text.
    Text(String),
    /// What looks like a picture file.
    Image(PathBuf),
    /// What looks like a picture from the clipboard.
    Pasted(Arc<egui::ColorImage>),
    Back,
    Forward,
    /// Ask nothing any more.
    Clear,
    /// Hold the answer beside the next ones.
    Pin,
    /// Show one answer again.
    Unpin,
    /// Write the results to a csv file.
    Export(PathBuf),
    /// Answer every question from another run as well.
    OtherRun(PathBuf),
    /// One run alone.
    CloseOther,
}

impl ExploreCommand {
    pub(super) fn all() -> impl Iterator<Item = Self> {
        [
            Self::Back,
            Self::Forward,
            Self::Clear,
            Self::Pin,
            Self::Unpin,
            Self::CloseOther,
        ]
        .into_iter()
    }

    pub(super) fn words(&self) -> Words {
        match self {
            Self::Product(_) => {
                Words::new("Find similar", "Show its nearest neighbours").icon(Icon::Search)
            }
            Self::Add(_) => Words::new("Add to the question", "More like this").icon(Icon::Plus),
            Self::Subtract(_) => {
                Words::new("Subtract from the question", "Less like this").icon(Icon::Minus)
            }
            Self::Back => Words::new("Back", "The question before")
                .icon(Icon::Back)
                .keys(Modifiers::ALT, Key::ArrowLeft),
            Self::Forward => Words::new("Forward", "The question after")
                .icon(Icon::Forward)
                .keys(Modifiers::ALT, Key::ArrowRight),
            Self::Clear => Words::new("Clear the question", "Begin anew").icon(Icon::Close),
            Self::Pin => Words::new(
                "Pin and compare",
                "Hold this answer beside those of the next questions",
            )
            .icon(Icon::Columns),
            Self::Unpin => Words::new("Unpin", "Show one answer again").icon(Icon::Close),
            Self::CloseOther => {
                Words::new("Close the other run", "Show one run again").icon(Icon::Close)
            }
            Self::Ask(_)
            | Self::Settle
            | Self::Text(_)
            | Self::Image(_)
            | Self::Pasted(_)
            | Self::Export(_)
            | Self::OtherRun(_) => Words::NONE,
        }
    }

    pub(super) fn obstacle(&self, situation: Situation) -> Option<&'static str> {
        match self {
            Self::Back => (!situation.past).then_some("There is no question before"),
            Self::Forward => (!situation.future).then_some("There is no question after"),
            Self::Clear | Self::Pin => situation
                .without_run()
                .or((!situation.question).then_some("Nothing is asked yet")),
            Self::Unpin => (!situation.pinned).then_some("Nothing is pinned"),
            Self::CloseOther => (!situation.other_run).then_some("There is no other run"),
            _ => situation.without_run(),
        }
    }
}
