//! A path typed by hand, where the system has no file dialog.

use std::path::PathBuf;

use egui::{Align, Id, Layout, Margin, Modal, TextEdit, Ui, vec2};

use crate::ui::app::App;
use crate::ui::command::{Command, FetchCommand, Wanted, WindowCommand};
use crate::ui::theme::{CONTROL_HEIGHT, space};
use crate::ui::widgets::{PushButton, body, heading, muted};

const WIDTH: f32 = 520.0;

pub(super) fn show(app: &mut App, ui: &Ui, wanted: Wanted) {
    let words = Command::Choose(wanted).words();
    let title = words.label.trim_end_matches('…');
    let area = Modal::default_area(Id::unique("path"))
        .role(egui::accesskit::Role::Dialog)
        .accessible_name(title);
    let modal = Modal::new(Id::unique("path"))
        .area(area)
        .frame(super::frame(ui))
        .show(ui.ctx(), |ui| {
            ui.set_width(WIDTH);
            heading(ui, title);
            ui.add_space(space::XS);
            body(ui, format!("{}.", words.tooltip));
            ui.add_space(space::S);
            content(app, ui)
        });
    let cancelled = modal.inner == Some(Answer::Cancel) || modal.should_close();
    if modal.inner == Some(Answer::Take) {
        let path = PathBuf::from(typed(&app.view.typed_path.text));
        app.send.send(WindowCommand::CloseDialog);
        app.send.send(Command::Chosen(wanted, path));
    } else if cancelled && matches!(wanted, Wanted::KaggleKey | Wanted::DownloadFolder) {
        // Back to the dialog that asked for it.
        app.send.send(FetchCommand::OpenKaggle);
    } else if cancelled {
        app.send.send(WindowCommand::CloseDialog);
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Answer {
    Take,
    Cancel,
}

fn content(app: &mut App, ui: &mut Ui) -> Option<Answer> {
    let label = muted(
        ui,
        "No file dialog could be opened on this computer. Type or paste the path here:",
    );
    let field = TextEdit::singleline(&mut app.view.typed_path.text)
        .desired_width(f32::INFINITY)
        .min_size(vec2(0.0, CONTROL_HEIGHT))
        .align(egui::Align2::LEFT_CENTER)
        .margin(Margin::symmetric(10, 7));
    let field = ui.add(field).labelled_by(label.id);
    let entered = field.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter));
    if std::mem::take(&mut app.view.typed_path.fresh) {
        field.request_focus();
    }
    ui.add_space(space::M);
    let is_empty = typed(&app.view.typed_path.text).is_empty();
    let mut answer = (entered && !is_empty).then_some(Answer::Take);
    let row = vec2(ui.available_width(), CONTROL_HEIGHT);
    ui.allocate_ui_with_layout(row, Layout::right_to_left(Align::Center), |ui| {
        let take = PushButton::new("Take this path").primary();
        if take.enabled(!is_empty).show(ui).clicked() {
            answer = Some(Answer::Take);
        }
        if PushButton::new("Cancel").show(ui).clicked() {
            answer = Some(Answer::Cancel);
        }
    });
    answer
}

/// What was typed or pasted, without the quotation marks that some file managers put around a path.
fn typed(text: &str) -> &str {
    text.trim().trim_matches(['"', '\''])
}
