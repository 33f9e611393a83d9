//! The folder that an unpacking works in, and by which an unfinished one is known again.

use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::artifact::{cannot_write, write_atomically};
use crate::job::Claim;
use crate::{Error, Result};

/// Hidden, so that no dataset takes it for its own.
const FOLDER: &str = ".unpacking";
const FILE: &str = "unpacking.json";
/// Locked as long as somebody unpacks into the folder; a killed program leaves it behind.
pub(crate) const LOCK: &str = ".unpacking.lock";

/// An unpacking that was begun and not finished.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unfinished {
    /// The archive that is being unpacked.
    pub archive: PathBuf,
    /// What is being written: SHA-256 over names, sizes and checksums.
    pub(super) fingerprint: String,
}

/// The unpacking that was begun in this folder and not finished; the folder is not whole then.
pub fn unfinished(folder: &Path) -> Option<Unfinished> {
    let text = fs::read_to_string(folder.join(FOLDER).join(FILE)).ok()?;
    serde_json::from_str(&text).ok()
}

/// The working folder of an unpacking, and the sole right to unpack there.
pub(super) struct Workplace {
    folder: PathBuf,
    _claim: Claimed,
    /// Whether the same unpacking was begun before.
    pub(super) continued: bool,
}

impl Workplace {
    /// Takes up the working folder in `target`, unless another program unpacks there now, or something else was begun
    /// there.
    pub(super) fn look(target: &Path, unpacking: &Unfinished) -> Result<Self> {
        let claim = Claimed::take(target)?;
        let continued = match unfinished(target) {
            Some(other) if other.fingerprint != unpacking.fingerprint => {
                return Err(another(target, &other));
            }
            before => before.is_some(),
        };
        Ok(Self {
            folder: target.join(FOLDER),
            _claim: claim,
            continued,
        })
    }

    /// Leaves the marker, before the first file is written.
    pub(super) fn mark(&self, unpacking: &Unfinished) -> Result<()> {
        fs::create_dir_all(&self.folder).map_err(|cause| cannot_write(&self.folder, cause))?;
        write_atomically(&self.folder.join(FILE), |file| {
            serde_json::to_writer_pretty(file, unpacking).map_err(std::io::Error::from)
        })
    }

    /// Where a worker writes the file that it is at.
    pub(super) fn partial(&self, worker: usize) -> PathBuf {
        self.folder.join(format!("{worker}.part"))
    }

    /// Everything is in its place.
    pub(super) fn finish(self) -> Result<()> {
        fs::remove_dir_all(&self.folder).map_err(|cause| cannot_write(&self.folder, cause))
    }
}

/// A claimed target. Where nothing was written, a folder that only the lock needed goes with it.
struct Claimed {
    target: PathBuf,
    made: bool,
    lock: Option<Claim>,
}

impl Claimed {
    fn take(target: &Path) -> Result<Self> {
        let made = !target.exists();
        let lock = Claim::take(
            &target.join(LOCK),
            "Something is being unpacked into this folder",
        )?;
        Ok(Self {
            made,
            target: target.to_path_buf(),
            lock: Some(lock),
        })
    }
}

impl Drop for Claimed {
    fn drop(&mut self) {
        drop(self.lock.take());
        if self.made {
            // Succeeds for an empty folder only.
            let _ = fs::remove_dir(&self.target);
        }
    }
}

fn another(target: &Path, other: &Unfinished) -> Error {
    Error::new("Something else was being unpacked into this folder")
        .meaning(format!(
            "It is not complete: {}; nothing was written",
            other.archive.display()
        ))
        .remedy("Finish that first, or choose another folder")
        .at(target)
}
