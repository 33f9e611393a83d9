//! Questions to the open run.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicUsize;

use super::{App, let_go};
use crate::artifact::{FinishedRun, RunRecord};
use crate::index::Index;
use crate::inference::default_threads;
use crate::job::Task;
use crate::search::{RunPair, write_results};
use crate::ui::command::{ExploreCommand, Page, WindowCommand};
use crate::ui::explorer::{Explorer, Sources};
use crate::ui::state::{OtherRun, Pinned, Question, Subject, Toast};
use crate::{Error, Result};

/// Products whose neighbours are compared between two runs.
const SAMPLE: usize = 500;

/// Neighbours of each that are compared.
const NEIGHBOURS: usize = 10;

impl App {
    pub(super) fn carry_out_explore(&mut self, command: ExploreCommand) -> Result<()> {
        let current = self.view.explore.current.clone();
        match command {
            ExploreCommand::Ask(question) => self.ask(question),
            ExploreCommand::Settle => self.ask(
                Question {
                    text: self.view.explore.text.clone(),
                    ..current
                }
                .settled(),
            ),
            ExploreCommand::Product(product) => {
                self.with_product(product, |id| current.about(Subject::Product(id)));
            }
            ExploreCommand::Add(product) => {
                self.with_product(product, |id| current.with(Subject::Product(id), 1.0));
            }
            ExploreCommand::Subtract(product) => {
                self.with_product(product, |id| current.with(Subject::Product(id), -1.0));
            }
            ExploreCommand::Text(text) => {
                self.show_page(Page::Explore);
                self.ask(Question {
                    parts: Vec::new(),
                    text,
                    ..current
                });
            }
            ExploreCommand::Image(path) => self.search_image(path),
            ExploreCommand::Pasted(image) => {
                self.ask(with_picture(&current, Subject::Pasted(image)));
            }
            ExploreCommand::Back => {
                self.view.explore.back();
                self.ask_current();
            }
            ExploreCommand::Forward => {
                self.view.explore.forward();
                self.ask_current();
            }
            ExploreCommand::Clear => self.ask(Question {
                parts: Vec::new(),
                text: String::new(),
                within: None,
                ..current
            }),
            ExploreCommand::Pin => self.pin(),
            ExploreCommand::Unpin => self.view.explore.pinned = None,
            ExploreCommand::Export(path) => self.export_results(path)?,
            ExploreCommand::OtherRun(folder) => self.open_other(folder)?,
            ExploreCommand::CloseOther => {
                let other = self.live.run.as_mut().and_then(|run| run.other.take());
                let_go(other);
            }
        }
        Ok(())
    }

    pub(super) fn search_image(&mut self, path: PathBuf) {
        self.show_page(Page::Explore);
        self.ask(with_picture(
            &self.view.explore.current,
            Subject::File(path),
        ));
    }

    fn with_product(&mut self, product: usize, question: impl FnOnce(i64) -> Question) {
        let open = self.live.dataset.as_ref();
        let id = open.and_then(|open| Some(open.dataset.products.get(product)?.id));
        if let Some(id) = id {
            self.show_page(Page::Explore);
            self.ask(question(id));
        }
    }

    pub(super) fn ask(&mut self, question: Question) {
        self.view.explore.ask(question);
        self.ask_current();
    }

    fn ask_current(&mut self) {
        let view = &mut self.view.explore;
        view.text.clone_from(&view.current.text);
        view.typed = None;
        if let Some(run) = &self.live.run {
            run.explorer.ask(view.current.clone());
            if let Some(other) = &run.other {
                other.explorer.ask(view.current.clone());
            }
        }
    }

    /// Reads the run, without a question, if nobody did so yet.
    pub(in crate::ui) fn read_run(&mut self) {
        if let Some(run) = &mut self.live.run
            && !std::mem::replace(&mut run.asked, true)
        {
            run.explorer.ask(self.view.explore.current.clone());
        }
    }

    fn pin(&mut self) {
        let run = self.live.run.as_ref();
        if let Some(answered) = run.and_then(|run| run.answered.clone()) {
            self.view.explore.pinned = Some(Pinned {
                question: answered.question.clone(),
                answered,
            });
        }
    }

    fn export_results(&mut self, path: PathBuf) -> Result<()> {
        let Some(run) = &self.live.run else {
            return Ok(());
        };
        let (Some(answered), data) = (run.answered.clone(), run.explorer.shared()) else {
            return Err(Error::new("There are no results yet").remedy("Ask something first"));
        };
        let work = move |_: &_| {
            let answer = answered.found().ok_or_else(|| {
                Error::new("There are no results to write").remedy("Ask something first")
            })?;
            let attributes = data.get().map(|data| &*data.attributes);
            write_results(&path, answer, attributes)?;
            Ok((path, answer.results.len()))
        };
        self.live.writing_results = Some(self.task("export results", work)?);
        Ok(())
    }

    /// Opens a second run, and measures how far it agrees with the first.
    fn open_other(&mut self, folder: PathBuf) -> Result<()> {
        let (Some(run), Some(open), Some(engines)) =
            (&self.live.run, &self.live.dataset, &self.live.engines)
        else {
            return Ok(());
        };
        if folder == run.out {
            return Err(Error::new("This is the run that is open")
                .remedy("Choose the folder of another one"));
        }
        let record = RunRecord::of_run(&folder)?;
        let sources = Sources {
            out: folder.clone(),
            dataset: Arc::clone(&open.dataset),
            engines: Arc::clone(engines),
            engine: self.persisted.settings.engine,
            models: self.paths.models(),
        };
        let explorer = Explorer::start(sources, self.wake.clone())?;
        explorer.ask(self.view.explore.current.clone());
        let (first, out) = (run.out.clone(), folder.clone());
        let overlap = self.task("compare runs", move |control| {
            let index = |folder| {
                let run = FinishedRun::open(folder)?;
                Index::new(run.vectors, run.ids, default_threads())
            };
            let (a, b) = (index(&first)?, index(&folder)?);
            RunPair::new(&a, &b)?.overlap(NEIGHBOURS, Some(SAMPLE), control, &AtomicUsize::new(0))
        })?;
        let other = OtherRun {
            out,
            record,
            explorer,
            answered: None,
            comparing: Some(overlap),
            overlap: None,
        };
        if let Some(run) = &mut self.live.run {
            let_go(run.other.replace(other));
        }
        self.show_page(Page::Explore);
        Ok(())
    }

    pub(super) fn poll_explore(&mut self) {
        let asks = self.view.explore.until_asked();
        if asks.is_some_and(|left| left.is_zero()) {
            let question = Question {
                text: self.view.explore.text.clone(),
                ..self.view.explore.current.clone()
            };
            self.ask(question);
        }
        if let Some(run) = &mut self.live.run {
            run.answered = run.explorer.take().or(run.answered.take());
            if let Some(other) = &mut run.other {
                other.answered = other.explorer.take().or(other.answered.take());
                if let Some(overlap) = other.comparing.as_mut().and_then(Task::poll) {
                    other.comparing = None;
                    other.overlap = Some(overlap);
                }
            }
        }
        if let Some(written) = self.live.writing_results.as_mut().and_then(Task::poll) {
            self.live.writing_results = None;
            match written {
                Ok((path, count)) => {
                    let text = format!("{count} results are in {}", path.display());
                    let show = WindowCommand::Reveal(path);
                    let toast = Toast::good("Results written").text(text).action(show);
                    self.live.toasts.push(toast);
                }
                Err(error) => self.show_error(error),
            }
        }
    }
}

/// A picture alone, or one more part where a question stands already.
fn with_picture(current: &Question, subject: Subject) -> Question {
    if current.is_empty() {
        current.about(subject)
    } else {
        current.with(subject, 1.0)
    }
}
