//! From Kaggle to a dataset folder that was checked.
//!
//! Every step can be stopped or killed and leaves something from which the same call goes on: the downloader its
//! `.part` file, the finished download the archive under its name, the unpacking its marker. The archive lies beside the
//! folder, on the same disk, and is deleted only when the dataset in the folder was opened and checked.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

use super::Kaggle;
use crate::archive::{LOCK, UnpackProgress, unfinished};
use crate::dataset::{
    CheckProgress, Dataset, DatasetLocation, RowPolicy, UnpackedDataset, unpack_dataset,
};
use crate::job::{Claim, Control};
use crate::net::{TransferProgress, bytes_here};
use crate::{Error, Result};

/// What an import is doing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ImportStage {
    /// The archive is being downloaded.
    #[default]
    Downloading,
    /// The archive is being unpacked.
    Unpacking,
    /// The dataset is being checked.
    Checking,
}

/// Counters of an import, to be sampled by the front end: those of the present stage are on the move.
#[derive(Debug, Default)]
pub struct ImportProgress {
    stage: AtomicU8,
    /// Counters of the download.
    pub transfer: TransferProgress,
    /// Counters of the unpacking.
    pub unpack: Arc<UnpackProgress>,
    /// Counters of the check.
    pub check: CheckProgress,
}

/// Where a dataset is to go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportRequest {
    /// The dataset folder; made if need be.
    pub folder: PathBuf,
    /// Whether the archive stays beside the folder when everything is done.
    pub keep_archive: bool,
    /// What is done with malformed rows when the dataset is opened.
    pub rows: RowPolicy,
}

/// A dataset that has arrived.
pub struct Imported {
    /// The dataset, opened and checked.
    pub dataset: Dataset,
    /// Bytes that came over the network this time.
    pub received: u64,
    /// What was unpacked; `None` if the folder held the dataset already.
    pub unpacked: Option<UnpackedDataset>,
}

impl ImportProgress {
    /// What the import is doing.
    pub fn stage(&self) -> ImportStage {
        match self.stage.load(Ordering::Relaxed) {
            0 => ImportStage::Downloading,
            1 => ImportStage::Unpacking,
            _ => ImportStage::Checking,
        }
    }

    fn set_stage(&self, stage: ImportStage) {
        self.stage.store(stage as u8, Ordering::Relaxed);
    }
}

impl Kaggle {
    /// Downloads the dataset, unpacks it into a folder and checks it; goes on where an earlier call was stopped or
    /// killed. A folder that holds a dataset already is only checked.
    pub fn import(
        &self,
        request: &ImportRequest,
        control: &Control,
        progress: &ImportProgress,
    ) -> Result<Imported> {
        let folder = &request.folder;
        let archive = beside(folder, ".zip")?;
        let _claim = Claim::take(&beside(folder, ".lock")?, "The dataset is being downloaded")?;
        if !archive.exists() && is_occupied(folder) {
            let dataset = check(request, control, progress);
            return dataset
                .map(Imported::found)
                .map_err(|error| other(folder, error));
        }
        let received = self.archive_for(&archive, control, progress)?;
        progress.set_stage(ImportStage::Unpacking);
        let unpacked = unpack_dataset(&archive, folder, control, &progress.unpack)?;
        let dataset = check(request, control, progress)?;
        if !request.keep_archive {
            delete(&archive);
        }
        Ok(Imported {
            dataset,
            received,
            unpacked: Some(unpacked),
        })
    }

    /// Makes sure that the archive is there; says how much of it came over the network. It gets its name only when it
    /// is verified, so one that has its name is complete.
    fn archive_for(
        &self,
        archive: &Path,
        control: &Control,
        progress: &ImportProgress,
    ) -> Result<u64> {
        progress.set_stage(ImportStage::Downloading);
        if archive.exists() {
            return Ok(0);
        }
        let fetched = self.download(archive, control, &progress.transfer)?;
        Ok(fetched.received)
    }
}

impl Imported {
    fn found(dataset: Dataset) -> Self {
        Self {
            dataset,
            received: 0,
            unpacked: None,
        }
    }
}

fn check(request: &ImportRequest, control: &Control, progress: &ImportProgress) -> Result<Dataset> {
    progress.set_stage(ImportStage::Checking);
    let location = DatasetLocation::Folder(request.folder.clone());
    Dataset::open(&location, request.rows, control, &progress.check)
}

/// Whether a download into this folder was begun and not finished: the archive or a part of it is there, or the
/// unpacking was interrupted.
pub fn is_begun(folder: &Path) -> bool {
    let archive = beside(folder, ".zip");
    let has_archive = archive.is_ok_and(|archive| archive.exists() || bytes_here(&archive) > 0);
    has_archive || unfinished(folder).is_some()
}

/// A file beside the folder: `fashion` is unpacked from `fashion.zip`.
fn beside(folder: &Path, suffix: &str) -> Result<PathBuf> {
    let absolute = std::path::absolute(folder).unwrap_or_else(|_| folder.to_path_buf());
    let Some(name) = absolute.file_name() else {
        return Err(Error::new("The dataset needs a folder of its own")
            .remedy("Choose a folder with a name")
            .at(folder));
    };
    let mut name = name.to_os_string();
    name.push(suffix);
    Ok(absolute.with_file_name(name))
}

/// Whether there is something in the folder that is not an unpacking of ours to be continued.
fn is_occupied(folder: &Path) -> bool {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let has_entries = entries
        .map(|entry| entry.file_name())
        .any(|name| name != LOCK);
    has_entries && unfinished(folder).is_none()
}

fn other(folder: &Path, error: Error) -> Error {
    if error.is_interrupted() {
        return error;
    }
    Error::new("The folder holds something else already")
        .meaning("Nothing was downloaded and nothing in it was changed")
        .remedy("Choose an empty or new folder")
        .at(folder)
        .caused_by(error)
}

/// The dataset is complete without it; an archive that stays is no failure.
fn delete(archive: &Path) {
    if let Err(cause) = fs::remove_file(archive) {
        log::warn!("{} could not be deleted: {cause}", archive.display());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_archive_lies_beside_the_folder() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("fashion");
        let archive = folder.path().join("fashion.zip");
        assert_eq!(beside(&place, ".zip").unwrap(), archive);
        assert_eq!(beside(&place.join(""), ".zip").unwrap(), archive);
        assert!(beside(Path::new("/"), ".zip").is_err());
    }

    #[test]
    fn only_foreign_contents_occupy_a_folder() {
        let folder = tempfile::tempdir().unwrap();
        assert!(!is_occupied(folder.path()));
        assert!(!is_occupied(&folder.path().join("new")));
        fs::write(folder.path().join("styles.csv"), "id\n").unwrap();
        assert!(is_occupied(folder.path()));
    }
}
