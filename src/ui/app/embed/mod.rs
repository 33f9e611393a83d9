//! The embedding job: its request, and what is found out before it starts.

mod compare;
mod devices;
mod job;
mod measure;

use std::path::Path;

use super::{App, let_go};
use crate::Result;
use crate::inference::{Device, Precision, default_threads};
use crate::job::{Control, Task};
use crate::model::{ModelState, ModelStore, STARTER};
use crate::text::{bytes_in_words, counted};
use crate::ui::command::{EmbedCommand, FetchCommand};
use crate::ui::state::{Choice, EmbedLive, FetchKey, Toast};
use job::Start;

/// Products of a first look.
pub(in crate::ui) const FIRST_LOOK: usize = 300;

impl App {
    pub(super) fn begin_embed(&mut self) -> Result<()> {
        let model = self.persisted.settings.model.clone();
        self.view.embed.model = model.unwrap_or_else(|| STARTER.to_owned());
        self.list_models()
    }

    /// Looks for the models at hand.
    pub(super) fn list_models(&mut self) -> Result<()> {
        let folder = self.paths.models();
        self.live.listing_models =
            Some(self.task("list models", move |_| ModelStore::new(folder).list())?);
        Ok(())
    }

    pub(super) fn carry_out_embed(&mut self, command: EmbedCommand) -> Result<()> {
        match command {
            EmbedCommand::SetModel(model) => self.choose_model(model)?,
            EmbedCommand::SetEngine(engine) => self.persisted.settings.engine = engine,
            EmbedCommand::SetDevice(device) => self.persisted.settings.device = device,
            EmbedCommand::SetPrecision(precision) => self.set_precision(precision)?,
            EmbedCommand::SetOutput(out) => self.choose_output(out)?,
            EmbedCommand::Test(device) => self.test_device(device)?,
            EmbedCommand::StopTest => let_go(self.live.embed.testing.take()),
            EmbedCommand::Compare(precision) => self.compare_precision(precision)?,
            EmbedCommand::CloseComparison => {
                let_go(self.live.embed.comparing.take());
                self.live.embed.compared = None;
            }
            EmbedCommand::Start => self.start_job(Start::default())?,
            EmbedCommand::Continue => self.continue_job()?,
            EmbedCommand::ContinueOn(device) => {
                self.persisted.settings.device = device;
                self.start_job(Start {
                    switch_device: true,
                    ..Start::default()
                })?;
            }
            EmbedCommand::RetrySkipped => self.start_job(Start {
                retry_skipped: true,
                ..Start::default()
            })?,
            EmbedCommand::Replace => self.start_job(Start {
                fresh: true,
                ..Start::default()
            })?,
            EmbedCommand::Pause => self.control(Control::pause),
            EmbedCommand::Resume => self.control(Control::resume),
            EmbedCommand::Cancel => self.control(Control::stop),
        }
        Ok(())
    }

    /// Takes a model of the list, or says how one that is not here comes here.
    fn choose_model(&mut self, model: String) -> Result<()> {
        if let Some(toast) = self.not_here_yet(&model) {
            self.live.toasts.push(toast);
            return Ok(());
        }
        self.set_model(model)
    }

    fn not_here_yet(&self, id: &str) -> Option<Toast> {
        let mut models = self.live.models.iter();
        let entry = models.find(|entry| entry.id == id && !entry.state.is_usable())?;
        let key = FetchKey::Model(entry.id.clone());
        let toast = Toast::info(format!("{} is not on this computer yet", entry.label));
        if self.live.fetches.iter().any(|fetch| fetch.key == key) {
            return Some(toast.text("It is on its way: choose it when it is here."));
        }
        let install = FetchCommand::InstallModel(entry.id.clone());
        Some(match &entry.state {
            ModelState::Available { bytes } => toast
                .text(format!(
                    "It is downloaded once, {}, and then works without the internet.",
                    bytes_in_words(*bytes)
                ))
                .action(install),
            ModelState::Partial { .. } => toast
                .text("A part of it is here; the download goes on where it stopped.")
                .action(install),
            _ => toast.text("What is here of it is damaged: it is not used."),
        })
    }

    pub(super) fn set_model(&mut self, model: String) -> Result<()> {
        let is_known = self.live.models.iter().any(|entry| entry.id == model);
        if !is_known && Path::new(&model).is_absolute() {
            self.view.embed.model_folder.clone_from(&model);
        }
        if model != self.view.embed.model {
            self.persisted.settings.precision = None;
        }
        self.view.embed.model = model;
        self.persisted.settings.model = Some(self.view.embed.model.clone());
        self.propose_output()
    }

    /// Another precision is another run, so it has another folder; where the device cannot compute in it, one that can
    /// is chosen.
    fn set_precision(&mut self, precision: Option<Precision>) -> Result<()> {
        if let Some(precision) = precision {
            self.persisted.settings.device = self.device_for(precision);
        }
        self.persisted.settings.precision = precision;
        self.propose_output()
    }

    pub(super) fn set_output(&mut self, out: String) -> Result<()> {
        self.view.embed.out = out;
        self.look_into_output()
    }

    /// Takes another output folder than the proposed one, for the same dataset, model and precision at the next start too.
    pub(super) fn choose_output(&mut self, out: String) -> Result<()> {
        if let Some(name) = self.proposed_name() {
            let outputs = &mut self.persisted.settings.outputs;
            if out.is_empty() || Path::new(&out) == self.paths.runs().join(&name) {
                outputs.remove(&name);
            } else {
                outputs.insert(name, out.clone().into());
            }
        }
        self.set_output(out)
    }

    /// The output folder for this dataset, model and precision, and the run that it may hold.
    pub(super) fn propose_output(&mut self) -> Result<()> {
        let Some(name) = self.proposed_name() else {
            return Ok(());
        };
        let chosen = self.persisted.settings.outputs.get(&name).cloned();
        let out = chosen.unwrap_or_else(|| self.paths.runs().join(name));
        self.set_output(out.display().to_string())
    }

    /// What the output folder for this dataset, model and precision is called if nobody chose another.
    fn proposed_name(&self) -> Option<String> {
        let open = self.live.dataset.as_ref()?;
        let model = Path::new(&self.view.embed.model)
            .file_name()
            .unwrap_or_default()
            .to_string_lossy();
        let precision = self.persisted.settings.precision;
        let precision = precision.map_or_else(String::new, |precision| format!("-{precision}"));
        Some(format!(
            "{} - {model}{precision}",
            open.dataset.location.label()
        ))
    }

    /// What decides on how devices are judged.
    pub(in crate::ui) fn choice(&self) -> Choice {
        Choice {
            model: self.view.embed.model.trim().to_owned(),
            engine: self.persisted.settings.engine,
            precision: self.persisted.settings.precision,
        }
    }

    /// The device that is chosen.
    pub(in crate::ui) fn device(&self) -> Device {
        self.persisted.settings.device
    }

    /// The device that a job runs on, or would run on: "CPU, 8 cores".
    pub(in crate::ui) fn device_in_use(&self) -> String {
        let job = self.live.job.as_ref();
        match job.map_or(self.device(), |job| job.device) {
            Device::Cpu => format!("CPU, {}", counted(default_threads() as u64, "core")),
            device => device.short_label().to_owned(),
        }
    }

    /// What is known of one dataset counts for no other.
    pub(super) fn forget_measurements(&mut self) {
        let known = std::mem::take(&mut self.live.embed);
        self.live.embed.surveyed = known.surveyed;
        let_go(Some(EmbedLive {
            surveyed: None,
            ..known
        }));
    }

    pub(super) fn poll_embed(&mut self, ctx: &egui::Context) {
        if let Some(models) = self.live.listing_models.as_mut().and_then(Task::poll) {
            self.live.listing_models = None;
            // A model may have come or gone.
            self.live.embed.surveyed = None;
            match models {
                Ok(models) => self.live.models = models,
                Err(error) => self.show_error(error),
            }
        }
        self.poll_job(ctx);
        self.poll_devices();
        self.poll_speed();
        self.poll_comparison();
        let looked = self.look_ahead();
        self.report(looked);
    }
}
