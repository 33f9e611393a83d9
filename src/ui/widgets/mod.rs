//! The building blocks of the pages. Every page is made of these, so that all pages look and behave alike.

mod button;
mod card;
mod chart;
mod chip;
mod choice;
mod drawing;
mod empty;
mod error;
mod field;
mod fold;
mod icon;
mod keys;
mod link;
mod look;
mod progress;
mod segmented;
mod stat;
mod table;
mod text;

use egui::{CornerRadius, Rect, Response, Stroke, StrokeKind, Ui};

pub(super) use button::{PushButton, button, ghost, icon_button, menu_item, primary};
pub(super) use card::{card, card_with, clickable_card, page_head};
pub(super) use chart::{
    Bar, axis_ends, bar_row, column_chart, histogram, paint_share, share_with_chance, sparkline,
};
pub(super) use chip::{chip, closable_chip};
pub(super) use choice::{checkbox, radio, radio_if, radio_value};
pub(super) use drawing::Drawing;
pub(super) use empty::empty;
pub(super) use error::error_card;
pub(super) use field::{ANY_PATH, dropdown, path_field, search_field};
pub(super) use fold::{fold, fold_line};
pub(super) use icon::{Icon, logo};
pub(super) use keys::{key_hint, keys_in_words};
pub(super) use link::link;
pub(super) use progress::{progress_bar, skeleton};
pub(super) use segmented::{segmented, segmented_with_tips};
pub(super) use stat::{clickable_stat, stat, stat_size};
pub(super) use table::{TableColumn, table};
pub(super) use text::{
    body, cell, coloured, heading, line, muted, muted_line, muted_word, name_and_value, overline,
    strong,
};

use super::theme::{CONTROL_RADIUS, MOTION, palette};

/// How far a control is on its way to looking as under the pointer, 0 to 1.
pub(super) fn warmth(ui: &Ui, response: &Response) -> f32 {
    let warm = response.enabled() && (response.hovered() || response.has_focus());
    ui.ctx()
        .animate_bool_with_time(response.id.with("warmth"), warm, MOTION)
}

/// The ring around what has the keyboard's focus.
pub(super) fn focus_ring(ui: &Ui, rect: Rect, radius: u8) {
    let accent = palette(ui).accent;
    ui.painter().rect_stroke(
        rect.expand(2.0),
        CornerRadius::same(radius + 2),
        Stroke::new(2.0, accent),
        StrokeKind::Inside,
    );
}

/// The ground of a row in a card that can be clicked: warm under the pointer, ringed with the keyboard's focus. It
/// reaches a little over the row's sides, so that its text stands in line with what is above it.
pub(super) fn row_ground(ui: &Ui, rect: Rect, response: &Response) {
    let ground = rect.expand2(egui::vec2(6.0, 0.0));
    let fill = palette(ui).raised.gamma_multiply(warmth(ui, response));
    ui.painter().rect_filled(ground, CONTROL_RADIUS - 2, fill);
    if response.has_focus() {
        focus_ring(ui, ground.shrink(1.0), CONTROL_RADIUS - 2);
    }
}

/// The outline of what is selected.
pub(super) fn selection_outline(ui: &Ui, rect: Rect, radius: u8, width: f32) {
    let accent = palette(ui).accent;
    ui.painter().rect_stroke(
        rect,
        CornerRadius::same(radius),
        Stroke::new(width, accent),
        StrokeKind::Inside,
    );
}

/// A hairline across what is left of the row, with air around it.
pub(super) fn hairline(ui: &mut Ui) {
    let size = egui::vec2(ui.available_width(), 9.0);
    let (rect, _) = ui.allocate_exact_size(size, egui::Sense::hover());
    let line = Stroke::new(1.0, palette(ui).line);
    ui.painter().hline(rect.x_range(), rect.center().y, line);
}
