//! The account: every row and every file in exactly one place, and the numbers add up.

use egui::{Align, Color32, Layout, RichText, Sense, Ui, UiBuilder, vec2};

use crate::dataset::{Bucket, CheckReport, RowPolicy};
use crate::text::thousands;
use crate::ui::app::App;
use crate::ui::command::{CommandSender, DatasetCommand};
use crate::ui::state::LedgerView;
use crate::ui::theme::{CONTROL_HEIGHT, Palette, palette, space};
use crate::ui::widgets::{self, Icon, card_with, muted_line, muted_word, stat};

/// A sign between two numbers, with the distances around it.
const SIGN: f32 = 36.0;
/// What the switch and the words beside it take.
const SWITCH: f32 = 560.0;
/// What is said where nothing is amiss takes this.
const ALL_WELL: f32 = 330.0;
/// Below this width the switch stands under the files.
const BESIDE: f32 = 860.0;

pub(super) fn show(app: &App, ui: &mut Ui) {
    let Some(open) = &app.live.dataset else {
        return;
    };
    let report = &open.dataset.report;
    let policy = has_malformed(report).then(|| open.dataset.row_policy());
    card_with(ui, space::M as i8, |ui| {
        let room = ui.available_width() - rows_width(ui, report);
        let beside = match policy {
            Some(_) => room >= SWITCH,
            None => room >= ALL_WELL && is_all_well(report),
        };
        if beside {
            one_row(app, ui, report, policy);
        } else {
            ui.spacing_mut().item_spacing = vec2(space::M, space::S);
            ui.horizontal_wrapped(|ui| rows(ui, report, &app.send));
        }
        let policy = policy.filter(|_| !beside);
        if policy.is_some() || report.orphan_images > 0 || !report.notes.is_empty() {
            second_row(app, ui, report, policy);
        }
    });
}

/// The rows, and at the right the switch or that all is well.
fn one_row(app: &App, ui: &mut Ui, report: &CheckReport, policy: Option<RowPolicy>) {
    let height = widgets::stat_size(ui, "0", "rows").y;
    let size = vec2(ui.available_width(), height);
    let (rect, _) = ui.allocate_exact_size(size, Sense::hover());
    let layout = Layout::left_to_right(Align::Center);
    let mut left = ui.new_child(UiBuilder::new().max_rect(rect).layout(layout));
    left.spacing_mut().item_spacing.x = space::M;
    rows(&mut left, report, &app.send);
    let layout = Layout::right_to_left(Align::Center);
    let mut right = ui.new_child(UiBuilder::new().max_rect(rect).layout(layout));
    match policy {
        Some(policy) => switch(&mut right, report, policy, app),
        None => all_well(&mut right, report),
    }
}

/// Whether a row could not be read as it stands: only then repairing and skipping differ.
fn has_malformed(report: &CheckReport) -> bool {
    report.csv.is_some() && report.repaired + report.skipped_rows > 0
}

/// Whether every row is usable as it is and every file belongs to one.
fn is_all_well(report: &CheckReport) -> bool {
    report.intact == report.rows && report.orphan_images == 0 && report.notes.is_empty()
}

fn all_well(ui: &mut Ui, report: &CheckReport) {
    let text = if report.csv.is_some() {
        "Every row has its image"
    } else {
        "Every image can be used"
    };
    let sum = sum_of_files(report);
    muted_word(ui, text).on_hover_text(&sum);
    Icon::Check
        .show(ui, 16.0, palette(ui).good)
        .on_hover_text(sum);
}

/// The files, and the switch if it has no place beside the rows.
fn second_row(app: &App, ui: &mut Ui, report: &CheckReport, policy: Option<RowPolicy>) {
    if ui.available_width() < BESIDE {
        ui.horizontal_wrapped(|ui| files(ui, report, &app.send));
        if let Some(policy) = policy {
            ui.horizontal_wrapped(|ui| switch(ui, report, policy, app));
        }
        return;
    }
    let height = policy.map_or(0.0, |_| CONTROL_HEIGHT);
    let size = vec2(ui.available_width(), height);
    ui.allocate_ui_with_layout(size, Layout::right_to_left(Align::Center), |ui| {
        if let Some(policy) = policy {
            switch(ui, report, policy, app);
        }
        ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
            files(ui, report, &app.send);
        });
    });
}

/// Rows = intact + repaired + ... Each number leads to its rows.
fn rows(ui: &mut Ui, report: &CheckReport, send: &CommandSender) {
    let colours = palette(ui);
    let what = what_rows_are(report);
    let sum = sum_of_files(report);
    stat(ui, &thousands(report.rows), what, None).on_hover_text(sum);
    let mut sign = "=";
    for part in shown_parts(report, colours) {
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

fn what_rows_are(report: &CheckReport) -> &'static str {
    if report.csv.is_some() {
        "rows"
    } else {
        "pictures"
    }
}

/// The width of the whole sum in one line.
fn rows_width(ui: &Ui, report: &CheckReport) -> f32 {
    let all = widgets::stat_size(ui, &thousands(report.rows), what_rows_are(report)).x;
    let parts = shown_parts(report, palette(ui));
    let widths = parts.map(|part| {
        let number = thousands(part.count);
        widgets::stat_size(ui, &number, part.meaning).x + SIGN
    });
    all + widths.sum::<f32>()
}

/// The parts that hold something; what is usable is said in any case.
fn shown_parts(report: &CheckReport, colours: Palette) -> impl Iterator<Item = Part> {
    let parts = parts(report, colours).into_iter();
    parts.filter(|part| part.count > 0 || part.bucket == Bucket::Intact)
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
            "No row can be repaired: both give the same".to_owned()
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

/// Files = with a row + without one.
fn sum_of_files(report: &CheckReport) -> String {
    format!(
        "{} image files = {} with a row + {} without",
        thousands(report.image_files),
        thousands(report.images_with_row),
        thousands(report.orphan_images)
    )
}

/// The sum of the files, and what else is to be known of them.
fn files(ui: &mut Ui, report: &CheckReport, send: &CommandSender) {
    muted_line(ui, sum_of_files(report));
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
    fn the_switch_is_there_only_where_a_row_is_malformed() {
        let report = CheckReport {
            csv: Some("styles.csv".to_owned()),
            rows: 300,
            intact: 298,
            orphan_images: 2,
            ..CheckReport::default()
        };
        assert!(!has_malformed(&report) && !is_all_well(&report));
        let repaired = CheckReport {
            repaired: 1,
            ..report.clone()
        };
        let skipped = CheckReport {
            skipped_rows: 1,
            ..report.clone()
        };
        assert!(has_malformed(&repaired) && has_malformed(&skipped));
        let pictures = CheckReport {
            csv: None,
            ..skipped
        };
        assert!(!has_malformed(&pictures), "pictures alone have no rows");
        let well = CheckReport {
            intact: 300,
            orphan_images: 0,
            ..report
        };
        assert!(is_all_well(&well));
    }

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
