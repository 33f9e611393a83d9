//! Commands about the files of a run.

use super::{Situation, Words};
use crate::artifact::Format;
use crate::ui::widgets::Icon;

/// What can be done with the files of the open run.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::ui) enum ExportCommand {
    /// Show the files in the file manager.
    OpenFolder,
    /// Copy the folder's path.
    CopyPath,
    /// Read all files back, embed some pictures again and check both.
    Verify,
    /// Stop the check.
    StopVerifying,
    /// Write one form of the run.
    Write(Format),
    /// Stop writing.
    StopWriting,
    /// Write into this folder; an empty one is the run's own.
    SetFolder(String),
    /// Copy Python for the next notebook.
    CopyCell,
}

impl ExportCommand {
    pub(super) fn all() -> impl Iterator<Item = Self> {
        let writes = Format::ALL.map(Self::Write);
        [
            Self::OpenFolder,
            Self::CopyPath,
            Self::Verify,
            Self::CopyCell,
        ]
        .into_iter()
        .chain(writes)
    }

    pub(super) fn words(&self) -> Words {
        match self {
            Self::OpenFolder => {
                Words::new("Open folder", "Show the files in the file manager").icon(Icon::Folder)
            }
            Self::CopyPath => {
                Words::new("Copy path", "Copy the path of the files' folder").icon(Icon::Copy)
            }
            Self::Verify => Words::new(
                "Verify again",
                "Read all files back, embed a sample of the pictures again and compare",
            )
            .icon(Icon::Quality),
            Self::StopVerifying => {
                Words::new("Stop checking", "Stop; the files stay as they are").icon(Icon::Stop)
            }
            Self::Write(Format::Numpy) => Words::new(
                "Copy the NumPy and CSV files",
                "Copy the files of the run into the export folder",
            ),
            Self::Write(Format::Faiss) => Words::new(
                "Write a FAISS index",
                "An index that faiss.read_index loads",
            ),
            Self::Write(Format::Projector) => Words::new(
                "Write projector files",
                "Vectors, labels and pictures for TensorBoard's projector",
            ),
            Self::Write(Format::Parquet) => Words::new(
                "Write a Parquet table",
                "Vectors and attributes of all products in one file",
            ),
            Self::StopWriting => Words::new(
                "Stop writing",
                "Stop; an earlier export stays as it was, and nothing half written is left",
            )
            .icon(Icon::Stop),
            Self::CopyCell => Words::new(
                "Copy cell for notebook 03",
                "Python that loads these files, builds a FAISS index and searches by text",
            )
            .icon(Icon::Copy),
            Self::SetFolder(_) => Words::NONE,
        }
    }

    pub(super) fn obstacle(&self, situation: Situation) -> Option<&'static str> {
        match self {
            Self::StopVerifying | Self::StopWriting | Self::SetFolder(_) => None,
            _ => situation.without_run(),
        }
    }
}
