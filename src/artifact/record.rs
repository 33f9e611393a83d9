//! `run.json`: what was run, on what, with what result.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::{NormHistogram, RUN, write_atomically};
use crate::image::PreprocessConfig;
use crate::inference::{Device, EngineKind, Placement, Precision};
use crate::model::{FileHash, ModelSpec};
use crate::{Error, Result};

/// The whole record of a run.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RunRecord {
    /// Name of this program.
    pub app: String,
    /// Its version.
    pub app_version: String,
    /// The engine that ran.
    pub engine: EngineRecord,
    /// The device that ran; the first one, where the run was continued on another.
    pub device: Device,
    /// What the device is called, where the system tells: the name of a graphics card, for instance.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device_name: Option<String>,
    /// The numbers that the network computed with.
    #[serde(default)]
    pub precision: Precision,
    /// Pictures in one call of the engine, at the beginning.
    pub batch: usize,
    /// What the vectors were made with, in the order of the work: more than one part where memory became short or
    /// the run was continued on another device.
    #[serde(default)]
    pub parts: Vec<RunPart>,
    /// Whether the same run gives the same bytes again: one device and one batch size throughout.
    #[serde(default = "yes")]
    pub reproducible: bool,
    /// Operations of the network by what ran them, where the engine tells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub placement: Option<Placement>,
    /// The model.
    pub model: ModelRecord,
    /// The dataset.
    pub dataset: DatasetRecord,
    /// How many products have a vector and how many do not.
    pub counts: Counts,
    /// Length of the stored vectors.
    pub norms: Norms,
    /// Length of the vectors as the network gave them; none in records of earlier versions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub raw_norms: Option<NormHistogram>,
    /// When the run began (first start, if it was continued), UTC.
    pub started: String,
    /// When the files were written, UTC.
    pub finished: String,
    /// Seconds of embedding, pauses between starts left out.
    pub seconds: f64,
    /// The files of the run by name, this one left out.
    pub files: BTreeMap<String, FileHash>,
}

/// Vectors that were made under the same conditions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunPart {
    /// The device.
    pub device: Device,
    /// Pictures in one call of the engine.
    pub batch: usize,
    /// How many vectors.
    pub items: usize,
}

/// Engine name and version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EngineRecord {
    /// Which engine.
    pub kind: EngineKind,
    /// Its version.
    pub version: String,
    /// Why it was this one.
    pub reason: String,
}

/// The model that gave the vectors.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ModelRecord {
    /// Short name.
    pub id: String,
    /// Name shown to the user.
    pub label: String,
    /// Folder it was loaded from; none for a built-in model.
    pub folder: Option<PathBuf>,
    /// Vector length.
    pub dim: usize,
    /// Image tower, text tower and tokenizer.
    pub files: Vec<FileHash>,
    /// How pictures were prepared.
    pub preprocessing: PreprocessConfig,
}

/// The dataset that was embedded.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DatasetRecord {
    /// Its name.
    pub name: String,
    /// Where it was: a folder, a zip or `sample`.
    pub location: String,
    /// Whether malformed rows were repaired or skipped.
    pub rows: crate::dataset::RowPolicy,
    /// Fingerprint of the table.
    pub catalog: String,
    /// Fingerprint of the pictures that have a vector.
    pub images: String,
    /// The account of rows and files.
    pub check: serde_json::Value,
}

/// Products of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Products with a vector.
    pub items: usize,
    /// Pictures that could not be embedded.
    pub skipped: usize,
}

/// Range of the vectors' Euclidean length as stored.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Norms {
    /// Smallest.
    pub min: f64,
    /// Largest.
    pub max: f64,
}

impl ModelRecord {
    /// An error unless `spec` is this model: its files must have the recorded SHA-256.
    pub fn check_is(&self, spec: &ModelSpec) -> Result<()> {
        if spec.hashes()? == self.files {
            return Ok(());
        }
        Err(Error::new(format!(
            "This is not the model that the run was made with (\"{}\")",
            self.label
        ))
        .meaning("Vectors of different models cannot be compared")
        .remedy("Choose the model of the run, or embed the dataset again with this one"))
    }
}

impl RunRecord {
    /// Reads the `run.json` of an output folder; `None` where there is none.
    pub fn read(folder: &Path) -> Result<Option<Self>> {
        let path = folder.join(RUN);
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(cause) => return Err(unreadable(&path).caused_by(cause)),
        };
        serde_json::from_str(&text)
            .map(Some)
            .map_err(|cause| unreadable(&path).caused_by(cause))
    }

    /// Reads the `run.json` of a finished run; an error where there is none.
    pub fn of_run(folder: &Path) -> Result<Self> {
        Self::read(folder)?.ok_or_else(|| {
            Error::new("There is no finished run in this folder")
                .remedy("Embed a dataset into it first, or choose the folder that holds run.json")
                .at(folder)
        })
    }

    /// Takes the model of this run at the run's precision; an error unless it is that model.
    pub fn own_model(&self, spec: ModelSpec) -> Result<ModelSpec> {
        let spec = spec.at_precision(self.precision)?;
        self.model.check_is(&spec)?;
        Ok(spec)
    }

    /// Writes `run.json`.
    pub fn write(&self, folder: &Path) -> Result<()> {
        write_atomically(&folder.join(RUN), |file| {
            use std::io::Write as _;
            serde_json::to_writer_pretty(&mut *file, self)?;
            file.write_all(b"\n")
        })
    }
}

/// Records from before there were parts are of one part.
fn yes() -> bool {
    true
}

fn unreadable(path: &Path) -> Error {
    Error::new("The run.json of this folder cannot be read")
        .meaning("It is not known what its files are, so they were left alone")
        .remedy("Choose another output folder, or start afresh with --fresh")
        .at(path)
}
