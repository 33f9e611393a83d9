//! Texts in the styles of the theme.

use egui::{
    Align, Color32, Label, Layout, Response, RichText, Sense, TextStyle, Ui, UiBuilder, Vec2, vec2,
};

use crate::ui::theme::{self, palette};

/// Title of a card.
pub(in crate::ui) fn heading(ui: &mut Ui, text: impl Into<String>) -> Response {
    ui.add(Label::new(RichText::new(text).text_style(TextStyle::Heading)).wrap())
}

/// A small title above a group on a card.
pub(in crate::ui) fn overline(ui: &mut Ui, text: impl Into<String>) -> Response {
    let text = RichText::new(text)
        .text_style(theme::secondary())
        .family(theme::semibold());
    ui.add(Label::new(text.color(palette(ui).muted)).truncate())
}

/// Body text that is set off from the text around it, cut with a tooltip where there is no room.
pub(in crate::ui) fn strong(ui: &mut Ui, text: impl Into<String>) -> Response {
    ui.add(Label::new(RichText::new(text).text_style(theme::strong())).truncate())
}

/// Body text, wrapped.
pub(in crate::ui) fn body(ui: &mut Ui, text: impl Into<String>) -> Response {
    ui.add(Label::new(RichText::new(text)).wrap())
}

/// Text that explains, wrapped.
pub(in crate::ui) fn muted(ui: &mut Ui, text: impl Into<String>) -> Response {
    coloured(ui, text, palette(ui).muted)
}

/// Secondary text in a colour with a meaning, wrapped.
pub(in crate::ui) fn coloured(ui: &mut Ui, text: impl Into<String>, colour: Color32) -> Response {
    ui.add(
        Label::new(
            RichText::new(text)
                .text_style(theme::secondary())
                .color(colour),
        )
        .wrap(),
    )
}

/// One line of secondary text, cut with a tooltip where there is no room.
pub(in crate::ui) fn muted_line(ui: &mut Ui, text: impl Into<String>) -> Response {
    let colour = palette(ui).muted;
    ui.add(
        Label::new(
            RichText::new(text)
                .text_style(theme::secondary())
                .color(colour),
        )
        .truncate(),
    )
}

/// One line of secondary text, never cut: for short texts in rows that wrap.
pub(in crate::ui) fn muted_word(ui: &mut Ui, text: impl Into<String>) -> Response {
    let colour = palette(ui).muted;
    let text = RichText::new(text).text_style(theme::secondary());
    ui.add(Label::new(text.color(colour)).extend())
}

/// One line of body text, cut with a tooltip where there is no room.
pub(in crate::ui) fn line(ui: &mut Ui, text: impl Into<String>) -> Response {
    ui.add(Label::new(RichText::new(text)).truncate())
}

/// A part of a row with a width of its own; what is in it stands to the left.
pub(in crate::ui) fn cell<R>(ui: &mut Ui, size: Vec2, add: impl FnOnce(&mut Ui) -> R) -> R {
    let (rect, _) = ui.allocate_exact_size(size, Sense::hover());
    let layout = Layout::left_to_right(Align::Center);
    let mut inside = ui.new_child(UiBuilder::new().max_rect(rect).layout(layout));
    inside.shrink_clip_rect(rect);
    add(&mut inside)
}

/// A name and a value in one row, the names as a column of `width`.
pub(in crate::ui) fn name_and_value(ui: &mut Ui, width: f32, name: &str, value: &str) {
    ui.horizontal(|ui| {
        cell(ui, vec2(width, 20.0), |ui| muted_line(ui, name));
        let room = vec2(ui.available_width(), 20.0);
        cell(ui, room, |ui| line(ui, value));
    });
}
