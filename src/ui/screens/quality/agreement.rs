//! How often neighbours share a label: every column beside chance, and every label of one column.

use egui::{Align, Layout, Response, Ui, vec2};

use super::figures::{against_chance, percent, times, whole_percent};
use crate::quality::{ClassAgreement, ColumnQuality};
use crate::text::thousands;
use crate::ui::app::App;
use crate::ui::command::QualityCommand;
use crate::ui::format;
use crate::ui::state::Examined;
use crate::ui::theme::{CONTROL_HEIGHT, space};
use crate::ui::widgets::{self, TableColumn};

/// The part of the width that the columns take.
const COLUMNS: f32 = 0.46;

/// Least and greatest width of a column of names.
const NAMES: [f32; 2] = [112.0, 190.0];

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

/// Title of a card and one line of explanation, as high on both cards, so that the heads of their tables are level.
fn head(ui: &mut Ui, title: &str, about: &str, tip: &str, right: impl FnOnce(&mut Ui)) {
    ui.horizontal(|ui| {
        ui.set_min_height(CONTROL_HEIGHT);
        widgets::heading(ui, title);
        ui.with_layout(Layout::right_to_left(Align::Center), right);
    });
    widgets::muted_line(ui, about).on_hover_text(tip);
}

/// The width of the column of names: so that the figures stand near them where there is much room.
fn names(ui: &Ui) -> f32 {
    (0.24 * ui.available_width()).clamp(NAMES[0], NAMES[1])
}

fn columns(app: &App, ui: &mut Ui, columns: &[ColumnQuality]) {
    head(
        ui,
        "Do neighbours share the label?",
        "The part of all neighbours that do; the mark is chance",
        "Chance is what random products would give: where half of all products have one label, half of them agree \
         without any model",
        |_| {},
    );
    let heads = [
        TableColumn::text("Column", names(ui)),
        TableColumn::rest("Agreement"),
        TableColumn::number("Over chance", 76.0),
        TableColumn::number("To review", 62.0),
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
            let name = format::column(&agreement.column);
            match at {
                0 => widgets::line(ui, name),
                1 => shared(
                    ui,
                    &name,
                    agreement.agreement(),
                    agreement.chance,
                    agreement.lift,
                ),
                2 => widgets::line(ui, times(agreement.lift)),
                _ => widgets::line(ui, thousands(column.suspects_total)),
            };
        },
    );
    if let Some(column) = clicked {
        app.send.send(QualityCommand::SetColumn(column));
    }
}

/// A bar with the mark of chance, and the exact figures in its tooltip.
fn shared(
    ui: &mut Ui,
    name: &str,
    agreement: Option<f64>,
    chance: Option<f64>,
    lift: Option<f64>,
) -> Response {
    let about = format!(
        "{name}: {} of the neighbours share it, {} by chance\n{}",
        percent(agreement),
        percent(chance),
        against_chance(lift)
    );
    widgets::share_with_chance(ui, name, agreement, chance).on_hover_text(about)
}

fn classes(app: &App, ui: &mut Ui, column: &ColumnQuality, worst: &[usize]) {
    let agreement = &column.agreement;
    let worst_first = app.view.quality.worst_first;
    let about = format!(
        "Every label counting once: {}",
        whole_percent(agreement.balanced)
    );
    let tip = format!(
        "The mean over the labels, so that a rare one counts as much as a frequent one. At most {} of all neighbours \
         could agree: some labels have too few products to fill ten places",
        whole_percent(agreement.ceiling)
    );
    let title = format!("Labels of {}", format::column(&agreement.column));
    head(ui, &title, &about, &tip, |ui| {
        let order = [(false, "Most frequent"), (true, "Least agreement")];
        if let Some(worst_first) = widgets::segmented(ui, worst_first, &order) {
            app.send.send(QualityCommand::SetWorstFirst(worst_first));
        }
    });
    let classes = &agreement.classes;
    let heads = [
        TableColumn::text("Label", names(ui)),
        TableColumn::number("Products", 58.0),
        TableColumn::rest("Agreement"),
        TableColumn::text("Most often beside", 150.0),
    ];
    widgets::table(ui, "classes", &heads, classes.len(), None, |ui, row, at| {
        let class = &classes[if worst_first { worst[row] } else { row }];
        match at {
            0 => widgets::line(ui, &class.label),
            1 => widgets::line(ui, thousands(class.count)),
            2 => shared(ui, &class.label, class.agreement, class.chance, class.lift),
            _ => widgets::line(ui, beside(class)),
        };
    });
}

fn beside(class: &ClassAgreement) -> String {
    class.most_confused.as_ref().map_or_else(
        || "no other label".to_owned(),
        |(label, share)| format!("{label}, {}", whole_percent(Some(*share))),
    )
}
