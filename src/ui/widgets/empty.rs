//! A page that has nothing to show yet.

use std::sync::Arc;

use egui::text::LayoutJob;
use egui::{Align, Galley, Label, Layout, RichText, TextStyle, Ui, UiBuilder, vec2};

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
            ui.label(balanced(ui, text, WIDTH));
            ui.add_space(space::M);
            action(ui);
        },
    );
}

/// Centred lines of about the same length, so that no word is left alone on the last one.
fn balanced(ui: &Ui, text: &str, width: f32) -> Arc<Galley> {
    // What a line may be longer than the mean one, because it breaks between words.
    const SLACK: f32 = 40.0;
    let font = TextStyle::Body.resolve(ui.style());
    let colour = palette(ui).muted;
    let lay_out = |width: f32| {
        let mut job = LayoutJob::simple(text.to_owned(), font.clone(), colour, width);
        job.halign = Align::Center;
        ui.painter().layout_job(job)
    };
    let length = lay_out(f32::INFINITY).size().x;
    let lines = (length / width).ceil().max(1.0);
    lay_out((length / lines + SLACK).min(width))
}
