//! A line of the list of models.

use std::path::PathBuf;

use serde::Serialize;

use super::CheckRecord;

/// A model, and what is there of it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ModelEntry {
    /// Name on the command line and in `run.json`.
    pub id: String,
    /// Name shown to the user.
    pub label: String,
    /// What it is good for, in a line; empty for an imported model, of which nothing is known.
    pub help: String,
    /// Its licence, where it is known.
    pub licence: Option<String>,
    /// What is there of it.
    #[serde(flatten)]
    pub state: ModelState,
    /// What its last comparison with published values said, for the files that are there now.
    pub check: Option<CheckRecord>,
}

/// What is there of a model.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum ModelState {
    /// Carried inside the program.
    BuiltIn {
        /// Size in bytes.
        bytes: u64,
    },
    /// Ready to be used.
    Installed {
        /// Whose folder it is in.
        place: Place,
        /// The folder.
        folder: PathBuf,
        /// Size on the disk in bytes.
        bytes: u64,
        /// Whether every file was compared with the SHA-256 that it must have. If not, that is done when the model is
        /// first opened.
        verified: bool,
    },
    /// Can be downloaded.
    Available {
        /// What is to be downloaded, in bytes.
        bytes: u64,
    },
    /// An interrupted download, which can be continued.
    Partial {
        /// Bytes that are there.
        done: u64,
        /// Bytes in all.
        bytes: u64,
    },
    /// There, but not what it must be.
    Damaged {
        /// What is wrong, as a clause.
        reason: String,
        /// The folder.
        folder: PathBuf,
    },
}

/// Whose folder a model is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// The app's own.
    Imported,
    /// The cache that Hugging Face's programs share.
    HubCache,
}

impl ModelState {
    /// Whether the model can be opened.
    pub fn is_usable(&self) -> bool {
        matches!(self, Self::BuiltIn { .. } | Self::Installed { .. })
    }

    /// The state in a few words: "installed", "to download".
    pub fn label(&self) -> String {
        match self {
            Self::BuiltIn { .. } => "built in".to_owned(),
            Self::Installed { verified: true, .. } => "installed, verified".to_owned(),
            Self::Installed { .. } => "installed".to_owned(),
            Self::Available { .. } => "to download".to_owned(),
            Self::Partial { done, bytes } => {
                format!("{} % downloaded", done * 100 / bytes.max(&1))
            }
            Self::Damaged { .. } => "damaged".to_owned(),
        }
    }

    /// The size that belongs to the state: on the disk, or of the whole download; `None` for a damaged model.
    pub fn bytes(&self) -> Option<u64> {
        match self {
            Self::BuiltIn { bytes }
            | Self::Installed { bytes, .. }
            | Self::Available { bytes }
            | Self::Partial { bytes, .. } => Some(*bytes),
            Self::Damaged { .. } => None,
        }
    }
}

impl ModelEntry {
    /// The label and what the model is good for, or what is wrong with it, as a line.
    pub fn description(&self) -> String {
        let about = match &self.state {
            ModelState::Damaged { reason, .. } => reason,
            _ => &self.help,
        };
        if about.is_empty() {
            return self.label.clone();
        }
        format!("{}: {about}", self.label)
    }
}
