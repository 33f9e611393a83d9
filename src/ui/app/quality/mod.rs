//! The quality of the open run.

mod examine;
mod review;
mod write;

use std::sync::Arc;

use super::{App, let_go};
use crate::Result;
use crate::job::Task;
use crate::quality::{near_duplicates, pairs_in_cell};
use crate::ui::command::QualityCommand;
use crate::ui::state::{Examined, Pairs, RunQuality};

impl App {
    pub(super) fn carry_out_quality(&mut self, command: QualityCommand) -> Result<()> {
        let view = &mut self.view.quality;
        match command {
            QualityCommand::Examine => return self.examine(self.view.quality.pictures),
            QualityCommand::Stop => self.with_quality(|quality| {
                quality.begins_by_itself = false;
                if let Some(examining) = &quality.examining {
                    examining.task.control().stop();
                }
            }),
            QualityCommand::SetPictures(pictures) => view.pictures = pictures,
            QualityCommand::Show(tab) => view.tab = tab,
            QualityCommand::SetColumn(column) => {
                view.column = column;
                view.suspect = 0;
                view.prompt.clear();
                return self.open_fullest_cell();
            }
            QualityCommand::OpenCell(own, neighbour) => return self.open_cell(own, neighbour),
            QualityCommand::SetWorstFirst(worst_first) => view.worst_first = worst_first,
            QualityCommand::Select(place) => view.suspect = place,
            QualityCommand::Judge(verdict) => return self.judge(Some(verdict)),
            QualityCommand::Withdraw => return self.judge(None),
            QualityCommand::ExportVerdicts(path) => return self.export_verdicts(path),
            QualityCommand::ShowDuplicates(kind) => view.duplicates = kind,
            QualityCommand::SetThreshold(threshold) => {
                view.threshold = threshold;
                return self.regroup();
            }
            QualityCommand::SetOrphans(orphans) => view.orphans = orphans,
            QualityCommand::MeasurePrompt => return self.measure_prompt(),
            QualityCommand::Report(path) => return self.write_report(path),
            QualityCommand::OpenReport(path) => return super::window::reveal(&path),
        }
        Ok(())
    }

    fn with_quality(&mut self, change: impl FnOnce(&mut RunQuality)) {
        if let Some(run) = &mut self.live.run {
            change(&mut run.quality);
        }
    }

    fn examined(&self) -> Option<Arc<Examined>> {
        self.live.run.as_ref()?.quality.examined.clone()
    }

    /// Shows the pairs of the two labels that are confused most: what one comes for, before anything is clicked.
    fn open_fullest_cell(&mut self) -> Result<()> {
        self.with_quality(|quality| {
            quality.pairs = None;
            let_go(quality.pairing.take());
        });
        let (column, Some(examined)) = (self.view.quality.column, self.examined()) else {
            return Ok(());
        };
        let quality = examined.report().columns.get(column);
        let fullest = quality.and_then(|quality| quality.confusion.confused().next());
        fullest.map_or(Ok(()), |cell| self.open_cell(cell.own, cell.neighbour))
    }

    /// Looks up the pairs behind a cell of the confusion matrix.
    fn open_cell(&mut self, own: u32, neighbour: u32) -> Result<()> {
        let (column, Some(examined)) = (self.view.quality.column, self.examined()) else {
            return Ok(());
        };
        let task = self.task("pairs of a cell", move |_| {
            let labels = &examined.columns()[column];
            let edges = pairs_in_cell(&examined.examination.graph, labels, own, neighbour);
            Ok(Pairs {
                column,
                own,
                neighbour,
                edges,
            })
        })?;
        self.with_quality(|quality| let_go(quality.pairing.replace(task)));
        Ok(())
    }

    /// Groups near duplicates anew, at the threshold of now.
    fn regroup(&mut self) -> Result<()> {
        let (threshold, Some(examined)) = (self.view.quality.threshold, self.examined()) else {
            return Ok(());
        };
        let task = self.task("near duplicates", move |_| {
            let Examined {
                examination, ids, ..
            } = &*examined;
            let (graph, labels) = (&examination.graph, &examination.labels);
            Ok(near_duplicates(graph, threshold, ids, labels))
        })?;
        self.with_quality(|quality| let_go(quality.regrouping.replace(task)));
        Ok(())
    }

    pub(super) fn poll_quality(&mut self) {
        let begun = self.begin_by_itself();
        self.report(begun);
        self.poll_examination();
        self.poll_verdicts();
        self.poll_page();
        let Some(run) = &mut self.live.run else {
            return;
        };
        let quality = &mut run.quality;
        if let Some(pairs) = quality.pairing.as_mut().and_then(Task::poll) {
            quality.pairing = None;
            quality.pairs = pairs.ok();
        }
        if let Some(grouped) = quality.regrouping.as_mut().and_then(Task::poll) {
            quality.regrouping = None;
            quality.near = grouped.ok();
        }
        if let Some(scores) = quality.prompting.as_mut().and_then(Task::poll) {
            quality.prompting = None;
            match scores {
                Ok(scores) => {
                    quality.texts.retain(|old| old.column != scores.column);
                    quality.texts.push(scores);
                }
                Err(error) => self.show_error(error),
            }
        }
    }
}
