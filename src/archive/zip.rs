//! Zip files.

use std::borrow::Cow;
use std::fs::File;
use std::io::BufReader;
use std::path::Path;
use std::sync::Arc;

use ::zip::ZipArchive;
use ::zip::read::{ZipArchiveMetadata, ZipFileEntry};
use ::zip::result::ZipError;

use super::guard::{self, Expansion, MOST_ENTRIES, safe_path};
use super::shared_file::{SharedFile, fill};
use super::{Entry, EntryKind};
use crate::Result;

/// So many bytes at the start tell what a file is.
const START: usize = 64;

/// An opened zip file: its list of contents, and the file, shared by all threads.
pub(super) struct Zip {
    file: SharedFile,
    metadata: Arc<ZipArchiveMetadata>,
}

impl Zip {
    /// Reads the list of contents only; refuses archives that are not what they should be.
    pub(super) fn open(path: &Path) -> Result<(Self, Vec<Entry>)> {
        let opened = File::open(path).and_then(SharedFile::new);
        let mut file = opened.map_err(|cause| guard::unreadable(path, cause))?;
        let mut start = [0; START];
        let length = fill(&mut file, &mut start).map_err(|cause| guard::unreadable(path, cause))?;
        let broken = |cause| guard::unopenable(path, &start[..length], cause);
        let archive =
            ZipArchive::new(BufReader::with_capacity(1 << 16, file.clone())).map_err(broken)?;
        let metadata = archive.metadata();
        if metadata.len() > MOST_ENTRIES {
            return Err(guard::too_many(path, metadata.len()));
        }
        let mut expansion = Expansion::default();
        let mut entries = Vec::with_capacity(metadata.len());
        for index in 0..metadata.len() {
            let entry = metadata.entry(index).map_err(broken)?;
            entries.push(judged(&entry, &mut expansion, path)?);
        }
        expansion.finish(file.length(), path)?;
        Ok((Self { file, metadata }, entries))
    }

    pub(super) fn entry(&self, index: usize) -> Result<ZipFileEntry<'_>, ZipError> {
        self.metadata.entry(index)
    }

    pub(super) fn file(&self) -> SharedFile {
        self.file.clone()
    }

    pub(super) fn has_duplicates(&self) -> bool {
        self.metadata.has_duplicate_names()
    }
}

fn judged(entry: &ZipFileEntry<'_>, expansion: &mut Expansion, archive: &Path) -> Result<Entry> {
    let path = safe_path(&name(entry), archive)?;
    if entry.encrypted() {
        return Err(guard::encrypted(archive));
    }
    expansion.add(entry.compressed_size(), entry.size(), archive)?;
    Ok(Entry {
        path,
        size: entry.size(),
        kind: match entry {
            entry if entry.is_symlink() => EntryKind::Link,
            entry if entry.name_raw().ends_with(b"/") || entry.name_raw().ends_with(b"\\") => {
                EntryKind::Folder
            }
            _ => EntryKind::File,
        },
        crc32: Some(entry.crc32()),
    })
}

/// The entry's name. Many programs write UTF-8 without saying so, hence it is tried first.
fn name<'a>(entry: &'a ZipFileEntry<'_>) -> Cow<'a, str> {
    match std::str::from_utf8(entry.name_raw()) {
        Ok(name) => Cow::Borrowed(name),
        Err(_) => entry
            .name()
            .unwrap_or_else(|_| String::from_utf8_lossy(entry.name_raw())),
    }
}
