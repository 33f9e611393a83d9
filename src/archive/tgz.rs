//! Tar files packed with gzip.
//!
//! They have no list of contents: whoever wants to know what is inside reads them from the start to the end, which
//! also checks that they are whole.

use std::cell::Cell;
use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::Path;
use std::rc::Rc;

use flate2::bufread::MultiGzDecoder;
use tar::EntryType;

use super::guard::{self, MOST_ENTRIES};
use super::{Entry, EntryKind};
use crate::job::Control;
use crate::{Error, Result};

/// The first bytes of anything packed with gzip.
pub(super) const MAGIC: [u8; 2] = [0x1f, 0x8b];

/// An entry while it passes by.
pub(super) type Passing<'a> = tar::Entry<'a, Unpacking>;

/// Lists the entries, after reading all of them.
pub(super) fn list(path: &Path, control: &Control) -> Result<Vec<Entry>> {
    let mut entries = Vec::new();
    visit(path, control, |_, entry| {
        if entries.len() >= MOST_ENTRIES {
            return Err(guard::too_many(path, entries.len() + 1));
        }
        let name = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
        entries.push(Entry {
            path: guard::safe_path(&name, path)?,
            size: entry.size(),
            kind: kind(entry.header().entry_type()),
            crc32: None,
        });
        Ok(())
    })?;
    Ok(entries)
}

/// Hands every entry to `seen`, in order, with its index.
pub(super) fn visit(
    path: &Path,
    control: &Control,
    seen: impl FnMut(usize, &mut Passing<'_>) -> Result<()>,
) -> Result<()> {
    let file = File::open(path).map_err(|cause| guard::unreadable(path, cause))?;
    let metadata = file.metadata();
    let length = metadata
        .map_err(|cause| guard::unreadable(path, cause))?
        .len();
    let exceeded = Rc::new(Cell::new(false));
    let unpacking = Unpacking {
        reader: MultiGzDecoder::new(BufReader::with_capacity(1 << 18, file)),
        left: guard::most_unpacked(length),
        exceeded: Rc::clone(&exceeded),
        control: control.clone(),
    };
    // Whoever reads an entry sees any error of the stream as one of that entry: the true reason goes first.
    visit_all(unpacking, path, control, seen).map_err(|error| {
        if control.is_stopped() {
            Error::interrupted()
        } else if exceeded.get() {
            guard::bomb(length, guard::most_unpacked(length), path)
        } else {
            error
        }
    })
}

fn visit_all(
    unpacking: Unpacking,
    path: &Path,
    control: &Control,
    mut seen: impl FnMut(usize, &mut Passing<'_>) -> Result<()>,
) -> Result<()> {
    let broken = |cause| broken(path, cause);
    let mut archive = tar::Archive::new(unpacking);
    for (index, entry) in archive.entries().map_err(broken)?.enumerate() {
        control.wait_while_paused()?;
        seen(index, &mut entry.map_err(broken)?)?;
    }
    // The checksum of the whole stands at its end.
    let rest = io::copy(&mut archive.into_inner(), &mut io::sink());
    rest.map(drop).map_err(broken)
}

fn kind(kind: EntryType) -> EntryKind {
    match kind {
        EntryType::Regular | EntryType::Continuous => EntryKind::File,
        EntryType::Directory => EntryKind::Folder,
        EntryType::Symlink | EntryType::Link => EntryKind::Link,
        _ => EntryKind::Other,
    }
}

/// The unpacked bytes, as long as they are in proportion and nobody asks to stop.
pub(super) struct Unpacking {
    reader: MultiGzDecoder<BufReader<File>>,
    left: u64,
    exceeded: Rc<Cell<bool>>,
    control: Control,
}

impl Read for Unpacking {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.control.check().map_err(io::Error::other)?;
        let read = self.reader.read(buffer)?;
        let Some(left) = self.left.checked_sub(read as u64) else {
            self.exceeded.set(true);
            return Err(io::ErrorKind::InvalidData.into());
        };
        self.left = left;
        Ok(read)
    }
}

fn broken(path: &Path, cause: io::Error) -> Error {
    Error::new("The archive is cut off or damaged")
        .meaning("It cannot be read to its end; probably the download was interrupted")
        .remedy("Download it again")
        .at(path)
        .caused_by(cause)
}
