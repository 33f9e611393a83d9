//! The models as a card: which one is used, what is there of each, and how to get the others.

use egui::{Align, Layout, Ui};

use super::fetches::fetch;
use crate::model::{ModelEntry, ModelState, STARTER};
use crate::text::bytes_in_words;
use crate::ui::app::App;
use crate::ui::command::{Command, EmbedCommand, FetchCommand, Wanted};
use crate::ui::state::FetchKey;
use crate::ui::theme::{palette, space};
use crate::ui::widgets::{self, PushButton, card, coloured, heading, muted};

pub(super) fn show(app: &mut App, ui: &mut Ui) {
    card(ui, |ui| {
        heading(ui, "Model");
        let entries = std::mem::take(&mut app.live.models);
        for entry in &entries {
            line(app, ui, entry);
            ui.add_space(space::XS);
        }
        app.live.models = entries;
        if app.view.embed.model == STARTER {
            muted(
                ui,
                "CLIP was trained on 400 million pictures with their texts and knows far more than this dataset: download it for the vectors of the course.",
            );
        }
        imports(app, ui);
        ui.collapsing("A model folder elsewhere", |ui| folder(app, ui));
    });
}

/// One model: chosen or not, its state, what can be done with it.
fn line(app: &App, ui: &mut Ui, entry: &ModelEntry) {
    let key = FetchKey::Model(entry.id.clone());
    ui.horizontal(|ui| {
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if !app.live.fetches.iter().any(|fetch| fetch.key == key) {
                actions(app, ui, entry);
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                let chosen = app.view.embed.model == entry.id;
                let usable = entry.state.is_usable();
                let radio = ui.add_enabled(usable, egui::RadioButton::new(chosen, &entry.label));
                let radio = radio.on_disabled_hover_text("Download it first");
                if radio.clicked() {
                    app.send.send(EmbedCommand::SetModel(entry.id.clone()));
                }
            });
        });
    });
    ui.indent(("model", &entry.id), |ui| {
        if !entry.help.is_empty() {
            muted(ui, entry.help.clone());
        }
        if !fetch(app, ui, &key) {
            state(ui, entry);
        }
    });
}

fn state(ui: &mut Ui, entry: &ModelEntry) {
    let colours = palette(ui);
    let size = entry.state.bytes().map(bytes_in_words).unwrap_or_default();
    let colour = match &entry.state {
        ModelState::Damaged { .. } => colours.bad,
        ModelState::Partial { .. } => colours.attention,
        ModelState::Available { .. } => colours.muted,
        ModelState::BuiltIn { .. } | ModelState::Installed { .. } => colours.good,
    };
    let mut text = entry.state.label();
    if !size.is_empty() {
        text = format!("{text} · {size}");
    }
    coloured(ui, text, colour);
    match &entry.check {
        Some(check) if check.ok => {
            coloured(
                ui,
                format!("Model verified: {}", check.summary),
                colours.good,
            );
        }
        Some(check) => {
            coloured(
                ui,
                format!("With {} it {}", check.engine, check.summary),
                colours.bad,
            );
        }
        None => {}
    }
}

fn actions(app: &App, ui: &mut Ui, entry: &ModelEntry) {
    let id = entry.id.clone();
    let install = || FetchCommand::InstallModel(id.clone());
    let button = |ui: &mut Ui, text: &'static str| {
        PushButton::of(&install().into())
            .small()
            .text(text)
            .send(ui, &app.send, install());
    };
    match &entry.state {
        ModelState::BuiltIn { .. } => {}
        ModelState::Available { .. } => button(ui, "Download"),
        ModelState::Partial { .. } => button(ui, "Continue"),
        ModelState::Damaged { .. } => button(ui, "Download again"),
        ModelState::Installed { .. } => {
            for command in [
                FetchCommand::RemoveModel(id.clone()),
                FetchCommand::VerifyModel(id.clone()),
            ] {
                PushButton::of(&command.clone().into())
                    .ghost()
                    .small()
                    .without_icon()
                    .send(ui, &app.send, command);
            }
        }
    }
}

fn imports(app: &App, ui: &mut Ui) {
    ui.horizontal_wrapped(|ui| {
        for wanted in [Wanted::ModelFolder, Wanted::ModelZip] {
            PushButton::of(&Command::Choose(wanted)).small().send(
                ui,
                &app.send,
                Command::Choose(wanted),
            );
        }
    });
    for running in &app.live.fetches {
        if let FetchKey::ModelFile(_) = running.key {
            muted(ui, format!("Importing {}", running.label));
            fetch(app, ui, &running.key);
        }
    }
}

fn folder(app: &mut App, ui: &mut Ui) {
    let field = widgets::path_field(
        ui,
        "Folder of a model, used where it is",
        &mut app.view.embed.model_folder,
        Command::Choose(Wanted::Model),
        &app.send,
    );
    let typed = app.view.embed.model_folder.trim();
    if field.lost_focus() && !typed.is_empty() && typed != app.view.embed.model {
        app.send.send(EmbedCommand::SetModel(typed.to_owned()));
    }
    muted(
        ui,
        "It holds onnx/vision_model.onnx, onnx/text_model.onnx and tokenizer.json, as Xenova/clip-vit-base-patch32 does.",
    );
}
