//! One worker at a time, among all programs of this computer.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::Control;
use crate::artifact::cannot_write;
use crate::{Error, Result};

/// How often a claim that somebody else has is tried.
const INTERVAL: Duration = Duration::from_millis(100);

/// The right to work at something, for as long as this value lives. It is kept as a lock on a file, which the system
/// gives up for a program that is killed.
#[derive(Debug)]
pub(crate) struct Claim {
    path: PathBuf,
    _file: File,
}

impl Claim {
    /// Claims what the file `path` stands for; makes the file, and its folder if need be. If somebody else has it,
    /// that is an error which begins with `what`: "The model is being imported".
    pub fn take(path: &Path, what: &str) -> Result<Self> {
        Self::try_take(path)?.ok_or_else(|| busy(path, what))
    }

    /// The same, but waits for whoever has it: for work of moments.
    pub fn wait(path: &Path, control: &Control) -> Result<Self> {
        let mut is_waiting = false;
        loop {
            control.check()?;
            if let Some(claim) = Self::try_take(path)? {
                return Ok(claim);
            }
            if !is_waiting {
                log::info!("waiting for another program: {}", path.display());
            }
            is_waiting = true;
            control.sleep(INTERVAL)?;
        }
    }

    fn try_take(path: &Path) -> Result<Option<Self>> {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(|cause| cannot_write(folder, cause))?;
        }
        let opened = open_locked(path).map_err(|cause| cannot_write(path, cause))?;
        Ok(opened.map(|file| Self {
            path: path.to_path_buf(),
            _file: file,
        }))
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

/// Opens a file for reading and writing, makes it if need be, and keeps all others from writing to it; `None` if somebody
/// else does so. Everybody can read it, and it can get another name or be deleted meanwhile.
#[cfg(unix)]
pub(crate) fn open_locked(path: &Path) -> io::Result<Option<File>> {
    use std::fs::TryLockError;
    /// Attempts to lock a file that its owner renames or deletes in the same moment.
    const ATTEMPTS: usize = 10;
    for _ in 0..ATTEMPTS {
        let file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(path)?;
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

/// The same on Windows, where a lock would keep others from reading as well, and would stay on a file that got its final
/// name: there the file is opened in such a way that nobody else can open it for writing.
#[cfg(windows)]
pub(crate) fn open_locked(path: &Path) -> io::Result<Option<File>> {
    use std::os::windows::fs::OpenOptionsExt;
    /// `FILE_SHARE_READ` and `FILE_SHARE_DELETE`.
    const ALL_BUT_WRITE: u32 = 0x1 | 0x4;
    /// `ERROR_SHARING_VIOLATION`.
    const IN_USE: i32 = 32;
    let opened = OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .share_mode(ALL_BUT_WRITE)
        .open(path);
    match opened {
        Err(cause) if cause.raw_os_error() == Some(IN_USE) => Ok(None),
        opened => opened.map(Some),
    }
}

/// The error for what somebody else is working at.
pub(crate) fn busy(path: &Path, what: &str) -> Error {
    Error::new(format!("{what} already"))
        .meaning(
            "Another window or another run of this program is at it, so nothing was changed here",
        )
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_at_a_time_and_no_trace_afterwards() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("new/claim.lock");
        let take = || Claim::take(&path, "This is being downloaded");
        let claim = take().unwrap();
        let error = take().unwrap_err().to_string();
        assert!(error.contains("being downloaded already"), "{error}");
        assert_eq!(fs::read(&path).unwrap(), b"", "everybody may read it");
        drop(claim);
        assert!(!path.exists());
        // What a killed program left is no obstacle.
        fs::write(&path, "").unwrap();
        take().unwrap();
        assert!(!path.exists());
    }

    #[test]
    fn who_waits_gets_it_next_or_stops() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("claim.lock");
        let control = Control::new();
        let claim = Claim::take(&path, "").unwrap();
        std::thread::scope(|scope| {
            let next = scope.spawn(|| Claim::wait(&path, &control));
            drop(claim);
            next.join().unwrap().unwrap();
        });
        let _claim = Claim::take(&path, "").unwrap();
        control.stop();
        let stopped = Claim::wait(&path, &control).unwrap_err();
        assert!(stopped.is_interrupted());
    }
}
