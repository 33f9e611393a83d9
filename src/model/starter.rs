//! The starter model: carried inside the executable, so that everything works before anything is downloaded.
//!
//! It has CLIP's interface and is loaded like any other model; `assets/starter/MODEL_CARD.md` says what it is.

use super::spec::ModelFiles;
use super::{ModelFile, ModelSpec};
use crate::Result;

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
