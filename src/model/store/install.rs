//! Installing a catalogued model: what is missing is downloaded into the Hugging Face cache.

use super::stage::clear;
use super::stamps::Stamps;
use super::{Inventory, ModelEntry, ModelProgress, ModelStage, ModelStore, Place, unknown};
use crate::job::Control;
use crate::model::CatalogModel;
use crate::model::hub::HubDownload;
use crate::net::{Network, require_space};
use crate::text::bytes_in_words;
use crate::{Error, Result};

impl ModelStore {
    /// Makes a catalogued model usable: reads what is there, downloads what is missing or damaged, and returns its line
    /// of the list. What is there and right is left alone; an interrupted download goes on where it stopped.
    pub fn install(
        &self,
        id: &str,
        network: &Network,
        control: &Control,
        progress: &ModelProgress,
    ) -> Result<ModelEntry> {
        let catalog = self.catalog()?;
        let model = catalog.model(id).ok_or_else(|| unknown(id))?;
        let _claim = self.claim(id)?;
        let mut stamps = Stamps::load(&self.folder);
        let inventory = self.inventory(model, &stamps);
        read(&inventory, &mut stamps, control, progress)?;
        stamps.save()?;
        let inventory = self.inventory(model, &stamps);
        if !inventory.is_complete() {
            self.download(model, &mut stamps, network, control, progress)?;
            stamps.save()?;
            // A damaged import of the same name would only take room.
            clear(&self.folder.join(&model.id))?;
        }
        self.open(id)?;
        self.entry(id)
    }

    fn download(
        &self,
        model: &CatalogModel,
        stamps: &mut Stamps,
        network: &Network,
        control: &Control,
        progress: &ModelProgress,
    ) -> Result<()> {
        let cache = self.cache(model);
        let folder = cache.snapshot(&model.revision);
        let pinned = Inventory::look(model, Place::HubCache, folder, stamps);
        let total = pinned.lacking().map(|item| item.pin.bytes).sum();
        if let Some(variable) = self.hub.offline {
            return Err(offline(model, variable, total));
        }
        let partial: u64 = pinned
            .lacking()
            .map(|item| cache.partial_bytes(item.pin))
            .sum();
        require_space(&self.hub.cache, total - partial)?;
        progress.begin(ModelStage::Downloading, total);
        let download = HubDownload {
            hub: &self.hub,
            cache: cache.clone(),
            model,
            network,
            control,
        };
        let mut before = 0;
        for item in pinned.lacking() {
            if item.found.is_wrong() {
                cache.remove(&item.path)?;
            }
            let transfer = progress.begin_file(before);
            let path = download.fetch(item.pin, &transfer)?;
            stamps.remember(&path, &item.pin.sha256);
            before += item.pin.bytes;
        }
        Ok(())
    }
}

/// Reads the files that were not read yet, so that a damaged one is downloaded again.
fn read(
    inventory: &Inventory,
    stamps: &mut Stamps,
    control: &Control,
    progress: &ModelProgress,
) -> Result<()> {
    progress.begin(ModelStage::Verifying, inventory.bytes());
    let whole = inventory.items.iter().filter(|item| item.found.is_whole());
    for item in whole {
        stamps.hash(&item.path, control, progress)?;
    }
    Ok(())
}

fn offline(model: &CatalogModel, variable: &str, bytes: u64) -> Error {
    Error::new(format!(
        "{} would have to be downloaded ({}), and {variable} forbids it",
        model.label,
        bytes_in_words(bytes)
    ))
    .meaning("Nothing was downloaded")
    .remedy(format!("Unset {variable}, or import the model from a file"))
}
