//! The pages.

mod caution;
mod dataset;
mod embed;
mod explore;
mod export;
pub(super) mod fetches;
mod help;
mod map;
mod models;
mod pick;
mod quality;
mod runtimes;
mod settings;
mod welcome;

pub(super) use dataset::{attributes, crop};
use egui::Ui;

use super::app::App;
use super::command::Page;
use super::widgets::{self, Drawing, PushButton};

/// Draws the page in use.
pub(super) fn show(app: &mut App, ui: &mut Ui) {
    match app.page() {
        Page::Dataset if app.live.dataset.is_none() => welcome::show(app, ui),
        Page::Dataset => dataset::show(app, ui),
        Page::Embed => embed::show(app, ui),
        Page::Explore => explore::show(app, ui),
        Page::Map => map::show(app, ui),
        Page::Quality => quality::show(app, ui),
        Page::Export => export::show(app, ui),
        Page::Settings => settings::show(app, ui),
        Page::Help => help::show(app, ui),
    }
}

/// A page that needs a dataset and there is none yet: says so and leads to where one comes from. Gives whether it did.
fn needs_dataset(app: &App, ui: &mut Ui, drawing: Drawing, title: &str, text: &str) -> bool {
    if app.live.dataset.is_some() {
        return false;
    }
    widgets::empty(ui, drawing, title, text, |ui| {
        PushButton::new("Choose a dataset")
            .primary()
            .send(ui, &app.send, Page::Dataset);
    });
    true
}

/// A page that needs vectors, and there are none yet: says so and leads to where they come from.
/// Gives whether it did.
fn needs_run(app: &App, ui: &mut Ui, drawing: Drawing, title: &str, text: &str) -> bool {
    if app.live.run.is_some() {
        return false;
    }
    let (next, label) = if app.live.dataset.is_some() {
        (Page::Embed, "Go to Embed")
    } else {
        (Page::Dataset, "Choose a dataset")
    };
    widgets::empty(ui, drawing, title, text, |ui| {
        PushButton::new(label).primary().send(ui, &app.send, next);
    });
    true
}
