//! Embed: what will run and how long it will take; how far it is; how it ended.

mod advanced;
mod comparison;
mod device;
mod done;
mod expectation;
mod interrupted;
mod making;
mod output;
mod pictures;
mod precision;
mod range;
mod running;
mod settings;

use std::path::Path;

use egui::{ScrollArea, Ui};

use super::{models, needs_dataset};
use crate::inference::{Device, OpenVinoTarget, default_threads};
use crate::text::{counted, thousands};
use crate::ui::app::App;
use crate::ui::command::{Command, EmbedCommand};
use crate::ui::widgets::{self, Drawing, PushButton};

pub(super) fn show(app: &mut App, ui: &mut Ui) {
    let about =
        "Each picture becomes a list of numbers that says what is on it. First it needs pictures.";
    if needs_dataset(
        app,
        ui,
        Drawing::Vectors,
        "Turn pictures into vectors",
        about,
    ) {
        return;
    }
    if app.live.job.is_some() {
        running::show(app, ui);
    } else if is_finished(app) {
        done::page(app, ui);
    } else {
        before(app, ui);
    }
}

/// Whether all that the form asks for is done, so that the page is about the result.
fn is_finished(app: &App) -> bool {
    match &app.live.outcome {
        Some(Err(_)) => false,
        Some(Ok(_)) if is_looked_at_again(app) => true,
        _ => app.live.standing.is_finished() && expectation::left_to_do(app) == 0,
    }
}

/// Whether the output folder is being looked into once more: a job in it just ended.
fn is_looked_at_again(app: &App) -> bool {
    let out = Path::new(app.view.embed.out.trim());
    app.live.looking.is_some() && app.live.standing.out == out
}

/// What can be chosen before a job, below how the last one ended.
fn before(app: &mut App, ui: &mut Ui) {
    let Some(open) = &app.live.dataset else {
        return;
    };
    let context = format!(
        "Turns {} pictures into vectors: pictures that show similar things get similar vectors",
        thousands(open.dataset.products.len())
    );
    if app.live.looking.is_none() {
        // Who chooses something here that turns out to be finished goes on choosing.
        app.view.embed.settings_open = true;
    }
    widgets::page_head(ui, "Embed", &context, |ui| {
        let command = primary(app);
        let obstacle = Command::from(command.clone()).obstacle(app.situation());
        // Where the files are there already, what to do with them is the next step.
        PushButton::of(&command.clone().into())
            .primary_if(!app.live.standing.is_finished())
            .obstacle(obstacle)
            .send(ui, &app.send, command);
    });
    ScrollArea::vertical().id_salt("embed").show(ui, |ui| {
        done::show(app, ui);
        interrupted::show(app, ui);
        expectation::show(app, ui);
        comparison::show(app, ui);
        settings::show(app, ui);
    });
}

/// The one thing that the page is for at the moment.
fn primary(app: &App) -> EmbedCommand {
    if app.live.standing.unfinished {
        EmbedCommand::Continue
    } else {
        EmbedCommand::Start
    }
}

/// A device in the middle of a sentence: "the CPU, 8 cores".
fn device_in_words(device: Device) -> String {
    let cores = counted(default_threads() as u64, "core");
    match device {
        Device::Cpu => format!("the CPU, {cores}"),
        Device::Cuda => "the NVIDIA graphics card".to_owned(),
        Device::OpenVino(OpenVinoTarget::Cpu) => format!("the CPU through OpenVINO, {cores}"),
        Device::OpenVino(OpenVinoTarget::Gpu) => "Intel graphics through OpenVINO".to_owned(),
        Device::DirectMl => "the graphics card through DirectML".to_owned(),
        Device::CoreMl => "Apple's GPU and neural engine through CoreML".to_owned(),
    }
}

/// The same, short: "the CPU", "CUDA".
fn short_device(device: Device) -> String {
    match device {
        Device::Cpu => "the CPU".to_owned(),
        device => device.short_label().to_owned(),
    }
}
