//! What every command needs: folders, engines, a switch that Ctrl+C turns.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};

use super::INTERRUPTED;
use crate::dataset::{CheckProgress, Dataset, DatasetLocation, RowPolicy};
use crate::inference::self_test::TestStore;
use crate::inference::{Engines, Precision, RuntimePlaces};
use crate::job::Control;
use crate::model::{ModelSpec, ModelStore};
use crate::paths::AppPaths;
use crate::{Error, Result};

pub(super) struct Context {
    pub paths: AppPaths,
    pub control: Control,
}

impl Context {
    pub fn new() -> Result<Self> {
        let control = Control::new();
        stop_on_signal(control.clone())?;
        Ok(Self {
            paths: AppPaths::of_this_user(),
            control,
        })
    }

    pub fn engines(&self, runtime: Option<PathBuf>) -> Engines {
        Engines::discover(&RuntimePlaces::of_this_process(
            runtime,
            Some(self.paths.runtimes()),
        ))
    }

    pub fn model(&self, id_or_folder: &str, precision: Option<Precision>) -> Result<ModelSpec> {
        ModelStore::new(self.paths.models()).open_at(id_or_folder, precision)
    }

    /// What earlier self-tests found out about devices.
    pub fn tests(&self) -> TestStore {
        TestStore::new(self.paths.devices())
    }

    pub fn dataset(&self, location: &str, rows: RowPolicy) -> Result<Dataset> {
        let location = DatasetLocation::parse(location)?;
        let progress = CheckProgress::default();
        Dataset::open(&location, rows, &self.control, &progress)
    }
}

/// The first signal stops the work at the next picture and keeps what is done; a second one ends the program at once.
fn stop_on_signal(control: Control) -> Result<()> {
    let asked = AtomicBool::new(false);
    ctrlc::set_handler(move || {
        if asked.swap(true, Ordering::Relaxed) {
            std::process::exit(i32::from(INTERRUPTED));
        }
        control.stop();
    })
    .map_err(|cause| Error::new("Ctrl+C cannot be handled").caused_by(cause))
}
