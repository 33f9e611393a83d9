//! The rows and files that are not plainly intact: where they stand, what they say, what was done.

use egui::{Label, Layout, RichText, Ui, UiBuilder, vec2};

use super::account;
use crate::dataset::{Bucket, Dataset, LedgerEntry};
use crate::text::thousands;
use crate::ui::app::App;
use crate::ui::command::{DatasetCommand, WindowCommand};
use crate::ui::state::{LedgerView, OpenDataset};
use crate::ui::theme::{self, palette, space};
use crate::ui::widgets::{self, Icon, PushButton, TableColumn, card, card_with, heading, muted};

const DETAILS_HEIGHT: f32 = 136.0;

pub(super) fn show(app: &mut App, ui: &mut Ui) {
    let (Some(open), Some(view)) = (&app.live.dataset, app.view.dataset.ledger) else {
        return;
    };
    let report = &open.dataset.report;
    ui.horizontal(|ui| {
        PushButton::of(&DatasetCommand::Ledger(None).into()).send(
            ui,
            &app.send,
            DatasetCommand::Ledger(None),
        );
        let all = format!("All {}", thousands(report.ledger.len()));
        let buckets = account::buckets(report);
        let labels: Vec<String> = buckets
            .iter()
            .map(|(bucket, count)| format!("{} {}", title(*bucket), thousands(*count)))
            .collect();
        let mut options = vec![(None, all.as_str())];
        options.extend(
            buckets
                .iter()
                .zip(&labels)
                .map(|((bucket, _), label)| (Some(*bucket), label.as_str())),
        );
        if let Some(bucket) = widgets::segmented(ui, view.bucket, &options) {
            app.send.send(DatasetCommand::Ledger(Some(LedgerView {
                bucket,
                entry: 0,
            })));
        }
    });
    let entries: Vec<&LedgerEntry> = report
        .ledger
        .iter()
        .filter(|entry| view.bucket.is_none_or(|bucket| entry.bucket == bucket))
        .collect();
    if entries.is_empty() {
        muted(ui, "Every row and every file is plainly intact.");
        return;
    }
    let room = ui.available_size();
    let below = DETAILS_HEIGHT + space::M;
    let size = vec2(room.x, (room.y - below).max(120.0));
    ui.allocate_ui_with_layout(size, Layout::top_down(egui::Align::Min), |ui| {
        let clicked = card_with(ui, space::M as i8, |ui| {
            ui.set_height(size.y - 2.0 * space::M);
            table(ui, &entries, Some(view.entry))
        });
        if let Some(entry) = clicked {
            app.send
                .send(DatasetCommand::Ledger(Some(LedgerView { entry, ..view })));
        }
    });
    if let Some(entry) = entries.get(view.entry) {
        whole(app, ui, open, entry);
    }
}

/// A bucket as the head of a list.
fn title(bucket: Bucket) -> &'static str {
    match bucket {
        Bucket::Intact => "Intact",
        Bucket::Repaired => "Repaired",
        Bucket::Skipped => "Skipped",
        Bucket::NoImage => "No image",
        Bucket::DuplicateId => "Repeated id",
        Bucket::Unreadable => "Unreadable",
        Bucket::Orphan => "Image without row",
    }
}

fn table(ui: &mut Ui, entries: &[&LedgerEntry], selected: Option<usize>) -> Option<usize> {
    // Where there is room, reasons are read without pointing at them.
    let reasons = (0.38 * ui.available_width()).clamp(330.0, 620.0);
    let columns = [
        TableColumn::number("Line", 56.0),
        TableColumn::number("Id", 64.0),
        TableColumn::text("Result", 120.0),
        TableColumn::text("What was done, or why", reasons),
        TableColumn::rest("The row as it stands"),
    ];
    widgets::table(
        ui,
        "ledger",
        &columns,
        entries.len(),
        selected,
        |ui, row, column| {
            let entry = entries[row];
            match column {
                0 if entry.line > 0 => widgets::line(ui, thousands(entry.line as usize)),
                1 => widgets::line(ui, entry.id.map_or_else(String::new, |id| id.to_string())),
                2 => widgets::line(ui, title(entry.bucket)),
                3 => widgets::line(ui, entry.note.clone()),
                4 => widgets::muted_line(ui, raw(entry)),
                _ => widgets::line(ui, ""),
            };
        },
    )
}

/// The row as it stands in the file, or the file where there is no row.
fn raw(entry: &LedgerEntry) -> &str {
    if entry.raw.is_empty() {
        entry.path.as_deref().unwrap_or_default()
    } else {
        &entry.raw
    }
}

/// One entry with everything that is known of it.
fn whole(app: &App, ui: &mut Ui, open: &OpenDataset, entry: &LedgerEntry) {
    let room = ui.available_rect_before_wrap();
    let mut part = ui.new_child(UiBuilder::new().max_rect(room));
    card(&mut part, |ui| {
        ui.horizontal(|ui| {
            let place = if entry.line > 0 {
                format!("Line {}", thousands(entry.line as usize))
            } else {
                "No row".to_owned()
            };
            heading(ui, format!("{place} · {}", title(entry.bucket)));
            ui.with_layout(Layout::right_to_left(egui::Align::Center), |ui| {
                PushButton::new("Copy row").icon(Icon::Copy).small().send(
                    ui,
                    &app.send,
                    WindowCommand::Copy(raw(entry).to_owned(), "Row".to_owned()),
                );
                if let Some(product) = product_of(&open.dataset, open, entry) {
                    PushButton::of(&DatasetCommand::Reveal(product).into())
                        .small()
                        .send(ui, &app.send, DatasetCommand::Reveal(product));
                }
            });
        });
        muted(ui, entry.note.clone());
        let raw = RichText::new(raw(entry)).text_style(theme::secondary());
        egui::Frame::new()
            .fill(palette(ui).raised)
            .corner_radius(6)
            .inner_margin(8)
            .show(ui, |ui| {
                ui.set_width(ui.available_width());
                ui.add(Label::new(raw).wrap().selectable(true));
            });
    });
}

/// The product that an entry became, if it became one.
fn product_of(dataset: &Dataset, open: &OpenDataset, entry: &LedgerEntry) -> Option<usize> {
    let product = *open.by_id.get(&entry.id?)?;
    (entry.bucket == Bucket::Repaired && dataset.products[product].line == entry.line)
        .then_some(product)
}
