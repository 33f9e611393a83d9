//! Bringing the files of a model into the store, into a folder beside the final one until all are there.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use super::stamps::{Stamps, Watched};
use super::{ModelProgress, total_size};
use crate::Result;
use crate::artifact::{cannot_write, hash_reader, move_folder};
use crate::job::Control;
use crate::model::hub::cannot_delete;
use crate::net::require_space;

/// How a file gets there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// Its owner keeps it.
    Copy,
    /// It was unpacked for this only, into the store's own folder.
    Move,
}

/// Files on their way.
pub(super) struct Stage<'a> {
    pub from: &'a Path,
    pub to: PathBuf,
    pub way: Way,
    pub control: &'a Control,
    pub progress: &'a ModelProgress,
}

/// Files that are all there, but not in their final folder.
pub(super) struct Staged {
    folder: PathBuf,
    hashes: Vec<(String, String)>,
}

impl Stage<'_> {
    /// Brings the files, given by their paths below the folder they come from; on an error nothing is left behind.
    pub fn run(self, files: &[String]) -> Result<Staged> {
        clear(&self.to)?;
        let hashes = self.check_space(files).and_then(|()| {
            let bring = |file: &String| Ok((file.clone(), self.bring(file)?));
            files.iter().map(bring).collect()
        });
        let folder = self.to;
        match hashes {
            Ok(hashes) => Ok(Staged { folder, hashes }),
            Err(error) => undo(Err(error), &folder),
        }
    }

    fn check_space(&self, files: &[String]) -> Result<()> {
        let sources: Vec<PathBuf> = files.iter().map(|file| self.from.join(file)).collect();
        match self.way {
            Way::Copy => require_space(&self.to, total_size(&sources)),
            Way::Move => Ok(()),
        }
    }

    /// Brings one file and returns its SHA-256.
    fn bring(&self, file: &str) -> Result<String> {
        let (source, target) = (self.from.join(file), self.to.join(file));
        let brought = self.try_bring(&source, &target);
        self.control.check()?;
        brought.map_err(|cause| cannot_write(&target, cause))
    }

    fn try_bring(&self, source: &Path, target: &Path) -> io::Result<String> {
        if let Some(folder) = target.parent() {
            fs::create_dir_all(folder)?;
        }
        let reader = Watched {
            inner: File::open(source)?,
            control: self.control,
            progress: self.progress,
        };
        if self.way == Way::Move {
            let (_, sha256) = hash_reader(reader)?;
            fs::rename(source, target)?;
            return Ok(sha256);
        }
        let mut copy = File::create(target)?;
        let (_, sha256) = hash_reader(Tee {
            from: reader,
            to: &mut copy,
        })?;
        copy.sync_all()?;
        Ok(sha256)
    }
}

impl Staged {
    /// Paths below the folder, each with its SHA-256.
    pub fn hashes(&self) -> &[(String, String)] {
        &self.hashes
    }

    /// The folder they are in.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Gives the files their final folder, and remembers their hashes in the store's record.
    pub fn settle(self, target: &Path, store: &Path) -> Result<()> {
        if let Err(cause) = move_folder(&self.folder, target) {
            return undo(Err(cannot_write(target, cause)), &self.folder);
        }
        let mut stamps = Stamps::load(store);
        for (file, sha256) in &self.hashes {
            stamps.remember_imported(&target.join(file), sha256);
        }
        stamps.save()
    }
}

/// Writes what is read.
struct Tee<'a, R> {
    from: R,
    to: &'a mut File,
}

impl<R: Read> Read for Tee<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.from.read(buffer)?;
        self.to.write_all(&buffer[..read])?;
        Ok(read)
    }
}

/// Removes a folder of unfinished work, if it is there.
pub(super) fn clear(folder: &Path) -> Result<()> {
    match fs::remove_dir_all(folder) {
        Err(cause) if cause.kind() != io::ErrorKind::NotFound => Err(cannot_delete(folder, cause)),
        _ => Ok(()),
    }
}

/// Removes a folder of unfinished work and passes the result on.
pub(super) fn undo<T>(result: Result<T>, folder: &Path) -> Result<T> {
    match (result, clear(folder)) {
        (Ok(_), Err(error)) => Err(error),
        // The error that matters is the first one.
        (result, _) => result,
    }
}
