//! One writer at a time, also among several programs.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;
use std::time::Duration;

use crate::job::Control;
use crate::{Error, Result};

/// How often a lock that another program holds is tried.
const INTERVAL: Duration = Duration::from_millis(100);

/// Waits until no other program writes what this lock is for; Python's `filelock` and this program exclude each
/// other. Dropping the file gives it free. `None` on a disk without locks: then two writers only do the work twice,
/// because a blob gets its name when it is whole.
pub(super) fn lock(path: &Path, control: &Control) -> Result<Option<File>> {
    let cannot_lock = |cause| {
        Error::new("The lock that keeps two programs apart cannot be made")
            .meaning("Nothing was changed")
            .remedy("Allow writing to this folder")
            .at(path)
            .caused_by(cause)
    };
    let mut options = OpenOptions::new();
    let file = options.create(true).truncate(false).write(true).open(path);
    let file = file.map_err(cannot_lock)?;
    let mut is_waiting = false;
    loop {
        control.check()?;
        match file.try_lock() {
            Ok(()) => return Ok(Some(file)),
            Err(TryLockError::WouldBlock) => {
                if !is_waiting {
                    log::info!("waiting for another program: {}", path.display());
                }
                is_waiting = true;
                control.sleep(INTERVAL)?;
            }
            Err(TryLockError::Error(cause)) => {
                log::info!("{} cannot be locked: {cause}", path.display());
                return Ok(None);
            }
        }
    }
}
