//! What was found out about files at an earlier time, so that a list of models does not read 350 MB.
//!
//! A file's SHA-256 is remembered with its size and time of change; when either differs, it is forgotten. The record
//! can always be made anew from the files, so one that cannot be read counts as empty. Several programs may find out
//! something at the same time: whoever saves adds to what the others have saved.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use serde::{Deserialize, Serialize};

use super::ModelProgress;
use super::check::CheckRecord;
use crate::artifact::{hash_reader, write_atomically};
use crate::job::{Claim, Control};
use crate::{Error, Result};

const FILE: &str = "verified.json";
const LOCK: &str = ".verified.lock";

/// The record in the models folder.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Stamps {
    #[serde(skip)]
    path: PathBuf,
    files: BTreeMap<String, Stamp>,
    checks: BTreeMap<String, CheckRecord>,
    #[serde(skip)]
    news: News,
}

/// What was found out since the record was read: keys of files, names of models.
#[derive(Debug, Default)]
struct News {
    files: BTreeSet<String>,
    checks: BTreeSet<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Stamp {
    bytes: u64,
    /// Time of the last change, in nanoseconds since 1970.
    modified: u64,
    sha256: String,
    /// The SHA-256 that it had when it was imported.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    imported: Option<String>,
}

/// What is known of a file without reading it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Known {
    /// Never read, or changed since.
    Nothing,
    /// It had this SHA-256 and was not changed since.
    Hash(String),
}

impl Stamps {
    /// The record of a models folder.
    pub fn load(models: &Path) -> Self {
        Self::read(models.join(FILE))
    }

    fn read(path: PathBuf) -> Self {
        let read = match fs::read(&path) {
            Ok(text) => serde_json::from_slice(&text).map_err(io::Error::from),
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => Ok(Self::default()),
            Err(cause) => Err(cause),
        };
        let stamps = read.unwrap_or_else(|cause| {
            log::warn!("{} is made anew: {cause}", path.display());
            Self::default()
        });
        Self { path, ..stamps }
    }

    /// Saves what was found out, without files that are gone.
    pub fn save(&mut self) -> Result<()> {
        // Held for moments.
        let _claim = Claim::wait(&self.path.with_file_name(LOCK), &Control::new())?;
        self.add_to(Self::read(self.path.clone()));
        self.files.retain(|path, _| Path::new(path).exists());
        write_atomically(&self.path, |file| {
            serde_json::to_writer_pretty(file, self).map_err(io::Error::from)
        })
    }

    /// Adds what was found out to what another program may have saved meanwhile.
    fn add_to(&mut self, saved: Self) {
        let ours = std::mem::replace(self, saved);
        let (mut files, mut checks) = (ours.files, ours.checks);
        for key in ours.news.files {
            let stamp = files.remove(&key);
            self.files.extend(stamp.map(|stamp| (key, stamp)));
        }
        for id in ours.news.checks {
            self.checks.remove(&id);
            let record = checks.remove(&id);
            self.checks.extend(record.map(|record| (id, record)));
        }
    }

    /// What is known of a file.
    pub fn known(&self, path: &Path) -> Known {
        let remembered = key(path).and_then(|key| self.files.get(&key));
        match remembered {
            Some(stamp) if state(path) == Some((stamp.bytes, stamp.modified)) => {
                Known::Hash(stamp.sha256.clone())
            }
            _ => Known::Nothing,
        }
    }

    /// The SHA-256 that a file had when it was imported.
    pub fn imported(&self, path: &Path) -> Option<&str> {
        self.files.get(&key(path)?)?.imported.as_deref()
    }

    /// Remembers that a file has this SHA-256 now.
    pub fn remember(&mut self, path: &Path, sha256: &str) {
        let imported = self.imported(path).map(str::to_owned);
        self.insert(path, sha256, imported);
    }

    /// Remembers that a file was imported with this SHA-256.
    pub fn remember_imported(&mut self, path: &Path, sha256: &str) {
        self.insert(path, sha256, Some(sha256.to_owned()));
    }

    fn insert(&mut self, path: &Path, sha256: &str, imported: Option<String>) {
        if let (Some(key), Some((bytes, modified))) = (key(path), state(path)) {
            let stamp = Stamp {
                bytes,
                modified,
                sha256: sha256.to_owned(),
                imported,
            };
            self.news.files.insert(key.clone());
            self.files.insert(key, stamp);
        }
    }

    /// The SHA-256 of a file: remembered, or computed and remembered.
    pub fn hash(
        &mut self,
        path: &Path,
        control: &Control,
        progress: &ModelProgress,
    ) -> Result<String> {
        if let Known::Hash(sha256) = self.known(path) {
            progress.add(state(path).map_or(0, |(bytes, _)| bytes));
            return Ok(sha256);
        }
        self.hash_anew(path, control, progress)
    }

    /// The SHA-256 of a file as its bytes are now.
    pub fn hash_anew(
        &mut self,
        path: &Path,
        control: &Control,
        progress: &ModelProgress,
    ) -> Result<String> {
        let opened = fs::File::open(path).map_err(|cause| unreadable(path, cause))?;
        let watched = Watched {
            inner: opened,
            control,
            progress,
        };
        let hashed = hash_reader(watched);
        control.check()?;
        let (_, sha256) = hashed.map_err(|cause| unreadable(path, cause))?;
        self.remember(path, &sha256);
        Ok(sha256)
    }

    /// What the last comparison with published values said.
    pub fn check(&self, id: &str) -> Option<&CheckRecord> {
        self.checks.get(id)
    }

    /// Remembers a comparison with published values; `None` forgets it.
    pub fn set_check(&mut self, id: &str, record: Option<CheckRecord>) {
        self.news.checks.insert(id.to_owned());
        match record {
            Some(record) => self.checks.insert(id.to_owned(), record),
            None => self.checks.remove(id),
        };
    }
}

/// A file that is being read, with a stop and a counter.
pub(super) struct Watched<'a, R> {
    pub inner: R,
    pub control: &'a Control,
    pub progress: &'a ModelProgress,
}

impl<R: Read> Read for Watched<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.control.wait_while_paused().is_err() {
            return Err(io::Error::other("stopped"));
        }
        let read = self.inner.read(buffer)?;
        self.progress.add(read as u64);
        Ok(read)
    }
}

/// Links are followed, so that a content that several names lead to is known once.
fn key(path: &Path) -> Option<String> {
    let path = path.canonicalize().ok()?;
    Some(path.to_string_lossy().into_owned())
}

fn state(path: &Path) -> Option<(u64, u64)> {
    let metadata = fs::metadata(path).ok()?;
    let modified = metadata.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
    Some((metadata.len(), u64::try_from(modified.as_nanos()).ok()?))
}

fn unreadable(path: &Path, cause: io::Error) -> Error {
    Error::new("A file of the model cannot be read")
        .meaning("The model was not used")
        .remedy("Check that you may read it and that the disk is in order")
        .at(path)
        .caused_by(cause)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ABC: &str = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    fn hash(stamps: &mut Stamps, path: &Path) -> Result<String> {
        stamps.hash(path, &Control::new(), &ModelProgress::default())
    }

    #[test]
    fn a_hash_is_remembered_until_the_file_changes() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("model.onnx");
        fs::write(&file, "abc").unwrap();
        let mut stamps = Stamps::load(folder.path());
        assert_eq!(stamps.known(&file), Known::Nothing);
        assert_eq!(hash(&mut stamps, &file).unwrap(), ABC);
        stamps.save().unwrap();
        let mut stamps = Stamps::load(folder.path());
        assert_eq!(stamps.known(&file), Known::Hash(ABC.to_owned()));
        assert_eq!(stamps.imported(&file), None);
        stamps.remember_imported(&file, ABC);
        let changed = fs::metadata(&file).unwrap().modified().unwrap();
        fs::write(&file, "abd").unwrap();
        let later = changed + std::time::Duration::from_secs(2);
        let handle = fs::File::options().write(true).open(&file).unwrap();
        handle.set_modified(later).unwrap();
        assert_eq!(stamps.known(&file), Known::Nothing);
        assert_ne!(hash(&mut stamps, &file).unwrap(), ABC);
        assert_eq!(stamps.imported(&file), Some(ABC), "what it was stays known");
        fs::remove_file(&file).unwrap();
        assert_eq!(stamps.known(&file), Known::Nothing);
        stamps.save().unwrap();
        assert!(Stamps::load(folder.path()).files.is_empty());
    }

    #[test]
    fn two_programs_keep_what_the_other_found_out() {
        let folder = tempfile::tempdir().unwrap();
        let [one, other] = ["one.onnx", "other.onnx"].map(|name| {
            let file = folder.path().join(name);
            fs::write(&file, "abc").unwrap();
            file
        });
        let (mut first, mut second) = (Stamps::load(folder.path()), Stamps::load(folder.path()));
        first.remember_imported(&one, ABC);
        first.save().unwrap();
        hash(&mut second, &other).unwrap();
        second.save().unwrap();
        assert_eq!(second.imported(&one), Some(ABC));
        first.save().unwrap();
        assert_eq!(first.known(&other), Known::Hash(ABC.to_owned()));
        assert!(!folder.path().join(LOCK).exists());
    }

    #[test]
    fn a_damaged_record_counts_as_empty_and_a_stop_as_a_stop() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(FILE), "{\"files\": ").unwrap();
        let mut stamps = Stamps::load(folder.path());
        let file = folder.path().join("model.onnx");
        fs::write(&file, "abc").unwrap();
        let control = Control::new();
        control.stop();
        let stopped = stamps.hash(&file, &control, &ModelProgress::default());
        assert!(stopped.unwrap_err().is_interrupted());
        assert_eq!(stamps.known(&file), Known::Nothing);
    }
}
