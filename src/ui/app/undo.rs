//! Taking back: the latest change with Ctrl+Z, or the one that a message speaks of.

use super::App;
use crate::Result;
use crate::ui::finder::Wish;
use crate::ui::state::{Selection, Toast, Undo};

impl App {
    /// Takes back the step with this number, or the latest one.
    pub(super) fn take_back(&mut self, ctx: &egui::Context, number: Option<u64>) -> Result<()> {
        let Some(undo) = self.view.history.take(number) else {
            self.live
                .toasts
                .push(Toast::info("There is nothing to undo"));
            return Ok(());
        };
        match undo {
            Undo::Look(selection, wish) => {
                self.view.selection = selection;
                self.wish_for(*wish);
            }
            Undo::Recent(at, recent) => {
                let list = &mut self.persisted.session.recent;
                list.retain(|other| other.location != recent.location);
                list.insert(at.min(list.len()), recent);
            }
            Undo::Settings(settings, zoom) => self.restore(ctx, *settings, zoom),
            Undo::Verdict(run, decision) => {
                let same = self.live.run.as_ref().is_some_and(|open| open.out == run);
                if same {
                    return self.decide(*decision);
                }
            }
        }
        Ok(())
    }

    /// Remembers what was selected and looked at, if that is worth to be brought back: walking from product to product
    /// and each letter of a search are not.
    pub(super) fn remember_look(&mut self, selection: Selection, wish: Wish) {
        let (now, text) = (&self.view.wish, &wish.filter.text);
        let typed = !text.is_empty() && !now.filter.text.is_empty() && {
            let mut retyped = wish.clone();
            retyped.filter.text.clone_from(&now.filter.text);
            retyped == *now
        };
        let lost = selection.products.len() > 1 && selection != self.view.selection;
        if lost || wish != *now && !typed {
            self.view
                .history
                .push(Undo::Look(selection, Box::new(wish)));
        }
    }
}
