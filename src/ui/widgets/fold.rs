//! What few people need is folded away behind a line that unfolds it.

use std::f32::consts::FRAC_PI_2;

use egui::{Color32, Id, Rect, Response, Sense, TextStyle, Ui, Vec2, pos2, vec2};

use super::{Icon, focus_ring, warmth};
use crate::ui::theme::{CONTROL_RADIUS, SMALL_HEIGHT, palette, space};

/// Side of the arrow.
const ARROW: f32 = 15.0;

/// Something behind a line, folded until it is asked for. `id` remembers whether it is, until the app is closed.
pub(in crate::ui) fn fold<R>(
    ui: &mut Ui,
    id: Id,
    text: &str,
    add: impl FnOnce(&mut Ui) -> R,
) -> Option<R> {
    let mut open = ui.data(|data| data.get_temp(id)).unwrap_or(false);
    if fold_line(ui, text, &mut open).clicked() {
        ui.data_mut(|data| data.insert_temp(id, open));
    }
    open.then(|| add(ui))
}

/// The line alone: a click turns `open` over. What belongs to it is drawn by the page.
pub(in crate::ui) fn fold_line(ui: &mut Ui, text: &str, open: &mut bool) -> Response {
    let font = TextStyle::Body.resolve(ui.style());
    let galley = ui
        .painter()
        .layout_no_wrap(text.to_owned(), font, Color32::PLACEHOLDER);
    let size = vec2(ARROW + space::XS + galley.size().x, SMALL_HEIGHT);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    if response.clicked() {
        *open = !*open;
    }
    response.widget_info(|| {
        egui::WidgetInfo::labeled(egui::accesskit::Role::Button, ui.is_enabled(), text)
    });
    let is_open = *open;
    ui.ctx()
        .accesskit_node_builder(response.id, |node| node.set_expanded(is_open));
    let colours = palette(ui);
    let warmth = warmth(ui, &response);
    let place = Rect::from_center_size(
        pos2(rect.left() + ARROW / 2.0, rect.center().y),
        Vec2::splat(ARROW),
    );
    let turned = if is_open { 0.0 } else { -FRAC_PI_2 };
    let arrow = colours.muted.lerp_to_gamma(colours.accent, warmth);
    Icon::ChevronDown
        .image(ARROW, arrow)
        .rotate(turned, Vec2::splat(0.5))
        .paint_at(ui, place);
    let left = rect.left() + ARROW + space::XS;
    let place = pos2(left, rect.center().y - galley.size().y / 2.0);
    let colour = colours.text.lerp_to_gamma(colours.accent, warmth);
    ui.painter().galley(place, galley, colour);
    if response.has_focus() {
        focus_ring(ui, rect.expand2(vec2(space::XS, 0.0)), CONTROL_RADIUS - 2);
    }
    response.on_hover_cursor(egui::CursorIcon::PointingHand)
}
