//! Helpers shared by the integration tests.
#![allow(dead_code, reason = "each test binary uses a part of them")]

use std::path::{Path, PathBuf};
use std::sync::Arc;

use vectorsearch_pro::inference::{Engine, EngineChoice, Engines, RuntimePlaces};

/// A folder of the reference material, or `None` with a note that the test is skipped.
pub fn shared(name: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../shared")
        .join(name);
    if path.exists() {
        return Some(path);
    }
    eprintln!("skipped: reference material {name} is not here");
    None
}

/// The engines that can be tested here: the built-in one, and ONNX Runtime where `ORT_DYLIB_PATH` names it.
pub fn engines() -> Vec<Arc<dyn Engine>> {
    let engines = Engines::discover(&RuntimePlaces::of_this_process(None, None));
    let mut found = vec![engines.select(EngineChoice::BuiltIn).unwrap()];
    match engines.select(EngineChoice::OnnxRuntime) {
        Ok(runtime) => found.push(runtime),
        Err(error) => eprintln!("skipped: ONNX Runtime ({error})"),
    }
    found
}

/// Cosine of two vectors.
pub fn cosine(a: &[f32], b: &[f32]) -> f64 {
    let dot = |x: &[f32], y: &[f32]| -> f64 {
        x.iter()
            .zip(y)
            .map(|(x, y)| f64::from(*x) * f64::from(*y))
            .sum()
    };
    dot(a, b) / (dot(a, a) * dot(b, b)).sqrt()
}
