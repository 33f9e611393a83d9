//! What is known and written of the files of the open run.

use std::path::PathBuf;
use std::sync::Arc;

use crate::Result;
use crate::artifact::{Certificate, ExportProgress, Exported, Format, Verification};
use crate::job::Task;

/// Files beside a run, and the certificate.
#[derive(Default)]
pub(in crate::ui) struct RunExport {
    /// Reading the files back, as the first look at them does.
    pub reading_back: Option<Task<Verification>>,
    /// What that has found: all checks of a certificate but embedding again.
    pub read_back: Option<Result<Verification>>,
    /// Size of `run.json`, which cannot name its own.
    pub record_bytes: Option<u64>,
    /// The certificate in the making.
    pub certifying: Option<Task<Certificate>>,
    pub certificate: Option<Result<Certificate>>,
    /// The form that is being written.
    pub writing: Option<Writing>,
    /// Looking for what was written before.
    pub looking: Option<Task<Vec<Written>>>,
    /// The forms that are there.
    pub written: Vec<Written>,
    /// The cell for the next notebook in the making.
    pub cell: Option<Task<String>>,
}

/// An export that goes on.
pub(in crate::ui) struct Writing {
    pub format: Format,
    pub task: Task<Exported>,
    pub progress: Arc<ExportProgress>,
}

/// A form that is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::ui) struct Written {
    pub format: Format,
    pub folder: PathBuf,
    pub bytes: u64,
    /// What the user should know of it.
    pub notes: Vec<String>,
}

impl RunExport {
    /// The form, if it is there.
    pub fn of(&self, format: Format) -> Option<&Written> {
        self.written.iter().find(|written| written.format == format)
    }

    /// Whether the files were looked at, or are being.
    pub fn is_looked_at(&self) -> bool {
        self.reading_back.is_some()
            || self.read_back.is_some()
            || self.certifying.is_some()
            || self.certificate.is_some()
    }

    /// Whether every check was done and passed.
    pub fn is_certified(&self) -> bool {
        self.certifying.is_none()
            && matches!(&self.certificate, Some(Ok(certificate)) if certificate.ok && certificate.complete)
    }
}

/// The export page: what is typed there.
#[derive(Default)]
pub(in crate::ui) struct ExportView {
    /// The folder to write into; the run's own while it is empty.
    pub folder: String,
}
