//! The checkpoint: vectors on disk as they come, and a journal that says which products they belong to.
//!
//! `vectors.f32` only grows; `journal.jsonl` gets one line for each stored batch, after the batch's vectors have
//! reached the disk. Whatever happens, the journal names only vectors that are there: a line that is cut off, and
//! vectors without a line, are dropped when the run goes on. The slot of a vector is its place in the journal, so
//! products may come in any order and the range may grow.

use std::collections::HashMap;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::RunIdentity;
use crate::artifact::{RunPart, Skipped, cannot_write, write_atomically};
use crate::inference::Device;
use crate::{Error, Result};

/// Folder inside the output folder; its leading dot hides it from file managers.
const FOLDER: &str = ".vectorsearch-unfinished";
const HEADER: &str = "run.json";
const JOURNAL: &str = "journal.jsonl";
const VECTORS: &str = "vectors.f32";
const LOCK: &str = "lock";

/// What was asked for when the run began.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Header {
    pub identity: RunIdentity,
    pub dim: usize,
    pub started: String,
    /// What an earlier, finished run brought in.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub carried: Vec<RunPart>,
}

/// What stored vectors were made with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Conditions {
    pub device: Device,
    pub batch: usize,
}

/// One stored batch.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Entry {
    /// Products whose vectors follow those of the entries before.
    pub ids: Vec<i64>,
    /// Stamp of each product's picture.
    pub stamps: Vec<u64>,
    /// Length of each vector before it was scaled; empty where that is not known.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub norms: Vec<f32>,
    /// Products without a vector.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub skipped: Vec<Skipped>,
    /// What the vectors were made with, if it is not what the header says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on: Option<Conditions>,
    /// The vectors of an earlier, finished run.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub carried: bool,
    /// Seconds since the entry before (or since this start).
    pub seconds: f64,
}

/// A vector of the workspace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Slot {
    pub number: usize,
    pub stamp: u64,
}

/// The open checkpoint of an output folder. One process at a time holds it.
pub struct Workspace {
    folder: PathBuf,
    pub(super) header: Header,
    journal: File,
    vectors: File,
    slots: HashMap<i64, Slot>,
    norms: HashMap<i64, f32>,
    skipped: HashMap<i64, Skipped>,
    stored: usize,
    parts: Vec<RunPart>,
    seconds: f64,
    _lock: File,
}

impl Workspace {
    /// Whether an output folder holds an unfinished run.
    pub fn exists(out: &Path) -> bool {
        out.join(FOLDER).join(HEADER).is_file()
    }

    /// Begins a new checkpoint; a former one is removed.
    pub(super) fn create(out: &Path, header: Header) -> Result<Self> {
        let folder = out.join(FOLDER);
        fs::create_dir_all(&folder).map_err(|cause| cannot_write(&folder, cause))?;
        let lock = lock(&folder)?;
        for name in [HEADER, JOURNAL, VECTORS] {
            remove_if_there(&folder.join(name))?;
        }
        write_atomically(&folder.join(HEADER), |file| {
            serde_json::to_writer(file, &header).map_err(io::Error::from)
        })?;
        Self::load(folder, header, lock)
    }

    /// Opens the checkpoint of an unfinished run.
    pub(super) fn open(out: &Path) -> Result<Self> {
        let folder = out.join(FOLDER);
        let lock = lock(&folder)?;
        let header =
            fs::read(folder.join(HEADER)).map_err(|cause| unreadable(&folder).caused_by(cause))?;
        let header = serde_json::from_slice(&header)
            .map_err(|cause| unreadable(&folder).caused_by(cause))?;
        Self::load(folder, header, lock)
    }

    /// What a checkpoint holds, without taking or changing it: another process may be at work on it.
    pub(super) fn peek(out: &Path) -> Result<(Header, Vec<Entry>)> {
        let folder = out.join(FOLDER);
        let read = |name: &str| {
            fs::read(folder.join(name)).map_err(|cause| unreadable(&folder).caused_by(cause))
        };
        let header = serde_json::from_slice(&read(HEADER)?)
            .map_err(|cause| unreadable(&folder).caused_by(cause))?;
        let journal = read(JOURNAL)?;
        let entries = journal.split_inclusive(|&byte| byte == b'\n');
        Ok((header, entries.map_while(whole_entry).collect()))
    }

    fn load(folder: PathBuf, header: Header, lock: File) -> Result<Self> {
        let open = |name: &str| {
            let path = folder.join(name);
            let file = OpenOptions::new()
                .read(true)
                .write(true)
                .create(true)
                .truncate(false)
                .open(&path);
            file.map_err(|cause| cannot_write(&path, cause))
        };
        let (journal, vectors) = (open(JOURNAL)?, open(VECTORS)?);
        let mut workspace = Self {
            folder,
            header,
            journal,
            vectors,
            slots: HashMap::new(),
            norms: HashMap::new(),
            skipped: HashMap::new(),
            stored: 0,
            parts: Vec::new(),
            seconds: 0.0,
            _lock: lock,
        };
        workspace
            .replay()
            .map_err(|cause| unreadable(&workspace.folder).caused_by(cause))?;
        Ok(workspace)
    }

    /// Reads the journal up to its last whole entry whose vectors are there, and cuts both files to that.
    fn replay(&mut self) -> io::Result<()> {
        let vectors_there = self.vectors.metadata()?.len() / self.vector_bytes();
        let mut reader = BufReader::new(&self.journal);
        let (mut valid, mut line) = (0, Vec::new());
        let mut entries: Vec<Entry> = Vec::new();
        let mut stored = 0;
        loop {
            line.clear();
            let read = reader.read_until(b'\n', &mut line)?;
            let Some(entry) = whole_entry(&line) else {
                break;
            };
            stored += entry.ids.len() as u64;
            if stored > vectors_there {
                break;
            }
            valid += read as u64;
            entries.push(entry);
        }
        self.journal.set_len(valid)?;
        self.journal.seek(SeekFrom::End(0))?;
        for entry in entries {
            self.note(entry);
        }
        self.vectors
            .set_len(self.stored as u64 * self.vector_bytes())?;
        self.vectors.seek(SeekFrom::End(0))?;
        Ok(())
    }

    /// Stores a batch: `vectors` are those of `entry.ids`, f32 `[ids, dim]`. Both reach the disk before this returns.
    pub(super) fn store(&mut self, entry: Entry, vectors: &[f32]) -> Result<()> {
        debug_assert_eq!(vectors.len(), entry.ids.len() * self.header.dim);
        self.append(&entry, vectors)
            .map_err(|cause| cannot_write(&self.folder, cause))?;
        self.note(entry);
        Ok(())
    }

    fn append(&mut self, entry: &Entry, vectors: &[f32]) -> io::Result<()> {
        let bytes: Vec<u8> = vectors.iter().flat_map(|x| x.to_le_bytes()).collect();
        self.vectors.write_all(&bytes)?;
        self.vectors.sync_data()?;
        let mut line = serde_json::to_vec(entry)?;
        line.push(b'\n');
        self.journal.write_all(&line)?;
        self.journal.sync_data()
    }

    fn note(&mut self, entry: Entry) {
        self.note_part(&entry);
        for (&id, &stamp) in entry.ids.iter().zip(&entry.stamps) {
            self.skipped.remove(&id);
            self.slots.insert(
                id,
                Slot {
                    number: self.stored,
                    stamp,
                },
            );
            self.stored += 1;
        }
        self.norms
            .extend(entry.ids.iter().copied().zip(entry.norms));
        for skipped in entry.skipped {
            if let Some(id) = skipped.id {
                self.skipped.insert(id, skipped);
            }
        }
        self.seconds += entry.seconds;
    }

    /// What an earlier run brought in has its parts already.
    fn note_part(&mut self, entry: &Entry) {
        if entry.carried {
            self.parts.clone_from(&self.header.carried);
            return;
        }
        let Conditions { device, batch } = entry.on.unwrap_or(self.header.conditions());
        let items = entry.ids.len();
        match self.parts.last_mut() {
            Some(last) if (last.device, last.batch) == (device, batch) => last.items += items,
            _ if items > 0 => self.parts.push(RunPart {
                device,
                batch,
                items,
            }),
            _ => {}
        }
    }

    /// What the vectors were made with so far.
    pub(super) fn parts(&self) -> &[RunPart] {
        &self.parts
    }

    /// Where a product's vector is, if it has one.
    pub(super) fn slot(&self, id: i64) -> Option<Slot> {
        self.slots.get(&id).copied()
    }

    /// Length of a product's vector before it was scaled, where that is known.
    pub(super) fn norm(&self, id: i64) -> Option<f32> {
        self.norms.get(&id).copied()
    }

    /// Why a product has no vector, if it was tried.
    pub(super) fn skipped(&self, id: i64) -> Option<&Skipped> {
        self.skipped.get(&id)
    }

    /// Seconds of embedding so far, over all starts.
    pub(super) fn seconds(&self) -> f64 {
        self.seconds
    }

    /// Reads vectors by slot, in the order asked for, into `out`, f32 `[slots, dim]`.
    pub(super) fn read_vectors(
        &self,
        slots: impl Iterator<Item = usize>,
        out: &mut [f32],
    ) -> Result<()> {
        self.try_read_vectors(slots, out)
            .map_err(|cause| unreadable(&self.folder).caused_by(cause))
    }

    fn try_read_vectors(
        &self,
        slots: impl Iterator<Item = usize>,
        out: &mut [f32],
    ) -> io::Result<()> {
        let mut reader = BufReader::with_capacity(1 << 20, File::open(self.folder.join(VECTORS))?);
        let mut bytes = vec![0; self.vector_bytes() as usize];
        let mut position = 0;
        for (slot, vector) in slots.zip(out.chunks_exact_mut(self.header.dim)) {
            let start = (slot as u64 * self.vector_bytes()) as i64;
            reader.seek_relative(start - position)?;
            reader.read_exact(&mut bytes)?;
            position = start + bytes.len() as i64;
            for (x, bytes) in vector.iter_mut().zip(bytes.as_chunks().0) {
                *x = f32::from_le_bytes(*bytes);
            }
        }
        Ok(())
    }

    /// Removes the checkpoint once the artifacts are in place.
    pub(super) fn remove(self) -> Result<()> {
        let folder = self.folder.clone();
        // Open files cannot be removed on Windows.
        drop(self);
        // The header goes first: without it there is no unfinished run, however far the removal gets.
        remove_if_there(&folder.join(HEADER))?;
        fs::remove_dir_all(&folder).map_err(|cause| cannot_write(&folder, cause))
    }

    fn vector_bytes(&self) -> u64 {
        4 * self.header.dim as u64
    }
}

impl Header {
    /// What vectors are made with unless their entry says otherwise.
    pub fn conditions(&self) -> Conditions {
        Conditions {
            device: self.identity.device,
            batch: self.identity.batch,
        }
    }
}

/// A line that ends and parses; anything else is the end of what was written before an interruption.
fn whole_entry(line: &[u8]) -> Option<Entry> {
    let entry: Entry = serde_json::from_slice(line.strip_suffix(b"\n")?).ok()?;
    (entry.ids.len() == entry.stamps.len()).then_some(entry)
}

fn lock(folder: &Path) -> Result<File> {
    let path = folder.join(LOCK);
    let mut options = OpenOptions::new();
    let file = options.write(true).create(true).truncate(false).open(&path);
    let file = file.map_err(|cause| cannot_write(&path, cause))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => {
            Err(Error::new("Another run is writing to this output folder")
                .meaning("This one was not started")
                .remedy("Wait until it is done, or choose another output folder")
                .at(folder))
        }
        // Some network drives cannot lock; a run there is still better than none.
        Err(TryLockError::Error(cause)) => {
            log::warn!("no lock on {}: {cause}", path.display());
            Ok(file)
        }
    }
}

fn remove_if_there(path: &Path) -> Result<()> {
    match fs::remove_file(path) {
        Err(cause) if cause.kind() != io::ErrorKind::NotFound => Err(cannot_write(path, cause)),
        _ => Ok(()),
    }
}

fn unreadable(folder: &Path) -> Error {
    Error::new("The unfinished run in the output folder cannot be read")
        .meaning("It was left as it is")
        .remedy("Choose another output folder, or start afresh with --fresh")
        .at(folder)
}

#[cfg(test)]
mod tests;
