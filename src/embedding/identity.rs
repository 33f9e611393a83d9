//! What must be equal for two runs to share vectors.

use serde::{Deserialize, Serialize};

use crate::artifact::RunRecord;
use crate::dataset::RowPolicy;
use crate::image::PreprocessConfig;
use crate::inference::{Device, EngineKind, Precision};
use crate::model::FileHash;
use crate::{Error, Result};

/// Dataset, model and options of a run. Vectors of two runs are never mixed unless all of this is equal.
///
/// The range is not part of it (it may grow), nor is the number of threads (it does not change a vector), nor are the
/// pictures (each stored vector carries the stamp of its own).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RunIdentity {
    /// Fingerprint of the dataset's table.
    pub catalog: String,
    /// What is done with malformed rows.
    pub rows: RowPolicy,
    /// Hashes of the model's files.
    pub model: Vec<FileHash>,
    /// How pictures are prepared.
    pub preprocessing: PreprocessConfig,
    /// The engine; another one gives the same vectors only up to rounding.
    pub engine: EngineKind,
    /// The device, for the same reason. A run that lost it may be continued on another one, if the user says so:
    /// this is then still the first.
    pub device: Device,
    /// The numbers that the network computes with.
    #[serde(default)]
    pub precision: Precision,
    /// Pictures in one call of the engine, for the same reason as the engine. Where memory became short, the number
    /// at the beginning.
    pub batch: usize,
}

/// What the user left open or allowed, when a request meets what the output folder holds.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Leeway {
    /// No batch size was asked for: that of the folder will do.
    pub any_batch: bool,
    /// The run may go on here although it began on another device.
    pub other_device: bool,
}

impl RunIdentity {
    /// The identity of a finished run.
    pub fn of_record(record: &RunRecord) -> Self {
        Self {
            catalog: record.dataset.catalog.clone(),
            rows: record.dataset.rows,
            model: record.model.files.clone(),
            preprocessing: record.model.preprocessing.clone(),
            engine: record.engine.kind,
            device: record.device,
            precision: record.precision,
            batch: record.batch,
        }
    }

    /// An error that names the first difference to what the output folder holds.
    pub(super) fn check_same(&self, held: &Self, leeway: Leeway) -> Result<()> {
        let difference = if self.catalog != held.catalog {
            "another dataset (or its table was changed since)"
        } else if self.rows != held.rows {
            "the other way of treating malformed rows (repair or skip)"
        } else if self.model != held.model || self.preprocessing != held.preprocessing {
            "another model"
        } else if self.engine != held.engine {
            "another engine (ONNX Runtime or built-in)"
        } else if self.precision != held.precision {
            "another precision"
        } else if self.device != held.device && !leeway.other_device {
            return Err(other_device(self.device, held.device));
        } else if self.device == held.device && self.batch != held.batch && !leeway.any_batch {
            "another batch size"
        } else {
            return Ok(());
        };
        Err(other_run(difference))
    }
}

fn other_device(wanted: Device, held: Device) -> Error {
    Error::new(format!(
        "The output folder already holds a run that was made on another device ({held})"
    ))
    .meaning("Nothing in it was touched: vectors of two devices differ in the last digits")
    .remedy(format!("Go on with --device {held}, mix the devices with --device {wanted} --switch-device, or start afresh with --fresh"))
    .other_run()
}

/// The error for an output folder that holds something else.
pub(super) fn other_run(what: &str) -> Error {
    Error::new(format!("The output folder already holds a run with {what}"))
        .meaning("Nothing in it was touched")
        .remedy(
            "Choose another output folder, the options of that run, or start afresh with --fresh",
        )
        .other_run()
}
