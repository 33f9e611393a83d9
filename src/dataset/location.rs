//! Where a dataset lies, as a user names it.

use std::fmt;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use crate::{Error, Result};

/// The place of a dataset: a folder, a zip file, or the sample that the program draws itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DatasetLocation {
    /// A folder with `styles.csv` and `images/`, or with images alone.
    Folder(PathBuf),
    /// A zip file with the same inside.
    Zip(PathBuf),
    /// The drawn sample, always at hand.
    Sample,
}

impl DatasetLocation {
    /// Reads what was typed, dropped or given as an argument: `sample`, a folder, a zip file or a csv file (which
    /// means the folder it lies in).
    pub fn parse(text: &str) -> Result<Self> {
        if text.trim() == "sample" {
            return Ok(Self::Sample);
        }
        if text.trim().is_empty() {
            return Err(Error::new("No dataset was named").remedy(REMEDY));
        }
        let typed = Path::new(text);
        let path = if typed.exists() {
            typed
        } else {
            Path::new(text.trim())
        };
        Self::from_path(path)
    }

    /// The same for a path that need not be valid Unicode.
    pub fn from_path(path: &Path) -> Result<Self> {
        let metadata = std::fs::metadata(path).map_err(|cause| unreachable(path, cause))?;
        if metadata.is_dir() {
            return Ok(Self::Folder(path.to_path_buf()));
        }
        if has_extension(path, "csv") || has_extension(path, "tsv") {
            return Ok(Self::Folder(folder_of(path)));
        }
        if has_extension(path, "zip") || starts_like_a_zip(path) {
            return Ok(Self::Zip(path.to_path_buf()));
        }
        Err(Error::new("This file is not a dataset")
            .meaning("A dataset is a folder or a zip file with styles.csv and images, or with images alone")
            .remedy(REMEDY)
            .at(path))
    }

    /// A short name for titles and the status bar: the last part of the path.
    pub fn label(&self) -> String {
        match self {
            Self::Folder(path) | Self::Zip(path) => path.file_name().map_or_else(
                || path.display().to_string(),
                |name| name.to_string_lossy().into_owned(),
            ),
            Self::Sample => "Sample".to_owned(),
        }
    }
}

const REMEDY: &str =
    "Choose the folder or the zip file that holds the dataset, or \"sample\" for the drawn one";

/// What [`DatasetLocation::parse`] reads again.
impl fmt::Display for DatasetLocation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Folder(path) | Self::Zip(path) => path.display().fmt(f),
            Self::Sample => f.write_str("sample"),
        }
    }
}

fn unreachable(path: &Path, cause: std::io::Error) -> Error {
    let what = match cause.kind() {
        std::io::ErrorKind::NotFound => "The dataset was not found",
        std::io::ErrorKind::PermissionDenied => "There is no permission to look at the dataset",
        _ => "The dataset cannot be reached",
    };
    Error::new(what).remedy(REMEDY).at(path).caused_by(cause)
}

fn has_extension(path: &Path, wanted: &str) -> bool {
    path.extension()
        .is_some_and(|extension| extension.eq_ignore_ascii_case(wanted))
}

/// The folder of a file; `styles.csv` alone lies in the current one.
fn folder_of(path: &Path) -> PathBuf {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_path_buf(),
        _ => PathBuf::from("."),
    }
}

/// Downloads lose their extension at times.
fn starts_like_a_zip(path: &Path) -> bool {
    let mut magic = [0; 4];
    File::open(path)
        .and_then(|mut file| file.read_exact(&mut magic))
        .is_ok_and(|()| magic == *b"PK\x03\x04")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_the_place_it_was_given() {
        let folder = tempfile::tempdir().unwrap();
        let text = folder.path().display().to_string();
        let location = DatasetLocation::parse(&text).unwrap();
        assert_eq!(
            location,
            DatasetLocation::Folder(folder.path().to_path_buf())
        );
        assert_eq!(location.to_string(), text);
        assert_eq!(
            location.label(),
            folder.path().file_name().unwrap().to_str().unwrap()
        );
        assert_eq!(
            DatasetLocation::parse("sample").unwrap(),
            DatasetLocation::Sample
        );
        assert_eq!(DatasetLocation::Sample.to_string(), "sample");
    }

    #[test]
    fn a_csv_means_its_folder_and_a_zip_is_known_by_its_bytes() {
        let folder = tempfile::tempdir().unwrap();
        let csv = folder.path().join("styles.csv");
        std::fs::write(&csv, "id\n").unwrap();
        let location = DatasetLocation::from_path(&csv).unwrap();
        assert_eq!(
            location,
            DatasetLocation::Folder(folder.path().to_path_buf())
        );
        let download = folder.path().join("download");
        std::fs::write(&download, "PK\x03\x04...").unwrap();
        let location = DatasetLocation::from_path(&download).unwrap();
        assert_eq!(location, DatasetLocation::Zip(download));
    }

    #[test]
    fn says_what_is_wrong_with_a_name() {
        let missing = DatasetLocation::parse("no/such/place").unwrap_err();
        assert_eq!(missing.what(), "The dataset was not found");
        assert!(missing.remedy_text().is_some());
        let folder = tempfile::tempdir().unwrap();
        let text = folder.path().join("notes.txt");
        std::fs::write(&text, "hello").unwrap();
        let other = DatasetLocation::from_path(&text).unwrap_err();
        assert_eq!(other.what(), "This file is not a dataset");
        assert!(DatasetLocation::parse("  ").is_err());
    }
}
