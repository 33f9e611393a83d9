//! `--self-test`: the program shows on a computer that it works there.
//!
//! The real window opens, the sample is embedded with the engine that this computer has, and one question is asked in
//! words. Release packages are started this way on each system before they are handed out. Everything is written into
//! a folder of its own, which is removed at the end; the user's settings and runs are not touched.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use egui::ColorImage;
use image::{ExtendedColorType, save_buffer};

use super::NoWindow;
use super::app::App;
use super::command::{DatasetCommand, EmbedCommand, ExploreCommand};
use super::state::ToastKind;
use crate::paths::AppPaths;
use crate::search::Answer;
use crate::{Error, Result, build_info, diagnostics};

/// The argument that asks for it.
const ARGUMENT: &str = "--self-test";

/// Software rendering on a slow machine takes its time; a hang must end all the same.
const PATIENCE: Duration = Duration::from_mins(3);

/// How often is looked whether the next step can be taken.
const LOOK: Duration = Duration::from_millis(100);

/// What is asked, and the word that the best answer's name must hold.
const QUESTION: (&str, &str) = ("red handbag", "handbag");

/// Lines of the log that are shown after a failure.
const LOG_LINES: usize = 40;

/// A self-test that the arguments ask for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SelfTest {
    /// Where a picture of the window is written.
    picture: Option<PathBuf>,
}

impl SelfTest {
    /// The self-test that `--self-test [PICTURE]` asks for; `arguments` begin with the program's name.
    pub fn asked_for(arguments: &[std::ffi::OsString]) -> Option<Self> {
        match arguments {
            [_, first] if first == ARGUMENT => Some(Self { picture: None }),
            [_, first, picture] if first == ARGUMENT => Some(Self {
                picture: Some(picture.into()),
            }),
            _ => None,
        }
    }

    /// Runs it in a home folder of its own. Status 0 means that everything worked; else the last lines on stderr say
    /// what did not.
    pub fn run(self) -> ExitCode {
        let name = format!("vectorsearch-pro-self-test-{}", std::process::id());
        let home = std::env::temp_dir().join(name);
        let paths = AppPaths::below(&home);
        diagnostics::start(&paths);
        let status = self.run_in(&paths);
        if let Err(cause) = fs::remove_dir_all(&home) {
            log::warn!("{} could not be removed: {cause}", home.display());
        }
        status
    }

    fn run_in(self, paths: &AppPaths) -> ExitCode {
        let notes = Arc::new(Mutex::new(Notes::default()));
        let (_running, ended) = mpsc::channel::<()>();
        let (theirs, log) = (Arc::clone(&notes), paths.log());
        let watchdog = std::thread::Builder::new().name("self-test watchdog".to_owned());
        let watching = watchdog.spawn(move || {
            if ended.recv_timeout(PATIENCE) == Err(RecvTimeoutError::Timeout) {
                let stage = lock(&theirs, |notes| notes.stage);
                say_failed(&format!("no end after three minutes, while {stage}"), &log);
                std::process::exit(1);
            }
        });
        if let Err(cause) = watching {
            log::warn!("nobody watches the time: {cause}");
        }
        let (theirs, homes) = (Arc::clone(&notes), paths.clone());
        let opened = super::with_a_renderer(|renderer| {
            lock(&theirs, |notes| notes.renderer = renderer.to_string());
            let app_notes = Arc::clone(&theirs);
            super::open(paths, renderer, move |context| {
                let app = App::new(context, homes)?;
                Ok(Rehearsal::new(app, self.picture, app_notes))
            })
        });
        match opened {
            Ok(()) => {}
            Err(NoWindow::SecondTry(status)) => return status,
            Err(NoWindow::Neither) => {
                say_failed("The window cannot be opened here", &paths.log());
                return ExitCode::FAILURE;
            }
        }
        let outcome = lock(&notes, |notes| notes.outcome.take());
        match outcome.unwrap_or_else(|| Err(Error::new("The window was closed before the end"))) {
            Ok(report) => {
                say(&mut std::io::stdout(), &report);
                ExitCode::SUCCESS
            }
            Err(error) => {
                say_failed(&error.to_string(), &paths.log());
                ExitCode::FAILURE
            }
        }
    }
}

/// What the window tells the watchdog and whoever started it.
#[derive(Default)]
struct Notes {
    stage: &'static str,
    renderer: String,
    outcome: Option<Result<String>>,
}

fn lock<T>(notes: &Mutex<Notes>, take: impl FnOnce(&mut Notes) -> T) -> T {
    take(&mut notes.lock().unwrap_or_else(PoisonError::into_inner))
}

/// What is waited for.
#[derive(Clone, Copy, PartialEq)]
enum Stage {
    Window,
    Embedding,
    Answer,
    Picture,
    Done,
}

impl Stage {
    fn words(self) -> &'static str {
        match self {
            Self::Window => "opening the window, the sample and the engine",
            Self::Embedding => "embedding the sample",
            Self::Answer => "searching",
            Self::Picture => "taking a picture of the window",
            Self::Done => "closing the window",
        }
    }
}

/// The app, used by nobody: the steps are taken one after the other as soon as they can be.
struct Rehearsal {
    app: App,
    stage: Stage,
    started: Instant,
    frames: usize,
    picture: Option<PathBuf>,
    taken: Arc<Mutex<Option<Arc<ColorImage>>>>,
    lines: Vec<String>,
    notes: Arc<Mutex<Notes>>,
}

impl Rehearsal {
    fn new(app: App, picture: Option<PathBuf>, notes: Arc<Mutex<Notes>>) -> Self {
        app.send.send(DatasetCommand::OpenSample);
        lock(&notes, |notes| notes.stage = Stage::Window.words());
        Self {
            app,
            stage: Stage::Window,
            started: Instant::now(),
            frames: 0,
            picture,
            taken: Arc::default(),
            lines: Vec::new(),
            notes,
        }
    }

    /// Takes the next step if it can be taken.
    fn advance(&mut self, ctx: &egui::Context) -> Result<()> {
        self.fail_on_errors()?;
        match self.stage {
            Stage::Window => self.begin_embedding(),
            Stage::Embedding => self.ask()?,
            Stage::Answer => self.judge_answer(ctx)?,
            Stage::Picture => self.save_picture(ctx)?,
            Stage::Done => {}
        }
        Ok(())
    }

    /// What a user would be shown as an error is one.
    fn fail_on_errors(&self) -> Result<()> {
        let mut messages = self.app.live.toasts.iter();
        match messages.find(|toast| toast.kind == ToastKind::Error) {
            Some(toast) => Err(Error::new(toast.title.clone()).caused_by(toast.details.clone())),
            None => Ok(()),
        }
    }

    fn go_on_with(&mut self, stage: Stage) {
        self.stage = stage;
        lock(&self.notes, |notes| notes.stage = stage.words());
    }

    fn begin_embedding(&mut self) {
        let live = &self.app.live;
        let (Some(engines), Some(open)) = (&live.engines, &live.dataset) else {
            return;
        };
        if self.frames == 0 {
            return;
        }
        let engine = match engines.runtime() {
            Ok(info) => {
                let library = info.library.as_deref().unwrap_or(Path::new(""));
                format!("{info} from {}", library.display())
            }
            Err(reason) => format!("built-in; {reason}"),
        };
        self.lines.push(format!("engine: {engine}"));
        let products = open.dataset.products.len();
        self.lines.push(format!("dataset: {products} products"));
        self.app.send.send(EmbedCommand::Start);
        self.go_on_with(Stage::Embedding);
    }

    fn ask(&mut self) -> Result<()> {
        let live = &mut self.app.live;
        if let Some(Err(_)) = &live.outcome
            && let Some(Err(error)) = live.outcome.take()
        {
            return Err(error);
        }
        let Some(run) = &live.run else {
            return Ok(());
        };
        let record = &run.record;
        self.lines.push(format!(
            "vectors: {} of {} numbers, made by {}",
            record.counts.items, record.model.dim, record.model.label
        ));
        self.app
            .send
            .send(ExploreCommand::Text(QUESTION.0.to_owned()));
        self.go_on_with(Stage::Answer);
        Ok(())
    }

    fn judge_answer(&mut self, ctx: &egui::Context) -> Result<()> {
        let run = self.app.live.run.as_ref();
        let Some(answered) = run.and_then(|run| run.answered.as_ref()) else {
            return Ok(());
        };
        if answered.question.text != QUESTION.0 {
            return Ok(());
        }
        if let Some(answer) = answered.found() {
            self.lines.push(judge(answer)?);
        } else {
            let cause = answered.answer.as_ref().err().map(Error::details);
            return Err(
                Error::new("The search was not answered").caused_by(cause.unwrap_or_default())
            );
        }
        self.go_on_with(Stage::Picture);
        if self.picture.is_some() {
            let taken = Arc::clone(&self.taken);
            ctx.request_screenshot(move |image| {
                *taken.lock().unwrap_or_else(PoisonError::into_inner) = Some(image);
            });
        }
        Ok(())
    }

    fn save_picture(&mut self, ctx: &egui::Context) -> Result<()> {
        if let Some(path) = &self.picture {
            let taken = self
                .taken
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .take();
            let Some(image) = taken else {
                return Ok(());
            };
            let [width, height] = image.size.map(|side| side as u32);
            save_buffer(
                path,
                image.as_raw(),
                width,
                height,
                ExtendedColorType::Rgba8,
            )
            .map_err(|cause| {
                Error::new("The picture of the window could not be written")
                    .at(path)
                    .caused_by(cause)
            })?;
            self.lines
                .push(format!("picture: {width} x {height} points of the screen"));
        }
        self.end(ctx, Ok(()));
        Ok(())
    }

    fn end(&mut self, ctx: &egui::Context, result: Result<()>) {
        self.go_on_with(Stage::Done);
        let seconds = self.started.elapsed().as_secs_f64();
        let renderer = lock(&self.notes, |notes| notes.renderer.clone());
        let head = [
            format!("Self-test passed in {seconds:.1} s"),
            format!("program: {}", build_info::in_words()),
            format!("window: drawn by {renderer}"),
        ];
        let report = || [&head[..], &self.lines].concat().join("\n");
        let outcome = result.map(|()| report());
        lock(&self.notes, |notes| notes.outcome = Some(outcome));
        self.app.view.may_close = true;
        ctx.send_viewport_cmd(egui::ViewportCommand::Close);
    }
}

/// Whether an answer is one; what it is in a line.
fn judge(answer: &Answer) -> Result<String> {
    let (question, expected) = QUESTION;
    let Some(best) = answer.results.first() else {
        return Err(Error::new("The search found nothing"));
    };
    let said = format!(
        "answer: \"{question}\" finds \"{}\" with {:.3} first of {}",
        best.name, best.score, answer.compared
    );
    if best.name.to_lowercase().contains(expected) && best.score.is_finite() {
        Ok(said)
    } else {
        Err(Error::new("The search found something else").caused_by(said))
    }
}

impl eframe::App for Rehearsal {
    fn logic(&mut self, ctx: &egui::Context, frame: &mut eframe::Frame) {
        self.app.logic(ctx, frame);
        if self.stage != Stage::Done
            && let Err(error) = self.advance(ctx)
        {
            self.end(ctx, Err(error));
        }
        ctx.request_repaint_after(LOOK);
    }

    fn ui(&mut self, ui: &mut egui::Ui, frame: &mut eframe::Frame) {
        self.frames += 1;
        self.app.ui(ui, frame);
    }

    fn on_exit(&mut self, gl: Option<&eframe::glow::Context>) {
        self.app.on_exit(gl);
    }

    fn clear_color(&self, visuals: &egui::Visuals) -> [f32; 4] {
        self.app.clear_color(visuals)
    }
}

/// Where nobody listens, as in a Windows program that was started with a double-click, nothing is said.
fn say(to: &mut impl std::io::Write, text: &str) {
    let _ = writeln!(to, "{text}");
}

fn say_failed(reason: &str, log: &Path) {
    let lines = diagnostics::last_lines(log, LOG_LINES);
    say(
        &mut std::io::stderr(),
        &format!("{lines}\nSelf-test failed: {reason}"),
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked_for(arguments: &[&str]) -> Option<SelfTest> {
        SelfTest::asked_for(&arguments.iter().map(Into::into).collect::<Vec<_>>())
    }

    #[test]
    fn only_its_own_arguments_ask_for_it() {
        let picture = |picture: Option<&str>| {
            Some(SelfTest {
                picture: picture.map(PathBuf::from),
            })
        };
        assert_eq!(asked_for(&["app", "--self-test"]), picture(None));
        assert_eq!(
            asked_for(&["app", "--self-test", "window.png"]),
            picture(Some("window.png"))
        );
        for other in [
            &["app"][..],
            &["app", "self-test"],
            &["app", "--self-test", "a.png", "b.png"],
            &["--self-test"],
        ] {
            assert_eq!(asked_for(other), None);
        }
    }
}
