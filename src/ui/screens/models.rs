//! The models as a card: what is there of each, how to get the others, which one is used.

use egui::{Id, Ui};

use super::fetches::{self, Meaning, State, fetch, row, state_of};
use crate::model::{ModelEntry, ModelState, Place, STARTER};
use crate::text::bytes_in_words;
use crate::ui::app::App;
use crate::ui::command::{Command, EmbedCommand, FetchCommand, Wanted};
use crate::ui::state::FetchKey;
use crate::ui::theme::{palette, space};
use crate::ui::widgets::{self, PushButton, card, chip, coloured, fold, heading, muted, strong};

/// The model that the course works with.
const COURSE: &str = "clip-vit-base-patch32";

/// Width of a radio button with the gap to its text.
const RADIO: f32 = 22.0;

/// The card for choosing a model: one of them is used.
pub(super) fn show(app: &mut App, ui: &mut Ui) {
    card(ui, |ui| {
        heading(ui, "Model");
        list(app, ui, RADIO, choice);
        if app.view.embed.model == STARTER {
            muted(
                ui,
                "CLIP was trained on 400 million pictures with their texts and knows far more than this dataset: download it for the vectors of the course.",
            );
        }
        imports(app, ui);
        fold(
            ui,
            Id::unique("model folder"),
            "A model folder elsewhere",
            |ui| folder(app, ui),
        );
    });
}

/// The card for managing them: what is there and how much room it takes.
pub(super) fn manage(app: &App, ui: &mut Ui) {
    card(ui, |ui| {
        heading(ui, "Models");
        let on_disk = app.live.models.iter().map(|entry| match &entry.state {
            ModelState::Installed { bytes, .. } => *bytes,
            ModelState::Partial { done, .. } => *done,
            _ => 0,
        });
        let total: u64 = on_disk.sum();
        let about = if total == 0 {
            "None is on this disk yet; the starter model is inside the program.".to_owned()
        } else {
            format!(
                "They take {} on this disk. Which one is used is chosen on the Embed page.",
                bytes_in_words(total)
            )
        };
        muted(ui, about);
        ui.add_space(space::XS);
        list(app, ui, 0.0, |_, ui, entry| {
            strong(ui, &entry.label);
            mark(ui, entry);
        });
        imports(app, ui);
    });
}

/// The models with their names as `name` draws them; what is said of them begins `indent` further to the right.
fn list(app: &App, ui: &mut Ui, indent: f32, name: impl Fn(&App, &mut Ui, &ModelEntry)) {
    for entry in &app.live.models {
        let key = FetchKey::Model(entry.id.clone());
        let running = state_of(app, &key);
        let is_running = running.is_some();
        let state = running.unwrap_or_else(|| state(entry));
        let name = |ui: &mut Ui| name(app, ui, entry);
        row(ui, name, &state, |ui| {
            if is_running {
                fetches::controls(app, ui, &key);
            } else {
                actions(app, ui, entry);
            }
        });
        fetches::about(ui, indent, |ui| {
            if !entry.help.is_empty() {
                muted(ui, entry.help.clone());
            }
            if !fetch(app, ui, &key) {
                details(ui, entry);
            }
        });
        ui.add_space(space::S);
    }
}

/// A model as one of several. One that is not here can be clicked too: the answer says how it comes here.
fn choice(app: &App, ui: &mut Ui, entry: &ModelEntry) {
    let chosen = app.view.embed.model == entry.id;
    let radio = widgets::radio(ui, chosen, &entry.label);
    if radio.clicked() {
        app.send.send(EmbedCommand::SetModel(entry.id.clone()));
    }
    if !entry.state.is_usable() {
        radio.on_hover_text("It is not on this computer yet: download it first");
    }
    mark(ui, entry);
}

/// The one model that students look for.
fn mark(ui: &mut Ui, entry: &ModelEntry) {
    if entry.id == COURSE {
        chip(ui, "For the course", palette(ui).accent);
    }
}

fn state(entry: &ModelEntry) -> State {
    match &entry.state {
        ModelState::BuiltIn { .. } => State::new("Built in", Meaning::Good),
        ModelState::Installed { .. } => State::new("Installed", Meaning::Good),
        ModelState::Available { .. } => State::new("Not installed", Meaning::Absent),
        ModelState::Partial { done, bytes } => State::partly(*done, *bytes),
        ModelState::Damaged { .. } => State::new("Damaged", Meaning::Bad),
    }
}

/// Size, place, and what was found out about it.
fn details(ui: &mut Ui, entry: &ModelEntry) {
    let colours = palette(ui);
    match &entry.state {
        ModelState::BuiltIn { bytes } => {
            let size = bytes_in_words(*bytes);
            muted(ui, format!("{size}, inside the program"));
        }
        ModelState::Installed {
            place,
            folder,
            bytes,
            verified,
        } => {
            let place = match place {
                Place::Imported => "in the app's folder",
                Place::HubCache => "in the cache that Python shares",
            };
            let read = if *verified {
                "every file verified"
            } else {
                "its files are verified when it is first used"
            };
            let text = format!("{} on disk, {place}, {read}", bytes_in_words(*bytes));
            muted(ui, text).on_hover_text(folder.display().to_string());
        }
        ModelState::Available { bytes } => {
            muted(ui, format!("{} to download", bytes_in_words(*bytes)));
        }
        ModelState::Partial { done, bytes } => {
            let (done, bytes) = (bytes_in_words(*done), bytes_in_words(*bytes));
            muted(ui, format!("{done} of {bytes} are here and kept"));
        }
        ModelState::Damaged { reason, folder } => {
            let text = format!("It is not used: {reason}");
            coloured(ui, text, colours.bad).on_hover_text(folder.display().to_string());
        }
    }
    match &entry.check {
        Some(check) if check.ok => {
            let text = format!("Model verified: {}", check.summary);
            coloured(ui, text, colours.good);
        }
        Some(check) => {
            let text = format!("With {} it {}", check.engine, check.summary);
            coloured(ui, text, colours.bad);
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
    let ghost = |ui: &mut Ui, command: FetchCommand| {
        PushButton::of(&command.clone().into())
            .ghost()
            .small()
            .without_icon()
            .send(ui, &app.send, command);
    };
    let remove = || FetchCommand::RemoveModel(id.clone());
    match &entry.state {
        ModelState::BuiltIn { .. } => {}
        ModelState::Available { .. } => button(ui, "Download"),
        ModelState::Partial { .. } => {
            button(ui, "Continue");
            ghost(ui, remove());
        }
        // What is not in the catalogue cannot be downloaded again.
        ModelState::Damaged { .. } => {
            if entry.licence.is_some() {
                button(ui, "Download again");
            }
            ghost(ui, remove());
        }
        ModelState::Installed { .. } => {
            ghost(ui, remove());
            ghost(ui, FetchCommand::VerifyModel(id.clone()));
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
    fetches::imports(app, ui, |key| matches!(key, FetchKey::ModelFile(_)));
}

fn folder(app: &mut App, ui: &mut Ui) {
    let field = widgets::path_field(
        ui,
        "Folder of a model, used where it is",
        &mut app.view.embed.model_folder,
        widgets::ANY_PATH,
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
