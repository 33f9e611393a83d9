//! The pages.

mod dataset;
mod embed;
mod explore;
mod export;
mod settings;
mod welcome;

use egui::Ui;

use super::app::App;
use super::command::{Command, Page};
use super::widgets;

/// Draws the page in use.
pub(super) fn show(app: &mut App, ui: &mut Ui) {
    match app.view.page {
        Page::Dataset if app.live.dataset.is_none() => welcome::show(app, ui),
        Page::Dataset => dataset::show(app, ui),
        Page::Embed => embed::show(app, ui),
        Page::Explore => explore::show(app, ui),
        Page::Export => export::show(app, ui),
        Page::Settings => settings::show(app, ui),
    }
}

/// A page that has nothing to show yet: why, and the one thing to do.
fn empty(app: &App, ui: &mut Ui, title: &str, text: &str, next: Page, label: &str) {
    ui.add_space(ui.available_height() * 0.25);
    ui.vertical_centered(|ui| {
        let tint = super::theme::palette(ui).muted;
        widgets::icon(ui, widgets::icon::SPARKLES, 44.0, tint);
        ui.add_space(8.0);
        ui.label(egui::RichText::new(title).text_style(super::theme::title()));
        widgets::muted(ui, text);
        ui.add_space(8.0);
        if ui.button(label).clicked() {
            widgets::emit(&app.send, Command::Go(next));
        }
    });
}
