//! Which engine runs, and why.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::builtin::BuiltIn;
use super::onnxruntime::OnnxRuntime;
use super::runtime::{self, RuntimePlaces};
use super::{Device, EngineFailure, ImageEncoder, Precision, TextEncoder};
use crate::model::ModelSpec;
use crate::{Error, Result};

/// What the user asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum EngineChoice {
    /// ONNX Runtime where it can be loaded, else the built-in engine.
    #[default]
    Auto,
    /// ONNX Runtime or an error.
    OnnxRuntime,
    /// The built-in engine.
    BuiltIn,
}

/// An engine, by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum EngineKind {
    /// Microsoft's ONNX Runtime.
    OnnxRuntime,
    /// tract, compiled into this program.
    BuiltIn,
}

/// An engine as shown to the user and recorded in `run.json`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EngineInfo {
    /// Which engine.
    pub kind: EngineKind,
    /// Its version.
    pub version: String,
    /// The library file it was loaded from.
    pub library: Option<PathBuf>,
    /// Why it is this one, as a sentence without a full stop.
    pub reason: String,
}

/// How a tower is loaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LoadOptions {
    /// Where it runs.
    pub device: Device,
    /// The numbers it computes with, where a device has the choice. The processor computes as the model's file says.
    pub precision: Precision,
    /// Threads that all lanes use together.
    pub threads: usize,
    /// Pictures in every call, where the caller knows it: some devices prepare for one size.
    pub batch: Option<usize>,
}

impl LoadOptions {
    /// On the processor.
    pub fn on_cpu(threads: usize) -> Self {
        Self {
            device: Device::Cpu,
            precision: Precision::default(),
            threads,
            batch: None,
        }
    }
}

/// Something that loads towers.
pub trait Engine: Send + Sync {
    /// Name, version and why it was chosen.
    fn info(&self) -> &EngineInfo;

    /// Devices that this engine was built for, the processor first. Whether one is there and works is another
    /// question: see [`self_test`](super::self_test).
    fn devices(&self) -> Vec<Device> {
        vec![Device::Cpu]
    }

    /// Loads the image tower.
    fn load_image(
        &self,
        model: &ModelSpec,
        options: LoadOptions,
    ) -> Result<Box<dyn ImageEncoder>, EngineFailure>;

    /// Loads the text tower.
    fn load_text(&self, model: &ModelSpec, options: LoadOptions) -> Result<Box<dyn TextEncoder>>;
}

/// The engines of this process.
pub struct Engines {
    runtime: std::result::Result<Arc<dyn Engine>, String>,
}

impl Engines {
    /// Looks for ONNX Runtime in `places` and loads the first library that works. A process keeps the library it
    /// loaded first for its whole life; the built-in engine is always there as well.
    pub fn discover(places: &RuntimePlaces) -> Self {
        let runtime = runtime::load_first(places)
            .map(|loaded| Arc::new(OnnxRuntime::new(loaded)) as Arc<dyn Engine>);
        if let Err(reason) = &runtime {
            log::info!("ONNX Runtime is not used: {reason}");
        }
        Self { runtime }
    }

    /// An engine of the caller's own in the place of ONNX Runtime: for tests, which have engines that misbehave.
    pub fn with(engine: Arc<dyn Engine>) -> Self {
        Self {
            runtime: Ok(engine),
        }
    }

    /// The engine for a choice.
    pub fn select(&self, choice: EngineChoice) -> Result<Arc<dyn Engine>> {
        match (choice, &self.runtime) {
            (EngineChoice::Auto | EngineChoice::OnnxRuntime, Ok(runtime)) => Ok(Arc::clone(runtime)),
            (EngineChoice::Auto, Err(reason)) => Ok(Arc::new(BuiltIn::new(format!("ONNX Runtime is not used: {reason}")))),
            (EngineChoice::BuiltIn, _) => Ok(Arc::new(BuiltIn::new("it was chosen".to_owned()))),
            (EngineChoice::OnnxRuntime, Err(reason)) => Err(Error::new("ONNX Runtime cannot be used")
                .meaning("Nothing was embedded")
                .remedy("Choose the built-in engine, or set ORT_DYLIB_PATH to the ONNX Runtime library, version 1.23 or newer")
                .caused_by(reason.clone())),
        }
    }

    /// Whether ONNX Runtime is loaded; if not, why.
    pub fn runtime(&self) -> std::result::Result<&EngineInfo, &str> {
        self.runtime
            .as_ref()
            .map(|runtime| runtime.info())
            .map_err(String::as_str)
    }
}

/// All cores of this machine that this process may use.
pub fn default_threads() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

impl EngineKind {
    /// The name shown to the user.
    pub fn label(self) -> &'static str {
        match self {
            Self::OnnxRuntime => "ONNX Runtime",
            Self::BuiltIn => "Built-in engine",
        }
    }
}

impl fmt::Display for EngineInfo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            EngineKind::OnnxRuntime => write!(f, "ONNX Runtime {}", self.version),
            EngineKind::BuiltIn => write!(f, "built-in engine (tract {})", self.version),
        }
    }
}

impl FromStr for EngineChoice {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "auto" => Ok(Self::Auto),
            "onnxruntime" => Ok(Self::OnnxRuntime),
            "builtin" => Ok(Self::BuiltIn),
            _ => Err("expected auto, onnxruntime or builtin".to_owned()),
        }
    }
}
