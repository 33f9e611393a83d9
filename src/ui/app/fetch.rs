//! Bringing in datasets and models, and what is done when they have come.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use super::{App, let_go};
use crate::inference::{EngineChoice, Engines, default_threads};
use crate::job::{Control, Task};
use crate::kaggle::{
    Credentials, Found, ImportProgress, ImportRequest, Kaggle, KaggleDataset, Places, is_begun,
};
use crate::model::{CheckRecord, ModelMeter, ModelProgress, ModelStore, STARTER};
use crate::model_check::check_installed;
use crate::net::{Network, TransferMeter};
use crate::ui::command::{FetchCommand, Page};
use crate::ui::state::{Dialog, Fetch, FetchKey, Fetched, Gauge, KeyWay, Toast};
use crate::{Error, Result};

impl App {
    pub(super) fn begin_fetch(&mut self) -> Result<()> {
        self.view.kaggle.folder = self.usual_dataset_folder().display().to_string();
        self.look_for_key()
    }

    fn usual_dataset_folder(&self) -> PathBuf {
        let name = KaggleDataset::default();
        self.paths.datasets().join(name.short_name())
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
        }
    }

    /// Looks in the usual places, unless a key was given already; and whether a download was begun.
    fn look_for_key(&mut self) -> Result<()> {
        let folder = PathBuf::from(self.view.kaggle.folder.trim());
        let known = self.live.kaggle.found.clone();
        let look = move |_: &Control| {
            let found = match known {
                Some(found) => Ok(Some(found)),
                None => Places::of_this_user().find(),
            };
            found.map(|found| (found, is_begun(&folder)))
        };
        self.live.kaggle.looking = Some(self.task("look for a Kaggle key", look)?);
        Ok(())
    }

    fn read_key(&mut self, path: PathBuf) -> Result<()> {
        self.view.dialog = Some(Dialog::Kaggle);
        self.live.kaggle.tested = None;
        let folder = PathBuf::from(self.view.kaggle.folder.trim());
        let read = move |_: &Control| {
            let found = Found {
                credentials: Credentials::read(&path)?,
                origin: path.display().to_string(),
            };
            Ok((Some(found), is_begun(&folder)))
        };
        self.live.kaggle.looking = Some(self.task("read a Kaggle key", read)?);
        Ok(())
    }

    /// The key that was found, or else what was typed.
    fn credentials(&self) -> Result<Credentials> {
        if let Some(found) = &self.live.kaggle.found {
            return Ok(found.credentials.clone());
        }
        let typed = &self.view.kaggle;
        match typed.way {
            KeyWay::Key => Credentials::key(&typed.user, &typed.key),
            KeyWay::Token => Credentials::token(&typed.token),
            KeyWay::File => Err(Error::new("There is no key for Kaggle yet")
                .remedy("Choose your kaggle.json, or type in your user name and key, or a token")),
        }
    }

    /// What asks Kaggle, to be used on another thread.
    fn kaggle(&self) -> Result<impl FnOnce() -> Result<Kaggle> + Send + 'static> {
        let credentials = self.credentials()?;
        let network = self.persisted.settings.network();
        Ok(move || {
            Kaggle::new(
                Network::new(&network)?,
                Some(credentials),
                KaggleDataset::default(),
            )
        })
    }

    fn test_kaggle(&mut self) -> Result<()> {
        self.live.kaggle.tested = None;
        match self.kaggle() {
            Ok(kaggle) => {
                let ask = move |control: &Control| kaggle()?.test(control);
                self.live.kaggle.testing = Some(self.task("ask Kaggle", ask)?);
            }
            Err(error) => self.live.kaggle.tested = Some(Err(error)),
        }
        Ok(())
    }

    fn download_dataset(&mut self) -> Result<()> {
        let kaggle = match self.kaggle() {
            Ok(kaggle) => kaggle,
            Err(error) => {
                self.live.kaggle.tested = Some(Err(error));
                return Ok(());
            }
        };
        let folder = self.view.kaggle.folder.trim();
        if folder.is_empty() {
            return Err(Error::new("The dataset needs a folder").remedy("Choose one"));
        }
        let request = ImportRequest {
            folder: PathBuf::from(folder),
            keep_archive: false,
            rows: self.persisted.settings.rows,
        };
        let progress = Arc::new(ImportProgress::default());
        let theirs = Arc::clone(&progress);
        let work = move |control: &Control| {
            let imported = kaggle()?.import(&request, control, &theirs)?;
            Ok(Fetched::Dataset(Box::new(imported.dataset)))
        };
        let gauge = Gauge::Dataset {
            progress,
            meter: TransferMeter::default(),
        };
        self.start_fetch(FetchKey::Dataset, "Fashion dataset", gauge, work)?;
        self.view.dialog = None;
        if self.live.dataset.is_none() {
            self.show_page(Page::Dataset);
        }
        Ok(())
    }

    fn install_model(&mut self, id: String, wish: Wish) -> Result<()> {
        let store = ModelStore::new(self.paths.models());
        let network = self.persisted.settings.network();
        let engines = self.live.engines.clone();
        let progress = Arc::new(ModelProgress::default());
        let theirs = Arc::clone(&progress);
        let label = self.model_label(&id);
        let key = FetchKey::Model(id.clone());
        let work = move |control: &Control| {
            let entry = match wish {
                Wish::Install => store.install(&id, &Network::new(&network)?, control, &theirs)?,
                Wish::Verify => store.verify(&id, control, &theirs)?,
            };
            let check = compare(&store, &id, engines.as_deref(), control, &theirs)?;
            Ok(Fetched::Model {
                id,
                label: entry.label,
                check,
            })
        };
        self.start_fetch(key, &label, model_gauge(progress), work)
    }

    fn import_model(&mut self, path: PathBuf) -> Result<()> {
        let store = ModelStore::new(self.paths.models());
        let progress = Arc::new(ModelProgress::default());
        let theirs = Arc::clone(&progress);
        let label = file_name(&path);
        let key = FetchKey::ModelFile(path.clone());
        let work =
            move |control: &Control| store.import(&path, control, &theirs).map(Fetched::Imported);
        self.show_page(Page::Embed);
        self.start_fetch(key, &label, model_gauge(progress), work)
    }

    fn remove_model(&mut self, id: &str) -> Result<()> {
        let store = ModelStore::new(self.paths.models());
        if self.view.embed.model == id {
            self.set_model(STARTER.to_owned())?;
        }
        let id = id.to_owned();
        self.live.removing = Some(self.task("remove model", move |_| store.remove(&id))?);
        Ok(())
    }

    fn model_label(&self, id: &str) -> String {
        let entry = self.live.models.iter().find(|entry| entry.id == id);
        entry.map_or_else(|| id.to_owned(), |entry| entry.label.clone())
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
        let fetch = Fetch {
            task: self.task("fetch", work)?,
            key,
            label: label.to_owned(),
            gauge,
            share: None,
            line: String::new(),
        };
        self.live.fetches.push(fetch);
        Ok(())
    }

    fn steer(&mut self, key: &FetchKey, change: impl FnOnce(&Control)) {
        if let Some(fetch) = self.live.fetches.iter().find(|fetch| fetch.key == *key) {
            change(fetch.task.control());
        }
    }

    pub(super) fn poll_fetch(&mut self) {
        self.poll_kaggle();
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

    fn poll_kaggle(&mut self) {
        let kaggle = &mut self.live.kaggle;
        if let Some(tested) = kaggle.testing.as_mut().and_then(Task::poll) {
            kaggle.testing = None;
            kaggle.tested = Some(tested);
        }
        if let Some(found) = kaggle.looking.as_mut().and_then(Task::poll) {
            kaggle.looking = None;
            match found {
                Ok((found, begun)) => {
                    kaggle.found = found;
                    kaggle.begun = begun;
                }
                Err(error) if self.view.dialog.is_some() => kaggle.tested = Some(Err(error)),
                // A key that cannot be read matters when the user wants to download something.
                Err(error) => log::info!("the Kaggle key was not read: {error}"),
            }
        }
    }

    fn arrived(&mut self, fetched: Fetched) -> Result<()> {
        match fetched {
            Fetched::Dataset(dataset) => {
                let products = crate::text::counted(dataset.products.len() as u64, "product");
                self.live
                    .toasts
                    .push(Toast::good(format!("The dataset is here: {products}")));
                self.live.kaggle.begun = false;
                self.show_page(Page::Dataset);
                self.opened(*dataset)
            }
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

    fn fetch_failed(&mut self, key: &FetchKey, error: Error) {
        log::warn!("shown to the user: {error}");
        let again = match key {
            FetchKey::Dataset => {
                self.live.kaggle.begun = true;
                Some(FetchCommand::OpenKaggle)
            }
            FetchKey::Model(id) => Some(FetchCommand::InstallModel(id.clone())),
            FetchKey::ModelFile(_) => None,
        };
        let mut toast = Toast::from(error);
        if let Some(again) = again {
            toast = toast.action(again);
        }
        self.live.toasts.push(toast);
        let listed = self.list_models();
        self.report(listed);
    }

    /// Lets go of downloads when the window is closed: what is there is kept.
    pub(super) fn end_fetches(&mut self) {
        for fetch in self.live.fetches.drain(..) {
            let_go(Some(fetch.task));
        }
    }
}

/// What is done with a model.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Wish {
    Install,
    Verify,
}

fn model_gauge(progress: Arc<ModelProgress>) -> Gauge {
    Gauge::Model {
        progress,
        meter: ModelMeter::default(),
    }
}

/// Compares a model with what was published of it, with the engine that the app would take.
fn compare(
    store: &ModelStore,
    id: &str,
    engines: Option<&Engines>,
    control: &Control,
    progress: &ModelProgress,
) -> Result<Option<CheckRecord>> {
    let Some(engines) = engines else {
        return Ok(None);
    };
    let engine = engines.select(EngineChoice::Auto)?;
    check_installed(store, id, &*engine, default_threads(), control, progress)
}

fn model_toast(label: &str, check: Option<&CheckRecord>) -> Toast {
    match check {
        Some(check) if check.ok => Toast::good(format!("Model verified: {label}"))
            .text(format!("With {}, it {}.", check.engine, check.summary)),
        Some(check) => Toast::warning(
            Error::new(format!("{label} {}", check.summary))
                .meaning(format!(
                    "Its files are right, so it is {} that computes something else here",
                    check.engine
                ))
                .remedy("Choose the other engine in Settings, and report this"),
        ),
        None => Toast::good(format!("{label} is ready, every file is what it must be")),
    }
}

fn file_name(path: &Path) -> String {
    path.file_name().map_or_else(
        || path.display().to_string(),
        |name| name.to_string_lossy().into_owned(),
    )
}
