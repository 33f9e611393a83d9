//! The folder of one repository inside the cache.
//!
//! ```text
//! <cache>/models--owner--name/blobs/<hash>                          each content once
//!                             snapshots/<revision>/onnx/model.onnx  links to blobs
//!                             refs/main                             the revision that a branch pointed to
//! <cache>/.locks/models--owner--name/<hash>.lock                    held while a blob is written
//! ```
//!
//! A blob is named by its SHA-256 where the repository keeps the file in large file storage, and by its git hash
//! otherwise. Downloads here are of a pinned revision, so no branch is asked for and none is recorded in `refs`.

use std::fs;
use std::path::{Path, PathBuf};

use super::HubEnvironment;
use super::place::{place, resolve};
use crate::artifact::cannot_write;
use crate::model::PinnedFile;
use crate::{Error, Result};

/// What the downloader adds to the name of a file that is not whole yet.
const PARTIAL: &str = ".part";

/// Says to backup programs that a folder can be fetched again; Python writes the same.
const CACHE_TAG: (&str, &str) = (
    "CACHEDIR.TAG",
    "Signature: 8a477f597d28d172789f06886806bc55\n# This folder holds downloads that can be fetched again.\n",
);

/// The cache of one repository.
#[derive(Clone, Debug)]
pub(in crate::model) struct RepoCache {
    root: PathBuf,
    folder: PathBuf,
    locks: PathBuf,
    no_links: bool,
}

impl RepoCache {
    /// The cache of `owner/name`. Nothing is created.
    pub fn new(hub: &HubEnvironment, repository: &str) -> Self {
        let name = format!("models--{}", repository.replace('/', "--"));
        Self {
            root: hub.cache.clone(),
            folder: hub.cache.join(&name),
            locks: hub.cache.join(".locks").join(name),
            no_links: hub.no_links,
        }
    }

    /// The folder of a revision.
    pub fn snapshot(&self, revision: &str) -> PathBuf {
        self.folder.join("snapshots").join(revision)
    }

    /// The folders of all revisions that are there, sorted by name.
    pub fn snapshots(&self) -> Vec<PathBuf> {
        let entries = fs::read_dir(self.folder.join("snapshots"));
        let entries = entries.into_iter().flatten().flatten();
        let mut folders: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
        folders.sort();
        folders
    }

    /// Where the content of this name is kept.
    pub fn blob(&self, name: &str) -> PathBuf {
        self.folder.join("blobs").join(name)
    }

    /// How much of a file an interrupted download has left, in bytes.
    pub fn partial_bytes(&self, file: &PinnedFile) -> u64 {
        let mut part = self.blob(&file.sha256).into_os_string();
        part.push(PARTIAL);
        fs::metadata(part).map_or(0, |metadata| metadata.len().min(file.bytes))
    }

    /// Deletes what an interrupted download has left of a file.
    pub fn remove_partial(&self, file: &PinnedFile) -> Result<u64> {
        let bytes = self.partial_bytes(file);
        let entries = fs::read_dir(self.folder.join("blobs"));
        let prefix = format!("{}{PARTIAL}", file.sha256);
        let is_partial = |path: &PathBuf| {
            path.file_name()
                .is_some_and(|name| name.to_string_lossy().starts_with(&prefix))
        };
        let paths = entries
            .into_iter()
            .flatten()
            .flatten()
            .map(|entry| entry.path());
        paths
            .filter(is_partial)
            .try_for_each(|path| delete(&path))?;
        Ok(bytes)
    }

    /// The lock for the content of this name.
    pub fn lock_file(&self, name: &str) -> PathBuf {
        self.locks.join(format!("{name}.lock"))
    }

    /// Makes the folders that a download needs.
    pub fn prepare(&self) -> Result<()> {
        let blobs = self.folder.join("blobs");
        for folder in [&blobs, &self.locks] {
            fs::create_dir_all(folder).map_err(|cause| cannot_use(folder, cause))?;
        }
        let tag = self.root.join(CACHE_TAG.0);
        if !tag.exists()
            && let Err(cause) = fs::write(&tag, CACHE_TAG.1)
        {
            log::debug!("{} was not written: {cause}", tag.display());
        }
        Ok(())
    }

    /// Gives a blob its name in a revision: by a link, or where links are refused by moving it there. `is_shared` says
    /// that other revisions may link to the blob too; it is copied then.
    pub fn add(
        &self,
        blob: &Path,
        file: &PinnedFile,
        revision: &str,
        is_shared: bool,
    ) -> Result<PathBuf> {
        let pointer = file.below(&self.snapshot(revision));
        place(blob, &pointer, is_shared, self.no_links)
            .map_err(|cause| cannot_write(&pointer, cause))?;
        Ok(pointer)
    }

    /// Takes a file out of a revision, and its content with it unless another revision links there. Returns how many
    /// bytes that freed.
    pub fn remove(&self, pointer: &Path) -> Result<u64> {
        let content = resolve(pointer);
        let bytes = fs::metadata(pointer).map_or(0, |metadata| metadata.len());
        delete(pointer)?;
        remove_empty_folders(pointer, &self.folder);
        let Some(blob) = content.filter(|content| content != pointer) else {
            return Ok(bytes);
        };
        if !blob.starts_with(self.folder.join("blobs")) || self.is_linked(&blob) {
            return Ok(0);
        }
        delete(&blob)?;
        Ok(bytes)
    }

    /// Removes what is left of a repository without any revision: branches, listings, locks.
    pub fn remove_if_empty(&self) -> Result<()> {
        let blobs = fs::read_dir(self.folder.join("blobs"));
        let has_blobs = blobs.is_ok_and(|mut entries| entries.next().is_some());
        if has_blobs || !self.snapshots().is_empty() {
            return Ok(());
        }
        for folder in [&self.folder, &self.locks] {
            if folder.exists() {
                fs::remove_dir_all(folder).map_err(|cause| cannot_delete(folder, cause))?;
            }
        }
        Ok(())
    }

    fn is_linked(&self, blob: &Path) -> bool {
        let links = |folder: &PathBuf| {
            let files = walkdir::WalkDir::new(folder).into_iter().flatten();
            files
                .filter(walkdir::DirEntry::path_is_symlink)
                .any(|entry| resolve(entry.path()).as_deref() == Some(blob))
        };
        self.snapshots().iter().any(links)
    }
}

/// Deletes a file; one that is gone already is fine.
pub(in crate::model) fn delete(path: &Path) -> Result<()> {
    match fs::remove_file(path) {
        Err(cause) if cause.kind() != std::io::ErrorKind::NotFound => {
            Err(cannot_delete(path, cause))
        }
        _ => Ok(()),
    }
}

/// The error for a file or folder that cannot be deleted.
pub(in crate::model) fn cannot_delete(path: &Path, cause: std::io::Error) -> Error {
    Error::new("A file of the model could not be deleted")
        .meaning("The model is only partly removed")
        .remedy("Close other programs that use it, and remove it again")
        .at(path)
        .caused_by(cause)
}

fn cannot_use(folder: &Path, cause: std::io::Error) -> Error {
    Error::new("The Hugging Face cache cannot be written to")
        .meaning("The model was not downloaded")
        .remedy("Allow writing to this folder, or name another one with HF_HOME")
        .at(folder)
        .caused_by(cause)
}

/// Removes the folders above a file as long as they are empty, up to `root`.
fn remove_empty_folders(file: &Path, root: &Path) {
    let folders = file.ancestors().skip(1);
    for folder in folders.take_while(|folder| *folder != root) {
        // A folder that is not empty cannot be removed, and shall not.
        if fs::remove_dir(folder).is_err() {
            return;
        }
    }
}
