//! The app: carries commands out and takes in what the background has finished.
//!
//! What is done for one area of the window is in a file of its own, each with a `carry_out` for its commands and a
//! `poll` for what it waits for. Nothing here waits, reads or writes files: that is done by tasks and workers.

mod dataset;
mod drop;
mod embed;
mod explore;
mod export;
mod fetch;
mod folders;
mod forms;
mod help;
mod keeper;
mod map;
mod quality;
mod recent;
mod settings;
mod undo;
mod window;

use std::sync::Arc;
use std::time::Duration;

use crossbeam_channel::Receiver;

use super::command::{
    Command, CommandSender, ExploreCommand, ExportCommand, FetchCommand, JobState, Page,
    QualityCommand, Situation, Wanted, WindowCommand,
};
use super::first_frame::FirstFrame;
use super::state::{Dialog, Live, Persisted, Toast, View};
use super::{file_dialog, shell, theme};
use crate::diagnostics::Running;
use crate::inference::Engines;
use crate::inference::self_test::Adapt;
use crate::job::{Awake, Control, Task, Wake};
use crate::paths::AppPaths;
use crate::{Error, Result};
use keeper::Keeper;

pub(super) use embed::FIRST_LOOK;
pub(super) use forms::SAMPLE;

/// While a job runs the window shows its counters this often.
const TICK: Duration = Duration::from_millis(200);

/// Background work that has something to show is shown after this time: many wishes become one frame.
const WAKE: Duration = Duration::from_millis(16);

/// The window's state and what happens to it.
pub struct App {
    pub(super) persisted: Persisted,
    pub(super) live: Live,
    pub(super) view: View,
    pub(super) paths: AppPaths,
    pub(super) send: CommandSender,
    wake: Wake,
    commands: Receiver<Command>,
    keeper: Keeper,
    environment: Environment,
    /// Where it could be started: a job goes on without it.
    awake: Option<Awake>,
    running: Running,
    first_frame: FirstFrame,
}

/// What an app finds around it, where that is not what it would find by itself: for tests.
#[derive(Clone, Default)]
pub struct Environment {
    /// Engines in place of those that are found on this computer.
    pub engines: Option<Arc<Engines>>,
    /// How self-tests of devices are started.
    pub self_test: Option<Adapt>,
}

impl App {
    /// Reads what was kept of the last start and goes on where the app was closed.
    pub fn new(ctx: &egui::Context, paths: AppPaths) -> Result<Self> {
        Self::within(ctx, paths, Environment::default())
    }

    /// The same with something else around it.
    pub fn within(ctx: &egui::Context, paths: AppPaths, environment: Environment) -> Result<Self> {
        theme::apply(ctx);
        egui_extras::install_image_loaders(ctx);
        let (persisted, warnings) = Persisted::load(&paths);
        let (send, commands) = CommandSender::new();
        let waker = ctx.clone();
        let wake = Wake::new(move || waker.request_repaint_after(WAKE));
        let keeper = Keeper::start(persisted.clone(), paths.clone(), wake.clone())?;
        let (running, crashed) = Running::begin(&paths);
        let mut app = Self {
            persisted,
            live: Live::default(),
            view: View::default(),
            paths,
            send,
            wake,
            commands,
            keeper,
            environment,
            awake: Awake::new().inspect_err(|error| log::warn!("{error}")).ok(),
            running,
            first_frame: FirstFrame::default(),
        };
        if crashed {
            app.live.toasts.push(window::not_closed());
        }
        for warning in warnings {
            app.live.toasts.push(Toast::warning(warning));
        }
        app.begin(ctx)?;
        Ok(app)
    }

    fn begin(&mut self, ctx: &egui::Context) -> Result<()> {
        ctx.set_zoom_factor(self.persisted.session.zoom);
        self.apply_theme(ctx);
        self.begin_settings()?;
        self.begin_embed()?;
        self.begin_fetch()?;
        self.begin_recent()?;
        if let Some(dataset) = self.persisted.settings.dataset.clone() {
            let opened = self.open_dataset(&dataset);
            self.report(opened);
        }
        Ok(())
    }

    /// The page in use.
    pub(super) fn page(&self) -> Page {
        self.persisted.session.page
    }

    /// What can be done now.
    pub(super) fn situation(&self) -> Situation {
        let paused = |paused| {
            if paused {
                JobState::Paused
            } else {
                JobState::Running
            }
        };
        Situation {
            dataset: self.live.dataset.is_some(),
            selection: !self.view.selection.products.is_empty(),
            run: self.live.run.is_some(),
            examined: self
                .live
                .run
                .as_ref()
                .is_some_and(|run| run.quality.examined.is_some()),
            engines: self.live.engines.is_some(),
            unfinished: self.live.standing.unfinished,
            job: self
                .live
                .job
                .as_ref()
                .map(|job| paused(job.task.control().is_paused())),
            question: !self.view.explore.current.is_empty(),
            pinned: self.view.explore.pinned.is_some(),
            other_run: self
                .live
                .run
                .as_ref()
                .is_some_and(|run| run.other.is_some()),
            drawing_map: self
                .live
                .run
                .as_ref()
                .is_some_and(|run| run.map.drawing.is_some()),
            past: !self.view.explore.past.is_empty(),
            future: !self.view.explore.future.is_empty(),
        }
    }

    fn show_page(&mut self, page: Page) {
        if page == Page::Settings {
            // What the folders hold has changed since they were measured.
            self.live.settings.found = None;
        }
        self.persisted.session.page = page;
    }

    fn carry_out(&mut self, ctx: &egui::Context, command: Command) {
        let done = match (command.question(), command) {
            (Some(question), command) => {
                self.view.dialog = Some(Dialog::Question(question, Box::new(command)));
                Ok(())
            }
            (None, Command::Confirmed(command)) => self.dispatch(ctx, *command),
            (None, command) => self.dispatch(ctx, command),
        };
        self.report(done);
    }

    fn dispatch(&mut self, ctx: &egui::Context, command: Command) -> Result<()> {
        match command {
            Command::Go(page) => self.show_page(page),
            Command::Name(wanted) => self.ask_for_path(wanted),
            Command::Choose(wanted) => {
                file_dialog::choose(wanted, self.send.clone(), self.wake.clone());
            }
            Command::NoDialog(wanted) => self.without_file_dialog(wanted),
            Command::Chosen(wanted, path) => self.chosen(wanted, &path.display().to_string())?,
            Command::Confirmed(command) => self.dispatch(ctx, *command)?,
            Command::Dataset(command) => self.carry_out_dataset(ctx, command)?,
            Command::Embed(command) => self.carry_out_embed(command)?,
            Command::Explore(command) => self.carry_out_explore(command)?,
            Command::Export(command) => self.carry_out_export(ctx, command)?,
            Command::Fetch(command) => self.carry_out_fetch(command)?,
            Command::Map(command) => self.carry_out_map(command)?,
            Command::Quality(command) => self.carry_out_quality(command)?,
            Command::Settings(command) => self.carry_out_settings(ctx, command)?,
            Command::Window(command) => self.carry_out_window(ctx, command)?,
        }
        Ok(())
    }

    /// Opens the dialog that asks for a path, with a proposal in its field.
    fn ask_for_path(&mut self, wanted: Wanted) {
        let beside_run = |name: &str| {
            let run = self.live.run.as_ref();
            run.map(|run| run.out.join(name).display().to_string())
        };
        let proposal = match wanted {
            Wanted::Results => beside_run("results.csv"),
            Wanted::Report => beside_run("quality.html"),
            Wanted::Verdicts => beside_run("review_verdicts.csv"),
            _ => None,
        };
        self.view.path = proposal.unwrap_or_default();
        self.view.no_file_dialog = false;
        self.view.dialog = Some(Dialog::Path(wanted));
    }

    /// What the file dialog would have asked for is asked for in the window.
    fn without_file_dialog(&mut self, wanted: Wanted) {
        let is_asked = matches!(self.view.dialog, Some(Dialog::Path(asked)) if asked == wanted);
        if !is_asked {
            self.ask_for_path(wanted);
        }
        self.view.no_file_dialog = true;
    }

    fn chosen(&mut self, wanted: Wanted, path: &str) -> Result<()> {
        if matches!(self.view.dialog, Some(Dialog::Path(asked)) if asked == wanted) {
            path.clone_into(&mut self.view.path);
            return Ok(());
        }
        match wanted {
            Wanted::DatasetFolder => self.open_dataset(path)?,
            // A zip may be a bundle: that is seen from what it holds.
            Wanted::DatasetZip => self.dropped(vec![path.into()])?,
            Wanted::Model => self.set_model(path.to_owned())?,
            Wanted::Output => self.choose_output(path.to_owned())?,
            Wanted::Runtime => self.carry_out_fetch(FetchCommand::ImportRuntime(path.into()))?,
            Wanted::SaveBundle => self.carry_out_fetch(FetchCommand::SaveBundle(path.into()))?,
            Wanted::OpenBundle => self.carry_out_fetch(FetchCommand::OpenBundle(path.into()))?,
            Wanted::Export => self.send.send(ExportCommand::SetFolder(path.to_owned())),
            Wanted::KaggleKey => self.carry_out_fetch(FetchCommand::KaggleKey(path.into()))?,
            Wanted::DownloadFolder => {
                path.clone_into(&mut self.view.kaggle.folder);
                self.view.dialog = Some(Dialog::Kaggle);
            }
            Wanted::ModelFolder | Wanted::ModelZip => {
                self.carry_out_fetch(FetchCommand::ImportModel(path.into()))?;
            }
            Wanted::QueryImage => self.carry_out_explore(ExploreCommand::Image(path.into()))?,
            Wanted::Results => self.carry_out_explore(ExploreCommand::Export(path.into()))?,
            Wanted::OtherRun => self.carry_out_explore(ExploreCommand::OtherRun(path.into()))?,
            Wanted::Report => self.carry_out_quality(QualityCommand::Report(path.into()))?,
            Wanted::Verdicts => {
                self.carry_out_quality(QualityCommand::ExportVerdicts(path.into()))?;
            }
        }
        Ok(())
    }

    /// Shows an error, once.
    fn report(&mut self, done: Result<()>) {
        if let Err(error) = done {
            self.show_error(error);
        }
    }

    fn show_error(&mut self, error: Error) {
        log::warn!("shown to the user: {error}");
        self.live.toasts.push(error);
    }

    /// Starts work on a thread of its own.
    fn task<T: Send + 'static>(
        &self,
        name: &str,
        work: impl FnOnce(&Control) -> Result<T> + Send + 'static,
    ) -> Result<Task<T>> {
        Task::start(name, Control::new(), self.wake.clone(), work)
    }

    /// Takes in what the background has finished.
    fn poll(&mut self, ctx: &egui::Context) {
        self.poll_settings();
        self.poll_dataset();
        self.poll_embed(ctx);
        self.poll_fetch();
        self.poll_explore();
        self.poll_map();
        self.poll_export();
        self.poll_forms();
        self.poll_quality();
        self.poll_folders();
        self.poll_help();
        self.poll_drop();
        self.poll_recent(ctx);
    }
}

/// Lets go of something whose end may have to be waited for: a thread finishes its item first. The window does not
/// wait for it.
fn let_go<T: Send + 'static>(value: Option<T>) {
    let Some(value) = value else {
        return;
    };
    let waiting = std::thread::Builder::new().name("let go".to_owned());
    if let Err(cause) = waiting.spawn(move || drop(value)) {
        log::error!("no thread to end background work on: {cause}");
    }
}

impl eframe::App for App {
    fn logic(&mut self, ctx: &egui::Context, frame: &mut eframe::Frame) {
        self.first_frame.note(frame);
        self.ask_before_closing(ctx);
        while let Ok(command) = self.commands.try_recv() {
            self.carry_out(ctx, command);
        }
        self.poll(ctx);
        self.keep(ctx);
        if self.live.is_busy() {
            ctx.request_repaint_after(TICK);
        }
    }

    fn ui(&mut self, ui: &mut egui::Ui, _frame: &mut eframe::Frame) {
        self.note_geometry(ui.ctx());
        if let Some(open) = &mut self.live.dataset {
            open.thumbnails.begin_frame(ui.ctx());
        }
        shell::show(self, ui);
        self.first_frame.drawn(ui.ctx());
        if let Some(open) = &mut self.live.dataset {
            open.thumbnails.end_frame();
        }
        if !self.commands.is_empty() {
            ui.ctx().request_repaint();
        }
    }

    fn on_exit(&mut self, _gl: Option<&eframe::glow::Context>) {
        self.end_fetches();
        if let Err(error) = self.keeper.finish(&self.persisted) {
            log::error!("the last changes of the settings were not saved: {error}");
        }
        self.running.end();
        if self.view.restart
            && let Err(error) = Self::start_again()
        {
            log::error!("{error}");
        }
    }

    fn clear_color(&self, visuals: &egui::Visuals) -> [f32; 4] {
        visuals.panel_fill.to_normalized_gamma_f32()
    }
}

/// Files and folders that are dropped on the window become commands.
pub(super) fn send_dropped(ui: &egui::Ui, send: &CommandSender) {
    let dropped = ui.input(|input| {
        input
            .raw
            .dropped_files
            .iter()
            .map(|file| file.path().to_path_buf())
            .collect::<Vec<_>>()
    });
    if !dropped.is_empty() {
        send.send(WindowCommand::Dropped(dropped));
    }
}
