//! A dataset inside a zip file, read in place.

use std::collections::BTreeSet;
use std::io::{BufReader, Read, Seek};
use std::path::Path;

use ::zip::read::{ZipFile, ZipFileEntry, ZipReadOptions};
use ::zip::result::ZipError;

use super::{Children, Node, Place, Probe, Source, Walked, is_hidden};
use crate::Result;
use crate::archive::{Archive, EntryKind, SharedFile, fill};
use crate::dataset::problem::ReadProblem;
use crate::dataset::sniff::HEADER_BYTES;
use crate::dataset::stamp::stamp;
use crate::job::Control;

/// An opened archive, shared by all threads.
pub(in crate::dataset) struct Zip {
    archive: Archive,
    /// The files that are not hidden.
    files: Vec<Node>,
}

impl Zip {
    /// Reads the list of contents only; refuses archives that are not what they should be.
    pub(in crate::dataset) fn open(path: &Path) -> Result<Self> {
        let archive = Archive::open_zip(path)?;
        let mut files = Vec::with_capacity(archive.entries().len());
        for (index, entry) in archive.entries().iter().enumerate() {
            let hidden = entry.path.split('/').any(is_hidden);
            if entry.kind != EntryKind::Folder && !hidden {
                files.push(Node::member(entry.path.clone(), index));
            }
        }
        Ok(Self { archive, files })
    }

    pub(in crate::dataset) fn archive(&self) -> &Archive {
        &self.archive
    }

    fn entry(&self, file: &Node) -> Result<ZipFileEntry<'_>, ReadProblem> {
        match file.place {
            Place::Member(index) => Ok(self.archive.zip_entry(index)?),
            Place::Path(_) => Err(ReadProblem::Missing),
        }
    }

    fn reader(&self, capacity: usize) -> Result<BufReader<SharedFile>, ReadProblem> {
        let file = self.archive.zip_file().ok_or(ReadProblem::Missing)?;
        Ok(BufReader::with_capacity(capacity, file))
    }
}

/// The part of a path below a folder.
fn below<'a>(path: &'a str, folder: &str) -> Option<&'a str> {
    if folder.is_empty() {
        return Some(path);
    }
    path.strip_prefix(folder)?.strip_prefix('/')
}

impl Source for Zip {
    fn children(&self, folder: &Node) -> Result<Children> {
        let mut folders = BTreeSet::new();
        let mut files = Vec::new();
        for file in &self.files {
            match below(&file.path, &folder.path).map(|rest| rest.split_once('/')) {
                Some(Some((name, rest))) => {
                    folders.insert(&file.path[..file.path.len() - rest.len() - 1]);
                    debug_assert!(!name.is_empty());
                }
                Some(None) => files.push(file.clone()),
                None => {}
            }
        }
        files.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(Children {
            folders: folders.into_iter().map(Node::folder).collect(),
            files,
        })
    }

    fn walk(&self, folder: &Node, control: &Control) -> Result<Walked> {
        control.check()?;
        let inside = |file: &&Node| below(&file.path, &folder.path).is_some();
        Ok(Walked {
            files: self.files.iter().filter(inside).cloned().collect(),
            notes: Vec::new(),
        })
    }

    fn probe(&self, file: &Node) -> Result<Probe, ReadProblem> {
        let entry = self.entry(file)?;
        let stamp = stamp(entry.size(), &[&entry.crc32().to_le_bytes()]);
        let mut bytes = [0; HEADER_BYTES];
        let mut reader = self.reader(512)?;
        let length = fill(&mut open(entry, &mut reader)?, &mut bytes)
            .map_err(|_| ReadProblem::DamagedInZip)?;
        Ok(Probe {
            bytes,
            length,
            stamp,
        })
    }

    fn read(&self, file: &Node, limit: u64) -> Result<Vec<u8>, ReadProblem> {
        let entry = self.entry(file)?;
        let size = entry.size();
        if size > limit {
            return Err(ReadProblem::TooLarge);
        }
        let mut reader = self.reader(1 << 14)?;
        let mut bytes = Vec::with_capacity(size as usize + 1);
        open(entry, &mut reader)?
            .take(size + 1)
            .read_to_end(&mut bytes)
            .map_err(|_| ReadProblem::DamagedInZip)?;
        if bytes.len() as u64 != size {
            return Err(ReadProblem::DamagedInZip);
        }
        Ok(bytes)
    }
}

/// Finds the entry's bytes and starts unpacking them.
fn open<'a, R: Read + Seek>(
    entry: ZipFileEntry<'a>,
    reader: &'a mut R,
) -> Result<ZipFile<'a, R>, ReadProblem> {
    if entry.is_symlink() {
        return Err(ReadProblem::Other(
            "a link; links inside a zip are not followed".to_owned(),
        ));
    }
    Ok(entry.with_reader(reader, ZipReadOptions::new())?)
}

impl From<ZipError> for ReadProblem {
    fn from(error: ZipError) -> Self {
        match error {
            ZipError::FileNotFound => Self::Missing,
            ZipError::CompressionMethodNotSupported(_) | ZipError::UnsupportedArchive(_) => {
                Self::Other(format!("packed in a way that cannot be read here: {error}"))
            }
            _ => Self::DamagedInZip,
        }
    }
}
