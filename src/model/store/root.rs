//! Where in a folder or an archive the model is: at the top, or a few folders down.
//!
//! A zip often holds one folder with everything in it, and the folder of a model in the Hugging Face cache holds it
//! under `snapshots/<revision>`.

use std::fs;
use std::path::{Path, PathBuf};

use crate::model::towers::find_towers;

/// How many folders down a model is looked for.
const DEEPEST: usize = 3;

/// Files that may lie beside the towers.
pub(super) const BESIDE: [&str; 3] = ["tokenizer.json", "preprocessor_config.json", "config.json"];

/// The name that a model gets from its folder or archive: its own, without an ending; a revision in the Hugging Face
/// cache is named as its repository.
pub(super) fn name_of(path: &Path) -> String {
    let whole = path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
    let is_revision = whole
        .parent()
        .is_some_and(|above| above.ends_with("snapshots"));
    let folder = match whole.ancestors().nth(2) {
        Some(repository) if is_revision => repository,
        _ => &whole,
    };
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    let name = match name.strip_prefix("models--") {
        Some(repository) => repository.rsplit("--").next().unwrap_or(repository),
        None => &name,
    };
    let endings = [".zip", ".tgz", ".tar.gz"];
    let lower = name.to_lowercase();
    let ending = endings.iter().find(|ending| lower.ends_with(*ending));
    // The endings are ASCII, so they are as long in lower case.
    let length = name.len() - ending.map_or(0, |ending| ending.len());
    name.get(..length).unwrap_or(name).to_owned()
}

/// The folder that holds the model, at or below `folder`; the nearest to the top, and `folder` itself if there is none,
/// so that what is missing can be told.
pub(super) fn in_folder(folder: &Path) -> PathBuf {
    let is_model =
        |folder: &PathBuf| find_towers(folder).is_ok() && folder.join("tokenizer.json").is_file();
    let mut level = vec![folder.to_path_buf()];
    for _ in 0..=DEEPEST {
        if let Some(found) = level.iter().find(|folder| is_model(folder)) {
            return found.clone();
        }
        level = level.iter().flat_map(|folder| folders_in(folder)).collect();
    }
    folder.to_path_buf()
}

fn folders_in(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut folders: Vec<PathBuf> = entries
        .map(|entry| entry.path())
        .filter(|path| path.is_dir())
        .collect();
    folders.sort();
    folders
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_model_is_named_by_what_it_came_in() {
        for (path, expected) in [
            ("x/FashionCLIP", "FashionCLIP"),
            ("x/fashion-clip.ZIP", "fashion-clip"),
            ("x/a.b.tar.gz", "a.b"),
            ("hub/models--org--name/snapshots/0123", "name"),
            ("hub/models--org--name", "name"),
        ] {
            assert_eq!(name_of(Path::new(path)), expected);
        }
    }

    #[test]
    fn a_folder_of_the_cache_is_looked_into() {
        let folder = tempfile::tempdir().unwrap();
        let model = folder.path().join("models--org--name/snapshots/0123");
        fs::create_dir_all(&model).unwrap();
        for file in ["tokenizer.json", "vision_model.onnx", "text_model.onnx"] {
            fs::write(model.join(file), "").unwrap();
        }
        assert_eq!(in_folder(folder.path()), model);
        fs::remove_file(model.join("tokenizer.json")).unwrap();
        assert_eq!(in_folder(folder.path()), folder.path());
    }
}
