//! What is around every page: the rail of steps, the status bar, and what lies over the page: messages, dialogs, the
//! command palette, the note on what a drop will do.

mod dialog;
mod drop_note;
mod fuzzy;
mod palette;
mod rail;
mod status;
mod toasts;
mod tour;

use egui::{CentralPanel, Frame, Margin, Panel, Stroke, Ui};

use super::app::{self, App};
use super::command::{Command, WindowCommand};
use super::screens;
use super::theme::{self, space};

const RAIL_WIDTH: f32 = 184.0;
/// Width of the rail where it is icons alone.
const FOLDED_RAIL_WIDTH: f32 = 60.0;
/// Below this width of the window, in points, the rail is folded: a large zoom leaves the room to the page.
const FOLDED_BELOW: f32 = 800.0;
const STATUS_HEIGHT: f32 = 30.0;

/// Draws the whole window.
pub(super) fn show(app: &mut App, ui: &mut Ui) {
    take_input(app, ui);
    let colours = theme::palette(ui);
    let panel = Frame::new().fill(colours.surface);
    let folded = ui.available_width() < FOLDED_BELOW;
    let width = if folded {
        FOLDED_RAIL_WIDTH
    } else {
        RAIL_WIDTH
    };
    Panel::left("rail")
        .exact_size(width)
        .resizable(false)
        .show_separator_line(false)
        .frame(panel.inner_margin(Margin {
            left: 10,
            right: 11,
            top: 14,
            bottom: 10,
        }))
        .show(ui, |ui| {
            rail::show(app, ui, folded);
            hairline(ui, ui.max_rect().right() + 10.5);
        });
    Panel::bottom("status")
        .exact_size(STATUS_HEIGHT)
        .resizable(false)
        .show_separator_line(false)
        .frame(panel.inner_margin(Margin::symmetric(16, 0)))
        .show(ui, |ui| {
            let top = ui.max_rect().expand2(egui::vec2(16.0, 0.0));
            ui.painter().hline(
                top.x_range(),
                top.top() + 0.5,
                Stroke::new(1.0, colours.line),
            );
            status::show(app, ui);
        });
    let side = if folded { space::L } else { space::XL } as i8;
    let margin = Margin {
        left: side,
        right: side,
        top: 18,
        bottom: 16,
    };
    CentralPanel::default()
        .frame(Frame::new().fill(colours.background).inner_margin(margin))
        .show(ui, |ui| screens::show(app, ui));
    toasts::show(app, ui);
    drop_note::show(app, ui);
    palette::show(app, ui);
    tour::show(app, ui, width);
    dialog::show(app, ui);
}

fn hairline(ui: &Ui, x: f32) {
    let whole = ui.max_rect().expand(20.0);
    let painter = ui.painter().with_clip_rect(whole);
    painter.vline(
        x,
        whole.y_range(),
        Stroke::new(1.0, theme::palette(ui).line),
    );
}

/// Keys that are commands, and what is dropped. While a dialog is open only the dialog has keys.
fn take_input(app: &mut App, ui: &Ui) {
    app::send_dropped(ui, &app.send);
    let hovering = ui.input(|input| {
        input
            .raw
            .hovered_files
            .iter()
            .filter_map(|file| file.path.clone())
            .collect()
    });
    app.hovering(hovering);
    if app.view.dialog.is_some() {
        return;
    }
    let typing = ui.ctx().text_edit_focused();
    let situation = app.situation();
    for command in Command::all() {
        let closed_palette = app.view.palette.is_none() || command == WindowCommand::Palette.into();
        // A field takes back what was typed in it by itself.
        if typing && command == WindowCommand::Undo.into() {
            continue;
        }
        if let Some(shortcut) = command.words().shortcut
            && closed_palette
            && command.obstacle(situation).is_none()
            && ui.input_mut(|input| input.consume_shortcut(&shortcut))
        {
            app.send.send(command);
        }
    }
}
