//! What can be taken back, the latest last.

use std::path::PathBuf;

use super::{Decision, Recent, Selection};
use crate::settings::Settings;
use crate::ui::finder::Wish;

/// More steps than this are not kept.
const MOST: usize = 100;

/// What brings back what was changed.
#[derive(Clone, Debug)]
pub(in crate::ui) enum Undo {
    /// What was selected and looked at.
    Look(Selection, Box<Wish>),
    /// A dataset that was taken off the list, and its place there.
    Recent(usize, Recent),
    /// Settings and zoom.
    Settings(Box<Settings>, f32),
    /// The verdict that was there before, in the run in this folder.
    Verdict(PathBuf, Box<Decision>),
}

/// The steps that can be taken back.
#[derive(Debug, Default)]
pub(in crate::ui) struct History {
    steps: Vec<(u64, Undo)>,
    next: u64,
}

impl History {
    /// Adds a step; gives the number by which it can be taken back out of turn.
    pub fn push(&mut self, undo: Undo) -> u64 {
        if self.steps.len() == MOST {
            self.steps.remove(0);
        }
        self.next += 1;
        self.steps.push((self.next, undo));
        self.next
    }

    /// Takes out the step with this number, or the latest.
    pub fn take(&mut self, number: Option<u64>) -> Option<Undo> {
        let at = match number {
            Some(number) => self.steps.iter().position(|(other, _)| *other == number)?,
            None => self.steps.len().checked_sub(1)?,
        };
        Some(self.steps.remove(at).1)
    }

    /// Forgets what only another dataset could be told.
    pub fn dataset_changed(&mut self) {
        self.steps
            .retain(|(_, undo)| matches!(undo, Undo::Recent(..) | Undo::Settings(..)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn look(product: usize) -> Undo {
        Undo::Look(Selection::one(product), Box::default())
    }

    fn lead(undo: Option<Undo>) -> Option<usize> {
        match undo {
            Some(Undo::Look(selection, _)) => selection.lead,
            _ => None,
        }
    }

    #[test]
    fn the_latest_step_goes_first_and_any_by_its_number() {
        let mut history = History::default();
        let first = history.push(look(1));
        history.push(look(2));
        history.push(look(3));
        assert_eq!(lead(history.take(None)), Some(3));
        assert_eq!(lead(history.take(Some(first))), Some(1));
        assert!(history.take(Some(first)).is_none(), "once only");
        assert_eq!(lead(history.take(None)), Some(2));
        assert!(history.take(None).is_none());
    }

    #[test]
    fn steps_are_limited_and_end_with_their_dataset() {
        let mut history = History::default();
        history.push(Undo::Settings(Box::default(), 1.0));
        history.push(look(0));
        history.dataset_changed();
        assert!(matches!(history.take(None), Some(Undo::Settings(..))));
        for product in 0..MOST + 5 {
            history.push(look(product));
        }
        assert_eq!(history.steps.len(), MOST);
        assert_eq!(lead(history.take(None)), Some(MOST + 4));
    }
}
