//! A classroom bundle: one file with a dataset, models and ONNX Runtime, for computers without a network.
//!
//! It is a zip file without compression, so that any archive program can look into it:
//!
//! ```text
//! vectorsearch-bundle.txt          first in the file: by it a bundle is known, and a person told what it is
//! dataset/styles.csv, dataset/images/...
//! models/<id>/...                  a folder each
//! runtime/...                      the files of one installed runtime
//! manifest.json                    what is inside, with the SHA-256 of each file
//! ```
//!
//! Before anything is installed, every file is compared with the manifest. Then each part goes the way that it goes
//! without a bundle (unpacking a dataset, importing a model, importing a runtime) with the same checks; what is there
//! already is kept, and an installation that was stopped or killed goes on with the same call.

mod create;
mod install;
mod manifest;
mod opened;
mod parts;
mod progress;

pub use create::{BundleRequest, create};
pub use install::{BundlePlaces, Unbundled, install};
pub use manifest::{DatasetPart, Manifest, ModelPart, RuntimePart, is_bundle};
pub use opened::Bundle;
pub use progress::{BundleProgress, BundleStage};
