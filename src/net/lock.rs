//! One writer at a time, among all programs of this computer.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};

use crate::artifact::cannot_write;
use crate::{Error, Result};

/// Attempts to lock a file that its owner renames or deletes in the same moment.
const ATTEMPTS: usize = 10;

/// The right to work at something, for as long as this value lives. It is kept as a lock on a file, which the system
/// gives up for a program that is killed.
#[derive(Debug)]
pub(crate) struct Claim {
    path: PathBuf,
    _file: File,
}

impl Claim {
    /// Claims what the file `path` stands for; makes the file, and its folder if need be. An error if somebody else
    /// has it.
    pub fn take(path: &Path) -> Result<Self> {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(|cause| cannot_write(folder, cause))?;
        }
        let file = open_locked(path)?.ok_or_else(|| busy(path))?;
        Ok(Self {
            path: path.to_path_buf(),
            _file: file,
        })
    }
}

/// Deletes the file while it is still locked, so that nobody else's is deleted.
impl Drop for Claim {
    fn drop(&mut self) {
        if let Err(cause) = fs::remove_file(&self.path) {
            log::warn!("{} stays behind: {cause}", self.path.display());
        }
    }
}

/// Opens a file for reading and writing, makes it if need be, and locks it; `None` if somebody else has locked it.
pub(super) fn open_locked(path: &Path) -> Result<Option<File>> {
    for _ in 0..ATTEMPTS {
        let file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(path)
            .map_err(|cause| cannot_write(path, cause))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Ok(None),
            Err(TryLockError::Error(cause)) => {
                // Some network drives know no locks. Then nothing protects from a second program but the user.
                log::warn!("{} cannot be locked: {cause}", path.display());
            }
        }
        // Between opening and locking, its owner may have given it another name. Then it is not ours to write.
        if is_still_there(&file, path) {
            return Ok(Some(file));
        }
    }
    Ok(None)
}

/// The error for what somebody else is working at.
pub(super) fn busy(path: &Path) -> Error {
    Error::new("This is being downloaded already")
        .meaning("Another window or another run of this program is at it")
        .remedy("Wait until that one is done, or stop it")
        .at(path)
}

#[cfg(unix)]
fn is_still_there(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let (Ok(open), Ok(there)) = (file.metadata(), fs::metadata(path)) else {
        return false;
    };
    (open.dev(), open.ino()) == (there.dev(), there.ino())
}

#[cfg(not(unix))]
fn is_still_there(_file: &File, path: &Path) -> bool {
    path.exists()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_at_a_time_and_no_trace_afterwards() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("new/claim.lock");
        let claim = Claim::take(&path).unwrap();
        let error = Claim::take(&path).unwrap_err().to_string();
        assert!(error.contains("being downloaded already"), "{error}");
        drop(claim);
        assert!(!path.exists());
        // What a killed program left is no obstacle.
        fs::write(&path, "").unwrap();
        Claim::take(&path).unwrap();
        assert!(!path.exists());
    }
}
