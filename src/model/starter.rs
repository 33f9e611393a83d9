//! The starter model: carried inside the executable, so that everything works before anything is downloaded.
//!
//! It has CLIP's interface and is loaded like any other model; `assets/starter/MODEL_CARD.md` says what it is.

use std::fs;
use std::io::Write;
use std::path::Path;

use super::spec::ModelFiles;
use super::{ModelFile, ModelSpec};
use crate::Result;
use crate::artifact::{cannot_write, write_atomically};

/// Its name on the command line and in `run.json`.
pub const STARTER: &str = "starter";

/// Its name for the user, which says what it is not.
pub const STARTER_LABEL: &str = "Starter model, trained on this dataset; not CLIP";

macro_rules! embedded {
    ($name:literal) => {
        ModelFile::Embedded {
            name: $name,
            bytes: include_bytes!(concat!("../../assets/starter/", $name)),
        }
    };
}

fn files() -> ModelFiles {
    ModelFiles {
        vision: embedded!("onnx/vision_model.onnx"),
        text: embedded!("onnx/text_model.onnx"),
        tokenizer: embedded!("tokenizer.json"),
        preprocess: Some(embedded!("preprocessor_config.json")),
    }
}

/// Describes the starter model.
pub(super) fn starter() -> Result<ModelSpec> {
    ModelSpec::from_files(STARTER, STARTER_LABEL, None, files())
}

/// Writes the files of the starter model into a folder, in the layout of any other model, for programs that cannot
/// read them out of this one. Files that are there already with the same content are left alone.
pub fn write_starter(folder: &Path) -> Result<()> {
    let ModelFiles {
        vision,
        text,
        tokenizer,
        preprocess,
    } = files();
    for file in [vision, text, tokenizer].into_iter().chain(preprocess) {
        let ModelFile::Embedded { name, bytes } = file else {
            continue;
        };
        let path = folder.join(name);
        if fs::read(&path).is_ok_and(|held| held == bytes) {
            continue;
        }
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent).map_err(|cause| cannot_write(parent, cause))?;
        }
        write_atomically(&path, |file| file.write_all(bytes))?;
    }
    Ok(())
}

/// Its size in bytes.
pub(super) fn starter_bytes() -> u64 {
    let files = files();
    let all = [
        Some(files.vision),
        Some(files.text),
        Some(files.tokenizer),
        files.preprocess,
    ];
    all.iter().flatten().filter_map(ModelFile::bytes).sum()
}
