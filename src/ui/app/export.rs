//! Finished runs and their files.

use std::path::PathBuf;
use std::sync::Arc;

use super::{App, let_go};
use crate::Result;
use crate::artifact::{RunRecord, verify};
use crate::embedding::Workspace;
use crate::job::Task;
use crate::ui::command::{ExportCommand, WindowCommand};
use crate::ui::explorer::{Explorer, Sources};
use crate::ui::state::{MapState, OpenRun, Standing};

impl App {
    pub(super) fn carry_out_export(
        &mut self,
        ctx: &egui::Context,
        command: &ExportCommand,
    ) -> Result<()> {
        let Some(out) = self.live.run.as_ref().map(|run| run.out.clone()) else {
            return Ok(());
        };
        match command {
            ExportCommand::OpenFolder => self.carry_out_window(ctx, WindowCommand::Reveal(out)),
            ExportCommand::CopyPath => {
                self.copy(ctx, out.display().to_string(), "Path");
                Ok(())
            }
            ExportCommand::Verify => self.verify(out),
        }
    }

    fn verify(&mut self, out: PathBuf) -> Result<()> {
        let task = self.task("verify", move |_| verify(&out))?;
        if let Some(run) = &mut self.live.run {
            run.verifying = Some(task);
        }
        Ok(())
    }

    /// Finds out what the output folder holds; a finished run there is opened.
    pub(super) fn look_into_output(&mut self) -> Result<()> {
        let out = PathBuf::from(self.view.embed.out.trim());
        let_go(self.live.run.take());
        if out.as_os_str().is_empty() {
            self.live.standing = Standing::default();
            return Ok(());
        }
        let look = move |_: &_| {
            let record = RunRecord::read(&out)?;
            Ok(Standing {
                unfinished: Workspace::exists(&out),
                record,
                out,
            })
        };
        self.live.looking = Some(self.task("look into output", look)?);
        Ok(())
    }

    /// Makes a finished run searchable.
    fn open_run(&mut self, out: PathBuf, record: RunRecord) -> Result<()> {
        let (Some(engines), Some(open)) = (&self.live.engines, &self.live.dataset) else {
            return Ok(());
        };
        let sources = Sources {
            out: out.clone(),
            dataset: Arc::clone(&open.dataset),
            engines: Arc::clone(engines),
            engine: self.persisted.settings.engine,
            models: self.paths.models(),
        };
        let explorer = Explorer::start(sources, self.wake.clone())?;
        let run = OpenRun {
            out,
            record,
            explorer,
            asked: false,
            answered: None,
            other: None,
            map: MapState::default(),
            verifying: None,
            verification: None,
        };
        let_go(self.live.run.replace(run));
        Ok(())
    }

    pub(super) fn poll_export(&mut self) {
        if let Some(standing) = self.live.looking.as_mut().and_then(Task::poll) {
            self.live.looking = None;
            let opened = standing.and_then(|standing| {
                self.live.standing = standing.clone();
                match standing.record {
                    Some(record) => self.open_run(standing.out, record),
                    None => Ok(()),
                }
            });
            self.report(opened);
        }
        if let Some(run) = &mut self.live.run
            && let Some(verification) = run.verifying.as_mut().and_then(Task::poll)
        {
            run.verifying = None;
            run.verification = Some(verification);
        }
    }
}
