//! The app's own folders with what they hold.

use egui::{Align, Layout, Sense, Ui, UiBuilder, vec2};

use crate::text::bytes_in_words;
use crate::ui::app::App;
use crate::ui::command::{Command, SettingsCommand, WindowCommand};
use crate::ui::state::FolderSize;
use crate::ui::theme::space;
use crate::ui::widgets::{self, PushButton, cell};

const NAME: f32 = 170.0;
const SIZE: f32 = 90.0;
const ACTIONS: f32 = 190.0;
const ROW: f32 = 32.0;

pub(super) fn show(app: &App, ui: &mut Ui) {
    widgets::card(ui, |ui| {
        ui.spacing_mut().item_spacing.y = space::XS;
        widgets::heading(ui, "Folders");
        widgets::muted(
            ui,
            "What the app keeps on this computer. Your own datasets and runs in other folders are never touched.",
        );
        ui.add_space(space::XS);
        match &app.live.settings.found {
            Some(found) => {
                for folder in &found.folders {
                    row(app, ui, folder);
                }
            }
            None => {
                widgets::muted(ui, "Measuring…");
            }
        }
        let config = app.paths.config.display();
        widgets::muted_line(ui, format!("Settings are kept in {config}"));
    });
}

fn row(app: &App, ui: &mut Ui, folder: &FolderSize) {
    ui.horizontal(|ui| {
        let (name, size) = (folder.folder.label(), bytes_in_words(folder.bytes));
        cell(ui, vec2(NAME, ROW), |ui| widgets::line(ui, name));
        cell(ui, vec2(SIZE, ROW), |ui| widgets::line(ui, size));
        let room = (ui.available_width() - ACTIONS - space::S).max(0.0);
        let path = folder.path.display().to_string();
        cell(ui, vec2(room, ROW), |ui| widgets::muted_line(ui, path));
        let (rect, _) = ui.allocate_exact_size(vec2(ACTIONS, ROW), Sense::hover());
        let layout = Layout::right_to_left(Align::Center);
        let mut right = ui.new_child(UiBuilder::new().max_rect(rect).layout(layout));
        let clear = Command::from(SettingsCommand::Clear(folder.folder));
        let obstacle = if folder.bytes == 0 {
            Some("There is nothing in it")
        } else if app.live.settings.clearing.is_some() {
            Some("Something is being deleted")
        } else {
            clear.obstacle(app.situation())
        };
        PushButton::of(&clear)
            .small()
            .obstacle(obstacle)
            .send(&mut right, &app.send, clear);
        if folder.bytes > 0 {
            widgets::icon_button(
                &mut right,
                &app.send,
                WindowCommand::Reveal(folder.path.clone()),
            );
        }
    });
}
