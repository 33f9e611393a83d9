//! The dialog for downloading the dataset from Kaggle: the key, the folder, and off.

use egui::{Id, Layout, Modal, TextEdit, Ui, vec2};

use crate::ui::app::App;
use crate::ui::command::{Command, FetchCommand, Wanted, WindowCommand};
use crate::ui::state::{FetchKey, KeyWay};
use crate::ui::theme::{CONTROL_HEIGHT, SMALL_HEIGHT, palette, space};
use crate::ui::widgets::{self, Icon, PushButton, body, coloured, heading, muted, segmented};

const WIDTH: f32 = 560.0;
const DATASET_PAGE: &str =
    "https://www.kaggle.com/datasets/paramaggarwal/fashion-product-images-small";
const KEY_PAGE: &str = "https://www.kaggle.com/settings";

pub(super) fn show(app: &mut App, ui: &Ui) {
    let area = Modal::default_area(Id::unique("kaggle"))
        .role(egui::accesskit::Role::Dialog)
        .accessible_name("Download from Kaggle");
    let modal = Modal::new(Id::unique("kaggle"))
        .area(area)
        .frame(super::frame(ui))
        .show(ui.ctx(), |ui| {
            ui.set_width(super::width(ui, WIDTH));
            ui.spacing_mut().item_spacing.y = space::S;
            content(app, ui);
        });
    if modal.should_close() {
        app.send.send(WindowCommand::CloseDialog);
    }
}

fn content(app: &mut App, ui: &mut Ui) {
    heading(ui, "Download from Kaggle");
    body(
        ui,
        "44,441 product photos and their table, about 565 MB. The download goes on after any interruption; at the end it is verified, unpacked and checked.",
    );
    ui.add_space(space::S);
    heading(ui, "Your key");
    key(app, ui);
    ui.add_space(space::S);
    widgets::path_field(
        ui,
        "Folder for the dataset",
        &mut app.view.kaggle.folder,
        widgets::ANY_PATH,
        Command::Choose(Wanted::DownloadFolder),
        &app.send,
    );
    muted(
        ui,
        "The app talks to kaggle.com and its storage only, and only now. The key goes to kaggle.com alone and is not saved by this app.",
    );
    answer(app, ui);
    ui.add_space(space::S);
    buttons(app, ui);
}

fn key(app: &mut App, ui: &mut Ui) {
    if let Some(found) = &app.live.kaggle.found {
        ui.horizontal(|ui| {
            ui.set_min_height(SMALL_HEIGHT);
            Icon::Good.show(ui, 18.0, palette(ui).good);
            widgets::line(ui, format!("Found {}", found.credentials.describe()));
            let another = FetchCommand::AnotherKey;
            PushButton::of(&another.clone().into())
                .ghost()
                .small()
                .send(ui, &app.send, another);
        });
        widgets::muted_line(ui, found.origin.clone());
        return;
    }
    let ways = [
        (KeyWay::File, "kaggle.json"),
        (KeyWay::Key, "Name and key"),
        (KeyWay::Token, "Token"),
    ];
    if let Some(way) = segmented(ui, app.view.kaggle.way, &ways) {
        app.view.kaggle.way = way;
    }
    match app.view.kaggle.way {
        KeyWay::File => {
            ui.horizontal(|ui| {
                widgets::button(ui, &app.send, Command::Choose(Wanted::KaggleKey));
                muted(ui, "or drop the file on this window");
            });
        }
        KeyWay::Key => {
            // Without the fields' own margins.
            let half = (ui.available_width() - space::S) / 2.0 - 20.0;
            ui.horizontal(|ui| {
                field(ui, "User name", &mut app.view.kaggle.user, false, half);
                field(ui, "Key", &mut app.view.kaggle.key, true, half);
            });
        }
        KeyWay::Token => {
            let whole = ui.available_width() - 20.0;
            field(ui, "Token", &mut app.view.kaggle.token, true, whole);
        }
    }
    ui.horizontal(|ui| {
        ui.set_min_height(SMALL_HEIGHT);
        muted(
            ui,
            "No key yet? Log in on Kaggle, open Settings, and press Create New Token.",
        );
        PushButton::new("Open the page")
            .icon(Icon::External)
            .small()
            .ghost()
            .tooltip(KEY_PAGE)
            .send(ui, &app.send, WindowCommand::Browse(KEY_PAGE.into()));
    });
}

fn field(ui: &mut Ui, name: &str, text: &mut String, secret: bool, width: f32) {
    ui.vertical(|ui| {
        let label = muted(ui, name);
        let field = TextEdit::singleline(text)
            .password(secret)
            .desired_width(width)
            .margin(egui::Margin::symmetric(10, 7));
        ui.add(field).labelled_by(label.id);
    });
}

/// What Kaggle said when it was asked.
fn answer(app: &App, ui: &mut Ui) {
    let colours = palette(ui);
    let kaggle = &app.live.kaggle;
    match (&kaggle.testing, &kaggle.tested) {
        (Some(_), _) => {
            muted(ui, "Asking Kaggle…");
        }
        (None, Some(Ok(()))) => {
            ui.horizontal(|ui| {
                Icon::Good.show(ui, 18.0, colours.good);
                coloured(
                    ui,
                    "Kaggle agrees: the dataset can be downloaded",
                    colours.good,
                );
            });
        }
        (None, Some(Err(error))) => {
            ui.horizontal_top(|ui| {
                Icon::Error.show(ui, 18.0, colours.bad);
                coloured(ui, error.to_string(), colours.bad);
            });
        }
        (None, None) => {}
    }
}

fn buttons(app: &App, ui: &mut Ui) {
    let running = app
        .live
        .fetches
        .iter()
        .any(|fetch| fetch.key == FetchKey::Dataset);
    let download = PushButton::of(&FetchCommand::DownloadDataset.into())
        .primary()
        .obstacle(running.then_some("The download is running"));
    let download = if app.live.kaggle.begun {
        download.text("Continue the download")
    } else {
        download
    };
    let row = vec2(ui.available_width(), CONTROL_HEIGHT);
    let from_right = Layout::right_to_left(egui::Align::Center);
    ui.allocate_ui_with_layout(row, from_right, |ui| {
        download.send(ui, &app.send, FetchCommand::DownloadDataset);
        PushButton::of(&FetchCommand::TestKaggle.into())
            .enabled(app.live.kaggle.testing.is_none())
            .send(ui, &app.send, FetchCommand::TestKaggle);
        PushButton::new("Close")
            .ghost()
            .send(ui, &app.send, WindowCommand::CloseDialog);
        ui.with_layout(Layout::left_to_right(egui::Align::Center), |ui| {
            PushButton::new("Terms and page")
                .ghost()
                .icon(Icon::External)
                .tooltip(DATASET_PAGE)
                .send(ui, &app.send, WindowCommand::Browse(DATASET_PAGE.into()));
        });
    });
}
