//! What a zip file must not be.
//!
//! Nothing is ever unpacked to disk, so a hostile path could do no harm here; but such an archive was made to do
//! harm, and a student is better told than served.

use std::path::Path;

use ::zip::read::ZipFileEntry;
use ::zip::result::ZipError;

use crate::{Error, Result};

/// Deflate reaches 1032 : 1 on nothing but zeros; csv files reach about 8, photos 1.
const HIGHEST_RATIO: u64 = 200;
/// Small files are harmless at any ratio.
const HARMLESS: u64 = 512 << 10;

/// An entry's path with forward slashes, if it stays inside the archive.
pub(super) fn safe_path(name: &str, archive: &Path) -> Result<String> {
    let name = name.replace('\\', "/");
    let absolute = name.starts_with('/') || name.as_bytes().get(1) == Some(&b':');
    if absolute || name.split('/').any(|part| part == "..") || name.contains('\0') {
        let shown: String = name.chars().filter(|c| !c.is_control()).take(80).collect();
        return Err(
            refused(archive, "The zip file holds a path that leads out of it")
                .meaning(format!(
                    "\"{shown}\" would be written outside of the dataset's folder; such an archive is not to be trusted"
                )),
        );
    }
    let parts = name.split('/').filter(|part| !matches!(*part, "" | "."));
    Ok(parts.collect::<Vec<_>>().join("/"))
}

/// Refuses encrypted files.
pub(super) fn not_encrypted(entry: &ZipFileEntry<'_>, archive: &Path) -> Result<()> {
    if entry.encrypted() {
        return Err(Error::new("The zip file is protected by a password")
            .meaning("The files inside cannot be read")
            .remedy("Unpack it with your system's archive program and open the folder")
            .at(archive));
    }
    Ok(())
}

/// Adds up what the entries say of themselves, and refuses what grows out of all proportion.
#[derive(Default)]
pub(super) struct Expansion {
    packed: u64,
    unpacked: u64,
}

impl Expansion {
    pub(super) fn add(&mut self, entry: &ZipFileEntry<'_>, archive: &Path) -> Result<()> {
        let (packed, unpacked) = (entry.compressed_size(), entry.size());
        self.packed = self.packed.saturating_add(packed);
        self.unpacked = self.unpacked.saturating_add(unpacked);
        within_reason(packed, unpacked, archive)
    }

    /// Judges the sum; entries that share the same bytes are packed into less than they claim.
    pub(super) fn finish(&self, length: u64, archive: &Path) -> Result<()> {
        within_reason(self.packed.min(length), self.unpacked, archive)
    }
}

fn within_reason(packed: u64, unpacked: u64, archive: &Path) -> Result<()> {
    if unpacked <= HARMLESS || unpacked / HIGHEST_RATIO <= packed {
        return Ok(());
    }
    let times = unpacked / packed.max(1);
    Err(refused(archive, "The zip file would expand beyond all measure").meaning(format!(
        "{packed} bytes claim to hold {unpacked}, {times} times as much; such an archive is made to fill a disk"
    )))
}

fn refused(archive: &Path, what: &str) -> Error {
    Error::new(what)
        .remedy("Download the dataset again from its own page")
        .at(archive)
}

/// Why the archive as a whole cannot be opened.
pub(super) fn unopenable(archive: &Path, start: &[u8], cause: ZipError) -> Error {
    let error = if let ZipError::Io(io) = &cause
        && io.kind() == std::io::ErrorKind::PermissionDenied
    {
        Error::new("There is no permission to read the zip file")
            .remedy("Ask its owner for access, or copy it to a folder of your own")
    } else if start.is_empty() {
        Error::new("The zip file is empty").remedy("Download it again")
    } else if start.starts_with(b"PK") {
        Error::new("The zip file is cut off or damaged")
            .meaning("Its list of contents, which stands at the end, cannot be read; probably the download was interrupted")
            .remedy("Download it again")
    } else if crate::dataset::sniff::is_web_page(start) {
        Error::new("This is a web page, not a zip file")
            .meaning("The site answered with a page, perhaps a login, instead of the file")
            .remedy("Log in and download the file again")
    } else {
        Error::new("This is not a zip file")
            .remedy("Choose the zip file as it was downloaded, or the folder it was unpacked to")
    };
    error.at(archive).caused_by(cause)
}
