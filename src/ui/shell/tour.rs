//! The tour: a note beside each step of the rail, with its page open behind it.

use egui::{
    Align, Area, CornerRadius, Frame, Id, Key, Layout, Margin, Modifiers, Order, Stroke,
    StrokeKind, Ui, vec2,
};

use super::rail;
use crate::ui::app::App;
use crate::ui::command::WindowCommand;
use crate::ui::theme::{CARD_RADIUS, CONTROL_RADIUS, palette, space};
use crate::ui::tour::{STEPS, Step};
use crate::ui::widgets::{PushButton, body, heading, muted_word};

const WIDTH: f32 = 320.0;

pub(super) fn show(app: &App, ui: &Ui) {
    let Some((at, step)) = app
        .view
        .tour
        .and_then(|at| STEPS.get(at).map(|step| (at, step)))
    else {
        return;
    };
    let Some(place) = ui.ctx().read_response(rail::step_id(step.page)) else {
        return;
    };
    let colours = palette(ui);
    ui.painter().rect_stroke(
        place.rect.expand(2.0),
        CornerRadius::same(CONTROL_RADIUS),
        Stroke::new(2.0, colours.accent),
        StrokeKind::Inside,
    );
    Area::new(Id::unique("tour"))
        .order(Order::Foreground)
        .fixed_pos(place.rect.right_top() + vec2(space::XL, -space::XS))
        .constrain(true)
        .role(egui::accesskit::Role::Dialog)
        .accessible_name("Tour")
        .show(ui.ctx(), |ui| {
            Frame::popup(ui.style())
                .stroke(Stroke::new(1.0, colours.accent))
                .corner_radius(CornerRadius::same(CARD_RADIUS))
                .inner_margin(Margin::same(space::L as i8))
                .show(ui, |ui| {
                    ui.set_width(WIDTH);
                    note(app, ui, at, step);
                });
        });
    let has_keys = app.view.palette.is_none() && app.view.dialog.is_none();
    if has_keys && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape)) {
        app.send.send(WindowCommand::Tour(None));
    }
}

fn note(app: &App, ui: &mut Ui, at: usize, step: &Step) {
    heading(ui, step.title);
    body(ui, step.text);
    ui.add_space(space::S);
    let last = at + 1 == STEPS.len();
    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
        let next = PushButton::new(if last { "Finish" } else { "Next" })
            .primary()
            .small()
            .send(ui, &app.send, WindowCommand::Tour(Some(at + 1)));
        if ui.memory(|memory| memory.focused().is_none()) {
            next.request_focus();
        }
        if let Some(before) = at.checked_sub(1) {
            PushButton::new("Back")
                .small()
                .send(ui, &app.send, WindowCommand::Tour(Some(before)));
        }
        ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
            muted_word(ui, format!("{} of {}", at + 1, STEPS.len()));
            PushButton::new("End the tour").ghost().small().send(
                ui,
                &app.send,
                WindowCommand::Tour(None),
            );
        });
    });
}
