//! Verdicts as they are seen at once, and their way to the disk.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use crate::job::Task;
use crate::quality::{Suspect, Verdict, Verdicts};

/// What a person has decided about products of the review list. A decision is seen at once and saved in the
/// background; one that could not be saved is taken back.
#[derive(Default)]
pub(in crate::ui) struct VerdictBook {
    /// What is on the disk.
    saved: Verdicts,
    /// What is seen.
    decided: HashMap<(i64, String), Verdict>,
    waiting: Waiting,
    pub saving: Option<Task<Verdicts>>,
}

/// Decisions that are not on the disk yet.
pub(in crate::ui) type Waiting = Arc<Mutex<Vec<Decision>>>;

/// A verdict on a product, or its withdrawal.
#[derive(Clone, Debug)]
pub(in crate::ui) struct Decision {
    pub column: String,
    pub suspect: Suspect,
    pub verdict: Option<Verdict>,
}

impl VerdictBook {
    /// The verdicts that were read with the run.
    pub fn new(saved: Verdicts) -> Self {
        let mut book = Self::default();
        book.take_in(saved);
        book
    }

    /// The verdict on a product's label.
    pub fn get(&self, id: i64, column: &str) -> Option<Verdict> {
        self.decided.get(&(id, column.to_owned())).copied()
    }

    /// Products of a column with a verdict.
    pub fn count(&self, column: &str) -> usize {
        self.decided.keys().filter(|(_, of)| of == column).count()
    }

    /// Whether there is any verdict.
    pub fn is_empty(&self) -> bool {
        self.decided.is_empty()
    }

    /// Decides. The decision waits for [`VerdictBook::waiting`] to be saved.
    pub fn decide(&mut self, decision: Decision) {
        let key = (decision.suspect.id, decision.column.clone());
        match decision.verdict {
            Some(verdict) => self.decided.insert(key, verdict),
            None => self.decided.remove(&key),
        };
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.push(decision);
    }

    /// What is on the disk, to be changed and written.
    pub fn saved(&self) -> &Verdicts {
        &self.saved
    }

    /// The decisions to be saved.
    pub fn waiting(&self) -> &Waiting {
        &self.waiting
    }

    /// Whether decisions wait that nobody saves.
    pub fn needs_saving(&self) -> bool {
        let waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        self.saving.is_none() && !waiting.is_empty()
    }

    /// Takes in what was written: that is what is seen then, with what was decided since.
    pub fn take_in(&mut self, saved: Verdicts) {
        let judged = saved.all();
        self.decided = judged
            .map(|judged| ((judged.id, judged.column.clone()), judged.verdict))
            .collect();
        self.saved = saved;
        let waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        for decision in waiting.iter() {
            let key = (decision.suspect.id, decision.column.clone());
            match decision.verdict {
                Some(verdict) => self.decided.insert(key, verdict),
                None => self.decided.remove(&key),
            };
        }
    }

    /// Goes back to what is on the disk.
    pub fn give_up(&mut self) {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.clear();
        drop(waiting);
        self.take_in(self.saved.clone());
    }
}
