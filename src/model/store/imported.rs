//! Imported models: a folder each in the app's data folder, of which only the user knows what it is.

use std::fs;
use std::path::{Path, PathBuf};

use super::stamps::{Known, Stamps};
use super::{ModelEntry, ModelState, ModelStore, Place, is_hidden, total_size};
use crate::model::Catalog;
use crate::model::towers::find_towers;

impl ModelStore {
    /// Names of the imported models that the catalogue does not know, sorted.
    pub(super) fn imported_names(&self, catalog: &Catalog) -> Vec<String> {
        let entries = fs::read_dir(&self.folder).into_iter().flatten().flatten();
        let is_model = |path: &PathBuf| path.is_dir() && !is_hidden(path);
        let mut names: Vec<String> = entries
            .map(|entry| entry.path())
            .filter(is_model)
            .filter_map(|path| Some(path.file_name()?.to_string_lossy().into_owned()))
            .filter(|name| catalog.model(name).is_none())
            .collect();
        names.sort();
        names
    }

    pub(super) fn imported_entry(&self, name: &str, stamps: &Stamps) -> ModelEntry {
        let folder = self.folder.join(name);
        let files = files_in(&folder);
        let state = match damage(&folder, &files, stamps) {
            Some(reason) => ModelState::Damaged { reason, folder },
            None => ModelState::Installed {
                place: Place::Imported,
                folder,
                bytes: total_size(&files),
                verified: files.iter().all(|file| is_as_imported(file, stamps)),
            },
        };
        ModelEntry {
            id: name.to_owned(),
            label: name.to_owned(),
            help: String::new(),
            licence: None,
            state,
            check: None,
        }
    }
}

/// The files of an imported model, sorted.
pub(super) fn files_in(folder: &Path) -> Vec<PathBuf> {
    let entries = walkdir::WalkDir::new(folder).sort_by_file_name();
    let files = entries.into_iter().flatten();
    files
        .filter(|entry| entry.file_type().is_file())
        .map(walkdir::DirEntry::into_path)
        .collect()
}

/// What is wrong with an imported model, as far as names and remembered hashes tell.
fn damage(folder: &Path, files: &[PathBuf], stamps: &Stamps) -> Option<String> {
    if let Err(error) = find_towers(folder) {
        return Some(lower_first(error.what()));
    }
    if !folder.join("tokenizer.json").is_file() {
        return Some("the model folder has no tokenizer.json".to_owned());
    }
    let changed = files.iter().find(|file| match stamps.known(file) {
        Known::Hash(sha256) => stamps
            .imported(file)
            .is_some_and(|imported| imported != sha256),
        Known::Nothing => false,
    });
    changed.map(|file| {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        format!("{name} was changed since it was imported")
    })
}

fn is_as_imported(file: &Path, stamps: &Stamps) -> bool {
    matches!(stamps.known(file), Known::Hash(sha256) if stamps.imported(file) == Some(&sha256))
}

fn lower_first(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(char::to_lowercase);
    first.into_iter().flatten().chain(letters).collect()
}
