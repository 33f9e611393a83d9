//! Settings: colours and size, models, engine library, folders, network, about.

mod about;
mod folders;
mod network;

use egui::{ScrollArea, Ui};

use super::{models, runtimes};
use crate::settings::Theme;
use crate::ui::app::App;
use crate::ui::command::{Command, SettingsCommand, WindowCommand};
use crate::ui::theme::space;
use crate::ui::widgets::{self, PushButton};

/// Cards are no wider than this: a button stays near its name.
const WIDEST: f32 = 960.0;

/// From this width on they stand in two columns.
const TWO_COLUMNS: f32 = 1400.0;

pub(super) fn show(app: &mut App, ui: &mut Ui) {
    widgets::page_head(ui, "Settings", "Saved at once", |ui| {
        let reset = SettingsCommand::Reset;
        PushButton::of(&reset.clone().into())
            .obstacle(Command::from(reset.clone()).obstacle(app.situation()))
            .send(ui, &app.send, reset);
    });
    ScrollArea::vertical()
        .id_salt("settings")
        .auto_shrink([false, false])
        .show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = space::M;
            if ui.available_width() < TWO_COLUMNS {
                ui.set_max_width(WIDEST);
                engines(app, ui);
                surroundings(app, ui);
            } else {
                ui.spacing_mut().item_spacing.x = space::M;
                ui.columns_const(|[left, right]| {
                    // Between the columns there is more room than in a row.
                    for column in [&mut *left, &mut *right] {
                        column.spacing_mut().item_spacing.x = space::S;
                    }
                    engines(app, left);
                    surroundings(app, right);
                });
            }
        });
}

/// How the app looks, and what it computes with.
fn engines(app: &mut App, ui: &mut Ui) {
    appearance(app, ui);
    models::manage(app, ui);
    runtimes::show(app, ui);
}

/// What is kept where, what is sent where, and what the program is.
fn surroundings(app: &mut App, ui: &mut Ui) {
    runtimes::bundle(app, ui);
    folders::show(app, ui);
    network::show(app, ui);
    about::show(ui);
}

fn appearance(app: &App, ui: &mut Ui) {
    widgets::card(ui, |ui| {
        ui.spacing_mut().item_spacing.y = space::S;
        widgets::heading(ui, "Colours and size");
        let options = [
            (Theme::System, "As the system"),
            (Theme::Light, "Light"),
            (Theme::Dark, "Dark"),
        ];
        ui.horizontal_wrapped(|ui| {
            if let Some(theme) = widgets::segmented(ui, app.persisted.settings.theme, &options) {
                app.send.send(SettingsCommand::SetTheme(theme));
            }
            ui.add_space(space::L);
            for command in [WindowCommand::ZoomOut, WindowCommand::ZoomIn] {
                let command = Command::from(command);
                PushButton::of(&command)
                    .icon_only()
                    .send(ui, &app.send, command);
            }
            widgets::muted_word(ui, format!("{:.0} %", 100.0 * ui.ctx().zoom_factor()));
        });
        widgets::muted(
            ui,
            "Ctrl and + or - make everything larger or smaller, Ctrl and 0 resets it.",
        );
    });
}
