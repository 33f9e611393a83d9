//! Models: downloaded, imported, verified, removed.

use std::path::PathBuf;
use std::sync::Arc;

use super::file_name;
use crate::inference::{EngineChoice, Engines, default_threads};
use crate::job::Control;
use crate::model::{CheckRecord, ModelMeter, ModelProgress, ModelStore, STARTER};
use crate::model_check::check_installed;
use crate::net::Network;
use crate::ui::app::App;
use crate::ui::command::Page;
use crate::ui::state::{FetchKey, Fetched, Gauge, Toast};
use crate::{Error, Result};

/// What is done with a model.
#[derive(Clone, Copy)]
pub(super) enum Wish {
    Install,
    Verify,
}

impl App {
    pub(super) fn install_model(&mut self, id: String, wish: Wish) -> Result<()> {
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

    pub(super) fn import_model(&mut self, path: PathBuf) -> Result<()> {
        let store = ModelStore::new(self.paths.models());
        let progress = Arc::new(ModelProgress::default());
        let theirs = Arc::clone(&progress);
        let label = file_name(&path);
        let key = FetchKey::ModelFile(path.clone());
        let work =
            move |control: &Control| store.import(&path, control, &theirs).map(Fetched::Imported);
        // Both pages show how far it is.
        if self.page() != Page::Settings {
            self.show_page(Page::Embed);
        }
        self.start_fetch(key, &label, model_gauge(progress), work)
    }

    pub(super) fn remove_model(&mut self, id: &str) -> Result<()> {
        let store = ModelStore::new(self.paths.models());
        if self.view.embed.model == id {
            self.set_model(STARTER.to_owned())?;
        }
        let id = id.to_owned();
        self.live.removing = Some(self.task("remove model", move |_| store.remove(&id))?);
        Ok(())
    }

    pub(super) fn model_label(&self, id: &str) -> String {
        let entry = self.live.models.iter().find(|entry| entry.id == id);
        entry.map_or_else(|| id.to_owned(), |entry| entry.label.clone())
    }
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

pub(super) fn model_toast(label: &str, check: Option<&CheckRecord>) -> Toast {
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
