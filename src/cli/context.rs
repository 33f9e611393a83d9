//! What every command needs: folders, engines, a switch that Ctrl+C turns.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};

use super::{INTERRUPTED, output};
use crate::artifact::RunRecord;
use crate::dataset::{CheckProgress, Dataset, DatasetLocation, RowPolicy};
use crate::inference::self_test::{DeviceTests, TestStore};
use crate::inference::{Device, DeviceChoice, Engine, Engines, Precision, RuntimePlaces};
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

    pub fn model(&self, id_or_folder: &str, precision: Option<Precision>) -> Result<ModelSpec> {
        self.models().open_at(id_or_folder, precision)
    }

    /// The device for a choice; tested before it is used for the first time.
    pub fn device(
        &self,
        choice: DeviceChoice,
        engine: &dyn Engine,
        model: &ModelSpec,
        precision: Precision,
        threads: usize,
    ) -> Result<Device> {
        let devices = engine.devices();
        match choice {
            DeviceChoice::Only(device) if device == Device::Cpu || !devices.contains(&device) => {
                // What the engine was not built for, it refuses itself, and says why.
                return Ok(device);
            }
            DeviceChoice::Auto if devices == [Device::Cpu] && precision != Precision::Bf16 => {
                return Ok(Device::Cpu);
            }
            _ => {}
        }
        let store = self.tests();
        let tests = DeviceTests::new(engine, model, precision, threads, &store)?;
        let device = tests.choose(choice);
        if tests.must_be_tested(device) {
            output::message(&format!("Testing {device} before its first use …"));
        }
        tests.require(device, &self.control)?;
        Ok(device)
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

    /// The model of a run: the one named, or else where it was when the run was made; in the precision of the run.
    pub fn model_of_run(&self, record: &RunRecord, named: Option<&str>) -> Result<ModelSpec> {
        match named {
            Some(named) => self.model(named, Some(record.precision)),
            None => self
                .models()
                .open_recorded(&record.model)?
                .at_precision(record.precision),
        }
    }

    /// The dataset of a run: the one named, or else where it was when the run was made.
    pub fn dataset_of_run(&self, record: &RunRecord, named: Option<&str>) -> Result<Dataset> {
        let rows = record.dataset.rows;
        match named {
            Some(named) => self.dataset(named, rows),
            None => self
                .dataset(&record.dataset.location, rows)
                .map_err(|error| {
                    if error.is_interrupted() {
                        return error;
                    }
                    Error::new("The dataset of this run is no longer where it was")
                        .remedy("Name it with --dataset")
                        .caused_by(error)
                }),
        }
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
