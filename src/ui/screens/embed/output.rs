//! Where the files go.

use egui::Ui;

use crate::ui::app::App;
use crate::ui::command::{Command, EmbedCommand, Wanted};
use crate::ui::widgets::{self, card, heading, muted};

pub(super) fn show(app: &mut App, ui: &mut Ui) {
    card(ui, |ui| {
        heading(ui, "Where the files go");
        let choose = Command::Choose(Wanted::Output);
        let field = widgets::path_field(
            ui,
            "Output folder",
            &mut app.view.embed.out,
            widgets::ANY_PATH,
            choose,
            &app.send,
        );
        if field.lost_focus() {
            app.send.send(EmbedCommand::SetOutput(
                app.view.embed.out.trim().to_owned(),
            ));
        }
        let text = if app.live.standing.unfinished {
            "An interrupted run is there: it goes on where it stopped."
        } else if app.live.run.is_some() {
            "A finished run is there: starting verifies it, or adds what is missing."
        } else {
            "A crash or a power cut loses at most the batches in flight: the next start goes on from there."
        };
        muted(ui, text);
    });
}
