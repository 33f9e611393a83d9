//! How far something is, and what is not there yet.

use egui::{Color32, CornerRadius, Rect, Sense, Ui, Vec2, vec2};

use crate::ui::theme::palette;

/// A bar that is `share` full, as wide as there is room. `name` is what a screen reader calls it.
pub(in crate::ui) fn progress_bar(ui: &mut Ui, share: f32, height: f32, name: &str) {
    let colours = palette(ui);
    let share = share.clamp(0.0, 1.0);
    let (rect, response) =
        ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::hover());
    let radius = CornerRadius::same((height / 2.0) as u8);
    ui.painter().rect_filled(rect, radius, colours.raised);
    let filled = Rect::from_min_size(
        rect.min,
        vec2(
            (rect.width() * share).max(if share > 0.0 { height } else { 0.0 }),
            height,
        ),
    );
    ui.painter().rect_filled(filled, radius, colours.accent);
    response.widget_info(|| {
        let mut info =
            egui::WidgetInfo::labeled(egui::accesskit::Role::ProgressIndicator, true, name);
        info.value = Some(f64::from(share));
        info
    });
}

/// The shape of something that is not there yet, so that nothing jumps when it comes.
pub(in crate::ui) fn skeleton(ui: &mut Ui, size: Vec2) {
    let (rect, _) = ui.allocate_exact_size(size, Sense::hover());
    let colour: Color32 = palette(ui).raised;
    ui.painter()
        .rect_filled(rect, CornerRadius::same(6), colour);
}
