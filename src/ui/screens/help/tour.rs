//! The way through the app in five steps, each leading to its page.

use egui::{Align, Layout, Ui, vec2};

use crate::ui::app::App;
use crate::ui::command::Page;
use crate::ui::theme::{palette, space};
use crate::ui::widgets::{self, PushButton, cell};

const STEPS: [(Page, &str); 5] = [
    (
        Page::Dataset,
        "Open the dataset: drop its folder or zip on the window, download it from Kaggle, or try the sample. The app checks every row and picture and says what it found.",
    ),
    (
        Page::Embed,
        "Choose a model and start. Every picture becomes a vector; you can pause, stop and go on later without losing anything.",
    ),
    (
        Page::Explore,
        "Search by a product, a text or a picture, and judge by eye: are the neighbours what you would have chosen?",
    ),
    (
        Page::Quality,
        "Measure it: how often neighbours share a label, what is confused, what is there twice. Every figure opens the pictures behind it.",
    ),
    (
        Page::Export,
        "Take the files and their certificate, and copy the cell that starts the next notebook with them.",
    ),
];

pub(super) fn show(app: &App, ui: &mut Ui) {
    widgets::card(ui, |ui| {
        widgets::heading(ui, "From pictures to vectors in five steps");
        ui.add_space(space::XS);
        for (number, (page, text)) in (1..).zip(STEPS) {
            step(app, ui, number, page, text);
        }
    });
}

fn step(app: &App, ui: &mut Ui, number: usize, page: Page, text: &str) {
    const BUTTON: f32 = 120.0;
    const ROW: f32 = 44.0;
    ui.horizontal(|ui| {
        let accent = palette(ui).accent;
        cell(ui, vec2(22.0, ROW), |ui| {
            widgets::coloured(ui, number.to_string(), accent)
        });
        let room = vec2(ui.available_width() - BUTTON - space::L, ROW);
        ui.allocate_ui_with_layout(room, Layout::left_to_right(Align::Center), |ui| {
            ui.set_width(room.x);
            widgets::body(ui, text);
        });
        PushButton::new(page.label())
            .icon(page.icon())
            .min_width(BUTTON)
            .tooltip(format!("Go to {}", page.label()))
            .send(ui, &app.send, page);
    });
}
