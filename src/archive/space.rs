//! Whether the disk has room for what is about to be written.

use std::path::Path;

use crate::text::bytes_in_words;
use crate::{Error, Result};

/// Disks give out space in blocks: even a file of one byte takes one.
const BLOCK: u64 = 4096;
/// What must stay free: a disk filled to the last byte disturbs the whole system.
const RESERVE: u64 = 64 << 20;

/// What a file of this size takes on most disks, in bytes.
pub(super) fn on_disk(size: u64) -> u64 {
    size.div_ceil(BLOCK).saturating_mul(BLOCK)
}

/// Refuses to begin what the disk of `folder` (which need not exist yet) has no room for.
pub(crate) fn check_space(folder: &Path, needed: u64) -> Result<()> {
    let existing = folder.ancestors().find(|folder| folder.is_dir());
    // Some network drives do not tell their free space; then writing will show.
    let Some(free) = existing.and_then(|folder| fs4::available_space(folder).ok()) else {
        return Ok(());
    };
    enough(free, needed).map_err(|error| error.at(folder))
}

fn enough(free: u64, needed: u64) -> Result<()> {
    if needed == 0 || needed.saturating_add(RESERVE) <= free {
        return Ok(());
    }
    Err(Error::new("There is not enough free space on the disk")
        .meaning(format!(
            "{} are needed and {} are free; nothing was written",
            bytes_in_words(needed.saturating_add(RESERVE)),
            bytes_in_words(free)
        ))
        .remedy("Free some space, or choose a folder on another disk"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_is_noticed_before_writing() {
        assert_eq!(on_disk(1), BLOCK);
        assert_eq!(on_disk(BLOCK), BLOCK);
        assert!(enough(RESERVE + 100, 100).is_ok());
        let error = enough(RESERVE + 99, 100).unwrap_err().to_string();
        assert!(error.contains("not enough free space"), "{error}");
        assert!(error.contains("67.1 MB are needed"), "{error}");
        assert!(enough(0, 0).is_ok(), "nothing to write needs no room");
    }

    #[test]
    fn the_disk_of_a_folder_to_come_is_found() {
        let place = tempfile::tempdir().unwrap();
        let folder = place.path().join("not/yet/there");
        check_space(&folder, 1).unwrap();
        let error = check_space(&folder, u64::MAX / 2).unwrap_err();
        assert_eq!(error.path(), Some(folder.as_path()));
    }
}
