//! Bringing in datasets, models and runtimes, and what is done when they have come.

mod bundles;
mod kaggle;
mod models;
mod runtimes;

use std::path::Path;
use std::time::Instant;

use super::{App, let_go};
use crate::dataset::Dataset;
use crate::job::{Control, Task};
use crate::model::STARTER;
use crate::ui::command::{DatasetCommand, FetchCommand, Page};
use crate::ui::state::{Dialog, Fetch, FetchKey, Fetched, Gauge, Reading, Setback, Toast};
use crate::{Error, Result};
use models::{Wish, model_toast};

impl App {
    pub(super) fn begin_fetch(&mut self) -> Result<()> {
        self.view.kaggle.folder = self.usual_dataset_folder().display().to_string();
        self.list_runtimes()?;
        self.look_for_key()
    }

    pub(super) fn carry_out_fetch(&mut self, command: FetchCommand) -> Result<()> {
        match command {
            FetchCommand::OpenKaggle => {
                self.view.dialog = Some(Dialog::Kaggle);
                self.look_for_key()
            }
            FetchCommand::KaggleKey(path) => self.read_key(path),
            FetchCommand::AnotherKey => {
                self.live.kaggle.found = None;
                self.live.kaggle.tested = None;
                Ok(())
            }
            FetchCommand::TestKaggle => self.test_kaggle(),
            FetchCommand::DownloadDataset => self.download_dataset(),
            FetchCommand::InstallModel(id) => self.install_model(id, Wish::Install),
            FetchCommand::VerifyModel(id) => self.install_model(id, Wish::Verify),
            FetchCommand::ImportModel(path) => self.import_model(path),
            FetchCommand::RemoveModel(id) => self.remove_model(&id),
            FetchCommand::InstallRuntime(release) => self.install_runtime(*release),
            FetchCommand::ImportRuntime(path) => self.import_runtime(path),
            FetchCommand::VerifyRuntime(installed) => self.verify_runtime(*installed),
            FetchCommand::UseRuntime(installed) => self.use_runtime(&installed),
            FetchCommand::RemoveRuntime(installed) => self.remove_runtime(*installed),
            FetchCommand::SaveBundle(path) => self.save_bundle(path),
            FetchCommand::OpenBundle(path) => self.open_bundle(path),
            FetchCommand::Pause(key) => {
                self.steer(&key, Control::pause);
                Ok(())
            }
            FetchCommand::Resume(key) => {
                self.steer(&key, Control::resume);
                Ok(())
            }
            FetchCommand::Cancel(key) => {
                self.steer(&key, Control::stop);
                Ok(())
            }
            FetchCommand::Dismiss(key) => {
                self.forget_setback(&key);
                if key == FetchKey::Dataset {
                    self.live.kaggle.begun = false;
                }
                Ok(())
            }
        }
    }

    fn start_fetch(
        &mut self,
        key: FetchKey,
        label: &str,
        gauge: Gauge,
        work: impl FnOnce(&Control) -> Result<Fetched> + Send + 'static,
    ) -> Result<()> {
        if self.live.fetches.iter().any(|fetch| fetch.key == key) {
            return Ok(());
        }
        self.forget_setback(&key);
        let fetch = Fetch {
            task: self.task("fetch", work)?,
            key,
            label: label.to_owned(),
            gauge,
            reading: Reading::default(),
        };
        self.live.fetches.push(fetch);
        Ok(())
    }

    fn forget_setback(&mut self, key: &FetchKey) {
        self.live.setbacks.retain(|setback| setback.key != *key);
    }

    fn steer(&mut self, key: &FetchKey, change: impl FnOnce(&Control)) {
        if let Some(fetch) = self.live.fetches.iter().find(|fetch| fetch.key == *key) {
            change(fetch.task.control());
        }
    }

    pub(super) fn poll_fetch(&mut self) {
        self.poll_kaggle();
        self.poll_runtimes();
        if let Some(removed) = self.live.removing.as_mut().and_then(Task::poll) {
            self.live.removing = None;
            let done = removed.and_then(|removed| {
                let freed = crate::text::bytes_in_words(removed.bytes);
                self.live.toasts.push(Toast::good(format!(
                    "The model is removed, {freed} are free"
                )));
                self.list_models()
            });
            self.report(done);
        }
        let now = Instant::now();
        let mut ended = Vec::new();
        for (place, fetch) in self.live.fetches.iter_mut().enumerate() {
            fetch.sample(now);
            if let Some(result) = fetch.task.poll() {
                ended.push((place, result));
            }
        }
        for (place, result) in ended.into_iter().rev() {
            let fetch = self.live.fetches.remove(place);
            let arrived = result.and_then(|fetched| self.arrived(fetched));
            if let Err(error) = arrived {
                self.fetch_failed(&fetch.key, error);
            }
        }
    }

    fn arrived(&mut self, fetched: Fetched) -> Result<()> {
        match fetched {
            Fetched::Dataset(dataset) => self.dataset_arrived(*dataset),
            Fetched::Runtime(installed) => {
                self.list_runtimes()?;
                self.use_runtime(&installed)
            }
            Fetched::RuntimeVerified(title) => {
                let toast = Toast::good(format!("{title} is whole: every file is what it was"));
                self.live.toasts.push(toast);
                Ok(())
            }
            Fetched::Packed(target, bytes) => {
                self.live.toasts.push(bundles::packed(&target, bytes));
                Ok(())
            }
            Fetched::Unpacked(installed) => self.unbundled(*installed),
            Fetched::Model { id, label, check } => {
                self.live.toasts.push(model_toast(&label, check.as_ref()));
                self.list_models()?;
                // Who downloads a model wants to use it; who has chosen another one keeps it.
                if self.view.embed.model == STARTER {
                    self.set_model(id)?;
                }
                Ok(())
            }
            Fetched::Imported(names) => {
                self.live
                    .toasts
                    .push(Toast::good(format!("Imported: {}", names.join(", "))));
                self.list_models()?;
                names
                    .into_iter()
                    .next()
                    .map_or(Ok(()), |name| self.set_model(name))
            }
        }
    }

    fn dataset_arrived(&mut self, dataset: Dataset) -> Result<()> {
        let products = crate::text::counted(dataset.products.len() as u64, "product");
        let toast = Toast::good(format!("The dataset is here: {products}"));
        self.live.kaggle.begun = false;
        if self.live.job.is_some() {
            // The job goes on with the dataset that it was started with.
            let open = DatasetCommand::Open(dataset.location.to_string());
            self.live.toasts.push(toast.action(open));
            return Ok(());
        }
        self.live.toasts.push(toast);
        self.show_page(Page::Dataset);
        self.opened(dataset)
    }

    fn fetch_failed(&mut self, key: &FetchKey, error: Error) {
        log::warn!("shown to the user: {error}");
        let again = match key {
            FetchKey::Dataset => {
                self.live.kaggle.begun = true;
                Some(FetchCommand::OpenKaggle)
            }
            FetchKey::Model(id) => Some(FetchCommand::InstallModel(id.clone())),
            _ => None,
        };
        // A stop is what the user wanted.
        if !error.is_interrupted() {
            self.live.setbacks.push(Setback {
                key: key.clone(),
                text: format!("{}.", error.what()),
                whole: error.to_string(),
            });
        }
        let mut toast = Toast::from(error);
        if let Some(again) = again {
            toast = toast.action(again);
        }
        self.live.toasts.push(toast);
        let listed = self.list_models().and_then(|()| self.list_runtimes());
        self.report(listed);
    }

    /// Lets go of downloads when the window is closed: what is there is kept.
    pub(super) fn end_fetches(&mut self) {
        for fetch in self.live.fetches.drain(..) {
            let_go(Some(fetch.task));
        }
    }
}

fn file_name(path: &Path) -> String {
    path.file_name().map_or_else(
        || path.display().to_string(),
        |name| name.to_string_lossy().into_owned(),
    )
}
