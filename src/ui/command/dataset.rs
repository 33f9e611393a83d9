//! Commands about the dataset.

use super::{Situation, Words};
use crate::dataset::RowPolicy;
use crate::ui::widgets::Icon;

/// What can be done with datasets and their products.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::ui) enum DatasetCommand {
    /// Open the drawn sample.
    OpenSample,
    /// Open what was typed, dropped or chosen.
    Open(String),
    /// Go back to the choice of datasets.
    Close,
    /// Stop the check of a dataset that is being opened.
    StopOpening,
    /// Repair malformed rows, or skip them.
    SetRows(RowPolicy),
    /// Show the details of a product, by its index in the dataset.
    Select(Option<usize>),
}

impl DatasetCommand {
    pub(super) fn all() -> impl Iterator<Item = Self> {
        [Self::OpenSample, Self::Close].into_iter()
    }

    pub(super) fn words(&self) -> Words {
        match self {
            Self::OpenSample => Words::new(
                "Try the sample",
                "300 drawn products and the starter model; nothing to download",
            )
            .icon(Icon::Sparkles),
            Self::Open(_) => Words::new("Open", "Open and check this dataset").icon(Icon::Folder),
            Self::Close => Words::new(
                "Change dataset…",
                "Choose another dataset; nothing is deleted",
            ),
            Self::StopOpening => Words::new("Stop", "Stop the check"),
            Self::SetRows(RowPolicy::Repair) => {
                Words::new("Repair rows", "Put names that hold a comma together again")
            }
            Self::SetRows(RowPolicy::Skip) => Words::new(
                "Skip rows",
                "Leave malformed rows out, as the notebook does",
            ),
            Self::Select(_) => Words::NONE,
        }
    }

    pub(super) fn obstacle(&self, situation: Situation) -> Option<&'static str> {
        match self {
            Self::Close => situation.without_dataset().or(situation.busy_embedding()),
            Self::OpenSample | Self::Open(_) | Self::SetRows(_) => situation.busy_embedding(),
            Self::StopOpening | Self::Select(_) => None,
        }
    }
}
