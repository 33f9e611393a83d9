//! Cards, and the head of a page.

use egui::{
    Align, CornerRadius, Frame, Layout, Margin, Rect, Response, RichText, Sense, Stroke,
    StrokeKind, Ui, UiBuilder, vec2,
};

use super::text;
use crate::ui::theme::{self, CARD_RADIUS, Palette, palette, space};

/// A card: a surface with a hairline around it, as wide as there is room.
pub(in crate::ui) fn card<R>(ui: &mut Ui, add: impl FnOnce(&mut Ui) -> R) -> R {
    card_with(ui, space::L as i8, add)
}

/// A card with another margin: less for bars, none for tables.
pub(in crate::ui) fn card_with<R>(ui: &mut Ui, margin: i8, add: impl FnOnce(&mut Ui) -> R) -> R {
    card_frame(palette(ui), margin)
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            // Columns stretch what is in them; texts and buttons on a card keep their own width.
            ui.with_layout(Layout::top_down(Align::Min), add).inner
        })
        .inner
}

/// The frame of a card.
fn card_frame(colours: Palette, margin: i8) -> Frame {
    Frame::new()
        .fill(colours.surface)
        .stroke(Stroke::new(1.0, colours.line))
        .corner_radius(CornerRadius::same(CARD_RADIUS))
        .inner_margin(Margin::same(margin))
}

/// A card that can be clicked as a whole. It has a fixed size, so that cards in a row end at the same height; `name` is
/// what a screen reader calls it.
pub(in crate::ui) fn clickable_card(
    ui: &mut Ui,
    size: egui::Vec2,
    name: &str,
    margin: f32,
    add: impl FnOnce(&mut Ui),
) -> Response {
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    response.widget_info(|| {
        egui::WidgetInfo::labeled(egui::accesskit::Role::Button, ui.is_enabled(), name)
    });
    let colours = palette(ui);
    let warmth = super::warmth(ui, &response);
    let line = colours.line.lerp_to_gamma(colours.accent, warmth);
    let fill = colours.surface.lerp_to_gamma(
        colours.raised,
        if response.is_pointer_button_down_on() {
            1.0
        } else {
            0.4 * warmth
        },
    );
    ui.painter().rect(
        rect,
        CornerRadius::same(CARD_RADIUS),
        fill,
        Stroke::new(1.0, line),
        StrokeKind::Inside,
    );
    if response.has_focus() {
        super::focus_ring(ui, rect, CARD_RADIUS);
    }
    let inside = rect.shrink(margin);
    let layout = Layout::top_down(Align::Min);
    let mut inside = ui.new_child(UiBuilder::new().max_rect(inside).layout(layout));
    inside.shrink_clip_rect(rect);
    add(&mut inside);
    response.on_hover_cursor(egui::CursorIcon::PointingHand)
}

/// Head of a page: title, one line of context, and at the right (laid out from the right) what can be done, first of
/// all the page's one primary action.
pub(in crate::ui) fn page_head(
    ui: &mut Ui,
    title: &str,
    context: &str,
    actions: impl FnOnce(&mut Ui),
) {
    const HEIGHT: f32 = 44.0;
    /// Below this width the actions stand under the title.
    const BESIDE: f32 = 620.0;
    if ui.available_width() < BESIDE {
        title_and_context(ui, title, context);
        ui.horizontal_wrapped(actions);
        ui.add_space(space::XS);
        return;
    }
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), HEIGHT), Sense::hover());
    let from_right = Layout::right_to_left(Align::Center);
    let mut right = ui.new_child(UiBuilder::new().max_rect(rect).layout(from_right));
    actions(&mut right);
    let taken = right.min_rect().width() + space::L;
    let free = Rect::from_min_max(rect.min, rect.max - vec2(taken, 0.0));
    let from_top = Layout::top_down(Align::Min);
    let mut left = ui.new_child(UiBuilder::new().max_rect(free).layout(from_top));
    left.spacing_mut().item_spacing.y = 2.0;
    title_and_context(&mut left, title, context);
    ui.add_space(space::S);
}

fn title_and_context(ui: &mut Ui, title: &str, context: &str) {
    let title = RichText::new(title).text_style(theme::title());
    ui.add(egui::Label::new(title).truncate());
    text::muted_line(ui, context);
}
