//! Which files of a folder are the towers: exporters name them by precision, and some put both into one graph.

use std::path::{Path, PathBuf};

use super::spec::incomplete;
use crate::Result;

/// Endings of the file names for each precision, the most exact first.
const PRECISIONS: [&str; 4] = ["", "_fp16", "_int8", "_quantized"];

/// Folders that the ONNX files may lie in.
const PLACES: [&str; 2] = ["onnx", ""];

/// Image tower and text tower of a folder, of the same precision; one graph with both towers is named twice.
pub(super) fn find_towers(folder: &Path) -> Result<(PathBuf, PathBuf)> {
    let find = |name: &str, precision: &str| {
        let file = format!("{name}{precision}.onnx");
        let mut candidates = PLACES.iter().map(|place| folder.join(place).join(&file));
        candidates.find(|path| path.is_file())
    };
    let apart = |precision| {
        Some((
            find("vision_model", precision)?,
            find("text_model", precision)?,
        ))
    };
    let together = |precision| find("model", precision).map(|path| (path.clone(), path));
    let found = PRECISIONS.iter().find_map(|precision| apart(precision));
    found
        .or_else(|| PRECISIONS.iter().find_map(|precision| together(precision)))
        .ok_or_else(|| {
            let has_image = find("vision_model", "").is_some();
            let missing = if has_image { "text" } else { "vision" };
            incomplete(folder, &format!("onnx/{missing}_model.onnx"))
        })
}

/// Whether a file name is one that a tower may have.
pub(super) fn is_tower(name: &str) -> bool {
    let names = ["vision_model", "text_model", "model"];
    let Some(name) = name.strip_suffix(".onnx") else {
        return false;
    };
    let endings = names.iter().filter_map(|start| name.strip_prefix(start));
    endings
        .into_iter()
        .any(|ending| PRECISIONS.contains(&ending))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn towers(files: &[&str]) -> Result<[String; 2], String> {
        let folder = tempfile::tempdir().unwrap();
        for file in files {
            let path = folder.path().join(file);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, b"").unwrap();
        }
        let short = |path: PathBuf| {
            let path = path.strip_prefix(folder.path()).unwrap();
            path.to_string_lossy().replace('\\', "/")
        };
        find_towers(folder.path())
            .map(|(vision, text)| [short(vision), short(text)])
            .map_err(|error| error.what().to_owned())
    }

    #[test]
    fn the_most_exact_pair_is_taken() {
        let both = ["onnx/vision_model_int8.onnx", "onnx/text_model_int8.onnx"];
        assert_eq!(towers(&both).unwrap(), both);
        let flat = ["vision_model.onnx", "text_model.onnx"];
        assert_eq!(towers(&[both, flat].concat()).unwrap(), flat);
        let half = [&both[..], &["onnx/vision_model.onnx"]].concat();
        assert_eq!(towers(&half).unwrap(), both, "precisions are not mixed");
    }

    #[test]
    fn one_graph_may_hold_both() {
        let graph = ["onnx/model.onnx", "onnx/model.onnx"];
        assert_eq!(towers(&graph[..1]).unwrap(), graph);
    }

    #[test]
    fn the_missing_tower_is_named() {
        let no_text = towers(&["onnx/vision_model.onnx"]).unwrap_err();
        assert_eq!(no_text, "The model folder has no onnx/text_model.onnx");
        let none = towers(&["tokenizer.json"]).unwrap_err();
        assert_eq!(none, "The model folder has no onnx/vision_model.onnx");
    }
}
