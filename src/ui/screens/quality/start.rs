//! Before the examination, and while it goes on.

use egui::{Align, Layout, Ui};

use crate::text::thousands;
use crate::ui::app::App;
use crate::ui::command::QualityCommand;
use crate::ui::state::Examining;
use crate::ui::theme::space;
use crate::ui::widgets::{self, Drawing, PushButton};

pub(super) fn show(app: &App, ui: &mut Ui) {
    let Some(run) = &app.live.run else {
        return;
    };
    let context = format!("{} vectors", thousands(run.record.counts.items));
    widgets::page_head(ui, "Quality", &context, |_| {});
    if progress_card(app, ui) {
        return;
    }
    if let Some(error) = &run.quality.failed {
        widgets::error_card(ui, error, |ui| {
            PushButton::of(&QualityCommand::Examine.into())
                .text("Try again")
                .send(ui, &app.send, QualityCommand::Examine);
        });
        return;
    }
    let text = "Every product's ten nearest neighbours are found, exactly. Then it is counted how often they share a label, which labels are confused, what is there twice, and what is far from everything.";
    widgets::empty(ui, Drawing::Quality, super::TITLE, text, |ui| {
        let obstacle = obstacle(app);
        PushButton::of(&QualityCommand::Examine.into())
            .primary()
            .obstacle(obstacle)
            .send(ui, &app.send, QualityCommand::Examine);
        ui.add_space(space::XS);
        let mut pictures = app.view.quality.pictures;
        let label = "Read the pictures too: identical files, brightness, background";
        if widgets::checkbox(ui, &mut pictures, label).changed() {
            app.send.send(QualityCommand::SetPictures(pictures));
        }
    });
}

fn obstacle(app: &App) -> Option<&'static str> {
    if app.live.engines.is_none() {
        Some("Still looking for the engines")
    } else if app.live.dataset.is_none() {
        Some("Open the dataset first: labels and pictures come from it")
    } else {
        None
    }
}

/// How far the examination is, if one goes on. Gives whether it does.
pub(super) fn progress_card(app: &App, ui: &mut Ui) -> bool {
    let quality = app.live.run.as_ref().map(|run| &run.quality);
    let Some(examining) = quality.and_then(|quality| quality.examining.as_ref()) else {
        return false;
    };
    widgets::card(ui, |ui| {
        ui.horizontal(|ui| {
            widgets::heading(ui, format!("{}…", examining.progress.stage().label()));
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                widgets::button(ui, &app.send, QualityCommand::Stop);
            });
        });
        let share = examining.progress.steps.fraction().unwrap_or(0.0);
        widgets::progress_bar(ui, share, 8.0, "Measuring quality");
        widgets::muted(ui, steps(examining));
    });
    ui.add_space(space::S);
    true
}

fn steps(examining: &Examining) -> String {
    let steps = &examining.progress.steps;
    let count = match steps.total() {
        0 => String::new(),
        total => format!("{} of {} · ", thousands(steps.done()), thousands(total)),
    };
    format!("{count}you can go on working meanwhile; the neighbours are kept for the next time")
}
