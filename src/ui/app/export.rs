//! Opening finished runs.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{App, let_go};
use crate::Result;
use crate::artifact::{RUN, RunRecord, SKIPPED, Skipped, read_skipped};
use crate::embedding::{Checkpoint, Workspace};
use crate::index::NeighbourGraph;
use crate::job::Task;
use crate::ui::explorer::{Explorer, Sources};
use crate::ui::state::{MapState, OpenRun, RunExport, RunQuality, Standing};

impl App {
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
                record_bytes: std::fs::metadata(out.join(RUN)).ok().map(|file| file.len()),
                checkpoint: checkpoint(&out),
                skipped: skipped(&out, record.as_ref())?,
                neighbours: NeighbourGraph::is_kept_in(&out),
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
            export: RunExport {
                record_bytes: self.live.standing.record_bytes,
                ..RunExport::default()
            },
            quality: RunQuality::new(self.live.standing.neighbours),
        };
        let_go(self.live.run.replace(run));
        self.look_for_forms()
    }

    pub(super) fn poll_export(&mut self) {
        if let Some(standing) = self.live.looking.as_mut().and_then(Task::poll) {
            self.live.looking = None;
            let opened = standing.and_then(|standing| {
                self.live.standing = standing.clone();
                self.say_what_was_interrupted();
                match standing.record {
                    Some(record) => self.open_run(standing.out, record),
                    None => Ok(()),
                }
            });
            self.report(opened);
        }
    }
}

/// What an interrupted start has done. One that cannot be read is an error when it shall go on, not before.
fn checkpoint(out: &Path) -> Option<Checkpoint> {
    Checkpoint::read(out).unwrap_or_else(|error| {
        log::warn!("the checkpoint was not looked at: {error}");
        None
    })
}

/// Pictures that a finished run could not embed: the first rows of `skipped.csv`.
fn skipped(out: &Path, record: Option<&RunRecord>) -> Result<Vec<Skipped>> {
    let count = record.map_or(0, |record| record.counts.skipped);
    if count == 0 {
        return Ok(Vec::new());
    }
    let mut skipped = read_skipped(&out.join(SKIPPED))?;
    skipped.truncate(count);
    Ok(skipped)
}
