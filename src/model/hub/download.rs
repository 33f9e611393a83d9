//! Downloading one file of a repository into the cache.

use std::cell::Cell;
use std::fs;
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};

use sha1::{Digest, Sha1};

use super::lock::lock;
use super::place::resolve;
use super::{HubEnvironment, RepoCache, Token};
use crate::artifact::{cannot_write, hash_file, hex};
use crate::job::Control;
use crate::model::{CatalogModel, PinnedFile};
use crate::net::{Download, Expected, Network, Refusal, Request, Source, TransferProgress};
use crate::{Error, Result};

/// Downloads of one model.
pub(in crate::model) struct HubDownload<'a> {
    pub hub: &'a HubEnvironment,
    pub cache: RepoCache,
    pub model: &'a CatalogModel,
    pub network: &'a Network,
    pub control: &'a Control,
}

impl HubDownload<'_> {
    /// Brings one file into the pinned revision and returns its path there: from another revision that has the same
    /// content, or from the hub. The file has its pinned size and SHA-256.
    pub fn fetch(&self, file: &PinnedFile, transfer: &TransferProgress) -> Result<PathBuf> {
        self.cache.prepare()?;
        let _lock = lock(&self.cache.lock_file(&file.sha256), self.control)?;
        if let Some(content) = self.elsewhere(file) {
            return self.cache.add(&content, file, &self.model.revision, true);
        }
        let blob = self.cache.blob(&file.sha256);
        let is_shared = blob.exists();
        self.download(file, &blob, transfer)?;
        if file.large {
            return self.cache.add(&blob, file, &self.model.revision, is_shared);
        }
        let named = self
            .cache
            .blob(&git_hash(&blob).map_err(|cause| cannot_write(&blob, cause))?);
        fs::rename(&blob, &named).map_err(|cause| cannot_write(&named, cause))?;
        self.cache.add(&named, file, &self.model.revision, false)
    }

    /// The content of this file under another revision.
    fn elsewhere(&self, file: &PinnedFile) -> Option<PathBuf> {
        let pinned = self.cache.snapshot(&self.model.revision);
        let others = self.cache.snapshots().into_iter();
        let paths = others
            .filter(|folder| *folder != pinned)
            .map(|folder| file.below(&folder));
        let is_same = |path: &PathBuf| {
            fs::metadata(path).is_ok_and(|found| found.len() == file.bytes)
                && hash_file(path).is_ok_and(|(_, sha256)| sha256 == file.sha256)
        };
        resolve(&paths.into_iter().find(is_same)?)
    }

    /// Downloads with the user's token; if the hub refuses the token, without it, because these models are public and
    /// an expired token shall not be in the way.
    fn download(
        &self,
        file: &PinnedFile,
        target: &Path,
        transfer: &TransferProgress,
    ) -> Result<()> {
        let mut source = HubFile {
            address: self
                .hub
                .address(&self.model.repository, &self.model.revision, &file.path),
            token: self.hub.token.clone(),
            is_refused: Cell::new(false),
        };
        let fetch = |source: &mut HubFile| {
            let mut download = Download {
                source,
                target: target.to_path_buf(),
                expected: Expected::pinned(file.bytes, &file.sha256),
            };
            self.network.fetch(&mut download, self.control, transfer)
        };
        match fetch(&mut source) {
            Err(error) if source.is_refused.get() => {
                source.token = None;
                log::warn!("the hub refused the token; asking without it");
                // Should that fail too, the refusal of the token is what the user can do something about.
                fetch(&mut source).map_err(|_| error)?;
            }
            result => {
                result?;
            }
        }
        Ok(())
    }
}

/// A file on the hub.
struct HubFile {
    address: String,
    token: Option<Token>,
    is_refused: Cell<bool>,
}

impl Source for HubFile {
    fn request(&mut self) -> Result<Request> {
        let request = Request::get(&self.address)?;
        match &self.token {
            Some(token) => request.bearer(&token.secret),
            None => Ok(request),
        }
    }

    fn explain(&self, refusal: &Refusal) -> Option<Error> {
        if refusal.redirected {
            return None;
        }
        match (refusal.status, &self.token) {
            (401 | 403, Some(token)) => {
                self.is_refused.set(true);
                Some(
                    Error::new("The Hugging Face token was refused")
                        .meaning("The model was not downloaded")
                        .remedy(format!("Renew or delete the token in {}", token.source)),
                )
            }
            (401 | 403, None) => Some(
                Error::new(format!(
                    "{} does not give this model to everyone",
                    refusal.host
                ))
                .meaning("The model was not downloaded")
                .remedy("Import it from a file, or log in to Hugging Face and set HF_TOKEN"),
            ),
            (404 | 410, _) => Some(
                Error::new(format!("{} no longer has this model", refusal.host))
                    .meaning("The model was not downloaded")
                    .remedy(
                        "Check HF_ENDPOINT if you have set it, or import the model from a file",
                    ),
            ),
            _ => None,
        }
    }
}

/// The name that git gives a content.
fn git_hash(path: &Path) -> io::Result<String> {
    let file = fs::File::open(path)?;
    let mut hasher = Sha1::new();
    hasher.update(format!("blob {}\0", file.metadata()?.len()));
    let mut reader = BufReader::new(file);
    let mut buffer = [0; 1 << 14];
    loop {
        match reader.read(&mut buffer)? {
            0 => return Ok(hex(&hasher.finalize())),
            read => hasher.update(&buffer[..read]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_content_is_named_as_git_names_it() {
        let file = tempfile::NamedTempFile::new().unwrap();
        fs::write(file.path(), "hello\n").unwrap();
        let name = git_hash(file.path()).unwrap();
        assert_eq!(name, "ce013625030ba8dba906f756967f9e9ca394464a");
    }
}
