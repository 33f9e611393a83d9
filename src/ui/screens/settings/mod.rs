//! Settings: colours and size, engine library, folders, network, about.

mod about;
mod folders;
mod network;

use egui::{ScrollArea, Ui};

use crate::settings::Theme;
use crate::ui::app::App;
use crate::ui::command::{Command, SettingsCommand, Wanted, WindowCommand};
use crate::ui::theme::space;
use crate::ui::widgets::{self, PushButton};

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
            appearance(app, ui);
            runtime(app, ui);
            folders::show(app, ui);
            network::show(app, ui);
            about::show(ui);
        });
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
            widgets::body(ui, format!("{:.0} %", 100.0 * ui.ctx().zoom_factor()));
        });
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
