//! What is being brought in: a line of progress with what can be done about it.

use egui::{Align, Layout, Ui};

use crate::ui::app::App;
use crate::ui::command::FetchCommand;
use crate::ui::state::{Fetch, FetchKey};
use crate::ui::widgets::{self, icon_button, muted_line};

/// Name, bar, words and buttons of the work with this key, if it goes on. Gives whether it does.
pub(in crate::ui) fn fetch(app: &App, ui: &mut Ui, key: &FetchKey) -> bool {
    let fetch = app.live.fetches.iter().find(|fetch| fetch.key == *key);
    if let Some(fetch) = fetch {
        progress(app, ui, fetch);
    }
    fetch.is_some()
}

fn progress(app: &App, ui: &mut Ui, fetch: &Fetch) {
    let name = format!("Progress of {}", fetch.label);
    widgets::progress_bar(ui, fetch.share.unwrap_or(0.0), 8.0, &name);
    ui.horizontal(|ui| {
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            icon_button(ui, &app.send, FetchCommand::Cancel(fetch.key.clone()));
            let pause = if fetch.is_paused() {
                FetchCommand::Resume(fetch.key.clone())
            } else {
                FetchCommand::Pause(fetch.key.clone())
            };
            icon_button(ui, &app.send, pause);
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                muted_line(ui, fetch.line.clone());
            });
        });
    });
}
