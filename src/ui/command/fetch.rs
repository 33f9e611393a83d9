//! Commands about what is brought in from outside.

use std::path::PathBuf;

use super::{Question, Situation, Words};
use crate::inference::package::{Installed, Release};
use crate::ui::state::FetchKey;
use crate::ui::widgets::Icon;

/// What can be done about datasets and models that are not here yet.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::ui) enum FetchCommand {
    /// Show the dialog for Kaggle.
    OpenKaggle,
    /// Take the key for Kaggle from a file.
    KaggleKey(PathBuf),
    /// Forget the key that was found, to give another.
    AnotherKey,
    /// Ask Kaggle whether it agrees.
    TestKaggle,
    /// Download the dataset, or the rest of it.
    DownloadDataset,
    /// Download a model, or the rest of it.
    InstallModel(String),
    /// Take a model from a folder or zip file into the app's own folder.
    ImportModel(PathBuf),
    /// Read a model's files anew and compare them and its vectors with what they must be.
    VerifyModel(String),
    /// Delete a model from the disk.
    RemoveModel(String),
    /// Download a release of ONNX Runtime.
    InstallRuntime(Box<Release>),
    /// Take ONNX Runtime from a file.
    ImportRuntime(PathBuf),
    /// Read an installed runtime's files and compare them with what they must be.
    VerifyRuntime(Box<Installed>),
    /// Use an installed runtime from now on.
    UseRuntime(Box<Installed>),
    /// Delete an installed runtime.
    RemoveRuntime(Box<Installed>),
    /// Make one file with everything for computers without a network.
    SaveBundle(PathBuf),
    /// Install what such a file holds.
    OpenBundle(PathBuf),
    Pause(FetchKey),
    Resume(FetchKey),
    Cancel(FetchKey),
    /// Forget that it failed or was interrupted; what has arrived stays.
    Dismiss(FetchKey),
}

impl FetchCommand {
    pub(super) fn all() -> impl Iterator<Item = Self> {
        [Self::OpenKaggle].into_iter()
    }

    pub(super) fn words(&self) -> Words {
        match self {
            Self::OpenKaggle => Words::new(
                "Download from Kaggle…",
                "The fashion dataset, about 565 MB, straight into a folder",
            )
            .icon(Icon::Download),
            Self::KaggleKey(_) => Words::new("Use this key", "Take the key from this file"),
            Self::AnotherKey => Words::new("Use another key", "Give another key for Kaggle"),
            Self::TestKaggle => Words::new(
                "Test the key",
                "Ask Kaggle whether the key is right and the dataset may be downloaded",
            ),
            Self::DownloadDataset => Words::new(
                "Download",
                "Download, unpack and check the dataset; an interrupted download goes on",
            )
            .icon(Icon::Download),
            Self::InstallModel(_) => Words::new(
                "Download",
                "Download the model, verify it and compare it with published values",
            )
            .icon(Icon::Download),
            Self::ImportModel(_) => Words::new("Import model", "Copy the model into the app"),
            Self::VerifyModel(_) => Words::new(
                "Verify",
                "Read all its files anew and compare it with published values",
            )
            .icon(Icon::Quality),
            Self::RemoveModel(_) => {
                Words::new("Remove…", "Delete the model's files from this computer")
            }
            Self::InstallRuntime(_) => Words::new(
                "Download",
                "Download from Microsoft's releases, verify it and try it",
            )
            .icon(Icon::Download),
            Self::ImportRuntime(_) => Words::new("Import", "Take ONNX Runtime from this file"),
            Self::VerifyRuntime(_) => Words::new(
                "Verify",
                "Read its files anew and compare them with what they were",
            )
            .icon(Icon::Quality),
            Self::UseRuntime(_) => Words::new("Use", "Use this one from now on"),
            Self::RemoveRuntime(_) => Words::new("Remove…", "Delete its files from this computer"),
            Self::SaveBundle(_) => Words::new(
                "Save bundle",
                "Write one file for computers without a network",
            ),
            Self::OpenBundle(_) => Words::new("Open bundle", "Install what this file holds"),
            Self::Pause(_) => {
                Words::new("Pause", "Wait; the rest is downloaded later").icon(Icon::Pause)
            }
            Self::Resume(_) => Words::new("Resume", "Go on").icon(Icon::Play),
            Self::Cancel(_) => {
                Words::new("Stop", "Stop; the next start goes on from here").icon(Icon::Stop)
            }
            Self::Dismiss(_) => Words::new(
                "Put away",
                "Put this message away; what has arrived is kept for the next attempt",
            )
            .icon(Icon::Close),
        }
    }

    pub(super) fn obstacle(&self, situation: Situation) -> Option<&'static str> {
        match self {
            Self::RemoveModel(_) | Self::DownloadDataset => situation.busy_embedding(),
            _ => None,
        }
    }

    pub(super) fn question(&self) -> Option<Question> {
        match self {
            Self::RemoveModel(_) => Some(Question {
                title: "Remove this model?",
                text: "Its files are deleted from this computer. Vectors that were made with it stay; searching them by text needs the model again.",
                yes: "Remove the model",
                no: "Keep it",
            }),
            Self::RemoveRuntime(_) => Some(Question {
                title: "Remove this ONNX Runtime?",
                text: "Its files are deleted from this computer. Without one the built-in engine runs everything, more slowly.",
                yes: "Remove ONNX Runtime",
                no: "Keep it",
            }),
            _ => None,
        }
    }
}
