//! A page that has nothing to show yet.

use egui::{Align, Label, Layout, RichText, Ui, UiBuilder, vec2};

use super::Drawing;
use crate::ui::theme::{self, palette, space};

/// A drawing, why there is nothing yet, and one thing to do, in the middle of the page.
pub(in crate::ui) fn empty(
    ui: &mut Ui,
    drawing: Drawing,
    title: &str,
    text: &str,
    action: impl FnOnce(&mut Ui),
) {
    const HEIGHT: f32 = 320.0;
    const WIDTH: f32 = 460.0;
    let room = ui.available_rect_before_wrap();
    let top = room.top() + ((room.height() - HEIGHT) * 0.42).max(0.0);
    let place = egui::Rect::from_min_size(
        egui::pos2(room.center().x - WIDTH / 2.0, top),
        vec2(WIDTH, HEIGHT),
    );
    ui.scope_builder(
        UiBuilder::new()
            .max_rect(place)
            .layout(Layout::top_down(Align::Center)),
        |ui| {
            drawing.show(ui, vec2(220.0, 150.0));
            ui.add_space(space::M);
            ui.add(Label::new(RichText::new(title).text_style(theme::title())).wrap());
            let muted = palette(ui).muted;
            ui.add(Label::new(RichText::new(text).color(muted)).wrap());
            ui.add_space(space::M);
            action(ui);
        },
    );
}
