//! Import: a model folder, or a zip or tgz file with one, copied into the app's data folder.
//!
//! Only the files that make up the model are copied, under the names that they have. They get their place when all are
//! there and the model was found to be one. Files that are those of a catalogued model become that model, so that a
//! teacher's USB stick gives a class the same thing that a download does.

use std::fs;
use std::path::{Path, PathBuf};

use super::root::{self, BESIDE};
use super::stage::{Stage, Way, clear, undo};
use super::stamps::Stamps;
use super::{ModelProgress, ModelStage, ModelStore, is_hidden, is_plain_name, total_size};
use crate::job::{Claim, Control};
use crate::model::{Catalog, CatalogModel, ModelSpec, STARTER};
use crate::{Error, Result};

/// Held while something is imported.
const LOCK: &str = ".import.lock";

impl ModelStore {
    /// Copies a model into the store, after checking it, and returns its name; several names where a folder holds
    /// several catalogued models. `path` is a folder, or a zip or tgz file; the model may lie a few folders down. A
    /// stop leaves nothing behind.
    pub fn import(
        &self,
        path: &Path,
        control: &Control,
        progress: &ModelProgress,
    ) -> Result<Vec<String>> {
        progress.begin(ModelStage::Looking, 0);
        let _claim = Claim::take(&self.folder.join(LOCK), "A model is being imported")?;
        let mut import = Import {
            store: self,
            folder: root::in_folder(path),
            name: root::name_of(path),
            way: Way::Copy,
            control,
            progress,
        };
        if path.is_dir() {
            return import.run();
        }
        import.way = Way::Move;
        import.folder = self.folder.join(".unpacked.part");
        clear(&import.folder)?;
        let imported = import.unpack(path).and_then(|()| import.run());
        undo(imported, &import.folder)
    }
}

pub(super) struct Import<'a> {
    store: &'a ModelStore,
    /// The folder that holds the model.
    pub folder: PathBuf,
    /// The name that the model gets unless it is a catalogued one.
    pub name: String,
    way: Way,
    pub control: &'a Control,
    pub progress: &'a ModelProgress,
}

impl Import<'_> {
    fn run(&self) -> Result<Vec<String>> {
        let catalog = self.store.catalog()?;
        let mut names = Vec::new();
        for model in catalog.models() {
            if self.holds(model)? {
                self.catalogued(model)?;
                names.push(model.id.clone());
            }
        }
        if names.is_empty() {
            names.push(self.unknown(&catalog)?);
        }
        Ok(names)
    }

    /// Whether the files are those of a catalogued model. Other files are read only if their sizes fit.
    fn holds(&self, model: &CatalogModel) -> Result<bool> {
        let pins = model.files.all();
        let fits = |path: &Path, bytes| {
            fs::metadata(path).is_ok_and(|found| found.is_file() && found.len() == bytes)
        };
        if !pins
            .iter()
            .all(|pin| fits(&pin.below(&self.folder), pin.bytes))
        {
            return Ok(false);
        }
        self.progress.begin(ModelStage::Verifying, model.bytes());
        let mut stamps = Stamps::load(&self.store.folder);
        for pin in pins {
            let sha256 = stamps.hash(&pin.below(&self.folder), self.control, self.progress)?;
            if sha256 != pin.sha256 {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Imports a catalogued model. A damaged copy of before is replaced.
    fn catalogued(&self, model: &CatalogModel) -> Result<()> {
        let _claim = self.store.claim(&model.id)?;
        let target = self.store.folder.join(&model.id);
        if self.store.entry(&model.id)?.state.is_usable() {
            return Err(already_there(&model.id, &target));
        }
        let files = model.files.all().map(|pin| pin.path.clone());
        let staged = self.stage(&model.id, &files)?;
        let mut hashes = staged.hashes().iter().map(|(_, sha256)| sha256);
        let pins = model.files.all();
        if !pins.iter().all(|pin| hashes.next() == Some(&pin.sha256)) {
            return undo(Err(changed_meanwhile(&self.folder)), staged.folder());
        }
        clear(&target)?;
        staged.settle(&target, &self.store.folder)
    }

    /// Imports a model that the catalogue does not know.
    fn unknown(&self, catalog: &Catalog) -> Result<String> {
        let model = ModelSpec::open(&self.folder)?;
        let name = &self.name;
        let target = self.store.folder.join(name);
        if !is_plain_name(name) || is_hidden(&target) {
            return Err(
                Error::new("This model has no name that a folder could have")
                    .meaning("It was not imported")
                    .remedy("Rename the folder or file that you import")
                    .at(&self.folder),
            );
        }
        if name == STARTER || catalog.model(name).is_some() {
            return Err(Error::new(format!(
                "This is not the model that is known as \"{name}\": its files differ from the published ones"
            ))
            .meaning("It was not imported")
            .remedy("Take the published files, or rename the folder or file to import it under another name"));
        }
        let _claim = self.store.claim(name)?;
        if target.exists() {
            return Err(already_there(name, &target));
        }
        let staged = self.stage(name, &self.files_of(&model))?;
        staged.settle(&target, &self.store.folder)?;
        Ok(name.clone())
    }

    /// Paths of the files that make up a model, below its folder.
    fn files_of(&self, model: &ModelSpec) -> Vec<String> {
        let paths = model.files().into_iter().filter_map(|file| file.path());
        let relative = paths.filter_map(|path| path.strip_prefix(&self.folder).ok());
        let mut files: Vec<String> = relative
            .map(|path| path.to_string_lossy().replace('\\', "/"))
            .collect();
        files.extend(BESIDE.map(str::to_owned));
        files.retain(|file| self.folder.join(file).is_file());
        files.sort();
        // A graph with both towers, and the tokenizer, were named twice.
        files.dedup();
        files
    }

    fn stage(&self, name: &str, files: &[String]) -> Result<super::stage::Staged> {
        let sources: Vec<PathBuf> = files.iter().map(|file| self.folder.join(file)).collect();
        self.progress
            .begin(ModelStage::Copying, total_size(&sources));
        Stage {
            from: &self.folder,
            to: self.store.folder.join(format!(".{name}.part")),
            way: self.way,
            control: self.control,
            progress: self.progress,
        }
        .run(files)
    }
}

fn already_there(name: &str, target: &Path) -> Error {
    Error::new(format!("A model called \"{name}\" is already there"))
        .meaning("It was left as it is")
        .remedy("Remove it first, or rename what you import")
        .at(target)
}

fn changed_meanwhile(folder: &Path) -> Error {
    Error::new("The files of the model changed while they were copied")
        .meaning("The model was not imported")
        .remedy("Import it again; if this happens again, check the disk")
        .at(folder)
}
