//! The dialog that asks for a path: typed, or chosen in the system's own dialog, which not every desktop has.

use egui::{Align, Id, Key, Layout, Modal, Ui};

use crate::ui::app::App;
use crate::ui::command::{Asks, Command, FetchCommand, Wanted, WindowCommand};
use crate::ui::theme::space;
use crate::ui::widgets::{self, PushButton, body, heading, muted};

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
    if !(modal.inner || modal.should_close()) {
        return;
    }
    if matches!(wanted, Wanted::KaggleKey | Wanted::DownloadFolder) {
        // Back to the dialog that asked for it.
        app.send.send(FetchCommand::OpenKaggle);
    } else {
        app.send.send(WindowCommand::CloseDialog);
    }
}

/// Field and buttons; gives whether it was cancelled.
fn content(app: &mut App, ui: &mut Ui, wanted: Wanted) -> bool {
    let (_, asks) = wanted.asks();
    let (name, yes) = match asks {
        Asks::Folder if is_written(wanted) => ("Folder", "Take this folder"),
        Asks::Folder => ("Folder", "Open"),
        Asks::File(..) => ("File", "Open"),
        Asks::Save(..) => ("File", "Save"),
    };
    if app.view.no_file_dialog {
        body(
            ui,
            "No file dialog could be opened on this computer. Type or paste the path.",
        );
    }
    let choose = Command::Choose(wanted);
    let path = &mut app.view.path;
    let field = widgets::path_field(ui, name, path, widgets::ANY_PATH, choose, &app.send);
    if matches!(asks, Asks::Save(..)) {
        muted(ui, "A file of this name is replaced.");
    }
    let entered = field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
    if ui.memory(|memory| memory.focused().is_none()) {
        field.request_focus();
    }
    // Some file managers copy paths with quotation marks.
    let path = app.view.path.trim().trim_matches(['"', '\'']);
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

/// Whether something will be written into the folder.
fn is_written(wanted: Wanted) -> bool {
    matches!(
        wanted,
        Wanted::Output | Wanted::Export | Wanted::DownloadFolder
    )
}
