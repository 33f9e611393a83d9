//! Export: the certificate that the files are right, the files, and further forms of them.

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

/// From this width on certificate and files stand side by side.
const BESIDE: f32 = 960.0;

pub(super) fn show(app: &mut App, ui: &mut Ui) {
    let about = "The vectors, their ids and their table, checked after writing. They are written at the end of embedding.";
    if needs_run(app, ui, Drawing::Export, "The files to hand in", about) {
        return;
    }
    app.read_files_back();
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
            if ui.available_width() < BESIDE {
                certificate::show(app, ui);
                files::show(app, ui, 0.0);
            } else {
                ui.columns(2, |sides| {
                    certificate::show(app, &mut sides[0]);
                    let height = sides[0].min_rect().height();
                    files::show(app, &mut sides[1], height);
                });
            }
            forms::show(app, ui);
        });
}
