//! The tour: a note beside each step of the rail, with its page open behind it.

use egui::{
    Align, Area, CornerRadius, Frame, Id, Key, LayerId, Layout, Margin, Modifiers, Order, Painter,
    Pos2, Rect, Stroke, StrokeKind, Ui, pos2, vec2,
};

use super::{STATUS_HEIGHT, rail};
use crate::ui::app::App;
use crate::ui::command::{Page, WindowCommand};
use crate::ui::theme::{CARD_RADIUS, CONTROL_RADIUS, Palette, palette, space};
use crate::ui::tour::{self, STEPS, Step};
use crate::ui::widgets::{PushButton, body, heading, muted_word};

const WIDTH: f32 = 340.0;

/// Around what is pointed at.
const AIR: f32 = 6.0;

/// Draws the note of the step that is shown; `rail` is the width of the rail.
pub(super) fn show(app: &App, ui: &Ui, rail: f32) {
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
    ring(
        ui.painter(),
        place.rect.expand(2.0),
        CONTROL_RADIUS,
        colours,
    );
    let target = target(app, ui, step);
    veil(ui, rail, target, colours);
    let beside_step = place.rect.right_top() + vec2(space::XL, -space::XS);
    Area::new(Id::unique("tour"))
        .order(Order::Foreground)
        .fixed_pos(target.map_or(beside_step, |target| below(target, beside_step)))
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

/// What a step points at on its page, beside the rail: at first the three ways to a dataset.
fn target(app: &App, ui: &Ui, step: &Step) -> Option<Rect> {
    let is_welcome = app.live.dataset.is_none() && app.live.opening.is_none();
    let points = step.page == Page::Dataset && is_welcome && app.page() == Page::Dataset;
    tour::choices(ui).filter(|_| points)
}

/// Below what is pointed at, in line with it.
fn below(target: Rect, least: Pos2) -> Pos2 {
    pos2(target.left().max(least.x), target.bottom() + space::L)
}

/// The page steps back behind the note, but for what is pointed at.
fn veil(ui: &Ui, rail: f32, target: Option<Rect>, colours: Palette) {
    let layer = LayerId::new(Order::Middle, Id::unique("tour veil"));
    let painter = ui.ctx().layer_painter(layer);
    let mut page = ui.ctx().content_rect().with_min_x(rail);
    page.max.y -= STATUS_HEIGHT;
    let colour = colours.veil();
    let Some(target) = target.map(|target| target.expand(AIR).intersect(page)) else {
        painter.rect_filled(page, CornerRadius::ZERO, colour);
        return;
    };
    let beside = |from: f32, to: f32| target.with_min_x(from).with_max_x(to);
    for part in [
        page.with_max_y(target.top()),
        page.with_min_y(target.bottom()),
        beside(page.left(), target.left()),
        beside(target.right(), page.right()),
    ] {
        painter.rect_filled(part, CornerRadius::ZERO, colour);
    }
    ring(&painter, target, CARD_RADIUS, colours);
}

fn ring(painter: &Painter, place: Rect, radius: u8, colours: Palette) {
    painter.rect_stroke(
        place,
        CornerRadius::same(radius),
        Stroke::new(2.0, colours.accent),
        StrokeKind::Inside,
    );
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
