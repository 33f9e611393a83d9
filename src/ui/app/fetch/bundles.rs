//! A classroom bundle: one file with everything for a computer without a network.

use std::path::PathBuf;
use std::sync::Arc;

use super::file_name;
use crate::bundle::{self, BundlePlaces, BundleProgress, BundleRequest, Unbundled};
use crate::dataset::DatasetLocation;
use crate::inference::package::{Prober, RuntimeStore};
use crate::job::Control;
use crate::model::{ModelState, ModelStore};
use crate::text::bytes_in_words;
use crate::ui::app::App;
use crate::ui::state::{FetchKey, Fetched, Gauge, Toast};
use crate::{Error, Result};

impl App {
    /// Packs the open dataset (if it is wanted), the installed models and the chosen runtime.
    pub(super) fn save_bundle(&mut self, target: PathBuf) -> Result<()> {
        let dataset = self
            .live
            .dataset
            .as_ref()
            .map(|open| open.dataset.location.clone())
            .filter(|location| {
                !self.view.bundle_without_dataset && *location != DatasetLocation::Sample
            });
        let is_installed = |state: &ModelState| matches!(state, ModelState::Installed { .. });
        let models: Vec<String> = self
            .live
            .models
            .iter()
            .filter(|entry| is_installed(&entry.state))
            .map(|entry| entry.id.clone())
            .collect();
        let chosen = self.persisted.settings.runtime.as_ref();
        let runtimes = &self.live.runtimes;
        let runtime = runtimes
            .iter()
            .find(|installed| Some(&installed.library) == chosen)
            .or(runtimes.first())
            .cloned();
        if dataset.is_none() && models.is_empty() && runtime.is_none() {
            return Err(Error::new("There is nothing to put into the bundle yet")
                .remedy("Install a model or ONNX Runtime, or open a dataset, then save again"));
        }
        let store = ModelStore::new(self.paths.models());
        let label = file_name(&target);
        let key = FetchKey::Bundle(target.clone());
        let (progress, gauge) = gauge();
        let work = move |control: &Control| {
            let request = BundleRequest {
                models: models
                    .iter()
                    .map(|id| store.open(id))
                    .collect::<Result<_>>()?,
                target,
                dataset,
                runtime,
            };
            let manifest = bundle::create(&request, control, &progress)?;
            Ok(Fetched::Packed(request.target, manifest.bytes()))
        };
        self.start_fetch(key, &label, gauge, work)
    }

    /// Installs everything that a bundle holds.
    pub(super) fn open_bundle(&mut self, path: PathBuf) -> Result<()> {
        let paths = self.paths.clone();
        let label = file_name(&path);
        let key = FetchKey::Bundle(path.clone());
        let (progress, gauge) = gauge();
        let work = move |control: &Control| {
            let places = BundlePlaces {
                datasets: paths.datasets(),
                dataset: None,
                models: ModelStore::new(paths.models()),
                runtimes: RuntimeStore::new(paths.runtimes()),
                prober: Prober::of_this_program()?,
                temporary: paths.data.join(".bundle.part"),
            };
            bundle::install(&path, &places, control, &progress)
                .map(|installed| Fetched::Unpacked(Box::new(installed)))
        };
        self.start_fetch(key, &label, gauge, work)
    }

    pub(super) fn unbundled(&mut self, installed: Unbundled) -> Result<()> {
        self.list_models()?;
        self.list_runtimes()?;
        let mut toast = Toast::good("Everything in the bundle is installed");
        if !installed.notes.is_empty() {
            toast = toast.text(format!("{}.", installed.notes.join(". ")));
        }
        self.live.toasts.push(toast);
        if let Some(runtime) = installed.runtime {
            self.use_runtime(&runtime)?;
        }
        if let Some(model) = installed.models.into_iter().next() {
            self.set_model(model)?;
        }
        match installed.dataset {
            Some(folder) => self.open_dataset(&folder.display().to_string()),
            None => Ok(()),
        }
    }
}

pub(super) fn packed(target: &std::path::Path, bytes: u64) -> Toast {
    Toast::good(format!("The bundle is saved, {}", bytes_in_words(bytes))).text(format!(
        "{}. Open it with this app on a computer without a network, or drop it on the window there.",
        target.display()
    ))
}

fn gauge() -> (Arc<BundleProgress>, Gauge) {
    let progress = Arc::new(BundleProgress::default());
    let theirs = Arc::clone(&progress);
    (progress, Gauge::Bundle { progress: theirs })
}
