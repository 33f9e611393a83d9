//! ONNX Runtime as a card: what is loaded and why, what is installed, what can be had, the classroom bundle.

use egui::{Align, Layout, Ui};

use super::fetches::fetch;
use crate::inference::package::{Installed, Release};
use crate::text::bytes_in_words;
use crate::ui::app::App;
use crate::ui::command::{Command, FetchCommand, Wanted};
use crate::ui::state::FetchKey;
use crate::ui::theme::{palette, space};
use crate::ui::widgets::{self, Icon, PushButton, card, coloured, heading, muted};

pub(super) fn show(app: &App, ui: &mut Ui) {
    card(ui, |ui| {
        heading(ui, "ONNX Runtime");
        loaded(app, ui);
        ui.add_space(space::S);
        for installed in &app.live.runtimes {
            installed_line(app, ui, installed);
            ui.add_space(space::XS);
        }
        let is_installed = |release: &Release| {
            app.live.runtimes.iter().any(|installed| {
                installed.record.version == release.version
                    && installed.record.variant == release.variant
            })
        };
        for release in app
            .live
            .releases
            .iter()
            .filter(|release| !is_installed(release))
        {
            release_line(app, ui, release);
            ui.add_space(space::XS);
        }
        import(app, ui);
    });
}

/// What this process has loaded, and why.
fn loaded(app: &App, ui: &mut Ui) {
    let colours = palette(ui);
    match app.live.engines.as_ref().map(|engines| engines.runtime()) {
        Some(Ok(info)) => {
            ui.horizontal(|ui| {
                Icon::Good.show(ui, 16.0, colours.good);
                let library = info.library.as_deref();
                let place = library.map(|path| path.display().to_string());
                widgets::line(ui, format!("{info} is loaded, because {}", info.reason))
                    .on_hover_text(place.unwrap_or_default());
            });
        }
        Some(Err(reason)) => {
            ui.horizontal_top(|ui| {
                Icon::Warning.show(ui, 16.0, colours.attention);
                coloured(
                    ui,
                    format!(
                        "Not loaded: {reason}. The built-in engine runs everything, more slowly."
                    ),
                    colours.attention,
                );
            });
        }
        None => {
            muted(ui, "Looking for it…");
        }
    }
}

fn installed_line(app: &App, ui: &mut Ui, installed: &Installed) {
    let chosen = app.persisted.settings.runtime.as_ref() == Some(&installed.library);
    let record = &installed.record;
    row(
        ui,
        &format!("{} {}", installed.id, if chosen { "(chosen)" } else { "" }),
        |ui| {
            for command in [
                FetchCommand::RemoveRuntime(Box::new(installed.clone())),
                FetchCommand::UseRuntime(Box::new(installed.clone())),
            ] {
                if chosen && matches!(command, FetchCommand::UseRuntime(_)) {
                    continue;
                }
                PushButton::of(&command.clone().into())
                    .small()
                    .ghost()
                    .send(ui, &app.send, command);
            }
        },
    );
    let colours = palette(ui);
    match &installed.damage {
        Some(damage) => coloured(ui, format!("Damaged: {damage}"), colours.bad),
        None => coloured(
            ui,
            format!(
                "Installed · {} · for the {}",
                bytes_in_words(record.bytes()),
                record.variant.label()
            ),
            colours.good,
        ),
    };
}

fn release_line(app: &App, ui: &mut Ui, release: &Release) {
    let key = FetchKey::Runtime(release.name.clone());
    let running = app.live.fetches.iter().any(|fetch| fetch.key == key);
    row(ui, &format!("{} {}", release.name, release.version), |ui| {
        if !running {
            let command = FetchCommand::InstallRuntime(Box::new(release.clone()));
            PushButton::of(&command.clone().into())
                .small()
                .send(ui, &app.send, command);
        }
    });
    if fetch(app, ui, &key) {
        return;
    }
    let size = match (release.bytes, release.about_bytes) {
        (Some(bytes), _) => format!("to download · {}", bytes_in_words(bytes)),
        (None, Some(bytes)) => format!("to download · about {}", bytes_in_words(bytes)),
        (None, None) => "to download".to_owned(),
    };
    muted(ui, format!("{size} · for the {}", release.variant.label()));
    if let Some(needs) = &release.needs {
        let attention = palette(ui).attention;
        coloured(ui, format!("Needs {needs}"), attention);
    }
}

fn row(ui: &mut Ui, name: &str, actions: impl FnOnce(&mut Ui)) {
    ui.horizontal(|ui| {
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            actions(ui);
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                widgets::line(ui, name.trim());
            });
        });
    });
}

fn import(app: &App, ui: &mut Ui) {
    ui.horizontal_wrapped(|ui| {
        PushButton::of(&Command::Choose(Wanted::Runtime))
            .small()
            .send(ui, &app.send, Command::Choose(Wanted::Runtime));
        muted(ui, "a .tgz, .zip or .whl, or the library itself");
    });
    for running in &app.live.fetches {
        if let FetchKey::RuntimeFile(_) = running.key {
            muted(ui, format!("Importing {}", running.label));
            fetch(app, ui, &running.key);
        }
    }
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
            "One file with the installed models and ONNX Runtime, for computers of this kind. Opened with this app, or dropped on its window, it installs all of it.",
        );
        if app.live.dataset.is_some() {
            ui.checkbox(
                &mut app.view.bundle_dataset,
                "With the dataset that is open",
            );
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
        for running in &app.live.fetches {
            if let FetchKey::Bundle(_) = running.key {
                muted(ui, running.label.clone());
                fetch(app, ui, &running.key);
            }
        }
    });
}
