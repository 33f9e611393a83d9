//! An error on a page.

use egui::Ui;

use super::{Icon, card, muted, text};
use crate::Error;
use crate::ui::theme::palette;

/// An error as a card: what happened, what it means, what to do, details below, then what can be done here.
pub(in crate::ui) fn error_card(ui: &mut Ui, error: &Error, actions: impl FnOnce(&mut Ui)) {
    card(ui, |ui| {
        let colours = palette(ui);
        ui.horizontal_top(|ui| {
            let (icon, tint) = if error.is_interrupted() {
                (Icon::Info, colours.attention)
            } else {
                (Icon::Error, colours.bad)
            };
            icon.show(ui, 18.0, tint);
            ui.vertical(|ui| {
                text::heading(ui, error.what());
                for sentence in [error.meaning_text(), error.remedy_text()]
                    .into_iter()
                    .flatten()
                {
                    text::body(ui, format!("{sentence}."));
                }
                let details = error.details();
                if !details.is_empty() {
                    muted(ui, details);
                }
                ui.horizontal(actions);
            });
        });
    });
}
