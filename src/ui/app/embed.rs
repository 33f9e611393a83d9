//! The embedding job: its request, its start, its end.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use super::{App, let_go};
use crate::embedding::{self, EmbedPlan, EmbedRequest, Progress, Range, RateMeter, Snapshot};
use crate::inference::Device;
use crate::job::{Control, Task};
use crate::model::{ModelStore, STARTER};
use crate::ui::command::EmbedCommand;
use crate::ui::state::Job;
use crate::{Error, Result};

/// Products of a first look.
pub(in crate::ui) const FIRST_LOOK: usize = 300;

/// What a start does beyond embedding what is missing.
#[derive(Clone, Copy, Default)]
struct Start {
    retry_skipped: bool,
    fresh: bool,
}

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
            EmbedCommand::SetModel(model) => self.set_model(model)?,
            EmbedCommand::SetEngine(engine) => self.persisted.settings.engine = engine,
            EmbedCommand::SetOutput(out) => self.set_output(out)?,
            EmbedCommand::Start => self.start_job(Start::default())?,
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

    pub(super) fn set_model(&mut self, model: String) -> Result<()> {
        let is_known = self.live.models.iter().any(|entry| entry.id == model);
        if !is_known && Path::new(&model).is_absolute() {
            self.view.embed.model_folder.clone_from(&model);
        }
        self.view.embed.model = model;
        self.persisted.settings.model = Some(self.view.embed.model.clone());
        self.propose_output()
    }

    pub(super) fn set_output(&mut self, out: String) -> Result<()> {
        self.view.embed.out = out;
        self.look_into_output()
    }

    /// An output folder for this dataset and model, and the run that it may hold.
    pub(super) fn propose_output(&mut self) -> Result<()> {
        let Some(open) = &self.live.dataset else {
            return Ok(());
        };
        let model = Path::new(&self.view.embed.model)
            .file_name()
            .unwrap_or_default()
            .to_string_lossy();
        let name = format!("{} - {model}", open.dataset.location.label());
        self.set_output(self.paths.runs().join(name).display().to_string())
    }

    fn start_job(&mut self, start: Start) -> Result<()> {
        let (Some(open), Some(engines)) = (&self.live.dataset, &self.live.engines) else {
            return Err(
                Error::new("There is no dataset yet").remedy("Open one on the Dataset page")
            );
        };
        let (dataset, engines) = (Arc::clone(&open.dataset), Arc::clone(engines));
        let (models, model) = (self.paths.models(), self.view.embed.model.clone());
        let engine = self.persisted.settings.engine;
        let out = PathBuf::from(self.view.embed.out.trim());
        let batch = Some(self.view.embed.batch).filter(|&batch| batch > 0);
        let range = if self.view.embed.first_look {
            Range::Balanced(FIRST_LOOK)
        } else {
            Range::All
        };
        let progress = Arc::new(Progress::default());
        let (theirs, to) = (Arc::clone(&progress), out.clone());
        let work = move |control: &Control| {
            let request = EmbedRequest {
                dataset,
                model: ModelStore::new(models).open(model.trim())?,
                engine: engines.select(engine)?,
                device: Device::Cpu,
                precision: None,
                switch_device: false,
                out: to,
                batch,
                threads: None,
                range,
                fresh: start.fresh,
                retry_skipped: start.retry_skipped,
            };
            embedding::run(&EmbedPlan::new(request)?, control, &theirs)
        };
        // The run's files may be written anew: nothing shall hold the old ones.
        let_go(self.live.run.take());
        self.live.outcome = None;
        let task = self.task("embed", work)?;
        self.live.job = Some(Job {
            task,
            progress,
            meter: RateMeter::default(),
            snapshot: Snapshot::default(),
            out,
        });
        Ok(())
    }

    fn control(&mut self, change: impl FnOnce(&Control)) {
        if let Some(job) = &mut self.live.job {
            change(job.task.control());
            job.meter.reset();
        }
    }

    pub(super) fn poll_embed(&mut self) {
        if let Some(models) = self.live.listing_models.as_mut().and_then(Task::poll) {
            self.live.listing_models = None;
            match models {
                Ok(models) => self.live.models = models,
                Err(error) => self.show_error(error),
            }
        }
        let Some(job) = &mut self.live.job else {
            return;
        };
        job.snapshot = job.progress.snapshot();
        job.meter.note(Instant::now(), job.snapshot.fresh);
        if let Some(result) = job.task.poll() {
            self.view.embed.out = job.out.display().to_string();
            self.live.job = None;
            self.live.outcome = Some(result);
            let looked = self.look_into_output();
            self.report(looked);
        }
    }
}
