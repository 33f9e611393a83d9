//! Verdicts on the review list.

use std::sync::PoisonError;

use super::App;
use crate::Result;
use crate::job::Task;
use crate::quality::{Verdict, Verdicts};
use crate::ui::state::{Decision, Undo, Waiting};

impl App {
    /// Enters or withdraws the verdict on the product at the place in the list; after a verdict the next one is shown.
    pub(super) fn judge(&mut self, verdict: Option<Verdict>) -> Result<()> {
        let (column, place) = (self.view.quality.column, self.view.quality.suspect);
        let Some(examined) = self.examined() else {
            return Ok(());
        };
        let list = examined.suspects.get(column).map_or(&[][..], Vec::as_slice);
        let Some(suspect) = list.get(place) else {
            return Ok(());
        };
        let decision = Decision {
            column: examined.columns()[column].name.clone(),
            suspect: suspect.clone(),
            verdict,
        };
        if verdict.is_some() && place + 1 < list.len() {
            self.view.quality.suspect += 1;
        }
        self.remember_verdict(&decision);
        self.decide(decision)
    }

    /// What the decision puts an end to can be brought back.
    fn remember_verdict(&mut self, decision: &Decision) {
        let Some(run) = &self.live.run else {
            return;
        };
        let before = run
            .quality
            .verdicts
            .get(decision.suspect.id, &decision.column);
        let before = Decision {
            verdict: before,
            ..decision.clone()
        };
        let undo = Undo::Verdict(run.out.clone(), Box::new(before));
        self.view.history.push(undo);
    }

    /// Enters a decision and saves it.
    pub(in crate::ui::app) fn decide(&mut self, decision: Decision) -> Result<()> {
        self.with_quality(|quality| quality.verdicts.decide(decision));
        self.save_verdicts()
    }

    fn save_verdicts(&mut self) -> Result<()> {
        let Some(run) = &self.live.run else {
            return Ok(());
        };
        let book = &run.quality.verdicts;
        if !book.needs_saving() {
            return Ok(());
        }
        let (saved, waiting) = (book.saved().clone(), Waiting::clone(book.waiting()));
        let model = run.record.model.label.clone();
        let task = self.task("save verdicts", move |_| save(saved, &waiting, &model))?;
        self.with_quality(|quality| quality.verdicts.saving = Some(task));
        Ok(())
    }

    pub(super) fn poll_verdicts(&mut self) {
        let Some(run) = &mut self.live.run else {
            return;
        };
        let book = &mut run.quality.verdicts;
        let Some(saved) = book.saving.as_mut().and_then(Task::poll) else {
            return;
        };
        book.saving = None;
        match saved {
            Ok(saved) => book.take_in(saved),
            Err(error) => {
                book.give_up();
                self.show_error(error);
            }
        }
        let again = self.save_verdicts();
        self.report(again);
    }
}

/// Saves decisions until none waits.
fn save(mut saved: Verdicts, waiting: &Waiting, model: &str) -> Result<Verdicts> {
    loop {
        let mut decisions = waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let taken = std::mem::take(&mut *decisions);
        drop(decisions);
        if taken.is_empty() {
            return Ok(saved);
        }
        for decision in taken {
            match decision.verdict {
                Some(verdict) => {
                    saved.judge(&decision.column, &decision.suspect, verdict, model)?;
                }
                None => saved.withdraw(decision.suspect.id, &decision.column)?,
            }
        }
    }
}
