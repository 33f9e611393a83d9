//! The dialog that asks for a path: typed, or chosen in the system's own dialog, which not every desktop has.

use egui::{Align, Id, Key, Layout, Modal, Ui};

use crate::ui::app::App;
use crate::ui::command::{Command, Wanted, WindowCommand};
use crate::ui::theme::space;
use crate::ui::widgets::{self, PushButton, heading, muted};

const WIDTH: f32 = 560.0;

pub(super) fn show(app: &mut App, ui: &Ui, wanted: Wanted) {
    let title = wanted.words().label.trim_end_matches('…');
    let area = Modal::default_area(Id::unique("path"))
        .role(egui::accesskit::Role::Dialog)
        .accessible_name(title);
    let modal = Modal::new(Id::unique("path"))
        .area(area)
        .frame(super::frame(ui))
        .show(ui.ctx(), |ui| {
            ui.set_width(WIDTH);
            ui.spacing_mut().item_spacing.y = space::S;
            heading(ui, title);
            muted(ui, format!("{}.", wanted.words().tooltip));
            content(app, ui, wanted)
        });
    if modal.inner || modal.should_close() {
        app.send.send(WindowCommand::CloseDialog);
    }
}

/// Field and buttons; gives whether the dialog is done.
fn content(app: &mut App, ui: &mut Ui, wanted: Wanted) -> bool {
    let is_folder = wanted == Wanted::OtherRun;
    let (name, yes) = if is_folder {
        ("Folder", "Open")
    } else {
        ("File", "Save")
    };
    let choose = Command::Choose(wanted);
    let field = widgets::path_field(ui, name, &mut app.view.path, choose, &app.send);
    if !is_folder {
        muted(ui, "A file of this name is replaced.");
    }
    let entered = field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
    if ui.memory(|memory| memory.focused().is_none()) {
        field.request_focus();
    }
    let path = app.view.path.trim();
    let is_named = !path.is_empty();
    ui.add_space(space::S);
    let (yes, no) = ui
        .with_layout(Layout::right_to_left(Align::Center), |ui| {
            let yes = PushButton::new(yes).primary().enabled(is_named).show(ui);
            (yes.clicked(), PushButton::new("Cancel").show(ui).clicked())
        })
        .inner;
    let done = is_named && (yes || entered);
    if done {
        // The dialog is gone when the choice comes, so that it is taken and not shown once more.
        app.send.send(WindowCommand::CloseDialog);
        app.send.send(Command::Chosen(wanted, path.into()));
    }
    no
}
