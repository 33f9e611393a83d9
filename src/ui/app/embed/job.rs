//! Starting the job, and taking in how it ends.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use super::super::{App, let_go};
use super::FIRST_LOOK;
use crate::embedding::{
    self, EmbedPlan, EmbedRequest, Progress, Range, RateMeter, RunSummary, Snapshot,
};
use crate::inference::Device;
use crate::job::{Control, give_way};
use crate::ui::command::EmbedCommand;
use crate::ui::format;
use crate::ui::state::{Gallery, Job, RateHistory, StartedJob, Toast};
use crate::ui::thumbnails::Thumbnails;
use crate::{Error, Result};

/// What a start does beyond embedding what is missing.
#[derive(Clone, Copy, Default)]
pub(super) struct Start {
    pub retry_skipped: bool,
    pub fresh: bool,
    pub switch_device: bool,
}

impl App {
    pub(super) fn start_job(&mut self, start: Start) -> Result<()> {
        let (Some(open), Some(scout)) = (&self.live.dataset, self.scout()) else {
            return Err(
                Error::new("There is no dataset yet").remedy("Open one on the Dataset page")
            );
        };
        let engine = scout.engines.select(scout.choice.engine)?;
        let engine_words = engine.info().to_string();
        let started = self.started_job(open.dataset.location.to_string());
        let dataset = Arc::clone(&open.dataset);
        let progress = Arc::new(Progress::default());
        let (theirs, wanted) = (Arc::clone(&progress), started.clone());
        let work = move |control: &Control| {
            give_way();
            if wanted.device != Device::Cpu {
                scout.with_tests(|tests| tests.require(wanted.device, control))?;
            }
            let request = EmbedRequest {
                dataset,
                model: scout.model()?,
                engine,
                device: wanted.device,
                precision: wanted.precision,
                switch_device: start.switch_device,
                out: wanted.out,
                batch: Some(wanted.batch).filter(|&batch| batch > 0),
                threads: None,
                range: if wanted.first_look {
                    Range::Balanced(FIRST_LOOK)
                } else {
                    Range::All
                },
                fresh: start.fresh,
                retry_skipped: start.retry_skipped,
            };
            embedding::run(&EmbedPlan::new(request)?, control, &theirs)
        };
        let task = self.task("embed", work)?;
        // The run's files may be written anew: nothing shall hold the old ones. What is being found out would only
        // take time from the job.
        let_go(self.live.run.take());
        let_go(self.live.embed.measuring.take());
        let_go(self.live.embed.testing.take());
        let_go(self.live.embed.comparing.take());
        self.live.outcome = None;
        // What comes next is the result, not the settings.
        self.view.embed.settings_open = false;
        self.live.job = Some(Job {
            task,
            progress,
            meter: RateMeter::default(),
            snapshot: Snapshot::default(),
            history: RateHistory::default(),
            gallery: Gallery::default(),
            out: started.out.clone(),
            engine: engine_words,
            device: started.device,
            retries: start.retry_skipped,
            paused_since: None,
        });
        self.persisted.session.job = Some(started);
        Ok(())
    }

    fn started_job(&self, dataset: String) -> StartedJob {
        StartedJob {
            dataset,
            model: self.view.embed.model.trim().to_owned(),
            out: PathBuf::from(self.view.embed.out.trim()),
            device: self.device(),
            precision: self.persisted.settings.precision,
            engine: self.persisted.settings.engine,
            batch: self.view.embed.batch,
            first_look: self.view.embed.first_look,
        }
    }

    /// Goes on with an interrupted run on the device and with the numbers that it was begun with.
    pub(super) fn continue_job(&mut self) -> Result<()> {
        if let Some(checkpoint) = &self.live.standing.checkpoint {
            self.persisted.settings.device = checkpoint.device;
        }
        self.start_job(Start::default())
    }

    /// A job of this dataset that was interrupted when the app was closed: everything is chosen as it was, and the
    /// user is asked whether it shall go on. Gives whether there is one.
    pub(in crate::ui::app) fn offer_to_continue(&mut self, dataset: &str) -> Result<bool> {
        let is_of_this = |job: &mut StartedJob| job.dataset == dataset;
        let Some(job) = self.persisted.session.job.take_if(is_of_this) else {
            return Ok(false);
        };
        let settings = &mut self.persisted.settings;
        settings.device = job.device;
        settings.precision = job.precision;
        settings.engine = job.engine;
        settings.model = Some(job.model.clone());
        let view = &mut self.view.embed;
        view.model = job.model;
        view.batch = job.batch;
        view.first_look = job.first_look;
        view.offer_to_continue = true;
        self.set_output(job.out.display().to_string())?;
        Ok(true)
    }

    /// Says once that a run was interrupted, wherever the user is.
    pub(in crate::ui::app) fn say_what_was_interrupted(&mut self) {
        if !std::mem::take(&mut self.view.embed.offer_to_continue) || !self.live.standing.unfinished
        {
            return;
        }
        let done = self.live.standing.checkpoint.as_ref();
        let done = done.map_or_else(String::new, |checkpoint| {
            format!(
                "{} pictures are done. ",
                crate::text::thousands(checkpoint.done())
            )
        });
        let toast = Toast::info("Embedding was interrupted when the app was closed")
            .text(format!(
                "{done}It goes on from there, with the same result as without the interruption."
            ))
            .action(EmbedCommand::Continue);
        self.live.toasts.push(toast);
    }

    pub(super) fn control(&mut self, change: impl FnOnce(&Control)) {
        if let Some(job) = &mut self.live.job {
            change(job.task.control());
            job.meter.reset();
            let paused = job.task.control().is_paused();
            job.paused_since = paused.then(Instant::now);
        }
    }

    pub(super) fn poll_job(&mut self, ctx: &egui::Context) {
        let Some(job) = &mut self.live.job else {
            self.keep_awake(false);
            self.show_title(ctx, None);
            return;
        };
        let now = Instant::now();
        job.snapshot = job.progress.snapshot();
        let paused = job.task.control().is_paused();
        if !paused {
            job.meter.note(now, job.snapshot.fresh);
            let rate = job.meter.per_second().filter(|_| job.meter.is_steady());
            job.history.note(now, rate);
        }
        let title = format!("{} %", format::percent(&job.snapshot));
        if let Some(result) = job.task.poll() {
            self.job_ended(ctx, result);
            return;
        }
        self.keep_awake(!paused);
        self.show_title(ctx, Some(title));
    }

    fn job_ended(&mut self, ctx: &egui::Context, result: Result<RunSummary>) {
        let Some(job) = self.live.job.take() else {
            return;
        };
        self.view.embed.out = job.out.display().to_string();
        self.persisted.session.job = None;
        let is_background = !ctx.input(|input| input.focused);
        if is_background && !result.as_ref().is_err_and(Error::is_interrupted) {
            let attention = egui::UserAttentionType::Informational;
            ctx.send_viewport_cmd(egui::ViewportCommand::RequestUserAttention(attention));
            let words = if result.is_ok() { "Done" } else { "Failed" };
            self.view.embed.news = Some(words);
        }
        self.live.outcome = Some(result.map_err(in_the_window));
        if job.retries {
            self.look_at_pictures_again();
        }
        let looked = self.look_into_output();
        self.report(looked);
    }

    /// Pictures that could not be shown may have been replaced.
    fn look_at_pictures_again(&mut self) {
        if let Some(open) = &mut self.live.dataset {
            let again = Thumbnails::new(&open.dataset, &self.wake);
            let_go(Some(std::mem::replace(&mut open.thumbnails, again)));
        }
    }

    /// The title tells how far the job is, also while the window is hidden, and how it ended until it is looked at.
    fn show_title(&mut self, ctx: &egui::Context, running: Option<String>) {
        if ctx.input(|input| input.focused) {
            self.view.embed.news = None;
        }
        let news = running.or(self.view.embed.news.map(str::to_owned));
        if news != self.view.embed.title {
            let title = match &news {
                Some(news) => format!("{news} - {}", crate::ui::TITLE),
                None => crate::ui::TITLE.to_owned(),
            };
            ctx.send_viewport_cmd(egui::ViewportCommand::Title(title));
            self.view.embed.title = news;
        }
    }

    fn keep_awake(&mut self, awake: bool) {
        if let Some(keeper) = &mut self.awake {
            keeper.set(awake);
        }
    }
}

/// An error says what to do on the command line; here there are buttons for it.
fn in_the_window(error: Error) -> Error {
    if error.is_device_lost() {
        error
            .meaning("What was embedded before is kept")
            .remedy("Continue on the CPU, or see to the device and continue on it")
    } else if error.is_other_run() {
        error.remedy("Choose another output folder or the settings of that run, or replace it")
    } else if error.is_damaged_run() {
        error
            .remedy("Replace the damaged files by embedding again, or choose another output folder")
    } else {
        error
    }
}
