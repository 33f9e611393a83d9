//! How long it will take: the number that a user cares about before starting, measured with the user's own pictures.

use egui::{Label, RichText, Ui, vec2};

use super::device_in_words;
use crate::embedding::Speed;
use crate::inference::self_test::DeviceState;
use crate::text::{self, duration_in_words, thousands};
use crate::ui::app::{App, FIRST_LOOK};
use crate::ui::theme::{self, space};
use crate::ui::widgets::{card, muted, muted_word, skeleton, strong};

/// The size of a time, in the number's place while it is measured.
const TIME: egui::Vec2 = vec2(150.0, 26.0);

pub(super) fn show(app: &App, ui: &mut Ui) {
    let left = left_to_do(app);
    if left == 0 {
        return;
    }
    match app.live.embed.speed(&app.choice(), app.device()) {
        Some(Ok(speed)) => measured(app, ui, speed, left),
        None if is_being_found_out(app) => measuring(app, ui, left),
        // What failed is said beside the device.
        Some(Err(_)) | None => return,
    }
    ui.add_space(space::XS);
}

/// The time at the left, and what it comes from at the right.
fn measured(app: &App, ui: &mut Ui, speed: &Speed, left: usize) {
    let Some(time) = speed.time_for(left).map(duration_in_words) else {
        return;
    };
    let number = |ui: &mut Ui| {
        let time = RichText::new(time).text_style(theme::display());
        ui.add(Label::new(time).extend());
    };
    let rate = text::rate(speed.images_per_second());
    let device = device_in_words(app.device());
    side_by_side(ui, left, number, |ui| {
        strong(ui, format!("{rate} images per second on {device}"));
        let origin = format!("Measured with {} of your pictures", speed.images);
        muted(ui, origin).on_hover_text(format!(
            "The model alone makes {} a second, reading and preparing them {}",
            text::rate(speed.model),
            text::rate(speed.preparing)
        ));
    });
}

fn measuring(app: &App, ui: &mut Ui, left: usize) {
    let number = |ui: &mut Ui| {
        ui.add_space(4.0);
        skeleton(ui, TIME);
        ui.add_space(4.0);
    };
    let device = device_in_words(app.device());
    side_by_side(ui, left, number, |ui| {
        strong(ui, format!("Measuring the speed on {device}"));
        muted(
            ui,
            "With a few of your pictures; you can start without waiting for it",
        );
    });
}

fn side_by_side(
    ui: &mut Ui,
    left: usize,
    number: impl FnOnce(&mut Ui),
    about: impl FnOnce(&mut Ui),
) {
    card(ui, |ui| {
        ui.horizontal(|ui| {
            ui.vertical(|ui| {
                ui.spacing_mut().item_spacing.y = 2.0;
                number(ui);
                muted_word(ui, format!("expected for {} pictures", thousands(left)));
            });
            ui.add_space(space::XL);
            ui.vertical(|ui| {
                ui.spacing_mut().item_spacing.y = 3.0;
                ui.add_space(8.0);
                about(ui);
            });
        });
    });
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
