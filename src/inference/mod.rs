//! Running the two towers of a model.
//!
//! Two engines stand behind the same traits: ONNX Runtime, loaded at run time from a library file where there is one,
//! and the built-in engine (tract, pure Rust), which is always there. Both can live in one process. Nothing outside
//! this module names either of them.
//!
//! ONNX Runtime can run on more than the processor. A device is believed only after a [`self_test`] in a process of
//! its own; what really ran is told by the [`Placement`] seen in a run.

mod blanks;
mod builtin;
mod device;
mod encoder;
mod engine;
mod hardware;
mod onnxruntime;
pub mod package;
mod runtime;
pub mod self_test;
mod texts;
mod throughput;

pub use device::{Device, DeviceChoice, OpenVinoTarget, Precision};
pub use encoder::{EngineFailure, ImageEncoder, Placement, TextEncoder, cosine, normalize};
pub use engine::{
    Engine, EngineChoice, EngineInfo, EngineKind, Engines, LoadOptions, default_threads,
};
pub use hardware::{Card, device_memory, device_name, has_bf16};
pub use runtime::{RuntimePlaces, library_candidates};
pub use texts::TextEmbedder;
pub use throughput::{Measurement, drawn_pixels, encode_all, images_per_second};
