//! Commands about searching.

use std::path::PathBuf;

use egui::{Key, Modifiers};

use super::{Situation, Words};
use crate::ui::widgets::Icon;

/// What can be asked of a finished run.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::ui) enum ExploreCommand {
    /// The neighbours of a product, by its index in the dataset.
    Product(usize),
    /// What fits a text.
    Text(String),
    /// What looks like a picture file.
    Image(PathBuf),
    Back,
    Forward,
}

impl ExploreCommand {
    pub(super) fn all() -> impl Iterator<Item = Self> {
        [Self::Back, Self::Forward].into_iter()
    }

    pub(super) fn words(&self) -> Words {
        match self {
            Self::Product(_) => {
                Words::new("Find similar", "Show its nearest neighbours").icon(Icon::Search)
            }
            Self::Back => Words::new("Back", "The question before")
                .icon(Icon::Back)
                .keys(Modifiers::ALT, Key::ArrowLeft),
            Self::Forward => Words::new("Forward", "The question after")
                .icon(Icon::Forward)
                .keys(Modifiers::ALT, Key::ArrowRight),
            Self::Text(_) | Self::Image(_) => Words::NONE,
        }
    }

    pub(super) fn obstacle(&self, situation: Situation) -> Option<&'static str> {
        match self {
            Self::Back => (!situation.past).then_some("There is no question before"),
            Self::Forward => (!situation.future).then_some("There is no question after"),
            Self::Product(_) | Self::Text(_) | Self::Image(_) => situation.without_run(),
        }
    }
}
