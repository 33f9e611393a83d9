//! The ONNX Runtime engine.

mod failure;
mod image;
mod providers;
mod seen;
mod session;
mod text;

use std::fmt::Display;

use ort::session::Session;

pub(super) use failure::missing_library;

use super::runtime::LoadedRuntime;
use super::{
    Device, Engine, EngineFailure, EngineInfo, EngineKind, ImageEncoder, LoadOptions, TextEncoder,
};
use crate::model::{ModelFile, ModelSpec};
use crate::{Error, Result};

/// ONNX Runtime, loaded from a library file.
pub(super) struct OnnxRuntime {
    runtime: LoadedRuntime,
    info: EngineInfo,
}

impl OnnxRuntime {
    pub fn new(runtime: LoadedRuntime) -> Self {
        let info = EngineInfo {
            kind: EngineKind::OnnxRuntime,
            version: runtime.version.clone(),
            library: Some(runtime.library.clone()),
            reason: runtime.reason.clone(),
        };
        Self { runtime, info }
    }
}

impl Engine for OnnxRuntime {
    fn info(&self) -> &EngineInfo {
        &self.info
    }

    fn devices(&self) -> Vec<Device> {
        Device::ALL
            .into_iter()
            .filter(|&device| providers::is_compiled_in(device))
            .collect()
    }

    fn load_image(
        &self,
        model: &ModelSpec,
        options: LoadOptions,
    ) -> Result<Box<dyn ImageEncoder>, EngineFailure> {
        if !providers::is_compiled_in(options.device) {
            return Err(failure::not_compiled_in(&self.info, options.device).into());
        }
        let environment = &self.runtime.environment;
        let encoder = if options.device == Device::Cpu {
            image::on_processor(environment, model, options.threads)?
        } else {
            image::on_device(environment, model, options)?
        };
        Ok(Box::new(encoder))
    }

    fn load_text(&self, model: &ModelSpec, options: LoadOptions) -> Result<Box<dyn TextEncoder>> {
        let encoder = text::load(&self.runtime.environment, model, options.threads)?;
        Ok(Box::new(encoder))
    }
}

/// Reads the network into a session.
fn commit(
    mut builder: ort::session::builder::SessionBuilder,
    file: &ModelFile,
) -> ort::Result<Session> {
    match file {
        ModelFile::Path(path) => builder.commit_from_file(path),
        ModelFile::Embedded { bytes, .. } => builder.commit_from_memory(bytes),
    }
}

#[allow(
    clippy::needless_pass_by_value,
    reason = "it is a function for map_err"
)]
fn cannot_load(file: &ModelFile, cause: impl Display) -> Error {
    Error::new("ONNX Runtime cannot load the model")
        .meaning("Nothing was embedded")
        .remedy("Download or copy the model folder again, or choose the built-in engine")
        .at(file.to_string())
        .caused_by(cause.to_string())
}

#[allow(
    clippy::needless_pass_by_value,
    reason = "it is a function for map_err"
)]
fn cannot_run(cause: impl Display) -> Error {
    Error::new("ONNX Runtime could not run the model")
        .meaning("What was embedded before is kept")
        .remedy("Try again; if it fails again, choose the built-in engine")
        .caused_by(cause.to_string())
}
