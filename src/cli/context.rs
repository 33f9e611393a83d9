//! What every command needs: folders, engines, a switch that Ctrl+C turns.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};

use super::{INTERRUPTED, output};
use crate::dataset::{CheckProgress, Dataset, DatasetLocation, RowPolicy};
use crate::inference::{Engines, RuntimePlaces};
use crate::job::Control;
use crate::model::{ModelSpec, ModelStore};
use crate::net::Network;
use crate::paths::AppPaths;
use crate::settings::Settings;
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
        let places = RuntimePlaces::of_this_process(runtime, Some(self.paths.runtimes()));
        Engines::discover(&places.with_chosen(self.settings().runtime))
    }

    /// What the app remembers; its defaults, with a message, where that cannot be read.
    pub fn settings(&self) -> Settings {
        let (settings, warning) = Settings::load(&self.paths.settings());
        if let Some(warning) = warning {
            output::message(&warning.to_string());
        }
        settings
    }

    /// The way to the outside, as the settings have it.
    pub fn network(&self) -> Result<Network> {
        Network::new(&self.settings().network())
    }

    pub fn models(&self) -> ModelStore {
        ModelStore::new(self.paths.models())
    }

    pub fn model(&self, id_or_folder: &str) -> Result<ModelSpec> {
        self.models().open(id_or_folder)
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
