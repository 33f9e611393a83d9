//! Settings: colours, engine library, folders, about.

use egui::{ScrollArea, Ui};

use crate::settings::Theme;
use crate::ui::app::App;
use crate::ui::command::{Command, SettingsCommand, Wanted};
use crate::ui::widgets;

pub(super) fn show(app: &mut App, ui: &mut Ui) {
    widgets::page_head(ui, "Settings", "Saved at once", |_| {});
    ScrollArea::vertical().id_salt("settings").show(ui, |ui| {
        appearance(app, ui);
        ui.add_space(8.0);
        runtime(app, ui);
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

fn runtime(app: &mut App, ui: &mut Ui) {
    widgets::card(ui, |ui| {
        widgets::heading(ui, "ONNX Runtime");
        let text = match app.live.engines.as_ref().map(|engines| engines.runtime()) {
            Some(Ok(info)) => format!(
                "{info} is loaded from {}",
                info.library.as_deref().unwrap_or("".as_ref()).display()
            ),
            Some(Err(reason)) => {
                format!("Not loaded: {reason}. The built-in engine runs everything, more slowly.")
            }
            None => "Looking for it…".to_owned(),
        };
        widgets::muted(ui, text);
        if app.view.runtime_path.is_empty()
            && let Some(path) = &app.persisted.settings.runtime
        {
            app.view.runtime_path = path.display().to_string();
        }
        let choose = Command::Choose(Wanted::Runtime);
        let field = widgets::path_field(
            ui,
            "Library file (version 1.23 or newer)",
            &mut app.view.runtime_path,
            choose,
            &app.send,
        );
        if field.lost_focus() && !app.view.runtime_path.trim().is_empty() {
            app.send.send(SettingsCommand::SetRuntime(
                app.view.runtime_path.trim().to_owned(),
            ));
        }
        widgets::muted(
            ui,
            "Another library is loaded at the next start of the app.",
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
