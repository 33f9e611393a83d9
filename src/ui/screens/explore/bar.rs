//! The question as a row of chips, and the field for words.

use egui::{Key, Ui, vec2};

use super::chip::{self, Change};
use crate::ui::app::App;
use crate::ui::command::{Command, ExploreCommand, Wanted};
use crate::ui::state::Question;
use crate::ui::theme::{CONTROL_HEIGHT, space};
use crate::ui::widgets::{self, PushButton};

/// The field is at least this wide, else it stands in a row of its own.
const FIELD: f32 = 260.0;
/// Width of the button that clears the question.
const CLEAR: f32 = 68.0;

pub(super) fn show(app: &mut App, ui: &mut Ui) {
    widgets::card_with(ui, 10, |ui| {
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing = vec2(space::S, space::S);
            chips(app, ui);
            field(app, ui);
        });
    });
}

fn chips(app: &mut App, ui: &mut Ui) {
    let App {
        live, view, send, ..
    } = app;
    let Some(open) = &mut live.dataset else {
        return;
    };
    let current = &view.explore.current;
    let alone = current.parts.len() == 1 && current.typed().is_none();
    let mut changed = None;
    for (at, part) in current.parts.iter().enumerate() {
        if let Some(change) = chip::show(ui, part, at, alone, open) {
            changed = Some((at, change));
        }
    }
    if let Some((at, change)) = changed {
        let mut question: Question = current.clone();
        match change {
            Change::Weight(weight) => question.parts[at].weight = weight,
            Change::Remove => {
                question.parts.remove(at);
            }
        }
        send.send(ExploreCommand::Ask(question));
    }
}

fn field(app: &mut App, ui: &mut Ui) {
    // What is typed has a cross of its own; this is for the chips.
    let can_clear = !app.view.explore.current.parts.is_empty();
    let clear_width = if can_clear { CLEAR + space::S } else { 0.0 };
    let buttons = CONTROL_HEIGHT + space::S + clear_width;
    let left = ui.available_size_before_wrap().x;
    if left < FIELD + buttons {
        ui.end_row();
    }
    let width = ui.available_size_before_wrap().x - buttons;
    let explore = &mut app.view.explore;
    let hint = if explore.current.parts.is_empty() {
        "Describe what you look for, or drop a picture"
    } else {
        "Add words, or “- leather” to take something away"
    };
    let before = explore.text.is_empty();
    let response = widgets::search_field(ui, &mut explore.text, hint, width);
    if response.changed() {
        explore.note_typing();
    }
    if response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter)) {
        app.send.send(ExploreCommand::Settle);
        response.request_focus();
    }
    let erase = response.has_focus() && before;
    if erase && ui.input(|input| input.key_pressed(Key::Backspace)) {
        let mut question = app.view.explore.current.clone();
        if question.parts.pop().is_some() {
            app.send.send(ExploreCommand::Ask(question));
        }
    }
    let picture = Command::Choose(Wanted::QueryImage);
    PushButton::of(&picture)
        .icon_only()
        .send(ui, &app.send, picture);
    if can_clear {
        let clear = Command::from(ExploreCommand::Clear);
        let button = PushButton::of(&clear)
            .text("Clear")
            .without_icon()
            .ghost()
            .min_width(CLEAR);
        // There are other things to clear on the page: a screen reader says which this is.
        button
            .send(ui, &app.send, clear)
            .accessible_name("Clear the question");
    }
}
