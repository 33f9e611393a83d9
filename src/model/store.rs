//! The models at hand: the built-in one and those imported into the app's data folder.

use std::fs;
use std::path::{Path, PathBuf};

use super::ModelSpec;
use super::starter::{STARTER, starter};
use crate::artifact::cannot_write;
use crate::{Error, Result};

/// Models of this user.
#[derive(Clone, Debug)]
pub struct ModelStore {
    folder: PathBuf,
}

impl ModelStore {
    /// The store in a folder that need not exist yet.
    pub fn new(folder: PathBuf) -> Self {
        Self { folder }
    }

    /// Names of the models at hand: the built-in one, then the imported ones, sorted.
    pub fn list(&self) -> Vec<String> {
        let entries = fs::read_dir(&self.folder).into_iter().flatten().flatten();
        let is_model = |path: &PathBuf| path.is_dir() && !is_partial(path);
        let mut names: Vec<String> = entries
            .map(|entry| entry.path())
            .filter(is_model)
            .filter_map(|path| Some(path.file_name()?.to_string_lossy().into_owned()))
            .collect();
        names.sort();
        names.insert(0, STARTER.to_owned());
        names
    }

    /// The model of this name, or the model folder at this path.
    pub fn open(&self, id_or_folder: &str) -> Result<ModelSpec> {
        if id_or_folder == STARTER {
            return starter();
        }
        let installed = self.folder.join(id_or_folder);
        if is_plain_name(id_or_folder) && installed.is_dir() && !is_partial(&installed) {
            return ModelSpec::open(&installed);
        }
        let folder = Path::new(id_or_folder);
        if folder.is_dir() {
            return ModelSpec::open(folder);
        }
        Err(Error::new(format!(
            "There is no model called \"{id_or_folder}\" and no folder of that name"
        ))
        .meaning("Nothing was embedded")
        .remedy("Give a model folder, or import one first; \"models list\" shows what is there"))
    }

    /// Copies a model folder into the store, after checking it, and returns its name.
    pub fn import(&self, folder: &Path) -> Result<String> {
        let model = ModelSpec::open(folder)?;
        let target = self.folder.join(&model.id);
        if target.exists() {
            return Err(
                Error::new(format!("A model called \"{}\" is already there", model.id))
                    .meaning("It was left as it is")
                    .remedy("Rename the folder that you import")
                    .at(target),
            );
        }
        let partial = self.folder.join(format!(".{}.part", model.id));
        let copied = copy_model(&model, &partial).and_then(|()| {
            fs::rename(&partial, &target).map_err(|cause| cannot_write(&target, cause))
        });
        if copied.is_err() {
            // The error that matters is the first one.
            let _ = fs::remove_dir_all(&partial);
        }
        copied.map(|()| model.id)
    }
}

/// Copies the files that make up a model, and no others, in the usual layout.
fn copy_model(model: &ModelSpec, target: &Path) -> Result<()> {
    let onnx = target.join("onnx");
    fs::create_dir_all(&onnx).map_err(|cause| cannot_write(&onnx, cause))?;
    let mut files = vec![
        (
            model.image.file.path().map(Path::to_path_buf),
            onnx.join("vision_model.onnx"),
        ),
        (
            model.text.file.path().map(Path::to_path_buf),
            onnx.join("text_model.onnx"),
        ),
        (
            model.text.tokenizer.path().map(Path::to_path_buf),
            target.join("tokenizer.json"),
        ),
    ];
    for name in ["preprocessor_config.json", "config.json"] {
        let optional = model
            .folder
            .as_ref()
            .map(|folder| folder.join(name))
            .filter(|path| path.is_file());
        files.push((optional, target.join(name)));
    }
    for (from, to) in files {
        if let Some(from) = from {
            fs::copy(&from, &to).map_err(|cause| cannot_write(&to, cause))?;
        }
    }
    Ok(())
}

fn is_plain_name(name: &str) -> bool {
    let mut parts = Path::new(name).components();
    matches!(
        (parts.next(), parts.next()),
        (Some(std::path::Component::Normal(_)), None)
    )
}

fn is_partial(path: &Path) -> bool {
    path.file_name()
        .is_some_and(|name| name.to_string_lossy().starts_with('.'))
}
