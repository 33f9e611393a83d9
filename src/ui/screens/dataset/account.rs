//! The account: every row and every file in exactly one place, and the numbers add up.

use egui::{Align, Color32, Layout, RichText, Ui, vec2};

use crate::dataset::{Bucket, CheckReport, RowPolicy};
use crate::text::thousands;
use crate::ui::app::App;
use crate::ui::command::{CommandSender, DatasetCommand};
use crate::ui::state::LedgerView;
use crate::ui::theme::{CONTROL_HEIGHT, Palette, palette, space};
use crate::ui::widgets::{self, card, muted_line, muted_word, stat};

/// A sign between two numbers, with the distances around it.
const SIGN: f32 = 36.0;
/// Below this width the switch stands under the files.
const BESIDE: f32 = 860.0;

pub(super) fn show(app: &App, ui: &mut Ui) {
    let Some(open) = &app.live.dataset else {
        return;
    };
    let report = &open.dataset.report;
    card(ui, |ui| {
        ui.scope(|ui| {
            ui.spacing_mut().item_spacing = vec2(space::M, space::S);
            ui.horizontal_wrapped(|ui| rows(ui, report, &app.send));
        });
        if ui.available_width() < BESIDE {
            return below_each_other(app, ui, report, open.dataset.row_policy());
        }
        let size = vec2(ui.available_width(), CONTROL_HEIGHT);
        ui.allocate_ui_with_layout(size, Layout::right_to_left(Align::Center), |ui| {
            if report.csv.is_some() {
                switch(ui, report, open.dataset.row_policy(), app);
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                files(ui, report, &app.send);
            });
        });
    });
}

/// Files and switch where there is no room for both in one line.
fn below_each_other(app: &App, ui: &mut Ui, report: &CheckReport, policy: RowPolicy) {
    ui.horizontal_wrapped(|ui| files(ui, report, &app.send));
    if report.csv.is_some() {
        ui.horizontal_wrapped(|ui| switch(ui, report, policy, app));
    }
}

/// Rows = intact + repaired + ... Each number leads to its rows.
fn rows(ui: &mut Ui, report: &CheckReport, send: &CommandSender) {
    let colours = palette(ui);
    let what = if report.csv.is_some() {
        "rows"
    } else {
        "pictures"
    };
    stat(ui, &thousands(report.rows), what, None);
    let mut sign = "=";
    for part in parts(report, colours) {
        if part.count == 0 && part.bucket != Bucket::Intact {
            continue;
        }
        // A sign does not stand alone at the end of a row.
        let number = thousands(part.count);
        let needed = widgets::stat_size(ui, &number, part.meaning).x + SIGN;
        if ui.available_size_before_wrap().x < needed {
            ui.end_row();
        }
        ui.label(RichText::new(sign).color(colours.muted).size(16.0));
        sign = "+";
        if part.bucket == Bucket::Intact {
            stat(ui, &number, part.meaning, None);
        } else {
            let response = widgets::clickable_stat(ui, &number, part.meaning, part.colour);
            if response.on_hover_text("Show these rows").clicked() {
                send.send(DatasetCommand::Ledger(Some(LedgerView {
                    bucket: Some(part.bucket),
                    entry: 0,
                })));
            }
        }
    }
}

struct Part {
    count: usize,
    meaning: &'static str,
    bucket: Bucket,
    colour: Color32,
}

fn parts(report: &CheckReport, colours: Palette) -> [Part; 6] {
    let part = |count, meaning, bucket, colour| Part {
        count,
        meaning,
        bucket,
        colour,
    };
    [
        part(
            report.intact,
            "usable as they are",
            Bucket::Intact,
            colours.text,
        ),
        part(
            report.repaired_usable,
            "repaired",
            Bucket::Repaired,
            colours.accent,
        ),
        part(
            report.skipped_rows,
            "malformed, skipped",
            Bucket::Skipped,
            colours.attention,
        ),
        part(
            report.missing_images.len(),
            "without an image",
            Bucket::NoImage,
            colours.attention,
        ),
        part(
            report.duplicate_ids,
            "with a repeated id",
            Bucket::DuplicateId,
            colours.attention,
        ),
        part(
            report.unreadable,
            "with an unreadable image",
            Bucket::Unreadable,
            colours.bad,
        ),
    ]
}

/// What is done with malformed rows, and what the other choice would give.
fn switch(ui: &mut Ui, report: &CheckReport, policy: RowPolicy, app: &App) {
    let options = [
        (RowPolicy::Repair, "Repair rows"),
        (RowPolicy::Skip, "Skip them, as the notebook"),
    ];
    let free = app.situation().busy_embedding().is_none() && app.live.opening.is_none();
    ui.add_enabled_ui(free, |ui| {
        if let Some(rows) = widgets::segmented(ui, policy, &options) {
            app.send.send(DatasetCommand::SetRows(rows));
        }
    });
    muted_word(ui, effect(report, policy));
}

/// The effect of the switch in numbers.
fn effect(report: &CheckReport, policy: RowPolicy) -> String {
    let usable = thousands(report.usable());
    match policy {
        RowPolicy::Repair if report.repaired_usable == 0 => {
            "No row needs a repair: both give the same".to_owned()
        }
        RowPolicy::Repair => format!(
            "{usable} products; skipping leaves {}",
            thousands(report.intact)
        ),
        RowPolicy::Skip if report.skipped_rows == 0 => {
            "No row is malformed: both give the same".to_owned()
        }
        RowPolicy::Skip => format!(
            "{usable} products; repairing brings back up to {}",
            thousands(report.skipped_rows)
        ),
    }
}

/// Files = with a row + without one, and what else is to be known of them.
fn files(ui: &mut Ui, report: &CheckReport, send: &CommandSender) {
    let text = format!(
        "{} image files = {} with a row + {} without",
        thousands(report.image_files),
        thousands(report.images_with_row),
        thousands(report.orphan_images)
    );
    muted_line(ui, text);
    if report.orphan_images > 0 && widgets::link(ui, "Show them").clicked() {
        send.send(DatasetCommand::Ledger(Some(LedgerView {
            bucket: Some(Bucket::Orphan),
            entry: 0,
        })));
    }
    for note in &report.notes {
        muted_line(ui, format!("· {note}"));
    }
}

/// The buckets that hold something, with their counts, for the ledger's head.
pub(super) fn buckets(report: &CheckReport) -> Vec<(Bucket, usize)> {
    let all = [
        Bucket::Repaired,
        Bucket::Skipped,
        Bucket::NoImage,
        Bucket::DuplicateId,
        Bucket::Unreadable,
        Bucket::Orphan,
    ];
    let count = |bucket| {
        report
            .ledger
            .iter()
            .filter(|entry| entry.bucket == bucket)
            .count()
    };
    all.into_iter()
        .map(|bucket| (bucket, count(bucket)))
        .filter(|(_, count)| *count > 0)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_effect_of_the_switch_is_said_in_numbers() {
        let report = CheckReport {
            intact: 44_419,
            repaired_usable: 22,
            ..CheckReport::default()
        };
        assert_eq!(
            effect(&report, RowPolicy::Repair),
            "44,441 products; skipping leaves 44,419"
        );
        let report = CheckReport {
            intact: 44_419,
            skipped_rows: 22,
            ..CheckReport::default()
        };
        assert_eq!(
            effect(&report, RowPolicy::Skip),
            "44,419 products; repairing brings back up to 22"
        );
        assert_eq!(
            effect(&CheckReport::default(), RowPolicy::Skip),
            "No row is malformed: both give the same"
        );
    }
}
