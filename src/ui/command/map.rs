//! Commands about the map.

use super::{Situation, Words};
use crate::ui::widgets::Icon;

/// What can be done with the map.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::ui) enum MapCommand {
    /// Keep the picture as it is now.
    Stop,
    /// Draw the map from its beginning.
    Draw,
    /// Search among the selected products only.
    SearchSelected,
}

impl MapCommand {
    pub(super) fn all() -> impl Iterator<Item = Self> {
        [Self::Stop, Self::Draw, Self::SearchSelected].into_iter()
    }

    pub(super) fn words(self) -> Words {
        match self {
            Self::Stop => Words::new(
                "Stop arranging",
                "Keep the map as it is now; it can be drawn again",
            )
            .icon(Icon::Stop),
            Self::Draw => Words::new(
                "Arrange the map",
                "Move neighbours together until the map holds still",
            )
            .icon(Icon::Map),
            Self::SearchSelected => Words::new(
                "Search among the selected",
                "Use the selection as a filter in Explore",
            )
            .icon(Icon::Search),
        }
    }

    pub(super) fn obstacle(self, situation: Situation) -> Option<&'static str> {
        match self {
            Self::Stop => (!situation.drawing_map).then_some("The map is not being arranged"),
            Self::Draw => situation
                .without_run()
                .or(situation.drawing_map.then_some("The map is being arranged")),
            Self::SearchSelected => situation
                .without_run()
                .or((!situation.selection).then_some("Select products first")),
        }
    }
}
