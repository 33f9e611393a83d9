//! Help: the guide; at a glance a tour, the words of the field and the shortcuts; and what to copy for a report.

mod contents;
mod glossary;
mod reader;
mod tour;

use egui::{ScrollArea, Ui, vec2};

use crate::guide::Page;
use crate::ui::app::App;
use crate::ui::command::{Command, WindowCommand};
use crate::ui::theme::space;
use crate::ui::widgets::{self, card, cell, heading, key_hint, page_head};

const NAME: f32 = 200.0;
const KEYS: f32 = 130.0;
/// Below this width the list of pages is folded into a field.
const BESIDE: f32 = 680.0;

pub(super) fn show(app: &mut App, ui: &mut Ui) {
    page_head(
        ui,
        "Help",
        "The way through the app, the guide, the words of the field, and all keys",
        |ui| {
            widgets::button(ui, &app.send, WindowCommand::Palette);
            widgets::button(ui, &app.send, WindowCommand::CopyDiagnostics);
        },
    );
    if ui.available_width() < BESIDE {
        contents::folded(app, ui);
        return page(app, ui);
    }
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = space::L;
        ui.vertical(|ui| contents::show(app, ui));
        ui.vertical(|ui| page(app, ui));
    });
}

/// The page that is read, from its beginning whenever it is another one.
fn page(app: &mut App, ui: &mut Ui) {
    let name = app.view.help.page.map_or("", |page| page.name);
    ScrollArea::vertical()
        .id_salt(("help", name))
        .auto_shrink([false, false])
        .show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = space::M;
            let Some(page) = app.view.help.page else {
                tour::show(app, ui);
                glossary::show(ui);
                shortcuts(ui);
                return;
            };
            card(ui, |ui| read(app, ui, page));
        });
}

fn read(app: &mut App, ui: &mut Ui, page: &'static Page) {
    match app.view.help.blocks(page) {
        Ok(blocks) => {
            let wanted = app.view.help.anchor.clone();
            if reader::show(ui, &app.send, &blocks, wanted.as_deref()) {
                app.view.help.anchor = None;
            }
        }
        Err(error) => widgets::error_card(ui, &error, |_| ()),
    }
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
        ("1, 2, 3", "Label wrong, model wrong, both could be right"),
        ("Backspace", "Take the verdict back"),
        ("Up, Down", "The product before, the next one"),
    ];
    ui.add_space(space::XS);
    widgets::overline(ui, "On the review list of Quality");
    for (key, meaning) in keys {
        widgets::name_and_value(ui, NAME, key, meaning);
    }
}
