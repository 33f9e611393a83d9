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

/// Describes the starter model.
pub(super) fn starter() -> Result<ModelSpec> {
    let files = ModelFiles {
        vision: embedded!("onnx/vision_model.onnx"),
        text: embedded!("onnx/text_model.onnx"),
        tokenizer: embedded!("tokenizer.json"),
        preprocess: Some(embedded!("preprocessor_config.json")),
    };
    ModelSpec::from_files(STARTER, STARTER_LABEL, None, files)
}
