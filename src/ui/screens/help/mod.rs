//! Help: a tour, the words of the field, the shortcuts, and what to copy for a report.

mod glossary;
mod tour;

use egui::{ScrollArea, Ui, vec2};

use crate::ui::app::App;
use crate::ui::command::{Command, WindowCommand};
use crate::ui::theme::space;
use crate::ui::widgets::{self, card, cell, heading, key_hint, page_head};

const NAME: f32 = 200.0;
const KEYS: f32 = 130.0;

pub(super) fn show(app: &mut App, ui: &mut Ui) {
    page_head(
        ui,
        "Help",
        "Everything can be done with the keyboard",
        |ui| {
            widgets::button(ui, &app.send, WindowCommand::Palette);
            widgets::button(ui, &app.send, WindowCommand::CopyDiagnostics);
        },
    );
    ScrollArea::vertical()
        .id_salt("help")
        .auto_shrink([false, false])
        .show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = space::M;
            tour::show(app, ui);
            glossary::show(ui);
            shortcuts(ui);
        });
}

/// Every command that has keys.
fn shortcuts(ui: &mut Ui) {
    card(ui, |ui| {
        heading(ui, "Shortcuts");
        ui.add_space(space::XS);
        ui.spacing_mut().item_spacing.y = space::XS;
        for command in Command::all() {
            let words = command.words();
            let Some(keys) = words.shortcut else {
                continue;
            };
            ui.horizontal(|ui| {
                ui.set_height(26.0);
                cell(ui, vec2(NAME, 26.0), |ui| widgets::line(ui, words.label));
                cell(ui, vec2(KEYS, 26.0), |ui| key_hint(ui, keys));
                widgets::muted_line(ui, words.tooltip);
            });
        }
        review_keys(ui);
    });
}

/// Keys that mean something on the review list only.
fn review_keys(ui: &mut Ui) {
    let keys = [
        ("1, 2, 3", "Label wrong, model wrong, both fair"),
        ("Backspace", "Take the verdict back"),
        ("Up, Down", "The product before, the next one"),
    ];
    ui.add_space(space::XS);
    widgets::overline(ui, "On the review list of Quality");
    for (key, meaning) in keys {
        widgets::name_and_value(ui, NAME, key, meaning);
    }
}
