//! Running the two towers of a model.
//!
//! Two engines stand behind the same traits: ONNX Runtime, loaded at run time from a library file where there is one,
//! and the built-in engine (tract, pure Rust), which is always there. Both can live in one process. Nothing outside
//! this module names either of them.

mod blanks;
mod builtin;
mod encoder;
mod engine;
mod onnxruntime;
mod runtime;

pub use encoder::{ImageEncoder, TextEncoder, normalize};
pub use engine::{
    Device, Engine, EngineChoice, EngineInfo, EngineKind, Engines, LoadOptions, default_threads,
};
pub use runtime::{RuntimePlaces, library_candidates};
