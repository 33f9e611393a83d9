//! Numbers that are looked at.

use egui::{
    Align, Color32, CornerRadius, Layout, Response, RichText, Sense, TextStyle, Ui, Vec2, vec2,
};

use super::{focus_ring, text, warmth};
use crate::ui::theme::{self, CONTROL_RADIUS, palette};

/// A big number with its meaning below it.
pub(in crate::ui) fn stat(
    ui: &mut Ui,
    number: &str,
    meaning: &str,
    colour: Option<Color32>,
) -> Response {
    // A part of a known size goes to the next row where rows wrap.
    let mut size = stat_size(ui, number, meaning);
    if !ui.layout().main_wrap {
        size.x = size.x.min(ui.available_width());
    }
    let part = ui.allocate_ui_with_layout(size, Layout::top_down(Align::Min), |ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        let mut number = RichText::new(number).text_style(theme::figure());
        if let Some(colour) = colour {
            number = number.color(colour);
        }
        ui.add(egui::Label::new(number).extend());
        text::muted(ui, meaning);
    });
    part.response
}

/// The room that such a number takes.
pub(in crate::ui) fn stat_size(ui: &Ui, number: &str, meaning: &str) -> Vec2 {
    let measure = |text: &str, style: TextStyle| {
        let font = style.resolve(ui.style());
        let galley = ui
            .painter()
            .layout_no_wrap(text.to_owned(), font, Color32::PLACEHOLDER);
        galley.size()
    };
    let above = measure(number, theme::figure());
    let below = measure(meaning, theme::secondary());
    vec2(above.x.max(below.x).ceil() + 1.0, above.y + below.y)
}

/// The same, to be clicked for what is behind the number.
pub(in crate::ui) fn clickable_stat(
    ui: &mut Ui,
    number: &str,
    meaning: &str,
    colour: Color32,
) -> Response {
    let ground = ui.painter().add(egui::Shape::Noop);
    let part = stat(ui, number, meaning, Some(colour));
    let response = ui.interact(part.rect, part.id.with("open"), Sense::click());
    let name = format!("{number} {meaning}");
    response.widget_info(|| {
        egui::WidgetInfo::labeled(egui::accesskit::Role::Button, ui.is_enabled(), &name)
    });
    let rect = response.rect.expand2(vec2(6.0, 3.0));
    let warmth = warmth(ui, &response);
    let fill = palette(ui).raised.gamma_multiply(warmth);
    let shape = egui::epaint::RectShape::filled(rect, CornerRadius::same(CONTROL_RADIUS), fill);
    ui.painter().set(ground, shape);
    if response.has_focus() {
        focus_ring(ui, rect.shrink(2.0), CONTROL_RADIUS);
    }
    response.on_hover_cursor(egui::CursorIcon::PointingHand)
}
