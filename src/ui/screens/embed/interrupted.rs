//! A run that was interrupted, or that failed: what happened, what it means, how it goes on.

use egui::Ui;

use super::device_in_words;
use crate::Error;
use crate::inference::Device;
use crate::text::thousands;
use crate::ui::app::App;
use crate::ui::command::EmbedCommand;
use crate::ui::theme::{palette, space};
use crate::ui::widgets::{self, Icon, PushButton, body, card, heading, muted, progress_bar};

pub(super) fn show(app: &mut App, ui: &mut Ui) {
    match &app.live.outcome {
        Some(Err(error)) if !error.is_interrupted() => failed(app, ui, error),
        _ if app.live.standing.unfinished => unfinished(app, ui),
        _ => return,
    }
    ui.add_space(space::XS);
}

fn failed(app: &App, ui: &mut Ui, error: &Error) {
    widgets::error_card(ui, error, |ui| {
        let send = |ui: &mut Ui, command: EmbedCommand| {
            widgets::button(ui, &app.send, command);
        };
        if error.is_device_lost() {
            send(ui, EmbedCommand::ContinueOn(Device::Cpu));
        } else if error.is_other_run() || error.is_damaged_run() {
            send(ui, EmbedCommand::Replace);
        } else {
            PushButton::of(&EmbedCommand::Start.into())
                .text("Try again")
                .send(ui, &app.send, EmbedCommand::Start);
        }
    });
}

fn unfinished(app: &App, ui: &mut Ui) {
    let all = app.live.dataset.as_ref();
    let all = all.map_or(0, |open| open.dataset.products.len());
    card(ui, |ui| {
        ui.horizontal_top(|ui| {
            Icon::Info.show(ui, 18.0, palette(ui).attention);
            ui.vertical(|ui| {
                heading(ui, "This run was interrupted");
                let Some(checkpoint) = &app.live.standing.checkpoint else {
                    body(ui, "What was done is kept. It goes on from there.");
                    return;
                };
                let done = checkpoint.done();
                body(
                    ui,
                    format!(
                        "{} of {} pictures are done and kept. It goes on from there, and the result is the same as without the interruption.",
                        thousands(done),
                        thousands(all)
                    ),
                );
                progress_bar(ui, done as f32 / all.max(1) as f32, 8.0, "Done before the interruption");
                other_device(app, ui, checkpoint.device);
            });
        });
    });
}

/// The run was begun elsewhere: it can go on there, or here and be of two parts.
fn other_device(app: &App, ui: &mut Ui, begun: Device) {
    let chosen = app.device();
    if begun == chosen {
        return;
    }
    muted(
        ui,
        format!(
            "It was begun on {} and goes on there. It can also go on on {}: vectors of two devices differ in the last digits, and run.json says which is from which.",
            device_in_words(begun),
            device_in_words(chosen)
        ),
    );
    widgets::button(ui, &app.send, EmbedCommand::ContinueOn(chosen));
}
