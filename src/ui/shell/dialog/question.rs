//! Questions whose answers say what they do.

use egui::{Align, Id, Layout, Modal, Ui};

use crate::ui::app::App;
use crate::ui::command::{Command, Question, WindowCommand};
use crate::ui::theme::space;
use crate::ui::widgets::{PushButton, body, heading};

const WIDTH: f32 = 440.0;

pub(super) fn show(app: &App, ui: &Ui, question: &Question, command: &Command) {
    let area = Modal::default_area(Id::unique("dialog"))
        .role(egui::accesskit::Role::AlertDialog)
        .accessible_name(question.title);
    let modal = Modal::new(Id::unique("dialog"))
        .area(area)
        .frame(super::frame(ui))
        .show(ui.ctx(), |ui| {
            ui.set_width(super::width(ui, WIDTH));
            heading(ui, question.title);
            ui.add_space(space::XS);
            body(ui, question.text);
            ui.add_space(space::M);
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let yes = PushButton::new(question.yes).danger().show(ui);
                let no = PushButton::new(question.no).show(ui);
                // The harmless answer has the focus.
                if ui.memory(|memory| memory.focused().is_none()) {
                    no.request_focus();
                }
                if yes.clicked() {
                    app.send.send(Command::Confirmed(Box::new(command.clone())));
                }
                yes.clicked() || no.clicked()
            })
            .inner
        });
    if modal.inner || modal.should_close() {
        app.send.send(WindowCommand::CloseDialog);
    }
}
