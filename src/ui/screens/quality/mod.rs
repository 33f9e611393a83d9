//! Quality: how good the vectors are, measured, with the products behind every figure.

mod agreement;
mod confusions;
mod duplicates;
mod figures;
mod glance;
mod hubs;
mod outliers;
mod review;
mod start;
mod texts;
mod tiles;
mod vectors;

use std::sync::Arc;

use egui::{ScrollArea, Ui};

use super::needs_run;
use crate::text::counted;
use crate::ui::app::App;
use crate::ui::command::{Command, QualityCommand, Wanted};
use crate::ui::format;
use crate::ui::state::{Examined, QualityTab};
use crate::ui::theme::{palette, space};
use crate::ui::widgets::{self, Drawing, Icon, PushButton};

const TITLE: &str = "See whether the vectors are good";

pub(super) fn show(app: &mut App, ui: &mut Ui) {
    let about = "How often neighbours share a label, what is confused, what is there twice. Quality comes alive once a run is finished.";
    if needs_run(app, ui, Drawing::Quality, TITLE, about) {
        return;
    }
    let quality = app.live.run.as_ref().map(|run| &run.quality);
    let examined = quality.and_then(|quality| quality.examined.clone());
    match examined {
        Some(examined) => findings(app, ui, &examined),
        None => start::show(app, ui),
    }
}

fn findings(app: &mut App, ui: &mut Ui, examined: &Arc<Examined>) {
    let report = examined.report();
    let context = format!(
        "From the exact {} nearest neighbours of {}",
        report.k,
        counted(examined.ids.len() as u64, "product")
    );
    widgets::page_head(ui, "Quality", &context, |ui| {
        head_actions(app, ui, examined);
    });
    start::progress_card(app, ui);
    notes(ui, &report.notes);
    glance::show(app, ui, examined);
    ui.add_space(space::S);
    tabs(app, ui, examined);
    ui.add_space(space::XS);
    match app.view.quality.tab {
        QualityTab::Agreement => agreement::show(app, ui, examined),
        QualityTab::Confusions => confusions::show(app, ui, examined),
        QualityTab::Review => review::show(app, ui, examined),
        QualityTab::Duplicates => duplicates::show(app, ui, examined),
        QualityTab::Outliers => outliers::show(app, ui, examined),
        QualityTab::Hubs => hubs::show(app, ui, examined),
        QualityTab::Vectors => vectors::show(app, ui, examined),
        QualityTab::Texts => texts::show(app, ui, examined),
    }
}

fn head_actions(app: &App, ui: &mut Ui, examined: &Examined) {
    let quality = app.live.run.as_ref().map(|run| &run.quality);
    let writing = quality.is_some_and(|quality| quality.writing.is_some());
    let busy = quality.is_some_and(|quality| quality.examining.is_some());
    let report = Command::Name(Wanted::Report);
    let mut button = PushButton::of(&report).primary().enabled(!writing);
    if writing {
        button = button.text("Writing…");
    }
    button.send(ui, &app.send, report);
    let again = if examined.pictures {
        "Measure again"
    } else {
        "Measure with pictures"
    };
    let button = PushButton::of(&QualityCommand::Examine.into())
        .text(again)
        .enabled(!busy);
    button.send(ui, &app.send, QualityCommand::Examine);
}

/// What a reader must know before believing the figures.
fn notes(ui: &mut Ui, notes: &[String]) {
    if notes.is_empty() {
        return;
    }
    widgets::card_with(ui, space::M as i8, |ui| {
        for note in notes {
            ui.horizontal_top(|ui| {
                Icon::Warning.show(ui, 16.0, palette(ui).attention);
                widgets::body(ui, note);
            });
        }
    });
    ui.add_space(space::S);
}

/// The parts of the page, and the column that some of them are about.
fn tabs(app: &App, ui: &mut Ui, examined: &Examined) {
    let view = &app.view.quality;
    let bar = |ui: &mut Ui| {
        ui.horizontal(|ui| {
            if let Some(tab) = widgets::segmented(ui, view.tab, &QualityTab::ALL) {
                app.send.send(QualityCommand::Show(tab));
            }
            if view.tab.has_column() && !examined.columns().is_empty() {
                column_choice(app, ui, examined);
            }
        });
    };
    ScrollArea::horizontal()
        .id_salt("quality tabs")
        .auto_shrink([false, true])
        .show(ui, bar);
}

fn column_choice(app: &App, ui: &mut Ui, examined: &Examined) {
    let columns = examined.columns();
    let options: Vec<(usize, String)> = columns
        .iter()
        .enumerate()
        .map(|(place, column)| (place, format::column(&column.name)))
        .collect();
    ui.add_space(space::S);
    widgets::muted_word(ui, "Labels");
    if let Some(place) = widgets::dropdown(ui, "Labels", 150.0, app.view.quality.column, &options) {
        app.send.send(QualityCommand::SetColumn(place));
    }
}

/// A part that needs labels, where there are none.
fn without_labels(ui: &mut Ui) {
    widgets::card(ui, |ui| {
        widgets::heading(ui, "There are no labels to compare");
        widgets::muted(
            ui,
            "This part compares neighbours by the columns of styles.csv. A folder of pictures alone has none; duplicates, outliers, hubs and vectors are measured all the same.",
        );
    });
}
