//! Removing a model from the disk.

use super::stage::clear;
use super::stamps::Stamps;
use super::{Inventory, ModelStore, Place, is_hidden, is_plain_name, total_size, unknown};
use crate::artifact::{cannot_write, move_folder};
use crate::model::{Catalog, CatalogModel, STARTER};
use crate::{Error, Result};

/// What was removed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Removed {
    /// How many bytes that freed.
    pub bytes: u64,
    /// Whether files were in the cache that Hugging Face's programs share, so that a Python program may miss them.
    pub from_hub_cache: bool,
}

impl ModelStore {
    /// Removes a model from the disk, wherever it is, and what an interrupted download or import has left of it. Files
    /// that another catalogued model needs are kept.
    pub fn remove(&self, id: &str) -> Result<Removed> {
        if id == STARTER {
            return Err(Error::new("The starter model is a part of the program")
                .meaning("It takes no room that could be freed"));
        }
        let _claim = self.claim(id)?;
        let catalog = self.catalog()?;
        let model = catalog.model(id);
        let imported = self.remove_imported(id)?;
        let cached = match model {
            Some(model) => self.remove_cached(model, &catalog)?,
            None => None,
        };
        if imported.is_none() && cached.is_none() {
            return Err(match model {
                Some(model) => Error::new(format!("{} is not on this disk", model.label))
                    .meaning("There was nothing to remove"),
                None => unknown(id),
            });
        }
        let mut stamps = Stamps::load(&self.folder);
        stamps.set_check(id, None);
        stamps.save()?;
        Ok(Removed {
            bytes: imported.unwrap_or(0) + cached.unwrap_or(0),
            from_hub_cache: cached.is_some(),
        })
    }

    fn remove_imported(&self, id: &str) -> Result<Option<u64>> {
        let folder = self.folder.join(id);
        if !is_plain_name(id) || is_hidden(&folder) || !folder.is_dir() {
            return Ok(None);
        }
        let bytes = total_size(&super::imported::files_in(&folder));
        // Half of a model must not be taken for one, should this be interrupted.
        let doomed = self.folder.join(format!(".{id}.removed"));
        clear(&doomed)?;
        move_folder(&folder, &doomed).map_err(|cause| cannot_write(&folder, cause))?;
        clear(&doomed)?;
        Ok(Some(bytes))
    }

    /// Removes a model from the Hugging Face cache; `None` if nothing of it was there.
    fn remove_cached(&self, model: &CatalogModel, catalog: &Catalog) -> Result<Option<u64>> {
        let cache = self.cache(model);
        let stamps = Stamps::load(&self.folder);
        let pinned = cache.snapshot(&model.revision);
        let mut freed = None;
        for folder in cache.snapshots() {
            let is_pinned = folder == pinned;
            let inventory = Inventory::look(model, Place::HubCache, folder.clone(), &stamps);
            let has_tower = inventory
                .items
                .iter()
                .any(|item| item.pin.large && item.path.exists());
            let is_ours = inventory.is_complete() || (is_pinned && has_tower);
            if !is_ours {
                continue;
            }
            for item in &inventory.items {
                let others = catalog.models().iter().filter(|other| other.id != model.id);
                if item.path.exists()
                    && !others
                        .into_iter()
                        .any(|other| needs(other, &item.pin.path, &folder))
                {
                    *freed.get_or_insert(0) += cache.remove(&item.path)?;
                }
            }
        }
        for pin in model.files.all() {
            match cache.remove_partial(pin)? {
                0 => {}
                bytes => *freed.get_or_insert(0) += bytes,
            }
        }
        if freed.is_some() {
            cache.remove_if_empty()?;
        }
        Ok(freed)
    }
}

/// Whether a model that is there in this folder has this file too.
fn needs(model: &CatalogModel, path: &str, folder: &std::path::Path) -> bool {
    let has_tower = [&model.files.vision, &model.files.text]
        .into_iter()
        .any(|pin| pin.below(folder).exists());
    has_tower && model.files.all().iter().any(|pin| pin.path == path)
}
