//! The way through the app in six steps, each leading to its page.

use egui::{Align, Layout, Ui, vec2};

use crate::ui::app::App;
use crate::ui::command::WindowCommand;
use crate::ui::theme::{palette, space};
use crate::ui::tour::{STEPS, Step};
use crate::ui::widgets::{self, PushButton, cell};

const BUTTON: f32 = 120.0;
const ROW: f32 = 44.0;
/// Below this width the button stands under the text.
const BESIDE: f32 = 460.0;

pub(super) fn show(app: &App, ui: &mut Ui) {
    widgets::card(ui, |ui| {
        ui.horizontal_wrapped(|ui| {
            widgets::heading(ui, "From pictures to vectors in six steps");
            ui.add_space(space::S);
            PushButton::of(&WindowCommand::Tour(Some(0)).into())
                .small()
                .send(ui, &app.send, WindowCommand::Tour(Some(0)));
        });
        ui.add_space(space::XS);
        for (number, step) in (1..).zip(&STEPS) {
            row(app, ui, number, step);
        }
    });
}

fn row(app: &App, ui: &mut Ui, number: usize, step: &Step) {
    if ui.available_width() < BESIDE {
        widgets::strong(ui, format!("{number}  {}", step.title));
        widgets::body(ui, step.text);
        go(app, ui, step);
        ui.add_space(space::S);
        return;
    }
    ui.horizontal(|ui| {
        let accent = palette(ui).accent;
        cell(ui, vec2(22.0, ROW), |ui| {
            widgets::coloured(ui, number.to_string(), accent)
        });
        let room = vec2(ui.available_width() - BUTTON - space::L, ROW);
        ui.allocate_ui_with_layout(room, Layout::left_to_right(Align::Center), |ui| {
            ui.set_width(room.x);
            widgets::body(ui, format!("{}: {}", step.title, lower_case(step.text)));
        });
        go(app, ui, step);
    });
}

fn go(app: &App, ui: &mut Ui, step: &Step) {
    PushButton::new(step.page.label())
        .icon(step.page.icon())
        .min_width(BUTTON)
        .tooltip(format!("Go to {}", step.page.label()))
        .send(ui, &app.send, step.page);
}

/// A sentence that goes on after a colon.
fn lower_case(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_lowercase().collect::<String>() + letters.as_str()
    })
}
