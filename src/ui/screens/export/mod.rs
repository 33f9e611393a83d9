//! Export: the certificate that the files are right, the files, and further forms of them.

mod certificate;
mod files;
mod forms;

use egui::{Align, Layout, ScrollArea, Ui, vec2};

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
                side_by_side(app, ui);
            }
            forms::show(app, ui);
        });
}

/// Certificate and files; what was checked takes more words than what a file is.
fn side_by_side(app: &mut App, ui: &mut Ui) {
    const LEFT: f32 = 0.56;
    let width = (LEFT * ui.available_width()).floor();
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = space::M;
        let downwards = Layout::top_down(Align::Min);
        let left = ui.allocate_ui_with_layout(vec2(width, 0.0), downwards, |ui| {
            ui.set_width(width);
            certificate::show(app, ui);
        });
        let height = left.response.rect.height();
        ui.vertical(|ui| files::show(app, ui, height));
    });
}
