//! Quality: how good the vectors are.

use egui::Ui;

use super::needs_run;
use crate::ui::app::App;
use crate::ui::command::Page;
use crate::ui::widgets::{self, Drawing, PushButton};

pub(super) fn show(app: &mut App, ui: &mut Ui) {
    let text = "How often neighbours share a label, what is confused, what is there twice. Quality comes alive once a run is finished.";
    if needs_run(
        app,
        ui,
        Drawing::Quality,
        "See whether the vectors are good",
        text,
    ) {
        return;
    }
    widgets::empty(
        ui,
        Drawing::Quality,
        "See whether the vectors are good",
        "The vectors are here. This version does not measure them yet: the certificate of the files is in Export.",
        |ui| {
            PushButton::new("Go to Export")
                .primary()
                .send(ui, &app.send, Page::Export);
        },
    );
}
