//! ONNX Runtime as a card: what is loaded and why, what is installed, what can be had, the classroom bundle.

use egui::{Id, Ui};

use super::fetches::{self, Meaning, State, fetch, row, state_of};
use crate::inference::EngineInfo;
use crate::inference::package::{Installed, Release, Variant};
use crate::text::bytes_in_words;
use crate::ui::app::App;
use crate::ui::command::{Command, FetchCommand, Wanted, WindowCommand};
use crate::ui::state::{FetchKey, Offer};
use crate::ui::theme::{palette, space};
use crate::ui::widgets::{
    self, Icon, PushButton, card, coloured, fold, heading, muted, overline, strong,
};

pub(super) fn show(app: &App, ui: &mut Ui) {
    card(ui, |ui| {
        heading(ui, "ONNX Runtime");
        muted(
            ui,
            "The engine that computes the vectors. One is enough; another one is of use with a graphics card only.",
        );
        ui.add_space(space::XS);
        loaded(app, ui);
        for installed in &app.live.runtimes {
            installed_item(app, ui, installed);
            ui.add_space(space::S);
        }
        let (plain, special): (Vec<&Offer>, Vec<&Offer>) = app
            .live
            .offers
            .iter()
            .filter(|offer| is_of_use(app, offer))
            .partition(|offer| offer.release.variant == Variant::Cpu);
        offers(app, ui, &plain);
        if !special.is_empty() {
            overline(ui, "For graphics cards");
            offers(app, ui, &special);
        }
        import(app, ui);
    });
}

fn offers(app: &App, ui: &mut Ui, offers: &[&Offer]) {
    for offer in offers {
        offer_item(app, ui, offer);
        ui.add_space(space::S);
    }
}

/// Whether it was looked for and none could be loaded.
pub(super) fn is_missing(app: &App) -> bool {
    let engines = app.live.engines.as_ref();
    engines.is_some_and(|engines| engines.runtime().is_err())
}

/// ONNX Runtime in short, for the page that computes where none is loaded: the recommended release with its state and
/// its button.
pub(super) fn brief(app: &App, ui: &mut Ui) {
    if !is_missing(app) {
        return;
    }
    let damaged = app.live.runtimes.iter().find(|one| one.damage.is_some());
    if let Some(damaged) = damaged {
        return installed_item(app, ui, damaged);
    }
    if let Some(offer) = app.live.offers.first() {
        offer_item(app, ui, offer);
    }
}

/// Whether a release is not here yet: neither installed, nor the very one that is in use from elsewhere.
fn is_of_use(app: &App, offer: &Offer) -> bool {
    let release = &offer.release;
    let mut installed = app.live.runtimes.iter();
    if installed.any(|installed| is_of(installed, release)) {
        return false;
    }
    let is_same = release.variant == Variant::Cpu
        && from_elsewhere(app).is_some_and(|info| info.version == release.version);
    !is_same
}

/// The library in use, where it is none of those that the app has installed: it came with the program, for instance.
fn from_elsewhere(app: &App) -> Option<&EngineInfo> {
    let info = app.live.engines.as_ref()?.runtime().ok()?;
    let mut installed = app.live.runtimes.iter();
    let is_installed = installed.any(|one| info.library.as_ref() == Some(&one.library));
    (!is_installed).then_some(info)
}

fn is_of(installed: &Installed, release: &Release) -> bool {
    installed.record.version == release.version && installed.record.variant == release.variant
}

/// What this process has loaded, where the list below does not say it.
fn loaded(app: &App, ui: &mut Ui) {
    let colours = palette(ui);
    match app.live.engines.as_ref().map(|engines| engines.runtime()) {
        Some(Ok(_)) => {
            let Some(info) = from_elsewhere(app) else {
                return;
            };
            let name = |ui: &mut Ui| drop(strong(ui, info.to_string()));
            row(ui, name, &State::new("In use", Meaning::Good), |_| ());
            fetches::about(ui, 0.0, |ui| {
                let place = info.library.as_ref();
                let place = place.map_or_else(String::new, |path| path.display().to_string());
                let why = format!("In use because {}\n{place}", info.reason);
                muted(ui, origin(info)).on_hover_text(why.trim_end());
            });
        }
        Some(Err(reason)) => {
            ui.horizontal_top(|ui| {
                Icon::Warning.show(ui, 16.0, colours.attention);
                coloured(
                    ui,
                    "Not loaded: the built-in engine computes everything, more slowly",
                    colours.attention,
                );
            });
            fold(ui, Id::unique("why no runtime"), "Details", |ui| {
                muted(ui, reason);
            });
        }
        None => {
            muted(ui, "Looking for it…");
        }
    }
    ui.add_space(space::S);
}

/// Where the library in use came from; the exact place is in the tooltip.
fn origin(info: &EngineInfo) -> &'static str {
    if info.reason.contains("beside the program") {
        "It came with this program"
    } else {
        "It was on this computer already"
    }
}

fn is_loaded(app: &App, installed: &Installed) -> bool {
    let engines = app.live.engines.as_ref();
    let info = engines.and_then(|engines| engines.runtime().ok());
    info.is_some_and(|info| info.library.as_ref() == Some(&installed.library))
}

fn installed_item(app: &App, ui: &mut Ui, installed: &Installed) {
    let chosen = app.persisted.settings.runtime.as_ref() == Some(&installed.library);
    let loaded = is_loaded(app, installed);
    let chosen_other = !chosen && app.persisted.settings.runtime.is_some();
    let key = FetchKey::Runtime(installed.id.clone());
    let offer = app.live.offers.iter().map(|offer| &offer.release);
    let release = offer.clone().find(|release| is_of(installed, release));
    let repair = release.map(|release| FetchKey::Runtime(release.name.clone()));
    let running = [Some(&key), repair.as_ref()]
        .into_iter()
        .flatten()
        .find_map(|key| state_of(app, key).map(|state| (key, state)));
    let state = match (&running, &installed.damage) {
        (Some((_, state)), _) => state.clone(),
        (None, Some(_)) => State::new("Damaged", Meaning::Bad),
        (None, None) if loaded && chosen_other => {
            State::new("In use until a restart", Meaning::Good)
        }
        (None, None) if loaded => State::new("In use", Meaning::Good),
        (None, None) if chosen => State::new("In use after a restart", Meaning::Waiting),
        (None, None) => State::new("Installed", Meaning::Good),
    };
    let title = installed.record.variant.title(&installed.record.version);
    let name = |ui: &mut Ui| drop(strong(ui, title));
    row(ui, name, &state, |ui| {
        if let Some((key, _)) = &running {
            return fetches::controls(app, ui, key);
        }
        let boxed = || Box::new(installed.clone());
        ghost(app, ui, FetchCommand::RemoveRuntime(boxed()));
        if let (Some(_), Some(release)) = (&installed.damage, release) {
            let again = FetchCommand::InstallRuntime(Box::new(release.clone()));
            PushButton::of(&again.clone().into())
                .small()
                .text("Download again")
                .send(ui, &app.send, again);
            return;
        }
        ghost(app, ui, FetchCommand::VerifyRuntime(boxed()));
        if chosen && !loaded {
            let restart = WindowCommand::Restart;
            PushButton::of(&restart.clone().into())
                .small()
                .text("Restart now")
                .send(ui, &app.send, restart);
        } else if !chosen {
            ghost(app, ui, FetchCommand::UseRuntime(boxed()));
        }
    });
    fetches::about(ui, 0.0, |ui| {
        let running = running.as_ref().map_or(&key, |(key, _)| *key);
        if fetch(app, ui, running) {
            return;
        }
        if let Some(damage) = &installed.damage {
            coloured(ui, format!("It is not used: {damage}"), palette(ui).bad);
            return;
        }
        let record = &installed.record;
        let (size, variant) = (bytes_in_words(record.bytes()), record.variant.label());
        muted(ui, format!("{size} on disk, for the {variant}"))
            .on_hover_text(installed.library.display().to_string());
    });
}

fn offer_item(app: &App, ui: &mut Ui, offer: &Offer) {
    let release = &offer.release;
    let key = FetchKey::Runtime(release.name.clone());
    let size = release.bytes.or(release.about_bytes);
    let running = state_of(app, &key);
    let is_running = running.is_some();
    let state = match (running, offer.here, size) {
        (Some(state), _, _) => state,
        (None, 0, _) => State::new("Not installed", Meaning::Absent),
        (None, here, Some(size)) => State::partly(here, size),
        (None, _, None) => State::new("Partly downloaded", Meaning::Waiting),
    };
    let name = release.variant.title(&release.version);
    let name = |ui: &mut Ui| drop(strong(ui, name));
    row(ui, name, &state, |ui| {
        if is_running {
            return fetches::controls(app, ui, &key);
        }
        let command = FetchCommand::InstallRuntime(Box::new(release.clone()));
        let button = PushButton::of(&command.clone().into()).small();
        let button = if offer.here > 0 {
            button.text("Continue")
        } else {
            button
        };
        button.send(ui, &app.send, command);
    });
    fetches::about(ui, 0.0, |ui| {
        // What it needs is read before the download, and stays readable while it runs.
        if let Some(needs) = &release.needs {
            muted(ui, format!("Needs {needs}"));
        }
        if fetch(app, ui, &key) {
            return;
        }
        let about = if release.bytes.is_none() {
            "About "
        } else {
            ""
        };
        let size = size.map_or_else(
            || "Of unknown size".to_owned(),
            |size| format!("{about}{} to download", bytes_in_words(size)),
        );
        muted(ui, format!("{size}, for the {}", release.variant.label()));
    });
}

fn ghost(app: &App, ui: &mut Ui, command: FetchCommand) {
    PushButton::of(&command.clone().into())
        .small()
        .ghost()
        .without_icon()
        .send(ui, &app.send, command);
}

fn import(app: &App, ui: &mut Ui) {
    ui.horizontal_wrapped(|ui| {
        PushButton::of(&Command::Choose(Wanted::Runtime))
            .small()
            .send(ui, &app.send, Command::Choose(Wanted::Runtime));
        muted(ui, "a .tgz, .zip or .whl, or the library itself");
    });
    fetches::imports(app, ui, |key| matches!(key, FetchKey::RuntimeFile(_)));
    muted(
        ui,
        "A library is tried in a process of its own before it is used. Changing it takes a restart of the app.",
    );
}

/// One file for a classroom without a network.
pub(super) fn bundle(app: &mut App, ui: &mut Ui) {
    card(ui, |ui| {
        heading(ui, "For computers without a network");
        muted(
            ui,
            "One file with the installed models, ONNX Runtime and, if you like, the dataset, for computers of this kind. Opened with this app, or dropped on its window, it installs all of it.",
        );
        if app.live.dataset.is_some() {
            let mut with_it = !app.view.bundle_without_dataset;
            widgets::checkbox(ui, &mut with_it, "With the dataset that is open");
            app.view.bundle_without_dataset = !with_it;
        }
        ui.horizontal(|ui| {
            for wanted in [Wanted::SaveBundle, Wanted::OpenBundle] {
                PushButton::of(&Command::Choose(wanted)).small().send(
                    ui,
                    &app.send,
                    Command::Choose(wanted),
                );
            }
        });
        fetches::imports(app, ui, |key| matches!(key, FetchKey::Bundle(_)));
    });
}
