//! Why the bytes of one image could not be had.

use std::fmt;
use std::io::ErrorKind;

/// A file that cannot be read; the others go on. Its text is a reason in plain words, fit for `skipped.csv`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReadProblem {
    /// The file is not there (any more).
    Missing,
    /// The system refuses to open it.
    NoPermission,
    /// Its bytes inside the zip do not unpack to what the zip says they are.
    DamagedInZip,
    /// It is larger than any product photo.
    TooLarge,
    /// Anything else, in the words of the system.
    Other(String),
}

impl fmt::Display for ReadProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Missing => "file is missing",
            Self::NoPermission => "no permission to read it",
            Self::DamagedInZip => "damaged inside the zip",
            Self::TooLarge => "file is too large",
            Self::Other(reason) => reason,
        })
    }
}

impl std::error::Error for ReadProblem {}

impl From<std::io::Error> for ReadProblem {
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            ErrorKind::NotFound => Self::Missing,
            ErrorKind::PermissionDenied => Self::NoPermission,
            ErrorKind::IsADirectory => Self::Other("a folder, not a file".to_owned()),
            _ => Self::Other(format!("cannot be read: {error}")),
        }
    }
}
