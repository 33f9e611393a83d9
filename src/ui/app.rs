//! The app: carries commands out and takes in what the background has finished.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, Sender, unbounded};

use super::command::{Command, Page, Wanted};
use super::explorer::{self, Sources};
use super::live::{Job, Live, OpenDataset, OpenRun, Opening};
use super::thumbnails::Thumbnails;
use super::view::{ExploreView, Query, View};
use super::{dialogs, shell, theme};
use crate::artifact::{RunRecord, verify};
use crate::dataset::{CheckProgress, Dataset, DatasetLocation};
use crate::embedding::{self, EmbedPlan, EmbedRequest, Progress, Range, RateMeter, Snapshot};
use crate::inference::{Device, Engines, RuntimePlaces};
use crate::job::{Control, Task, Wake};
use crate::model::{ModelStore, STARTER};
use crate::paths::AppPaths;
use crate::settings::{Settings, Theme};
use crate::{Error, Result};

/// Products of a first look.
pub(super) const FIRST_LOOK: usize = 300;

/// While a job runs the window shows its counters this often.
const TICK: Duration = Duration::from_millis(200);

/// The window's state and what happens to it.
pub struct App {
    pub(super) paths: AppPaths,
    pub(super) settings: Settings,
    pub(super) live: Live,
    pub(super) view: View,
    pub(super) send: Sender<Command>,
    commands: Receiver<Command>,
    wake: Wake,
}

impl App {
    /// Reads the settings and goes on where the app was closed.
    pub fn new(ctx: &egui::Context, paths: AppPaths) -> Result<Self> {
        theme::apply(ctx);
        egui_extras::install_image_loaders(ctx);
        let (settings, warning) = Settings::load(&paths.settings());
        let (send, commands) = unbounded();
        let waker = ctx.clone();
        let wake = Wake::new(move || waker.request_repaint());
        let mut app = Self {
            paths,
            settings,
            live: Live::default(),
            view: View::default(),
            send,
            commands,
            wake,
        };
        app.live.message = warning;
        app.set_theme(ctx, app.settings.theme);
        app.view.embed.model = app
            .settings
            .model
            .clone()
            .unwrap_or_else(|| STARTER.to_owned());
        app.find_engines()?;
        if let Some(dataset) = app.settings.dataset.clone() {
            app.carry_out(ctx, Command::OpenDataset(dataset));
        }
        Ok(app)
    }

    fn find_engines(&mut self) -> Result<()> {
        let places = RuntimePlaces::of_this_process(
            self.settings.runtime.clone(),
            Some(self.paths.runtimes()),
        );
        let look = move |_: &Control| Ok(Engines::discover(&places));
        self.live.finding_engines = Some(Task::start(
            "find engines",
            Control::new(),
            self.wake.clone(),
            look,
        )?);
        Ok(())
    }

    fn carry_out(&mut self, ctx: &egui::Context, command: Command) {
        if let Err(error) = self.try_to(ctx, command) {
            self.live.message = Some(error);
        }
    }

    fn try_to(&mut self, ctx: &egui::Context, command: Command) -> Result<()> {
        match command {
            Command::Go(page) => self.view.page = page,
            Command::OpenSample => self.open_dataset("sample")?,
            Command::OpenDataset(text) => self.open_dataset(&text)?,
            Command::CloseDataset => self.close_dataset()?,
            Command::SetRows(rows) => {
                self.settings.rows = rows;
                if let Some(open) = &self.live.dataset {
                    self.open_dataset(&open.dataset.location.to_string())?;
                }
            }
            Command::Select(product) => self.view.selected = product,
            Command::Choose(wanted) => {
                dialogs::choose(wanted, self.send.clone(), self.wake.clone());
            }
            Command::Chosen(wanted, path) => self.chosen(wanted, &path)?,
            Command::Dropped(path) => self.dropped(&path)?,
            Command::SetModel(model) => self.set_model(model)?,
            Command::SetEngine(engine) => {
                self.settings.engine = engine;
                self.save()?;
            }
            Command::Start {
                retry_skipped,
                fresh,
            } => self.start_job(retry_skipped, fresh)?,
            Command::Pause => self.control(Control::pause),
            Command::Resume => self.control(Control::resume),
            Command::Cancel => self.control(Control::stop),
            Command::Verify => self.verify()?,
            Command::OpenFolder(path) => open_folder(&path)?,
            Command::Copy(text) => ctx.copy_text(text),
            Command::SearchProduct(product) => self.search_product(product),
            Command::SearchText(text) => self.ask(Query::Text(text)),
            Command::Back => {
                self.view.explore.back();
                self.ask_current();
            }
            Command::Forward => {
                self.view.explore.forward();
                self.ask_current();
            }
            Command::SetTheme(theme) => {
                self.set_theme(ctx, theme);
                self.save()?;
            }
            Command::DismissMessage => self.live.message = None,
        }
        Ok(())
    }

    fn open_dataset(&mut self, text: &str) -> Result<()> {
        if self.live.job.is_some() {
            return Err(
                Error::new("A job is running").remedy("Cancel it before you open another dataset")
            );
        }
        let location = DatasetLocation::parse(text)?;
        let progress = Arc::new(CheckProgress::default());
        let (label, rows, theirs) = (location.label(), self.settings.rows, Arc::clone(&progress));
        let open = move |control: &Control| Dataset::open(&location, rows, control, &theirs);
        let task = Task::start("open dataset", Control::new(), self.wake.clone(), open)?;
        self.live.opening = Some(Opening {
            task,
            progress,
            label,
        });
        Ok(())
    }

    fn opened(&mut self, dataset: Dataset) -> Result<()> {
        self.live.generation += 1;
        let dataset = Arc::new(dataset);
        self.settings.dataset = Some(dataset.location.to_string());
        let by_id = dataset
            .products
            .iter()
            .enumerate()
            .map(|(index, product)| (product.id, index))
            .collect();
        let thumbnails = Thumbnails::new(&dataset, &self.wake);
        self.view.selected = None;
        self.view.explore = ExploreView::default();
        self.live.dataset = Some(OpenDataset {
            dataset,
            thumbnails,
            by_id,
            generation: self.live.generation,
        });
        self.live.outcome = None;
        self.propose_out();
        self.save()
    }

    fn close_dataset(&mut self) -> Result<()> {
        if self.live.job.is_some() {
            return Err(Error::new("A job is running")
                .remedy("Cancel it before you choose another dataset"));
        }
        self.live.dataset = None;
        self.live.run = None;
        self.settings.dataset = None;
        self.view.page = Page::Dataset;
        self.save()
    }

    /// An output folder for this dataset and model, and the run that it may hold.
    fn propose_out(&mut self) {
        let Some(open) = &self.live.dataset else {
            return;
        };
        let model = Path::new(&self.view.embed.model)
            .file_name()
            .unwrap_or_default()
            .to_string_lossy();
        let name = format!("{} - {model}", open.dataset.location.label());
        self.view.embed.out = self.paths.runs().join(name).display().to_string();
        self.open_run(PathBuf::from(&self.view.embed.out));
    }

    /// Makes a finished run searchable; a folder without one is no error here.
    fn open_run(&mut self, out: PathBuf) {
        self.live.run = None;
        let Some(engines) = &self.live.engines else {
            return;
        };
        let record = match RunRecord::read(&out) {
            Ok(Some(record)) => record,
            Ok(None) => return,
            Err(error) => {
                self.live.message = Some(error);
                return;
            }
        };
        let sources = Sources {
            out: out.clone(),
            engines: Arc::clone(engines),
            engine: self.settings.engine,
            models: self.paths.models(),
        };
        match explorer::start(sources, self.wake.clone()) {
            Ok(explorer) => {
                let run = OpenRun {
                    out,
                    record,
                    explorer,
                    answer: None,
                    verifying: None,
                    verification: None,
                };
                self.live.run = Some(run);
            }
            Err(error) => self.live.message = Some(error),
        }
    }

    fn chosen(&mut self, wanted: Wanted, path: &Path) -> Result<()> {
        match wanted {
            Wanted::DatasetFolder | Wanted::DatasetZip => {
                self.open_dataset(&path.display().to_string())?;
            }
            Wanted::Model => self.set_model(path.display().to_string())?,
            Wanted::Output => {
                self.view.embed.out = path.display().to_string();
                self.open_run(path.to_path_buf());
            }
            Wanted::QueryImage => self.ask(Query::Image(path.to_path_buf())),
            Wanted::Runtime => {
                self.settings.runtime = Some(path.to_path_buf());
                self.save()?;
            }
        }
        Ok(())
    }

    /// What a dropped file is, is seen from the file.
    fn dropped(&mut self, path: &Path) -> Result<()> {
        let is_model = ["onnx/vision_model.onnx", "vision_model.onnx"]
            .iter()
            .any(|file| path.join(file).is_file());
        let is_picture = crate::image::sniff(&first_bytes(path)).is_ok();
        if is_model {
            self.view.page = Page::Embed;
            self.set_model(path.display().to_string())
        } else if is_picture && self.live.run.is_some() {
            self.view.page = Page::Explore;
            self.ask(Query::Image(path.to_path_buf()));
            Ok(())
        } else {
            self.view.page = Page::Dataset;
            self.open_dataset(&path.display().to_string())
        }
    }

    fn set_model(&mut self, model: String) -> Result<()> {
        self.view.embed.model = model;
        self.settings.model = Some(self.view.embed.model.clone());
        self.propose_out();
        self.save()
    }

    fn start_job(&mut self, retry_skipped: bool, fresh: bool) -> Result<()> {
        let (Some(open), Some(engines)) = (&self.live.dataset, &self.live.engines) else {
            return Err(
                Error::new("There is no dataset yet").remedy("Open one on the Dataset page")
            );
        };
        let (dataset, engines) = (Arc::clone(&open.dataset), Arc::clone(engines));
        let (models, model, engine) = (
            self.paths.models(),
            self.view.embed.model.clone(),
            self.settings.engine,
        );
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
                fresh,
                retry_skipped,
            };
            embedding::run(&EmbedPlan::new(request)?, control, &theirs)
        };
        // The run's files may be written anew: nothing shall hold the old ones.
        self.live.run = None;
        self.live.outcome = None;
        let task = Task::start("embed", Control::new(), self.wake.clone(), work)?;
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

    fn verify(&mut self) -> Result<()> {
        if let Some(run) = &mut self.live.run {
            let out = run.out.clone();
            run.verifying = Some(Task::start(
                "verify",
                Control::new(),
                self.wake.clone(),
                move |_| verify(&out),
            )?);
        }
        Ok(())
    }

    fn search_product(&mut self, product: usize) {
        let id = self
            .live
            .dataset
            .as_ref()
            .and_then(|open| Some(open.dataset.products.get(product)?.id));
        if let Some(id) = id {
            self.view.page = Page::Explore;
            self.ask(Query::Product(id));
        }
    }

    fn ask(&mut self, query: Query) {
        self.view.explore.ask(query);
        self.ask_current();
    }

    fn ask_current(&mut self) {
        if let Some(Query::Text(text)) = &self.view.explore.current {
            self.view.explore.text.clone_from(text);
        }
        if let (Some(run), Some(query)) = (&self.live.run, &self.view.explore.current) {
            run.explorer.ask(query.clone());
        }
    }

    fn set_theme(&mut self, ctx: &egui::Context, theme: Theme) {
        self.settings.theme = theme;
        ctx.set_theme(match theme {
            Theme::System => egui::ThemePreference::System,
            Theme::Light => egui::ThemePreference::Light,
            Theme::Dark => egui::ThemePreference::Dark,
        });
    }

    fn save(&self) -> Result<()> {
        self.settings.save(&self.paths.settings())
    }

    /// Takes in what the background has finished.
    fn poll(&mut self) {
        if let Some(found) = self.live.finding_engines.as_mut().and_then(Task::poll) {
            self.live.finding_engines = None;
            match found {
                Ok(engines) => {
                    self.live.engines = Some(Arc::new(engines));
                    self.open_run(PathBuf::from(&self.view.embed.out));
                }
                Err(error) => self.live.message = Some(error),
            }
        }
        if let Some(opened) = self
            .live
            .opening
            .as_mut()
            .and_then(|opening| opening.task.poll())
        {
            self.live.opening = None;
            if let Err(error) = opened.and_then(|dataset| self.opened(dataset)) {
                self.live.message = Some(error);
            }
        }
        self.poll_job();
        if let Some(run) = &mut self.live.run {
            run.answer = run.explorer.take().or(run.answer.take());
            if let Some(verification) = run.verifying.as_mut().and_then(Task::poll) {
                run.verifying = None;
                run.verification = Some(verification);
            }
        }
    }

    fn poll_job(&mut self) {
        let Some(job) = &mut self.live.job else {
            return;
        };
        job.snapshot = job.progress.snapshot();
        job.meter.note(Instant::now(), job.snapshot.fresh);
        if let Some(result) = job.task.poll() {
            let out = job.out.clone();
            self.live.job = None;
            self.live.outcome = Some(result);
            self.open_run(out);
        }
    }
}

impl eframe::App for App {
    fn logic(&mut self, ctx: &egui::Context, _frame: &mut eframe::Frame) {
        let dropped = ctx.input(|input| input.raw.dropped_files.clone());
        for path in dropped.iter().map(|file| file.path().to_path_buf()) {
            self.carry_out(ctx, Command::Dropped(path));
        }
        while let Ok(command) = self.commands.try_recv() {
            self.carry_out(ctx, command);
        }
        self.poll();
        if self.live.is_busy() {
            ctx.request_repaint_after(TICK);
        }
    }

    fn ui(&mut self, ui: &mut egui::Ui, _frame: &mut eframe::Frame) {
        if let Some(open) = &mut self.live.dataset {
            open.thumbnails.begin_frame(ui.ctx());
        }
        shell::show(self, ui);
        if let Some(open) = &mut self.live.dataset {
            open.thumbnails.end_frame();
        }
        if !self.commands.is_empty() {
            ui.ctx().request_repaint();
        }
    }
}

fn open_folder(path: &Path) -> Result<()> {
    opener::open(path).map_err(|cause| {
        Error::new("The folder could not be shown")
            .remedy("Open it in the file manager by its path")
            .at(path)
            .caused_by(cause)
    })
}

fn first_bytes(path: &Path) -> Vec<u8> {
    use std::io::Read as _;
    let mut bytes = Vec::new();
    // A file that cannot be read is no picture; opening it as a dataset says what is wrong with it.
    let read = std::fs::File::open(path).and_then(|file| file.take(64).read_to_end(&mut bytes));
    if read.is_err() {
        bytes.clear();
    }
    bytes
}
