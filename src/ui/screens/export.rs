//! Export: the files, and the certificate that they are right.

use egui::{RichText, ScrollArea, Ui};

use super::needs_run;
use crate::artifact::{EMBEDDINGS, IDS, METADATA, RUN, SKIPPED, Verification};
use crate::text::{bytes_in_words, thousands};
use crate::ui::app::App;
use crate::ui::command::ExportCommand;
use crate::ui::state::OpenRun;
use crate::ui::theme::palette;
use crate::ui::widgets::{self, Drawing, Icon, PushButton};

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
    });
    ScrollArea::vertical().id_salt("export").show(ui, |ui| {
        files(ui, run);
        ui.add_space(8.0);
        certificate(app, ui, run);
    });
}

fn files(ui: &mut Ui, run: &OpenRun) {
    let files = [
        (
            EMBEDDINGS,
            format!(
                "{} x {} unit vectors, 32-bit floats",
                thousands(run.record.counts.items),
                run.record.model.dim
            ),
        ),
        (
            IDS,
            "the product id of each row, 64-bit integers".to_owned(),
        ),
        (METADATA, "id, name and picture of each row".to_owned()),
        (
            SKIPPED,
            "every row and file without a vector, with the reason".to_owned(),
        ),
        (
            RUN,
            "model, engine, options, counts and SHA-256 of the other files".to_owned(),
        ),
    ];
    widgets::card(ui, |ui| {
        widgets::heading(ui, "Files");
        ui.spacing_mut().interact_size.y = 18.0;
        egui::Grid::new("files")
            .num_columns(3)
            .spacing([24.0, 8.0])
            .show(ui, |ui| {
                for (name, meaning) in files {
                    let size = run
                        .record
                        .files
                        .get(name)
                        .map_or_else(String::new, |file| bytes_in_words(file.bytes));
                    ui.label(name);
                    ui.label(size);
                    let muted = palette(ui).muted;
                    ui.label(RichText::new(meaning).color(muted));
                    ui.end_row();
                }
            });
        widgets::muted(ui, format!("in {}", run.out.display()));
    });
}

fn certificate(app: &App, ui: &mut Ui, run: &OpenRun) {
    widgets::card(ui, |ui| {
        widgets::heading(ui, "Certificate");
        match (&run.verification, run.verifying.is_some()) {
            (_, true) => {
                widgets::muted(ui, "Reading the files back…");
            }
            (Some(Ok(verification)), false) => checks(ui, verification),
            (Some(Err(error)), false) => widgets::error_card(ui, error, |_| {}),
            (None, false) => {
                widgets::muted(
                    ui,
                    "The files were read back when they were written. Verify again to see each check, for example after copying them.",
                );
            }
        }
        PushButton::of(&ExportCommand::Verify.into())
            .enabled(run.verifying.is_none())
            .send(ui, &app.send, ExportCommand::Verify);
    });
}

fn checks(ui: &mut Ui, verification: &Verification) {
    let colours = palette(ui);
    for check in &verification.checks {
        ui.horizontal(|ui| {
            let (source, tint) = if check.ok {
                (Icon::Check, colours.good)
            } else {
                (Icon::Warning, colours.bad)
            };
            source.show(ui, 16.0, tint);
            ui.label(name_of(check.name));
            widgets::muted(ui, check.detail.clone());
        });
    }
    let (text, colour) = if verification.ok {
        ("All checks passed", colours.good)
    } else {
        ("These files should not be used", colours.bad)
    };
    ui.label(RichText::new(text).color(colour));
}

fn name_of(check: &str) -> &str {
    match check {
        "sha256" => "Unchanged",
        "shape" => "Shape and type",
        "finite" => "All numbers",
        "unit_norm" => "Unit length",
        "ids_unique" => "Ids unique",
        "rows_aligned" => "Rows aligned",
        "skipped_listed" => "Left out",
        "readable" => "Readable",
        other => other,
    }
}
