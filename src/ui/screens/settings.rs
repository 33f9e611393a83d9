//! Settings: colours, engine library, folders, about.

use egui::{ScrollArea, Ui};

use super::runtimes;
use crate::settings::Theme;
use crate::ui::app::App;
use crate::ui::command::SettingsCommand;
use crate::ui::widgets;

pub(super) fn show(app: &mut App, ui: &mut Ui) {
    widgets::page_head(ui, "Settings", "Saved at once", |_| {});
    ScrollArea::vertical().id_salt("settings").show(ui, |ui| {
        appearance(app, ui);
        ui.add_space(8.0);
        runtimes::show(app, ui);
        ui.add_space(8.0);
        runtimes::bundle(app, ui);
        ui.add_space(8.0);
        folders(app, ui);
        ui.add_space(8.0);
        about(ui);
    });
}

fn appearance(app: &App, ui: &mut Ui) {
    widgets::card(ui, |ui| {
        widgets::heading(ui, "Colours");
        let options = [
            (Theme::System, "As the system"),
            (Theme::Light, "Light"),
            (Theme::Dark, "Dark"),
        ];
        if let Some(theme) = widgets::segmented(ui, app.persisted.settings.theme, &options) {
            app.send.send(SettingsCommand::SetTheme(theme));
        }
        widgets::muted(
            ui,
            "Ctrl and + or - make everything larger or smaller, Ctrl and 0 resets it.",
        );
    });
}

fn folders(app: &App, ui: &mut Ui) {
    widgets::card(ui, |ui| {
        widgets::heading(ui, "Folders");
        for (name, path) in [
            ("Settings", &app.paths.config),
            ("Models, runs and log", &app.paths.data),
        ] {
            ui.horizontal(|ui| {
                ui.label(name);
                widgets::muted(ui, path.display().to_string());
            });
        }
    });
}

fn about(ui: &mut Ui) {
    widgets::card(ui, |ui| {
        widgets::heading(ui, concat!("VectorSearch Pro ", env!("CARGO_PKG_VERSION")));
        widgets::muted(
            ui,
            "Free software under MIT or Apache-2.0. Typeface Inter under the SIL Open Font License, icons Lucide under the ISC licence.",
        );
        widgets::muted(
            ui,
            "Nothing is sent anywhere: this version does not use the network at all.",
        );
    });
}
