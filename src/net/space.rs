//! Room on the disk.

use std::path::{Path, PathBuf};

use crate::text::bytes_in_words;
use crate::{Error, Result};

/// Left free beside the file: a disk that is filled to the last byte makes everything else fail.
const RESERVE: u64 = 16 << 20;

/// An error if the disk that holds `folder` (which need not exist yet) has no room for `needed` bytes more.
pub fn require_space(folder: &Path, needed: u64) -> Result<()> {
    let place = existing(folder);
    let free = match fs4::available_space(&place) {
        Ok(free) => free,
        Err(cause) => {
            // Some network drives do not say. A disk that is really full is noticed while writing.
            log::warn!("free space of {} is not known: {cause}", place.display());
            return Ok(());
        }
    };
    if needed.saturating_add(RESERVE) <= free {
        return Ok(());
    }
    Err(Error::new("There is not enough room on the disk")
        .meaning(format!(
            "{} are needed, and {} are free; nothing was changed",
            bytes_in_words(needed.saturating_add(RESERVE)),
            bytes_in_words(free)
        ))
        .remedy("Free some space, or choose a folder on another disk")
        .at(folder))
}

/// The folder, or the nearest one above it that exists.
fn existing(folder: &Path) -> PathBuf {
    let absolute = std::path::absolute(folder).unwrap_or_else(|_| folder.to_path_buf());
    let found = absolute.ancestors().find(|place| place.exists());
    found.map_or_else(|| absolute.clone(), Path::to_path_buf)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refuses_what_cannot_fit() {
        let folder = tempfile::tempdir().unwrap();
        let inside = folder.path().join("not/yet/there");
        require_space(&inside, 1).unwrap();
        for impossible in [u64::MAX, u64::MAX / 2] {
            let error = require_space(&inside, impossible).unwrap_err().to_string();
            assert!(error.contains("not enough room"), "{error}");
        }
        assert!(!inside.exists());
    }
}
