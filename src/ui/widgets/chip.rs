//! Chips: a word with a ground of its own, and filters that can be taken away.

use egui::{Align2, Color32, CornerRadius, Rect, Response, Sense, Stroke, Ui, vec2};

use super::{Icon, focus_ring, warmth};
use crate::ui::theme::{self, palette};

const HEIGHT: f32 = 22.0;

/// A word on a soft ground of a colour with a meaning.
pub(in crate::ui) fn chip(ui: &mut Ui, text: &str, colour: Color32) -> Response {
    let colours = palette(ui);
    let galley = ui.painter().layout_no_wrap(
        text.to_owned(),
        theme::caption().resolve(ui.style()),
        colours.text,
    );
    let (rect, response) =
        ui.allocate_exact_size(vec2(galley.size().x + 16.0, HEIGHT), Sense::hover());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::accesskit::Role::Label, true, text));
    ui.painter()
        .rect_filled(rect, CornerRadius::same(6), colours.soft(colour));
    let place = Align2::CENTER_CENTER.anchor_size(rect.center(), galley.size());
    ui.painter().galley(place.min, galley, colours.text);
    response
}

/// A filter that is on; a click takes it away. `what` a click does is said to screen readers and in the tooltip.
pub(in crate::ui) fn closable_chip(ui: &mut Ui, text: &str, what: &str) -> Response {
    let colours = palette(ui);
    let font = theme::secondary().resolve(ui.style());
    let mut job = egui::text::LayoutJob::simple_singleline(text.to_owned(), font, colours.text);
    job.wrap = egui::text::TextWrapping::truncate_at_width(220.0);
    let galley = ui.painter().layout_job(job);
    let (rect, response) =
        ui.allocate_exact_size(vec2(galley.size().x + 36.0, HEIGHT + 4.0), Sense::click());
    response.widget_info(|| {
        let name = format!("{text}: {what}");
        egui::WidgetInfo::labeled(egui::accesskit::Role::Button, ui.is_enabled(), name)
    });
    let warmth = warmth(ui, &response);
    let line = colours
        .accent
        .gamma_multiply(0.35)
        .lerp_to_gamma(colours.accent, warmth);
    let radius = CornerRadius::same(13);
    ui.painter().rect(
        rect,
        radius,
        colours.soft(colours.accent),
        Stroke::new(1.0, line),
        egui::StrokeKind::Inside,
    );
    if response.has_focus() {
        focus_ring(ui, rect, 13);
    }
    let place =
        Align2::LEFT_CENTER.anchor_size(rect.left_center() + vec2(11.0, 0.0), galley.size());
    let whole = if galley.elided {
        format!("{text}\n{what}")
    } else {
        what.to_owned()
    };
    ui.painter().galley(place.min, galley, colours.text);
    let cross = Rect::from_center_size(rect.right_center() - vec2(14.0, 0.0), vec2(13.0, 13.0));
    Icon::Close.paint(ui, cross, colours.muted.lerp_to_gamma(colours.text, warmth));
    response.on_hover_text(whole)
}
