//! Commands about the dataset.

use super::{Situation, Words};
use crate::dataset::{Filter, RowPolicy};
use crate::ui::finder::Sort;
use crate::ui::state::{LedgerView, Selection};
use crate::ui::widgets::Icon;

/// What can be done with datasets and their products.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::ui) enum DatasetCommand {
    /// Open the drawn sample.
    OpenSample,
    /// Open what was typed, dropped or chosen.
    Open(String),
    /// Say how to get the dataset from Kaggle.
    Kaggle,
    /// Take a dataset off the list of those opened before.
    Forget(String),
    /// Go back to the choice of datasets.
    Close,
    /// Stop the check of a dataset that is being opened.
    StopOpening,
    /// Repair malformed rows, or skip them.
    SetRows(RowPolicy),
    /// Select products, by their index in the dataset.
    Select(Selection),
    /// Show a product among the others and select it.
    Reveal(usize),
    /// Show only these products.
    SetFilter(Filter),
    /// Show all products again.
    ClearFilter,
    SortBy(Sort),
    /// Show a product's picture, large.
    OpenPicture(usize),
    /// Copy the ids of the selected products.
    CopyIds,
    /// Show only the selected products.
    OnlySelected,
    /// Show the rows that are not plainly intact, or the products again.
    Ledger(Option<LedgerView>),
}

impl DatasetCommand {
    pub(super) fn all() -> impl Iterator<Item = Self> {
        let ledger = Self::Ledger(Some(LedgerView::default()));
        [
            Self::OpenSample,
            Self::Kaggle,
            Self::Close,
            Self::ClearFilter,
            ledger,
            Self::Ledger(None),
            Self::CopyIds,
            Self::OnlySelected,
        ]
        .into_iter()
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
            Self::Kaggle => Words::new(
                "Download from Kaggle…",
                "How to get the fashion dataset of the course",
            )
            .icon(Icon::Download),
            Self::Forget(_) => Words::new("Forget", "Take it off this list; the files stay"),
            Self::StopOpening => Words::new("Stop", "Stop the check"),
            Self::SetRows(RowPolicy::Repair) => {
                Words::new("Repair rows", "Put names that hold a comma together again")
            }
            Self::SetRows(RowPolicy::Skip) => Words::new(
                "Skip rows",
                "Leave malformed rows out, as the notebook does",
            ),
            Self::ClearFilter => {
                Words::new("Clear filters", "Show all products again").icon(Icon::Close)
            }
            Self::OpenPicture(_) => {
                Words::new("Open picture", "Show the picture large").icon(Icon::Image)
            }
            Self::CopyIds => Words::new(
                "Copy ids",
                "Copy the ids of the selected products, one a line",
            )
            .icon(Icon::Copy),
            Self::OnlySelected => {
                Words::new("Show only selected", "Hide all other products").icon(Icon::Filter)
            }
            Self::Reveal(_) => {
                Words::new("Show product", "Show it among the others").icon(Icon::Dataset)
            }
            Self::Ledger(Some(_)) => Words::new(
                "Rows in question",
                "The rows and files that are not plainly intact",
            )
            .icon(Icon::List),
            Self::Ledger(None) => {
                Words::new("Back to the products", "Show the products again").icon(Icon::Back)
            }
            Self::Select(_) | Self::SetFilter(_) | Self::SortBy(_) => Words::NONE,
        }
    }

    pub(super) fn obstacle(&self, situation: Situation) -> Option<&'static str> {
        match self {
            Self::Close => situation.without_dataset().or(situation.busy_embedding()),
            Self::OpenSample | Self::Open(_) | Self::SetRows(_) => situation.busy_embedding(),
            Self::ClearFilter | Self::Ledger(_) => situation.without_dataset(),
            Self::CopyIds | Self::OnlySelected => situation
                .without_dataset()
                .or((!situation.selection).then_some("Select products first")),
            Self::StopOpening
            | Self::Kaggle
            | Self::Forget(_)
            | Self::Select(_)
            | Self::Reveal(_)
            | Self::SetFilter(_)
            | Self::SortBy(_)
            | Self::OpenPicture(_) => None,
        }
    }
}
