//! `runtime.json`: what is known of an installed runtime.

use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::Variant;
use crate::artifact::{hash_file, write_atomically};
use crate::model::FileHash;
use crate::{Error, Result};

pub(super) const RECORD: &str = "runtime.json";

/// What is known of an installed runtime; written beside its files.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuntimeRecord {
    /// Version, such as `1.30.0`; `1.30` where only that could be learned.
    pub version: String,
    /// What it can run on.
    pub variant: Variant,
    /// What it was installed from: an address, or the name of a file.
    pub source: String,
    /// SHA-256 of the archive or file it was installed from, in hexadecimal; nothing for a folder.
    pub source_sha256: Option<String>,
    /// File name of the library itself.
    pub library: String,
    /// All files, with sizes and hashes.
    pub files: Vec<FileHash>,
    /// When it was installed, in UTC as RFC 3339.
    pub installed: String,
}

impl RuntimeRecord {
    /// Reads the record of a runtime's folder, if it has one that can be read.
    pub(super) fn read(folder: &Path) -> Option<Self> {
        let text = fs::read_to_string(folder.join(RECORD)).ok()?;
        serde_json::from_str(&text).ok()
    }

    pub(super) fn write(&self, folder: &Path) -> Result<()> {
        write_atomically(&folder.join(RECORD), |file| {
            serde_json::to_writer_pretty(file, self).map_err(std::io::Error::from)
        })
    }

    /// Size of all files on the disk, in bytes.
    pub fn bytes(&self) -> u64 {
        self.files.iter().map(|file| file.bytes).sum()
    }

    /// What is wrong with the files as far as their sizes tell: a quick look.
    pub(super) fn damage(&self, folder: &Path) -> Option<String> {
        self.files.iter().find_map(|file| {
            let length = fs::metadata(folder.join(&file.name)).map(|found| found.len());
            match length {
                Err(_) => Some(format!("{} is missing", file.name)),
                Ok(length) if length != file.bytes => {
                    Some(format!("{} has another size than before", file.name))
                }
                Ok(_) => None,
            }
        })
    }

    /// Reads all files and compares them with their hashes.
    pub(super) fn verify(&self, folder: &Path) -> Result<()> {
        for file in &self.files {
            let path = folder.join(&file.name);
            let found = hash_file(&path).ok();
            if found != Some((file.bytes, file.sha256.clone())) {
                return Err(Error::new("ONNX Runtime is damaged")
                    .meaning("A file is not what it was when it was installed; the built-in engine carries on")
                    .remedy("Remove it and install it again")
                    .at(path));
            }
        }
        Ok(())
    }
}
