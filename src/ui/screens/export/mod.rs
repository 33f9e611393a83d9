//! Export: the files, further forms of them, and the certificate that they are right.

mod certificate;
mod files;
mod forms;

use egui::{ScrollArea, Ui};

use super::needs_run;
use crate::text::thousands;
use crate::ui::app::App;
use crate::ui::command::ExportCommand;
use crate::ui::theme::space;
use crate::ui::widgets::{self, Drawing, PushButton};

pub(super) fn show(app: &mut App, ui: &mut Ui) {
    let about = "The vectors, their ids and their table, checked after writing. They are written at the end of embedding.";
    if needs_run(app, ui, Drawing::Export, "The files to hand in", about) {
        return;
    }
    let Some(run) = &app.live.run else {
        return;
    };
    let context = format!(
        "{} products, row by row the same in every file",
        thousands(run.record.counts.items)
    );
    widgets::page_head(ui, "Export", &context, |ui| {
        widgets::primary(ui, &app.send, ExportCommand::OpenFolder);
        widgets::button(ui, &app.send, ExportCommand::CopyPath);
        PushButton::of(&ExportCommand::CopyCell.into())
            .enabled(run.export.cell.is_none())
            .send(ui, &app.send, ExportCommand::CopyCell);
    });
    ScrollArea::vertical()
        .id_salt("export")
        .auto_shrink([false, false])
        .show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = space::M;
            if let Some(run) = &app.live.run {
                files::show(ui, run);
            }
            forms::show(app, ui);
            certificate::show(app, ui);
        });
}
