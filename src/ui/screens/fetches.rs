//! What is being brought in, and what is there: states in a word, progress with what can be done about it.
//!
//! Every page shows the same thing in the same words: "not installed", "downloading 43 %", "paused at 43 %",
//! "verifying", "installed", "damaged".

use egui::{Align, Color32, Layout, Ui};

use crate::kaggle::KaggleDataset;
use crate::ui::app::App;
use crate::ui::command::FetchCommand;
use crate::ui::state::{Fetch, FetchKey, Phase};
use crate::ui::theme::{SMALL_HEIGHT, palette, space};
use crate::ui::widgets::{
    self, Icon, PushButton, card_with, chip, coloured, icon_button, muted, strong,
};

/// Room that the state of a thing keeps beside a long name.
const STATE_WIDTH: f32 = 150.0;

/// What is there of something, in a word or two.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::ui) struct State {
    pub text: String,
    pub meaning: Meaning,
}

/// What a state means for the user.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::ui) enum Meaning {
    /// It can be used.
    Good,
    /// Something goes on.
    Busy,
    /// It waits for the user, or for the network.
    Waiting,
    /// It cannot be used as it is.
    Bad,
    /// It is not here.
    Absent,
}

impl State {
    pub fn new(text: impl Into<String>, meaning: Meaning) -> Self {
        Self {
            text: text.into(),
            meaning,
        }
    }

    /// The state of work that goes on.
    fn of(fetch: &Fetch) -> Self {
        let meaning = match fetch.reading.phase {
            Phase::Working(_) => Meaning::Busy,
            Phase::Waiting | Phase::Paused => Meaning::Waiting,
        };
        Self::new(fetch.reading.state(), meaning)
    }

    /// A part of it is here: "43 % downloaded".
    pub fn partly(done: u64, total: u64) -> Self {
        let percent = done.saturating_mul(100) / total.max(1);
        Self::new(
            format!("{} % downloaded", percent.min(99)),
            Meaning::Waiting,
        )
    }

    fn colour(&self, ui: &Ui) -> Color32 {
        let colours = palette(ui);
        match self.meaning {
            Meaning::Good => colours.good,
            Meaning::Busy => colours.accent,
            Meaning::Waiting => colours.attention,
            Meaning::Bad => colours.bad,
            Meaning::Absent => colours.muted,
        }
    }
}

fn find<'a>(app: &'a App, key: &FetchKey) -> Option<&'a Fetch> {
    app.live.fetches.iter().find(|fetch| fetch.key == *key)
}

/// The state of the work with this key, if it goes on.
pub(in crate::ui) fn state_of(app: &App, key: &FetchKey) -> Option<State> {
    find(app, key).map(State::of)
}

/// The state as a word on a soft ground.
pub(in crate::ui) fn badge(ui: &mut Ui, state: &State) {
    chip(ui, &state.text, state.colour(ui));
}

/// A row about one thing: its name (drawn by `name`), its state, and at the right what can be done.
pub(in crate::ui) fn row(
    ui: &mut Ui,
    name: impl FnOnce(&mut Ui),
    state: &State,
    actions: impl FnOnce(&mut Ui),
) {
    ui.horizontal(|ui| {
        ui.set_min_height(SMALL_HEIGHT);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            actions(ui);
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                let room = (ui.available_width() - STATE_WIDTH).max(80.0);
                ui.scope(|ui| {
                    ui.set_max_width(room);
                    name(ui);
                });
                badge(ui, state);
            });
        });
    });
}

/// What there is to say of a thing, below its row and close to it.
pub(in crate::ui) fn about(ui: &mut Ui, indent: f32, add: impl FnOnce(&mut Ui)) {
    ui.add_space(-space::XS);
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = 0.0;
        ui.add_space(indent);
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing = egui::vec2(space::S, space::XS);
            ui.set_width(ui.available_width());
            add(ui);
        });
    });
}

/// The state of the work with this key, with its buttons at the right, where no name is needed.
pub(in crate::ui) fn head(app: &App, ui: &mut Ui, key: &FetchKey, state: &State) {
    ui.horizontal(|ui| {
        ui.set_min_height(SMALL_HEIGHT);
        badge(ui, state);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            controls(app, ui, key);
        });
    });
}

/// Pause and stop for the work with this key, from the right; nothing when it does not go on.
pub(in crate::ui) fn controls(app: &App, ui: &mut Ui, key: &FetchKey) {
    if let Some(fetch) = find(app, key) {
        icon_button(ui, &app.send, FetchCommand::Cancel(key.clone()));
        let pause = if fetch.is_paused() {
            FetchCommand::Resume(key.clone())
        } else {
            FetchCommand::Pause(key.clone())
        };
        icon_button(ui, &app.send, pause);
    }
}

/// Bar and words of the work with this key while it goes on, or why it failed. Gives whether it goes on.
pub(in crate::ui) fn fetch(app: &App, ui: &mut Ui, key: &FetchKey) -> bool {
    if let Some(fetch) = find(app, key) {
        progress(ui, fetch);
        return true;
    }
    setback(app, ui, key);
    false
}

fn progress(ui: &mut Ui, fetch: &Fetch) {
    let name = format!("Progress of {}", fetch.label);
    let reading = &fetch.reading;
    widgets::progress_bar(ui, reading.share.unwrap_or(0.0), 8.0, &name);
    // A line that comes and goes would move what is below it.
    let line = if reading.line.is_empty() {
        " "
    } else {
        &reading.line
    };
    muted(ui, line);
}

/// Why the last attempt failed.
fn setback(app: &App, ui: &mut Ui, key: &FetchKey) {
    let setbacks = &app.live.setbacks;
    if let Some(setback) = setbacks.iter().find(|setback| setback.key == *key) {
        let colour = palette(ui).bad;
        ui.horizontal_top(|ui| {
            Icon::Error.show(ui, 16.0, colour);
            coloured(ui, setback.text.clone(), colour).on_hover_text(&setback.whole);
        });
    }
}

fn has_failed(app: &App, key: &FetchKey) -> bool {
    app.live.setbacks.iter().any(|setback| setback.key == *key)
}

/// The state of the dataset's download: while it goes on, and after it failed or was interrupted.
pub(in crate::ui) fn dataset_state(app: &App) -> Option<State> {
    let key = FetchKey::Dataset;
    if let Some(state) = state_of(app, &key) {
        return Some(state);
    }
    if has_failed(app, &key) {
        return Some(State::new("Failed", Meaning::Bad));
    }
    let begun = app.live.kaggle.begun;
    begun.then(|| State::new("Interrupted", Meaning::Waiting))
}

/// What is being brought in that changes which dataset there is, as cards: the download from Kaggle (unless the page
/// shows it anyway), bundles.
pub(in crate::ui) fn notices(app: &App, ui: &mut Ui, with_dataset: bool) {
    if with_dataset {
        dataset_notice(app, ui);
    }
    bundle_notices(app, ui);
}

fn dataset_notice(app: &App, ui: &mut Ui) {
    let Some(state) = dataset_state(app) else {
        return;
    };
    let key = FetchKey::Dataset;
    let running = find(app, &key).is_some();
    notice(ui, |ui| {
        let name = |ui: &mut Ui| {
            strong(ui, "Fashion dataset from Kaggle")
                .on_hover_text(KaggleDataset::default().to_string());
        };
        row(ui, name, &state, |ui| {
            if running {
                return controls(app, ui, &key);
            }
            dismiss(app, ui, key.clone());
            PushButton::of(&FetchCommand::OpenKaggle.into())
                .small()
                .text("Continue…")
                .without_icon()
                .send(ui, &app.send, FetchCommand::OpenKaggle);
        });
        if !fetch(app, ui, &key) && !has_failed(app, &key) {
            muted(ui, "What has arrived is kept; it goes on where it stopped.");
        }
    });
}

fn bundle_notices(app: &App, ui: &mut Ui) {
    for running in &app.live.fetches {
        if let FetchKey::Bundle(_) = running.key {
            notice(ui, |ui| {
                let name = |ui: &mut Ui| drop(strong(ui, running.label.clone()));
                row(ui, name, &State::of(running), |ui| {
                    controls(app, ui, &running.key);
                });
                progress(ui, running);
            });
        }
    }
    for failed in &app.live.setbacks {
        if let FetchKey::Bundle(path) = &failed.key {
            notice(ui, |ui| {
                let name = path.file_name().unwrap_or_default().to_string_lossy();
                let name = |ui: &mut Ui| drop(strong(ui, name));
                row(ui, name, &State::new("Failed", Meaning::Bad), |ui| {
                    dismiss(app, ui, failed.key.clone());
                });
                setback(app, ui, &failed.key);
            });
        }
    }
}

/// Work on files that the user named (the keys that `is_one` knows), with what failed of it, one below the other.
pub(in crate::ui) fn imports(app: &App, ui: &mut Ui, is_one: impl Fn(&FetchKey) -> bool) {
    for running in app.live.fetches.iter().filter(|fetch| is_one(&fetch.key)) {
        let name = |ui: &mut Ui| drop(widgets::line(ui, running.label.clone()));
        row(ui, name, &State::of(running), |ui| {
            controls(app, ui, &running.key);
        });
        progress(ui, running);
    }
    for failed in app.live.setbacks.iter().filter(|one| is_one(&one.key)) {
        ui.horizontal_top(|ui| {
            dismiss(app, ui, failed.key.clone());
            coloured(ui, failed.text.clone(), palette(ui).bad).on_hover_text(&failed.whole);
        });
    }
}

fn dismiss(app: &App, ui: &mut Ui, key: FetchKey) {
    let dismiss = FetchCommand::Dismiss(key);
    PushButton::of(&dismiss.clone().into())
        .icon_only()
        .small()
        .ghost()
        .send(ui, &app.send, dismiss);
}

fn notice(ui: &mut Ui, add: impl FnOnce(&mut Ui)) {
    card_with(ui, space::M as i8, |ui| {
        ui.spacing_mut().item_spacing.y = space::XS;
        add(ui);
    });
    ui.add_space(space::XS);
}
