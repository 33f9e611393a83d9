//! Model folders: which files a CLIP-like model consists of, and what those files say about themselves.
//!
//! Everything a caller has to know (tensor names, vector length, picture size, normalisation) is read from the
//! model's own files before any engine loads them, so a wrong folder is refused within milliseconds and with a reason.

mod file;
mod graph;
mod precision;
mod spec;
mod starter;
mod store;
mod tokenizer;

pub use file::{FileHash, ModelFile};
pub use graph::{ElementType, GraphSignature, Port};
pub(crate) use spec::check_same_dim;
pub use spec::{ImageTower, ModelSpec, TextTower};
pub use starter::{STARTER, STARTER_LABEL};
pub use store::ModelStore;
pub use tokenizer::TextTokenizer;
