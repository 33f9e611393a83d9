//! Where in a folder or an archive the model is: at the top, or a few folders down.
//!
//! A zip often holds one folder with everything in it, and the folder of a model in the Hugging Face cache holds it
//! under `snapshots/<revision>`.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::model::towers::{find_towers, is_tower};

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

/// The folder inside an archive that holds the model, given the paths of all its files (with forward slashes).
pub(super) fn in_archive<'a>(paths: impl Iterator<Item = &'a str> + Clone) -> Option<&'a str> {
    let with_tower: BTreeSet<&str> = paths
        .clone()
        .filter_map(|path| {
            let (folder, name) = split(path);
            is_tower(name).then(|| match split(folder) {
                (above, "onnx") => above,
                _ => folder,
            })
        })
        .collect();
    let with_tokenizer = paths.filter_map(|path| match split(path) {
        (folder, "tokenizer.json") => Some(folder),
        _ => None,
    });
    with_tokenizer
        .filter(|folder| with_tower.contains(folder))
        .min_by_key(|folder| {
            (
                folder.split('/').filter(|part| !part.is_empty()).count(),
                *folder,
            )
        })
}

/// The path below the model's folder, if a file belongs to the model.
pub(super) fn belongs<'a>(path: &'a str, root: &str) -> Option<&'a str> {
    let below = match root {
        "" => path,
        root => path.strip_prefix(root)?.strip_prefix('/')?,
    };
    let belongs = match split(below) {
        ("", name) => is_tower(name) || BESIDE.contains(&name),
        ("onnx", name) => is_tower(name),
        _ => false,
    };
    belongs.then_some(below)
}

fn split(path: &str) -> (&str, &str) {
    path.rsplit_once('/').unwrap_or(("", path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_model_is_found_at_the_top_or_below() {
        let find = |paths: &[&'static str]| in_archive(paths.iter().copied());
        let flat = ["tokenizer.json", "model.onnx"];
        assert_eq!(find(&flat), Some(""));
        let nested = [
            "a/b/onnx/model.onnx",
            "a/b/tokenizer.json",
            "tokenizer.json",
        ];
        assert_eq!(find(&nested), Some("a/b"));
        assert_eq!(find(&["a/model.onnx", "b/tokenizer.json"]), None);
        assert_eq!(find(&["a/onnx", "tokenizer.json"]), None);
    }

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
    fn only_files_of_the_model_belong_to_it() {
        assert_eq!(belongs("m/onnx/model.onnx", "m"), Some("onnx/model.onnx"));
        assert_eq!(belongs("m/config.json", "m"), Some("config.json"));
        for foreign in [
            "m/pytorch_model.bin",
            "m/onnx/config.json",
            "m2/config.json",
            "m/sub/model.onnx",
        ] {
            assert_eq!(belongs(foreign, "m"), None, "{foreign}");
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
