//! An opened archive.

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};

use ::zip::read::{ZipFileEntry, ZipReadOptions};
use ::zip::result::ZipError;

use super::shared_file::{SharedFile, fill};
use super::zip::Zip;
use super::{Entry, EntryKind, guard, tgz};
use crate::job::Control;
use crate::{Error, Result};

/// A zip or tgz file whose list of contents was read and judged.
///
/// Opening refuses what is damaged or encrypted, what holds paths that lead out, and what would expand beyond all
/// measure. Links, odd names and duplicates are refused when they are to be unpacked.
pub struct Archive {
    path: PathBuf,
    entries: Vec<Entry>,
    has_duplicates: bool,
    pub(super) content: Content,
}

/// How the bytes of entries are found.
pub(super) enum Content {
    /// By their position, from several threads at once.
    Zip(Zip),
    /// By reading from the start.
    Tgz,
}

impl Archive {
    /// Opens a zip or a tgz file, told apart by their first bytes. A tgz file has no list of contents and is read to
    /// its end, which `control` can stop.
    pub fn open(path: &Path, control: &Control) -> Result<Self> {
        let unreadable = |cause| guard::unreadable(path, cause);
        let mut file = File::open(path).map_err(unreadable)?;
        let mut start = [0; 2];
        fill(&mut file, &mut start).map_err(unreadable)?;
        if start != tgz::MAGIC {
            return Self::open_zip(path);
        }
        Ok(Self {
            path: path.to_path_buf(),
            entries: tgz::list(path, control)?,
            has_duplicates: false,
            content: Content::Tgz,
        })
    }

    /// Opens a zip file.
    pub fn open_zip(path: &Path) -> Result<Self> {
        let (zip, entries) = Zip::open(path)?;
        Ok(Self {
            path: path.to_path_buf(),
            entries,
            has_duplicates: zip.has_duplicates(),
            content: Content::Zip(zip),
        })
    }

    /// The archive's own path.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// All entries, in the archive's order.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Whether two entries have exactly the same path; a zip file's list then shows only the last one.
    pub(super) fn has_duplicates(&self) -> bool {
        self.has_duplicates
    }

    /// The content of the file `entry` (an index into [`Archive::entries`]), unless it is larger than `limit` bytes.
    pub fn read(&self, entry: usize, limit: u64, control: &Control) -> Result<Vec<u8>> {
        let listed = self.entries.get(entry);
        let fit = |listed: &&Entry| listed.kind == EntryKind::File && listed.size <= limit;
        let listed = listed.filter(fit).ok_or_else(|| {
            guard::refused(&self.path, "A file in the archive is not what it should be")
        })?;
        let mut content = Vec::with_capacity(listed.size as usize + 1);
        // One byte more than it should have, to notice that there are more.
        let most = listed.size + 1;
        match &self.content {
            Content::Zip(zip) => {
                let mut file = BufReader::new(zip.file());
                let opened = zip
                    .entry(entry)
                    .and_then(|entry| entry.with_reader(&mut file, ZipReadOptions::new()));
                let opened = opened.map_err(|cause| self.damaged(&listed.path, cause))?;
                let read = opened.take(most).read_to_end(&mut content);
                read.map_err(|cause| self.damaged(&listed.path, cause))?;
            }
            Content::Tgz => tgz::visit(&self.path, control, |index, opened| {
                if index == entry {
                    let read = opened.take(most).read_to_end(&mut content);
                    read.map_err(|cause| self.damaged(&listed.path, cause))?;
                }
                Ok(())
            })?,
        }
        if content.len() as u64 == listed.size {
            return Ok(content);
        }
        Err(self.damaged(&listed.path, "its length is not what the archive says"))
    }

    /// An entry as the zip library knows it.
    pub(crate) fn zip_entry(&self, index: usize) -> Result<ZipFileEntry<'_>, ZipError> {
        match &self.content {
            Content::Zip(zip) => zip.entry(index),
            Content::Tgz => Err(ZipError::FileNotFound),
        }
    }

    /// The zip file's bytes.
    pub(crate) fn zip_file(&self) -> Option<SharedFile> {
        match &self.content {
            Content::Zip(zip) => Some(zip.file()),
            Content::Tgz => None,
        }
    }

    pub(super) fn damaged(
        &self,
        path: &str,
        cause: impl Into<Box<dyn std::error::Error + Send + Sync>>,
    ) -> Error {
        Error::new("A file in the archive is damaged")
            .meaning(format!("\"{}\" cannot be unpacked", guard::shown(path)))
            .remedy("Download the archive again")
            .at(&self.path)
            .caused_by(cause)
    }
}
