//! Model folders: which files a CLIP-like model consists of, and what those files say about themselves.
//!
//! Everything a caller has to know (tensor names, vector length, picture size, normalisation) is read from the
//! model's own files before any engine loads them, so a wrong folder is refused within milliseconds and with a reason.
//!
//! [`ModelStore`] is the way to models: what is built in, installed, imported or to be downloaded.

mod catalog;
mod file;
mod graph;
mod hub;
mod precision;
mod protobuf;
mod reference;
mod spec;
mod starter;
mod store;
mod tokenizer;
mod towers;

pub use catalog::{CATALOG_VARIABLE, Catalog, CatalogModel, PinnedFile, PinnedFiles, WeightType};
pub use file::{FileHash, ModelFile};
pub use graph::{ElementType, GraphSignature, Port};
pub use hub::{HubEnvironment, Token};
pub use reference::{GreyReference, Reference, TextReference, Tolerance};
pub(crate) use spec::check_same_dim;
pub use spec::{Filler, FillerKind, ImageTower, ModelSpec, TextTower};
pub use starter::{STARTER, STARTER_LABEL, write_starter};
pub(crate) use store::is_archive_of_model;
pub use store::{
    CheckRecord, ModelEntry, ModelMeter, ModelProgress, ModelSnapshot, ModelStage, ModelState,
    ModelStore, Place, Removed,
};
pub(crate) use tokenizer::CLIP_TEXT_LENGTH;
pub use tokenizer::TextTokenizer;
