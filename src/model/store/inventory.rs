//! Where the files of a catalogued model are and in what state, as far as names, sizes and remembered hashes tell.

use std::path::{Path, PathBuf};

use super::stamps::{Known, Stamps};
use super::{ModelState, Place};
use crate::model::hub::RepoCache;
use crate::model::{CatalogModel, PinnedFile};
use crate::text::bytes_in_words;

/// The files of one model in one folder.
pub(super) struct Inventory<'a> {
    pub place: Place,
    pub folder: PathBuf,
    pub items: Vec<Item<'a>>,
}

/// One pinned file, and what is in its place.
pub(super) struct Item<'a> {
    pub pin: &'a PinnedFile,
    pub path: PathBuf,
    pub found: Found,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// Nothing.
    Missing,
    /// A file of another size.
    WrongSize(u64),
    /// A file of the right size that is known to have another SHA-256.
    WrongHash,
    /// A file of the right size that was not read yet.
    Unread,
    /// The file.
    Verified,
}

impl Found {
    /// Whether the file can be used, after it was read.
    pub fn is_whole(self) -> bool {
        matches!(self, Self::Unread | Self::Verified)
    }

    pub fn is_wrong(self) -> bool {
        matches!(self, Self::WrongSize(_) | Self::WrongHash)
    }
}

/// Looks for a model: imported, in the pinned revision of the cache, or in another revision with the same files. What
/// is complete comes first; if nothing is, that which has most of it.
pub(super) fn take<'a>(
    model: &'a CatalogModel,
    imported: PathBuf,
    cache: &RepoCache,
    stamps: &Stamps,
) -> Inventory<'a> {
    let look = |place, folder| Inventory::look(model, place, folder, stamps);
    let mut ours = vec![look(Place::HubCache, cache.snapshot(&model.revision))];
    if imported.is_dir() {
        ours.insert(0, look(Place::Imported, imported));
    }
    if let Some(complete) = ours.iter().position(Inventory::is_complete) {
        return ours.swap_remove(complete);
    }
    let snapshots = cache.snapshots().into_iter();
    let mut others = snapshots.map(|folder| look(Place::HubCache, folder));
    if let Some(complete) = others.find(Inventory::is_complete) {
        return complete;
    }
    match ours.as_slice() {
        [imported, pinned] if imported.bytes() > pinned.bytes() => ours.swap_remove(0),
        _ => ours.swap_remove(ours.len() - 1),
    }
}

impl<'a> Inventory<'a> {
    /// Looks at one folder.
    pub fn look(model: &'a CatalogModel, place: Place, folder: PathBuf, stamps: &Stamps) -> Self {
        let item = |pin: &'a PinnedFile| {
            let path = pin.below(&folder);
            let found = judge(&path, pin, stamps);
            Item { pin, path, found }
        };
        let items = model.files.all().into_iter().map(item).collect();
        Self {
            place,
            folder,
            items,
        }
    }

    /// Whether every file is there, in the right size and not known to be wrong.
    pub fn is_complete(&self) -> bool {
        self.items.iter().all(|item| item.found.is_whole())
    }

    /// Whether every file is there and was compared with its SHA-256.
    pub fn is_verified(&self) -> bool {
        self.items.iter().all(|item| item.found == Found::Verified)
    }

    /// Files that are not there or cannot be used.
    pub fn lacking(&self) -> impl Iterator<Item = &Item<'a>> {
        self.items.iter().filter(|item| !item.found.is_whole())
    }

    /// Size of the files that are there.
    pub fn bytes(&self) -> u64 {
        let whole = self.items.iter().filter(|item| item.found.is_whole());
        whole.map(|item| item.pin.bytes).sum()
    }

    /// What is wrong with the files that are there, in words.
    pub fn damage(&self) -> Option<String> {
        self.items
            .iter()
            .find(|item| item.found.is_wrong())
            .map(Item::damage)
    }

    /// The state that the user sees. `partial` is the size of what an interrupted download has left.
    pub fn state(&self, partial: u64) -> ModelState {
        if self.is_complete() {
            return ModelState::Installed {
                place: self.place,
                folder: self.folder.clone(),
                bytes: self.bytes(),
                verified: self.is_verified(),
            };
        }
        if let Some(reason) = self.damage() {
            return ModelState::Damaged {
                reason,
                folder: self.folder.clone(),
            };
        }
        let remaining: u64 = self.lacking().map(|item| item.pin.bytes).sum();
        let has_tower = self
            .items
            .iter()
            .any(|item| item.pin.large && item.found.is_whole());
        if partial > 0 || has_tower {
            let done = self.bytes() + partial;
            let bytes = self.bytes() + remaining;
            return ModelState::Partial { done, bytes };
        }
        ModelState::Available { bytes: remaining }
    }
}

impl Item<'_> {
    fn damage(&self) -> String {
        match self.found {
            Found::WrongSize(bytes) => format!(
                "{} has {} in place of {}",
                self.pin.name(),
                bytes_in_words(bytes),
                bytes_in_words(self.pin.bytes)
            ),
            _ => format!("{} does not have its published SHA-256", self.pin.name()),
        }
    }
}

fn judge(path: &Path, pin: &PinnedFile, stamps: &Stamps) -> Found {
    let Ok(metadata) = std::fs::metadata(path) else {
        return Found::Missing;
    };
    if !metadata.is_file() || metadata.len() != pin.bytes {
        return Found::WrongSize(metadata.len());
    }
    match stamps.known(path) {
        Known::Nothing => Found::Unread,
        Known::Hash(sha256) if sha256 == pin.sha256 => Found::Verified,
        Known::Hash(_) => Found::WrongHash,
    }
}
