//! The file that a download writes until it is complete.
//!
//! It lies beside the target, so that the last step is a rename within one folder, and is locked as long as somebody
//! writes it. Its journal always says less than what is on the disk, never more: bytes are synced first and counted
//! then, and what is beyond the count at the next start is cut off.

use std::fs::{self, File};
use std::io::{self, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::Expected;
use super::journal::Journal;
use crate::Result;
use crate::artifact::cannot_write;
use crate::job::{busy, open_locked};

/// At most this much is downloaded twice after a power cut.
const SYNC_BYTES: u64 = 8 << 20;
const SYNC_TIME: Duration = Duration::from_secs(3);

/// Bytes of this file that an unfinished download has left beside its name, so that it can be continued.
pub fn bytes_here(target: &Path) -> u64 {
    fs::metadata(with_suffix(target, ".part")).map_or(0, |file| file.len())
}

/// An open, locked `.part` file.
pub(super) struct Part {
    target: PathBuf,
    path: PathBuf,
    journal_path: PathBuf,
    file: File,
    journal: Journal,
    len: u64,
    synced_at: Instant,
}

impl Part {
    /// Opens or creates the file for a target, and locks it. Bytes that the journal does not vouch for are cut off.
    pub fn open(target: &Path) -> Result<Self> {
        if let Some(folder) = target.parent() {
            fs::create_dir_all(folder).map_err(|cause| cannot_write(folder, cause))?;
        }
        let path = with_suffix(target, ".part");
        let journal_path = with_suffix(target, ".part.json");
        let file = open_locked(&path).map_err(|cause| cannot_write(&path, cause))?;
        let file = file.ok_or_else(|| busy(&path, "This is being downloaded"))?;
        let journal = Journal::load(&journal_path).unwrap_or_default();
        let mut part = Self {
            target: target.to_path_buf(),
            path,
            journal_path,
            file,
            journal,
            len: 0,
            synced_at: Instant::now(),
        };
        part.keep_what_is_sure()
            .map_err(|cause| cannot_write(&part.path, cause))?;
        Ok(part)
    }

    fn keep_what_is_sure(&mut self) -> io::Result<()> {
        let there = self.file.metadata()?.len();
        // Fewer bytes than were synced: somebody else has been at the file.
        let sure = if there < self.journal.synced {
            0
        } else {
            self.journal.synced
        };
        self.cut(sure)
    }

    fn cut(&mut self, len: u64) -> io::Result<()> {
        self.file.set_len(len)?;
        self.file.seek(SeekFrom::Start(len))?;
        self.journal.synced = len;
        self.len = len;
        Ok(())
    }

    /// Bytes that are there.
    pub fn len(&self) -> u64 {
        self.len
    }

    /// What is known about them.
    pub fn journal(&self) -> &Journal {
        &self.journal
    }

    /// The file itself, at its beginning, for reading it back.
    pub fn rewound(&mut self) -> Result<&mut File> {
        self.file
            .seek(SeekFrom::Start(0))
            .map_err(|cause| cannot_write(&self.path, cause))?;
        Ok(&mut self.file)
    }

    /// Keeps the bytes only if they can be continued from this source.
    pub fn keep_if_from(&mut self, source: &str, expected: &Expected) -> Result<()> {
        if self.len > 0 && !self.journal.can_continue(source, expected) {
            return self.begin(Journal::default());
        }
        Ok(())
    }

    /// Throws the bytes away and begins anew.
    pub fn begin(&mut self, journal: Journal) -> Result<()> {
        self.journal = journal;
        self.cut(0)
            .map_err(|cause| cannot_write(&self.path, cause))?;
        self.journal.save(&self.journal_path)
    }

    /// Writes bytes at the end.
    pub fn append(&mut self, bytes: &[u8]) -> Result<()> {
        self.file
            .write_all(bytes)
            .map_err(|cause| cannot_write(&self.path, cause))?;
        self.len += bytes.len() as u64;
        let unsynced = self.len - self.journal.synced;
        if unsynced >= SYNC_BYTES || self.synced_at.elapsed() >= SYNC_TIME {
            self.sync()?;
        }
        Ok(())
    }

    /// Makes all bytes durable and counts them.
    pub fn sync(&mut self) -> Result<()> {
        self.synced_at = Instant::now();
        if self.len == self.journal.synced {
            return Ok(());
        }
        self.file
            .sync_data()
            .map_err(|cause| cannot_write(&self.path, cause))?;
        self.journal.synced = self.len;
        self.journal.save(&self.journal_path)
    }

    /// Leaves the bytes for the next attempt; without any, nothing is left behind.
    pub fn leave(mut self) -> Result<()> {
        if self.len == 0 {
            return self.discard();
        }
        self.sync()
    }

    /// Deletes the file: it is not what was wanted.
    pub fn discard(self) -> Result<()> {
        let gone = |path: &Path| match fs::remove_file(path) {
            Err(cause) if cause.kind() != io::ErrorKind::NotFound => Err(cannot_write(path, cause)),
            _ => Ok(()),
        };
        gone(&self.journal_path)?;
        gone(&self.path)
    }

    /// Gives the file its final name; a former file of that name is replaced.
    pub fn finish(self) -> Result<PathBuf> {
        let named = self
            .file
            .sync_all()
            .and_then(|()| fs::rename(&self.path, &self.target));
        named.map_err(|cause| cannot_write(&self.target, cause))?;
        if let Err(cause) = fs::remove_file(&self.journal_path) {
            // It vouches for a file that is gone, so it does no harm.
            log::warn!("{} stays behind: {cause}", self.journal_path.display());
        }
        Ok(self.target)
    }
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_os_string();
    name.push(suffix);
    path.with_file_name(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::net::remote::Remote;

    fn journal() -> Journal {
        let remote = Remote {
            etag: Some("\"a\"".into()),
            ..Remote::default()
        };
        Journal::begin("https://h.example/f", &remote)
    }

    #[test]
    fn only_counted_bytes_are_kept() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("new folder/f.zip");
        let mut part = Part::open(&target).unwrap();
        part.begin(journal()).unwrap();
        part.append(b"sure").unwrap();
        part.sync().unwrap();
        part.append(b" and not").unwrap();
        drop(part);
        let part = Part::open(&target).unwrap();
        assert_eq!(part.len(), 4);
        assert_eq!(fs::read(with_suffix(&target, ".part")).unwrap(), b"sure");
        part.leave().unwrap();
        fs::write(with_suffix(&target, ".part"), b"su").unwrap();
        assert_eq!(
            Part::open(&target).unwrap().len(),
            0,
            "somebody cut the file"
        );
    }

    #[test]
    fn two_do_not_write_one_file() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("f.zip");
        let part = Part::open(&target).unwrap();
        let error = Part::open(&target).err().unwrap().to_string();
        assert!(error.contains("being downloaded already"), "{error}");
        part.leave().unwrap();
        Part::open(&target).unwrap();
    }

    #[test]
    fn ends_under_the_final_name_or_without_a_trace() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("f.zip");
        let names = || -> Vec<_> {
            let entries = fs::read_dir(folder.path()).unwrap();
            entries.map(|entry| entry.unwrap().file_name()).collect()
        };
        Part::open(&target).unwrap().leave().unwrap();
        assert!(names().is_empty());
        let mut part = Part::open(&target).unwrap();
        part.begin(journal()).unwrap();
        part.append(b"wrong").unwrap();
        part.discard().unwrap();
        assert!(names().is_empty());
        let mut part = Part::open(&target).unwrap();
        part.begin(journal()).unwrap();
        part.append(b"right").unwrap();
        part.finish().unwrap();
        assert_eq!(names(), ["f.zip"]);
        assert_eq!(fs::read(&target).unwrap(), b"right");
    }
}
