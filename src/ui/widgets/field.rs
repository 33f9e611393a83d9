//! Fields: for searching, for paths with a button that opens the dialog, and for choosing from a list.

use egui::{
    Align, ComboBox, Layout, Margin, Rect, Response, RichText, TextEdit, Ui, UiBuilder, vec2,
};

use super::{Icon, PushButton};
use crate::ui::command::{Command, CommandSender};
use crate::ui::theme::{self, CONTROL_HEIGHT, ROW_HEIGHT, palette};

/// A field to search with: a magnifying glass, a hint, and a cross that empties it. Escape empties it as well.
pub(in crate::ui) fn search_field(
    ui: &mut Ui,
    text: &mut String,
    hint: &str,
    width: f32,
) -> Response {
    let colours = palette(ui);
    // What comes and goes before it in its row does not make it another field: the focus stays.
    let field = TextEdit::singleline(text)
        .id(ui.scope_id().with("search field"))
        .hint_text(RichText::new(hint).color(colours.muted))
        .desired_width(width)
        .min_size(vec2(0.0, CONTROL_HEIGHT))
        .align(egui::Align2::LEFT_CENTER)
        .margin(Margin {
            left: 32,
            right: 30,
            top: 7,
            bottom: 7,
        });
    let mut response = ui.add(field);
    // A hint is no name for screen readers.
    ui.ctx()
        .accesskit_node_builder(response.id, |node| node.set_label(hint));
    let side = vec2(15.0, 15.0);
    let glass = Rect::from_center_size(response.rect.left_center() + vec2(17.0, 0.0), side);
    Icon::Search.paint(ui, glass, colours.muted);
    if !text.is_empty() {
        let place = Rect::from_center_size(
            response.rect.right_center() - vec2(16.0, 0.0),
            vec2(26.0, 26.0),
        );
        // On top of the field, and not a part of the row: the row stays as it is when the cross comes and goes.
        let mut on_top = ui.new_child(UiBuilder::new().max_rect(place));
        let cleared = PushButton::new("Empty the field")
            .icon(Icon::Close)
            .icon_only()
            .ghost()
            .small()
            .show(&mut on_top)
            .clicked();
        let escaped =
            response.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Escape));
        if cleared || escaped {
            text.clear();
            response.mark_changed();
        }
    }
    response
}

/// What stands in an empty field for a path.
pub(in crate::ui) const ANY_PATH: &str = "Type or paste a path";

/// A field for a path with its name above it and a button that opens the file dialog; `hint` is what stands in it while
/// it is empty. The response is the field's: `lost_focus` says that the path was entered.
pub(in crate::ui) fn path_field(
    ui: &mut Ui,
    name: &str,
    text: &mut String,
    hint: &str,
    choose: impl Into<Command>,
    send: &CommandSender,
) -> Response {
    let colours = palette(ui);
    let label = ui.label(
        RichText::new(name)
            .text_style(theme::secondary())
            .color(colours.muted),
    );
    let room = vec2(ui.available_width(), CONTROL_HEIGHT);
    let (rect, _) = ui.allocate_exact_size(room, egui::Sense::hover());
    let layout = Layout::right_to_left(Align::Center);
    let mut row = ui.new_child(UiBuilder::new().max_rect(rect).layout(layout));
    let choose = choose.into();
    PushButton::of(&choose)
        .text("Choose…")
        .send(&mut row, send, choose);
    let field = TextEdit::singleline(text)
        .hint_text(hint)
        .desired_width(row.available_width())
        .min_size(vec2(0.0, CONTROL_HEIGHT))
        .align(egui::Align2::LEFT_CENTER)
        .margin(Margin::symmetric(10, 7));
    let response = row.add(field).labelled_by(label.id);
    // Long paths do not fit into their field.
    if text.chars().count() > 30 {
        response.on_hover_text(text.as_str())
    } else {
        response
    }
}

/// A field that opens a list; gives the value that was chosen there. `name` is what it is for.
pub(in crate::ui) fn dropdown<T: Copy + PartialEq>(
    ui: &mut Ui,
    name: &str,
    width: f32,
    current: T,
    options: &[(T, String)],
) -> Option<T> {
    let label = |value: T| {
        let option = options.iter().find(|(other, _)| *other == value);
        option.map_or("", |(_, label)| label.as_str())
    };
    let mut chosen = None;
    let response = ui
        .scope(|ui| {
            ui.spacing_mut().interact_size.y = CONTROL_HEIGHT;
            ComboBox::from_id_salt(name)
                .selected_text(label(current))
                .width(width)
                .icon(|ui, rect, _, _| {
                    let place = Rect::from_center_size(rect.center(), vec2(16.0, 16.0));
                    Icon::ChevronDown.paint(ui, place, palette(ui).muted);
                })
                .show_ui(ui, |ui| {
                    ui.spacing_mut().interact_size.y = ROW_HEIGHT;
                    for (value, label) in options {
                        if ui.selectable_label(*value == current, label).clicked() {
                            chosen = Some(*value);
                        }
                    }
                })
                .response
        })
        .inner;
    response
        .accessible_name(name)
        .on_hover_text(format!("{name}: {}", label(current)));
    chosen.filter(|value| *value != current)
}
