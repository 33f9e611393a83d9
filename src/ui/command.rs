//! Every action of a user, with its words.

use std::path::PathBuf;

use crate::dataset::RowPolicy;
use crate::inference::EngineChoice;
use crate::settings::Theme;

/// The pages of the window.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Page {
    #[default]
    Dataset,
    Embed,
    Explore,
    Export,
    Settings,
}

impl Page {
    /// The steps of the way through the app, in order.
    pub const STEPS: [Self; 4] = [Self::Dataset, Self::Embed, Self::Explore, Self::Export];

    pub fn label(self) -> &'static str {
        match self {
            Self::Dataset => "Dataset",
            Self::Embed => "Embed",
            Self::Explore => "Explore",
            Self::Export => "Export",
            Self::Settings => "Settings",
        }
    }
}

/// What a path is wanted for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    DatasetFolder,
    DatasetZip,
    Model,
    Output,
    QueryImage,
    Runtime,
}

/// An action. Drawing code sends it; the app carries it out.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Command {
    Go(Page),
    OpenSample,
    /// A dataset as it was typed or chosen.
    OpenDataset(String),
    CloseDataset,
    SetRows(RowPolicy),
    Select(Option<usize>),
    Choose(Wanted),
    Chosen(Wanted, PathBuf),
    Dropped(PathBuf),
    SetModel(String),
    SetEngine(EngineChoice),
    Start {
        retry_skipped: bool,
        fresh: bool,
    },
    Pause,
    Resume,
    Cancel,
    Verify,
    OpenFolder(PathBuf),
    Copy(String),
    SearchProduct(usize),
    SearchText(String),
    Back,
    Forward,
    SetTheme(Theme),
    DismissMessage,
}

impl Command {
    /// The name on a button, where the command has one of its own.
    pub fn label(&self) -> &'static str {
        match self {
            Self::Go(page) => page.label(),
            Self::OpenSample => "Try the sample",
            Self::OpenDataset(_) => "Open",
            Self::CloseDataset => "Change…",
            Self::Choose(Wanted::DatasetFolder) => "Choose a folder…",
            Self::Choose(Wanted::DatasetZip) => "Choose a zip…",
            Self::Choose(Wanted::QueryImage) => "Search with a picture…",
            Self::Choose(_) => "Choose…",
            Self::Start {
                retry_skipped: true,
                ..
            } => "Retry skipped",
            Self::Start { fresh: true, .. } => "Replace the earlier run",
            Self::Start { .. } => "Start embedding",
            Self::Pause => "Pause",
            Self::Resume => "Resume",
            Self::Cancel => "Cancel, keep what is done",
            Self::Verify => "Verify again",
            Self::OpenFolder(_) => "Open folder",
            Self::Copy(_) => "Copy path",
            Self::Back => "Back",
            Self::Forward => "Forward",
            Self::DismissMessage => "Dismiss",
            _ => "",
        }
    }

    /// What it does, as a tooltip.
    pub fn tooltip(&self) -> &'static str {
        match self {
            Self::OpenSample => "300 drawn products and the starter model; nothing to download",
            Self::CloseDataset => "Choose another dataset; nothing is deleted",
            Self::Start {
                retry_skipped: true,
                ..
            } => "Embed only the pictures that were skipped, after you replaced them",
            Self::Start { fresh: true, .. } => {
                "Write over what the output folder holds of an earlier run"
            }
            Self::Start { .. } => "Begin, or go on where an earlier start was stopped",
            Self::Pause => "Wait after the batch in flight",
            Self::Resume => "Go on",
            Self::Cancel => "Stop now; the next start goes on from here",
            Self::Verify => "Read all files back and check them",
            Self::OpenFolder(_) => "Show the files in the file manager",
            Self::Copy(_) => "Copy the folder's path",
            Self::Back => "The query before (Alt+Left)",
            Self::Forward => "The query after (Alt+Right)",
            _ => "",
        }
    }
}
