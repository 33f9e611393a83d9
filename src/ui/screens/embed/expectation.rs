//! How long it will take: the number that a user cares about before starting, measured with the user's own pictures.

use egui::{RichText, Ui};

use super::device_in_words;
use crate::inference::self_test::DeviceState;
use crate::text::{self, duration_in_words, thousands};
use crate::ui::app::{App, FIRST_LOOK};
use crate::ui::theme::{self, palette, space};
use crate::ui::widgets::{card, muted, strong};

pub(super) fn show(app: &mut App, ui: &mut Ui) {
    let left = left_to_do(app);
    if left == 0 {
        return;
    }
    let (time, meaning) = time(app, left);
    let (rate, origin) = rate(app);
    card(ui, |ui| {
        ui.horizontal(|ui| {
            ui.vertical(|ui| {
                ui.spacing_mut().item_spacing.y = 2.0;
                let colours = palette(ui);
                let mut number = RichText::new(time.as_deref().unwrap_or("measuring…"))
                    .text_style(theme::display());
                if time.is_none() {
                    number = number.color(colours.muted);
                }
                ui.add(egui::Label::new(number).extend());
                ui.add(
                    egui::Label::new(
                        RichText::new(meaning)
                            .text_style(theme::secondary())
                            .color(colours.muted),
                    )
                    .extend(),
                );
            });
            ui.add_space(space::XL);
            ui.vertical(|ui| {
                ui.spacing_mut().item_spacing.y = 3.0;
                ui.add_space(8.0);
                strong(ui, rate);
                muted(ui, origin);
            });
        });
    });
    ui.add_space(space::XS);
}

/// Products of the chosen range that have no vector yet and were not skipped.
pub(super) fn left_to_do(app: &App) -> usize {
    let Some(open) = &app.live.dataset else {
        return 0;
    };
    let all = open.dataset.products.len();
    let wanted = if app.view.embed.first_look {
        all.min(FIRST_LOOK)
    } else {
        all
    };
    let standing = &app.live.standing;
    let done = match (&standing.checkpoint, &standing.record) {
        (Some(checkpoint), _) => checkpoint.done(),
        (None, Some(record)) => record.counts.items + record.counts.skipped,
        (None, None) => 0,
    };
    wanted.saturating_sub(done)
}

fn time(app: &App, left: usize) -> (Option<String>, String) {
    let meaning = format!("expected for {} pictures", thousands(left));
    match app.live.embed.speed(&app.choice(), app.device()) {
        Some(Ok(speed)) => {
            let time = speed.time_for(left).map(duration_in_words);
            (Some(time.unwrap_or_else(|| "unknown".to_owned())), meaning)
        }
        Some(Err(_)) => (Some("unknown".to_owned()), meaning),
        None if is_being_found_out(app) => (None, meaning),
        None => (Some("not measured".to_owned()), meaning),
    }
}

/// Whether the answer is on its way.
fn is_being_found_out(app: &App) -> bool {
    let embed = &app.live.embed;
    let choice = app.choice();
    match embed.survey(&choice) {
        None => true,
        Some(Err(_)) => false,
        Some(Ok(survey)) => {
            let offered = survey.device(app.device());
            offered.is_some_and(DeviceState::is_offered)
                && embed.testing.is_none()
                && embed.comparing.is_none()
        }
    }
}

fn rate(app: &App) -> (String, String) {
    let device = device_in_words(app.device());
    match app.live.embed.speed(&app.choice(), app.device()) {
        Some(Ok(speed)) => (
            format!(
                "{} images per second on {device}",
                text::rate(speed.images_per_second())
            ),
            format!(
                "Measured with {} of your pictures: the model alone makes {} a second, reading and preparing them {}",
                speed.images,
                text::rate(speed.model),
                text::rate(speed.preparing)
            ),
        ),
        Some(Err(error)) => (error.what().to_owned(), error.details()),
        None if is_being_found_out(app) => (
            format!("On {device}"),
            "The speed is being measured with a few of your pictures; you can start without waiting for it".to_owned(),
        ),
        None => (
            format!("On {device}"),
            "The speed is measured once the device has passed its test".to_owned(),
        ),
    }
}
