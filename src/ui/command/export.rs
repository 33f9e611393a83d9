//! Commands about the files of a run.

use super::{Situation, Words};
use crate::ui::widgets::Icon;

/// What can be done with the files of the open run.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::ui) enum ExportCommand {
    /// Show the files in the file manager.
    OpenFolder,
    /// Copy the folder's path.
    CopyPath,
    /// Read all files back and check them.
    Verify,
}

impl ExportCommand {
    pub(super) fn all() -> impl Iterator<Item = Self> {
        [Self::OpenFolder, Self::CopyPath, Self::Verify].into_iter()
    }

    pub(super) fn words(&self) -> Words {
        match self {
            Self::OpenFolder => {
                Words::new("Open folder", "Show the files in the file manager").icon(Icon::Folder)
            }
            Self::CopyPath => {
                Words::new("Copy path", "Copy the path of the files' folder").icon(Icon::Copy)
            }
            Self::Verify => {
                Words::new("Verify again", "Read all files back and check them").icon(Icon::Quality)
            }
        }
    }

    pub(super) fn obstacle(&self, situation: Situation) -> Option<&'static str> {
        match self {
            Self::OpenFolder | Self::CopyPath | Self::Verify => situation.without_run(),
        }
    }
}
