//! Texts that can be clicked.

use egui::{Response, Sense, Stroke, Ui, vec2};

use super::focus_ring;
use crate::ui::theme::{self, CONTROL_RADIUS, palette, space};

/// A text that can be clicked, underlined under the pointer.
pub(in crate::ui) fn link(ui: &mut Ui, text: &str) -> Response {
    let colours = palette(ui);
    let galley = ui.painter().layout_no_wrap(
        text.to_owned(),
        theme::secondary().resolve(ui.style()),
        colours.accent,
    );
    let (rect, response) = ui.allocate_exact_size(galley.size(), Sense::click());
    response.widget_info(|| {
        egui::WidgetInfo::labeled(egui::accesskit::Role::Link, ui.is_enabled(), text)
    });
    ui.painter().galley(rect.min, galley, colours.accent);
    if response.hovered() {
        ui.painter().hline(
            rect.x_range(),
            rect.bottom() - 0.5,
            Stroke::new(1.0, colours.accent),
        );
    }
    if response.has_focus() {
        focus_ring(ui, rect.expand2(vec2(space::XS, 1.0)), CONTROL_RADIUS);
    }
    response.on_hover_cursor(egui::CursorIcon::PointingHand)
}
