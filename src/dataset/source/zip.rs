//! A dataset inside a zip file, read in place.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fs::File;
use std::io::{BufReader, Read, Seek};
use std::path::Path;
use std::sync::Arc;

use ::zip::ZipArchive;
use ::zip::read::{ZipArchiveMetadata, ZipFile, ZipFileEntry, ZipReadOptions};
use ::zip::result::ZipError;

use super::shared_file::SharedFile;
use super::zip_guard::{Expansion, not_encrypted, safe_path, unopenable};
use super::{Children, Node, Place, Probe, Source, Walked, fill, is_hidden};
use crate::Result;
use crate::dataset::problem::ReadProblem;
use crate::dataset::sniff::HEADER_BYTES;
use crate::dataset::stamp::stamp;
use crate::job::Control;

/// An opened archive: its list of contents, and the file, shared by all threads.
pub(super) struct Zip {
    file: SharedFile,
    metadata: Arc<ZipArchiveMetadata>,
    /// The files that are not hidden.
    files: Vec<Node>,
}

impl Zip {
    /// Reads the list of contents only; refuses archives that are not what they should be.
    pub(super) fn open(path: &Path) -> Result<Self> {
        let broken = |start: &[u8], cause| unopenable(path, start, cause);
        let opened = File::open(path).and_then(SharedFile::new);
        let mut file = opened.map_err(|cause| broken(b"", cause.into()))?;
        let mut start = [0; HEADER_BYTES];
        let length = fill(&mut file, &mut start).map_err(|cause| broken(b"", cause.into()))?;
        let archive = ZipArchive::new(BufReader::with_capacity(1 << 16, file.clone()))
            .map_err(|cause| broken(&start[..length], cause))?;
        let metadata = archive.metadata();
        let files = list(&metadata, file.length(), path)?;
        Ok(Self {
            file,
            metadata,
            files,
        })
    }

    fn entry(&self, file: &Node) -> Result<ZipFileEntry<'_>, ReadProblem> {
        match file.place {
            Place::Member(index) => Ok(self.metadata.entry(index)?),
            Place::Path(_) => Err(ReadProblem::Missing),
        }
    }
}

/// All files that are not hidden, each judged.
fn list(metadata: &ZipArchiveMetadata, length: u64, archive: &Path) -> Result<Vec<Node>> {
    let mut files = Vec::with_capacity(metadata.len());
    let mut expansion = Expansion::default();
    for index in 0..metadata.len() {
        let Ok(entry) = metadata.entry(index) else {
            continue;
        };
        let path = safe_path(&name(&entry), archive)?;
        if entry.is_dir() || path.split('/').any(is_hidden) {
            continue;
        }
        not_encrypted(&entry, archive)?;
        expansion.add(&entry, archive)?;
        files.push(Node::member(path, index));
    }
    expansion.finish(length, archive)?;
    Ok(files)
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
        let mut reader = BufReader::with_capacity(512, self.file.clone());
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
        let mut reader = BufReader::with_capacity(1 << 14, self.file.clone());
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
