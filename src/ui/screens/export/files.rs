//! The files that every run has.

use egui::{Ui, vec2};

use crate::artifact::{EMBEDDINGS, IDS, METADATA, RUN, SKIPPED};
use crate::text::{bytes_in_words, thousands};
use crate::ui::app::App;
use crate::ui::state::OpenRun;
use crate::ui::theme::space;
use crate::ui::widgets::{self, cell};

const NAME: f32 = 200.0;
const SIZE: f32 = 90.0;
const ROW: f32 = 24.0;
/// Below this width what a file holds is said under its name.
const BESIDE: f32 = 620.0;

/// The card is at least `height` high, so that it ends with the one beside it.
pub(super) fn show(app: &App, ui: &mut Ui, height: f32) {
    let Some(run) = &app.live.run else {
        return;
    };
    widgets::card(ui, |ui| {
        ui.set_min_height((height - 2.0 * space::L - 2.0).max(0.0));
        ui.spacing_mut().item_spacing.y = space::XS;
        widgets::heading(ui, "Written with every run");
        widgets::muted_line(ui, format!("in {}", run.out.display()));
        ui.add_space(space::XS);
        ui.spacing_mut().item_spacing.y = 0.0;
        for (name, meaning) in meanings(run) {
            let size = size(run, name).map_or_else(String::new, bytes_in_words);
            let below = ui.available_width() < BESIDE;
            ui.horizontal(|ui| {
                cell(ui, vec2(NAME, ROW), |ui| widgets::line(ui, name));
                cell(ui, vec2(SIZE, ROW), |ui| widgets::muted_line(ui, size));
                if !below {
                    let room = vec2(ui.available_width(), ROW);
                    cell(ui, room, |ui| widgets::muted_line(ui, meaning.as_str()));
                }
            });
            if below {
                widgets::muted(ui, meaning);
                ui.add_space(space::XS);
            }
        }
    });
}

/// Size of a file in bytes. The record knows those of the others; its own was looked up.
fn size(run: &OpenRun, name: &str) -> Option<u64> {
    match run.record.files.get(name) {
        Some(file) => Some(file.bytes),
        None => run.export.record_bytes.filter(|_| name == RUN),
    }
}

fn meanings(run: &OpenRun) -> [(&'static str, String); 5] {
    let vectors = format!(
        "{} x {} unit vectors, 32-bit floats",
        thousands(run.record.counts.items),
        run.record.model.dim
    );
    let text = str::to_owned;
    [
        (EMBEDDINGS, vectors),
        (IDS, text("The product id of each row, 64-bit integers")),
        (METADATA, text("Id, name and picture of each row")),
        (
            SKIPPED,
            text("Every row and file without a vector, with the reason"),
        ),
        (
            RUN,
            text("Model, engine, options, counts and SHA-256 of the other files"),
        ),
    ]
}
