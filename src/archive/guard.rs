//! What an archive must not be.
//!
//! Where an archive is only read, a hostile path could do no harm; but such an archive was made to do harm, and a
//! student is better told than served.

use std::io;
use std::path::Path;

use ::zip::result::ZipError;

use crate::text::thousands;
use crate::{Error, Result};

/// Deflate reaches 1032 : 1 on nothing but zeros; csv files reach about 8, photos 1.
const HIGHEST_RATIO: u64 = 200;
/// Small files are harmless at any ratio.
const HARMLESS: u64 = 512 << 10;

/// More entries than this are no dataset; Kaggle's archive has 89,000.
pub(super) const MOST_ENTRIES: usize = 1_000_000;

/// An entry's path with forward slashes, if it stays inside the archive.
pub(super) fn safe_path(name: &str, archive: &Path) -> Result<String> {
    let name = name.replace('\\', "/");
    let absolute = name.starts_with('/') || name.as_bytes().get(1) == Some(&b':');
    if absolute || name.split('/').any(|part| part == "..") || name.contains('\0') {
        return Err(
            refused(archive, "The archive holds a path that leads out of it")
                .meaning(format!(
                    "\"{}\" would be written outside of its folder; such an archive is not to be trusted", shown(&name)
                )),
        );
    }
    let parts = name.split('/').filter(|part| !matches!(*part, "" | "."));
    Ok(parts.collect::<Vec<_>>().join("/"))
}

/// A name as it can be shown: hostile ones are long and hold control characters.
pub(super) fn shown(name: &str) -> String {
    name.chars().filter(|c| !c.is_control()).take(80).collect()
}

/// The error for encrypted files.
pub(super) fn encrypted(archive: &Path) -> Error {
    Error::new("The zip file is protected by a password")
        .meaning("The files inside cannot be read")
        .remedy("Unpack it with your system's archive program and open the folder")
        .at(archive)
}

/// The error for an archive of endless length.
pub(super) fn too_many(archive: &Path, entries: usize) -> Error {
    refused(archive, "The archive holds too many files").meaning(format!(
        "It claims {}; at most {} are read",
        thousands(entries),
        thousands(MOST_ENTRIES)
    ))
}

/// Adds up what the entries say of themselves, and refuses what grows out of all proportion.
#[derive(Default)]
pub(super) struct Expansion {
    packed: u64,
    unpacked: u64,
}

impl Expansion {
    pub(super) fn add(&mut self, packed: u64, unpacked: u64, archive: &Path) -> Result<()> {
        self.packed = self.packed.saturating_add(packed);
        self.unpacked = self.unpacked.saturating_add(unpacked);
        within_reason(packed, unpacked, archive)
    }

    /// Judges the sum for an archive of `length` bytes: entries that share the same bytes are packed into more than
    /// there is.
    pub(super) fn finish(&self, length: u64, archive: &Path) -> Result<()> {
        within_reason(self.packed.min(length), self.unpacked, archive)?;
        if self.packed > length {
            return Err(refused(archive, "The archive's files share the same bytes").meaning(
                "They claim to be larger than the archive; it is damaged, or made to fill a disk",
            ));
        }
        Ok(())
    }
}

/// The most bytes that an archive of this length may be unpacked to.
pub(super) fn most_unpacked(length: u64) -> u64 {
    length
        .saturating_mul(HIGHEST_RATIO)
        .saturating_add(HARMLESS)
}

fn within_reason(packed: u64, unpacked: u64, archive: &Path) -> Result<()> {
    if unpacked <= HARMLESS || unpacked / HIGHEST_RATIO <= packed {
        return Ok(());
    }
    Err(bomb(packed, unpacked, archive))
}

/// The error for an archive that grows out of all proportion.
pub(super) fn bomb(packed: u64, unpacked: u64, archive: &Path) -> Error {
    let times = unpacked / packed.max(1);
    refused(archive, "The archive would expand beyond all measure").meaning(format!(
        "{packed} bytes claim to hold {unpacked}, {times} times as much; such an archive is made to fill a disk"
    ))
}

pub(super) fn refused(archive: &Path, what: &str) -> Error {
    Error::new(what)
        .remedy("Download it again from its own page")
        .at(archive)
}

/// Why the archive's file cannot be read.
pub(super) fn unreadable(archive: &Path, cause: io::Error) -> Error {
    let error = match cause.kind() {
        io::ErrorKind::NotFound => {
            Error::new("The file was not found").remedy("Check whether it was moved or renamed")
        }
        io::ErrorKind::PermissionDenied => Error::new("There is no permission to read the file")
            .remedy("Ask its owner for access, or copy it to a folder of your own"),
        _ => Error::new("The file cannot be read")
            .remedy("Check the disk, or copy the file to another place"),
    };
    error.at(archive).caused_by(cause)
}

/// Why the archive, beginning with the bytes `start`, cannot be opened.
pub(super) fn unopenable(archive: &Path, start: &[u8], cause: ZipError) -> Error {
    let error = if start.is_empty() {
        Error::new("The zip file is empty").remedy("Download it again")
    } else if start.starts_with(b"PK") {
        Error::new("The zip file is cut off or damaged")
            .meaning("Its list of contents, which stands at the end, cannot be read; probably the download was interrupted")
            .remedy("Download it again")
    } else if is_web_page(start) {
        Error::new("This is a web page, not a zip file")
            .meaning("The site answered with a page, perhaps a login, instead of the file")
            .remedy("Log in and download the file again")
    } else {
        Error::new("This is not a zip file")
            .remedy("Choose the zip file as it was downloaded, or the folder it was unpacked to")
    };
    error.at(archive).caused_by(cause)
}

/// Whether the bytes start like a web page: what a download without a login often leaves behind.
pub(crate) fn is_web_page(header: &[u8]) -> bool {
    let start = header.iter().position(u8::is_ascii_graphic);
    let text = header[start.unwrap_or(header.len())..].to_ascii_lowercase();
    [b"<!doctype html".as_slice(), b"<html", b"<head"]
        .iter()
        .any(|tag| text.starts_with(tag))
}
