//! How often neighbours share a label: every column beside chance, and every label of one column.

use egui::{Ui, vec2};

use super::figures::{percent, times};
use crate::quality::{ClassAgreement, ColumnQuality};
use crate::text::thousands;
use crate::ui::app::App;
use crate::ui::command::QualityCommand;
use crate::ui::format;
use crate::ui::state::Examined;
use crate::ui::theme::space;
use crate::ui::widgets::{self, TableColumn};

/// The part of the width that the columns take.
const COLUMNS: f32 = 0.46;

pub(super) fn show(app: &App, ui: &mut Ui, examined: &Examined) {
    let report = examined.report();
    if report.columns.is_empty() {
        super::without_labels(ui);
        return;
    }
    let room = ui.available_size();
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = space::M;
        let left = (room.x * COLUMNS).round();
        part(ui, left, room.y, |ui| columns(app, ui, &report.columns));
        part(ui, room.x - left - space::M, room.y, |ui| {
            if let Some(column) = report.columns.get(app.view.quality.column) {
                let order = &examined.worst_first[app.view.quality.column];
                classes(app, ui, column, order);
            }
        });
    });
}

/// A card of a fixed size beside another.
pub(super) fn part(ui: &mut Ui, width: f32, height: f32, add: impl FnOnce(&mut Ui)) {
    let (rect, _) = ui.allocate_exact_size(vec2(width, height), egui::Sense::hover());
    let mut inside = ui.new_child(egui::UiBuilder::new().max_rect(rect));
    inside.shrink_clip_rect(rect);
    widgets::card(&mut inside, |ui| {
        ui.set_height(height - 2.0 * space::L - 2.0);
        add(ui);
    });
}

fn columns(app: &App, ui: &mut Ui, columns: &[ColumnQuality]) {
    widgets::heading(ui, "Do neighbours share the label?");
    widgets::muted(
        ui,
        "Agreement is the part of all neighbours with the same label. Chance is what random products would give, lift is agreement over chance.",
    );
    let heads = [
        TableColumn::rest("Column"),
        TableColumn::number("Agreement", 74.0),
        TableColumn::number("Chance", 60.0),
        TableColumn::number("Lift", 54.0),
        TableColumn::number("To review", 66.0),
    ];
    let selected = Some(app.view.quality.column);
    let clicked = widgets::table(
        ui,
        "columns",
        &heads,
        columns.len(),
        selected,
        |ui, row, at| {
            let column = &columns[row];
            let agreement = &column.agreement;
            let text = match at {
                0 => format::column(&agreement.column),
                1 => percent(agreement.agreement()),
                2 => percent(agreement.chance),
                3 => times(agreement.lift),
                _ => thousands(column.suspects_total),
            };
            widgets::line(ui, text);
        },
    );
    if let Some(column) = clicked {
        app.send.send(QualityCommand::SetColumn(column));
    }
}

fn classes(app: &App, ui: &mut Ui, column: &ColumnQuality, worst: &[usize]) {
    let agreement = &column.agreement;
    let worst_first = app.view.quality.worst_first;
    ui.horizontal(|ui| {
        widgets::heading(
            ui,
            format!("Labels of {}", format::column(&agreement.column)),
        );
        let order = [(false, "Most frequent"), (true, "Least agreement")];
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            if let Some(worst_first) = widgets::segmented(ui, worst_first, &order) {
                app.send.send(QualityCommand::SetWorstFirst(worst_first));
            }
        });
    });
    widgets::muted(
        ui,
        format!(
            "Every label counting once: {}. The most that is possible, since rare labels have too few others: {}.",
            percent(agreement.balanced),
            percent(agreement.ceiling)
        ),
    );
    let classes = &agreement.classes;
    let heads = [
        TableColumn::rest("Label"),
        TableColumn::number("Products", 62.0),
        TableColumn::number("Agreement", 74.0),
        TableColumn::number("Lift", 54.0),
        TableColumn::text("Most often beside", 150.0),
    ];
    widgets::table(ui, "classes", &heads, classes.len(), None, |ui, row, at| {
        let class = &classes[if worst_first { worst[row] } else { row }];
        let text = match at {
            0 => class.label.clone(),
            1 => thousands(class.count),
            2 => percent(class.agreement),
            3 => times(class.lift),
            _ => beside(class),
        };
        widgets::line(ui, text);
    });
}

fn beside(class: &ClassAgreement) -> String {
    class.most_confused.as_ref().map_or_else(
        || "no other label".to_owned(),
        |(label, share)| format!("{label}, {}", percent(Some(*share))),
    )
}
