//! The models of this user: the built-in one, those of the catalogue, and imported folders.
//!
//! A catalogued model is where its files are: in the Hugging Face cache, whoever put it there, or imported. Listing
//! costs a few file names and sizes; hashes are computed once and remembered (`stamps`). What bears a catalogued name
//! is compared with its SHA-256 before it is first opened, so that the name always stands for the same bytes.

mod check;
mod entry;
mod import;
mod imported;
mod install;
mod inventory;
mod meter;
mod progress;
mod remove;
mod root;
mod stage;
mod stamps;
mod unpack;

use std::fs;
use std::path::{Component, Path, PathBuf};

pub use check::CheckRecord;
pub use entry::{ModelEntry, ModelState, Place};
pub use meter::ModelMeter;
pub use progress::{ModelProgress, ModelSnapshot, ModelStage};
pub use remove::Removed;
pub(crate) use unpack::is_archive_of_model;

use super::hub::{HubEnvironment, RepoCache};
use super::spec::ModelFiles;
use super::starter::{STARTER, STARTER_LABEL, starter, starter_bytes};
use super::{Catalog, CatalogModel, ModelFile, ModelSpec};
use crate::artifact::ModelRecord;
use crate::job::{Claim, Control};
use crate::{Error, Result};
use inventory::Inventory;
use stamps::Stamps;

/// Models of this user.
#[derive(Clone, Debug)]
pub struct ModelStore {
    folder: PathBuf,
    /// `None` for that of this process, which is read when it is needed.
    catalog: Option<Catalog>,
    hub: HubEnvironment,
}

impl ModelStore {
    /// The store in a folder that need not exist yet, with the catalogue and the Hugging Face cache of this process.
    pub fn new(folder: PathBuf) -> Self {
        Self {
            folder,
            catalog: None,
            hub: HubEnvironment::of_this_process(),
        }
    }

    /// The same with another catalogue.
    #[must_use]
    pub fn with_catalog(mut self, catalog: Catalog) -> Self {
        self.catalog = Some(catalog);
        self
    }

    /// The same with another Hugging Face cache or server.
    #[must_use]
    pub fn with_hub(mut self, hub: HubEnvironment) -> Self {
        self.hub = hub;
        self
    }

    /// All models: the built-in one, the catalogue, then the imported ones, sorted. Cheap enough for the start of the
    /// program; nothing is hashed. Fails only if the catalogue cannot be read.
    pub fn list(&self) -> Result<Vec<ModelEntry>> {
        let catalog = self.catalog()?;
        let stamps = Stamps::load(&self.folder);
        let mut entries = vec![starter_entry()];
        let catalogued = catalog.models().iter();
        entries.extend(catalogued.map(|model| self.catalogued_entry(model, &stamps)));
        let names = self.imported_names(&catalog).into_iter();
        entries.extend(names.map(|name| self.imported_entry(&name, &stamps)));
        Ok(entries)
    }

    /// One line of the list.
    pub fn entry(&self, id: &str) -> Result<ModelEntry> {
        let mut entries = self.list()?.into_iter();
        entries
            .find(|entry| entry.id == id)
            .ok_or_else(|| unknown(id))
    }

    /// What all models take on the disk, in bytes: those in the Hugging Face cache and the imported ones.
    pub fn size_on_disk(&self) -> Result<u64> {
        let on_disk = |entry: ModelEntry| match entry.state {
            ModelState::Installed { bytes, .. } => bytes,
            ModelState::Partial { done, .. } => done,
            _ => 0,
        };
        Ok(self.list()?.into_iter().map(on_disk).sum())
    }

    /// The model of this name, or the model folder at this path. A catalogued model whose files were never compared
    /// with their SHA-256 is read once for that.
    pub fn open(&self, id_or_folder: &str) -> Result<ModelSpec> {
        if id_or_folder == STARTER {
            return starter();
        }
        let catalog = self.catalog()?;
        if let Some(model) = catalog.model(id_or_folder) {
            return self.open_catalogued(model);
        }
        let imported = self.folder.join(id_or_folder);
        if is_plain_name(id_or_folder) && imported.is_dir() && !is_hidden(&imported) {
            return ModelSpec::open(&imported);
        }
        let folder = Path::new(id_or_folder);
        if folder.is_dir() {
            return ModelSpec::open(folder);
        }
        Err(unknown(id_or_folder))
    }

    /// The model that a run was made with, wherever it is now: by its name, or in the folder that it was loaded from.
    /// Sizes tell candidates apart; whoever uses the model compares the hashes.
    pub fn open_recorded(&self, record: &ModelRecord) -> Result<ModelSpec> {
        let has_sizes = |spec: &ModelSpec| {
            let sizes = spec.files().into_iter().map(ModelFile::bytes);
            let recorded = record.files.iter().map(|file| Some(file.bytes));
            sizes.eq(recorded)
        };
        let by_name = self.open(&record.id);
        let Some(folder) = &record.folder else {
            return by_name;
        };
        match by_name {
            Ok(spec) if has_sizes(&spec) => Ok(spec),
            by_name => {
                let by_folder = ModelSpec::open(folder);
                // Of two wrong models the one of the right name gives the better message.
                by_folder.or(by_name).map_err(|error| {
                    Error::new("The model of this run is no longer where it was")
                        .meaning("Only searching by product is possible")
                        .remedy("Install or import it again, or name it")
                        .caused_by(error)
                })
            }
        }
    }

    /// Reads all files of a model anew and compares them with what they must be: the pinned SHA-256, or that at the
    /// time of the import. The result is remembered; a model that is not whole is an error.
    pub fn verify(
        &self,
        id: &str,
        control: &Control,
        progress: &ModelProgress,
    ) -> Result<ModelEntry> {
        let entry = self.entry(id)?;
        let mut stamps = Stamps::load(&self.folder);
        let files = self.files_of(&entry, &stamps)?;
        progress.begin(ModelStage::Verifying, total_size(&files));
        for file in files {
            stamps.hash_anew(&file, control, progress)?;
        }
        stamps.save()?;
        let entry = self.entry(id)?;
        match &entry.state {
            ModelState::Damaged { reason, folder } => Err(damaged(&entry.label, reason, folder)),
            ModelState::Available { .. } | ModelState::Partial { .. } => Err(not_installed(id)),
            _ => Ok(entry),
        }
    }

    /// The sole right to change a model, among all programs.
    fn claim(&self, id: &str) -> Result<Claim> {
        if !is_plain_name(id) {
            return Err(unknown(id));
        }
        let lock = self.folder.join(format!(".{id}.lock"));
        Claim::take(&lock, &format!("The model \"{id}\" is being changed"))
    }

    pub(super) fn catalog(&self) -> Result<Catalog> {
        match &self.catalog {
            Some(catalog) => Ok(catalog.clone()),
            None => Catalog::of_this_process(),
        }
    }

    fn cache(&self, model: &CatalogModel) -> RepoCache {
        RepoCache::new(&self.hub, &model.repository)
    }

    fn inventory<'a>(&self, model: &'a CatalogModel, stamps: &Stamps) -> Inventory<'a> {
        inventory::take(
            model,
            self.folder.join(&model.id),
            &self.cache(model),
            stamps,
        )
    }

    fn catalogued_entry(&self, model: &CatalogModel, stamps: &Stamps) -> ModelEntry {
        let inventory = self.inventory(model, stamps);
        let cache = self.cache(model);
        let partial = inventory
            .lacking()
            .map(|item| cache.partial_bytes(item.pin));
        ModelEntry {
            id: model.id.clone(),
            label: model.label.clone(),
            help: model.help.clone(),
            licence: Some(model.licence.clone()),
            state: inventory.state(partial.sum()),
            check: check::current(model, stamps),
        }
    }

    fn open_catalogued(&self, model: &CatalogModel) -> Result<ModelSpec> {
        let mut stamps = Stamps::load(&self.folder);
        let mut inventory = self.inventory(model, &stamps);
        if inventory.is_complete() && !inventory.is_verified() {
            for item in &inventory.items {
                stamps.hash(&item.path, &Control::new(), &ModelProgress::default())?;
            }
            if let Err(error) = stamps.save() {
                // The model is as good; only the next start has to read it again.
                log::warn!("{error}");
            }
            inventory = self.inventory(model, &stamps);
        }
        if let Some(reason) = inventory.damage() {
            return Err(damaged(&model.label, &reason, &inventory.folder));
        }
        if !inventory.is_complete() {
            return Err(not_installed(&model.id));
        }
        let file = |pin: &super::PinnedFile| ModelFile::Path(pin.below(&inventory.folder));
        let files = ModelFiles {
            vision: file(&model.files.vision),
            text: file(&model.files.text),
            tokenizer: file(&model.files.tokenizer),
            preprocess: Some(file(&model.files.preprocessor)),
        };
        let folder = Some(inventory.folder.clone());
        ModelSpec::from_files(&model.id, &model.label, folder, files)
    }

    /// The files that a verification reads.
    fn files_of(&self, entry: &ModelEntry, stamps: &Stamps) -> Result<Vec<PathBuf>> {
        let catalog = self.catalog()?;
        if let Some(model) = catalog.model(&entry.id) {
            let items = self.inventory(model, stamps).items.into_iter();
            return Ok(items
                .map(|item| item.path)
                .filter(|path| path.is_file())
                .collect());
        }
        match &entry.state {
            ModelState::Installed { folder, .. } | ModelState::Damaged { folder, .. } => {
                Ok(imported::files_in(folder))
            }
            _ => Ok(Vec::new()),
        }
    }
}

fn starter_entry() -> ModelEntry {
    ModelEntry {
        id: STARTER.to_owned(),
        label: STARTER_LABEL.to_owned(),
        help: "Works at once, without a download, and knows little beside this dataset".to_owned(),
        licence: Some(env!("CARGO_PKG_LICENSE").to_owned()),
        state: ModelState::BuiltIn {
            bytes: starter_bytes(),
        },
        check: None,
    }
}

fn total_size(files: &[PathBuf]) -> u64 {
    let sizes = files.iter().filter_map(|path| fs::metadata(path).ok());
    sizes.map(|metadata| metadata.len()).sum()
}

/// Whether a text is the name of a file or folder and nothing else.
pub(super) fn is_plain_name(name: &str) -> bool {
    let mut parts = Path::new(name).components();
    let is_name = matches!(
        (parts.next(), parts.next()),
        (Some(Component::Normal(_)), None)
    );
    is_name && !name.contains(['/', '\\', ':', '\0'])
}

/// Folders of unfinished work begin with a dot.
fn is_hidden(path: &Path) -> bool {
    path.file_name()
        .is_some_and(|name| name.to_string_lossy().starts_with('.'))
}

fn unknown(id: &str) -> Error {
    Error::new(format!(
        "There is no model called \"{id}\" and no folder of that name"
    ))
    .meaning("Nothing was done")
    .remedy("Give a model folder, or import one first; \"models list\" shows what is there")
}

fn not_installed(id: &str) -> Error {
    Error::new(format!("The model \"{id}\" is not installed"))
        .meaning("Nothing was embedded")
        .remedy(format!(
            "Download it on the Embed page or with \"models install {id}\", or import it from a file"
        ))
}

fn damaged(label: &str, reason: &str, folder: &Path) -> Error {
    Error::new(format!("The model {label} is damaged: {reason}"))
        .meaning("It is not used, because its vectors could be wrong")
        .remedy("Install or import it again")
        .at(folder)
}
