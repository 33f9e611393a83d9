//! A bundle that is looked into.

use std::collections::HashMap;
use std::path::Path;

use super::manifest::{MANIFEST, Manifest, is_bundle};
use super::progress::{BundleProgress, BundleStage};
use crate::archive::{Archive, Wanted, spread};
use crate::job::Control;
use crate::{Error, Result};

/// A manifest of a hundred thousand files is smaller than this.
const LARGEST_MANIFEST: u64 = 64 << 20;

/// An opened bundle: its list of contents was read, nothing else.
pub struct Bundle {
    pub(super) archive: Archive,
    manifest: Manifest,
    /// Of each file, its place in the archive's own list.
    entries: HashMap<String, usize>,
}

impl Bundle {
    /// Opens a bundle.
    pub fn open(path: &Path, control: &Control) -> Result<Self> {
        if path.is_file() && !is_bundle(path) {
            return Err(Error::new("This file is not a bundle")
                .meaning("Nothing was installed")
                .remedy(
                    "Choose a file that was made with \"bundle create\" or Save for offline use",
                )
                .at(path));
        }
        let archive = Archive::open_zip(path)?;
        let paths = archive.entries().iter().enumerate();
        let entries: HashMap<String, usize> = paths
            .map(|(index, entry)| (entry.path.clone(), index))
            .collect();
        let manifest = entries
            .get(MANIFEST)
            .ok_or_else(|| damaged(path, MANIFEST))?;
        let manifest = archive.read(*manifest, LARGEST_MANIFEST, control)?;
        let manifest = Manifest::parse(&manifest).map_err(|error| error.at(path))?;
        Ok(Self {
            archive,
            manifest,
            entries,
        })
    }

    /// What is inside.
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// Compares every file with the manifest.
    pub fn verify(&self, control: &Control, progress: &BundleProgress) -> Result<()> {
        progress.enter(BundleStage::Verifying);
        let files = &self.manifest.files;
        progress
            .files
            .start(files.len() as u64, self.manifest.bytes());
        let compare = |(): &mut (), number: usize| {
            let file = &files[number];
            let entry = self.entry(&file.name)?;
            let (bytes, sha256) = self.archive.hash(entry, control)?;
            if (bytes, &sha256) != (file.bytes, &file.sha256) {
                return Err(damaged(self.archive.path(), &file.name));
            }
            progress.files.add_file();
            progress.files.add_bytes(bytes);
            Ok(())
        };
        spread(files.len(), control, |_| (), compare)
    }

    /// The files below `prefix`, to be unpacked without it.
    pub(super) fn wanted(&self, prefix: &str) -> Result<Vec<Wanted>> {
        let files = self.manifest.below(prefix);
        let wanted = files.map(|(file, name)| {
            Ok(Wanted {
                entry: self.entry(&file.name)?,
                name: name.to_owned(),
            })
        });
        wanted.collect()
    }

    fn entry(&self, name: &str) -> Result<usize> {
        let entry = self.entries.get(name).copied();
        entry.ok_or_else(|| damaged(self.archive.path(), name))
    }
}

fn damaged(path: &Path, name: &str) -> Error {
    Error::new("The bundle is damaged")
        .meaning(format!(
            "\"{name}\" in it is not what it was; nothing was installed"
        ))
        .remedy("Copy the bundle again from where it came from")
        .at(path)
}
