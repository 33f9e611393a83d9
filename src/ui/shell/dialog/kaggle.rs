//! The dialog for downloading the dataset from Kaggle: account and terms, the key, the folder, and off.

use egui::{
    Align, Align2, Id, Layout, Modal, Rect, ScrollArea, Sense, TextEdit, Ui, UiBuilder, vec2,
};

use crate::ui::app::App;
use crate::ui::command::{Command, FetchCommand, Wanted, WindowCommand};
use crate::ui::state::{FetchKey, KeyWay};
use crate::ui::theme::{self, CONTROL_HEIGHT, SMALL_HEIGHT, palette, space};
use crate::ui::widgets::{self, Icon, PushButton, body, coloured, heading, muted, segmented};

const WIDTH: f32 = 580.0;

/// Room for the number of a step, at the left of it.
const NUMBER: f32 = 34.0;

/// What is around the dialog in a low window, and in it around the steps: title and buttons.
const AROUND: f32 = 250.0;

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
    let room = (ui.ctx().content_rect().height() - AROUND).max(120.0);
    ScrollArea::vertical()
        .id_salt("kaggle")
        .max_height(room)
        .auto_shrink([false, true])
        .show(ui, |ui| {
            step(ui, 1, "Account and terms", account_and_terms, app);
            step(ui, 2, "Your key", key, app);
            step(ui, 3, "Folder", folder, app);
        });
    ui.add_space(space::XS);
    buttons(app, ui);
}

/// A step with its number at the left; its title, text and controls are in line below each other.
fn step(ui: &mut Ui, number: usize, title: &str, add: fn(&mut App, &mut Ui), app: &mut App) {
    ui.push_id(number, |ui| {
        let top = ui.cursor().min;
        let inside = Rect::from_min_size(
            top + vec2(NUMBER, 0.0),
            vec2(ui.available_width() - NUMBER, f32::INFINITY),
        );
        let layout = Layout::top_down(Align::Min);
        let mut part = ui.new_child(UiBuilder::new().max_rect(inside).layout(layout));
        heading(&mut part, title);
        add(app, &mut part);
        let colours = palette(ui);
        let middle = top + vec2(10.0, 10.0);
        ui.painter()
            .circle_filled(middle, 10.0, colours.soft(colours.accent));
        ui.painter().text(
            middle,
            Align2::CENTER_CENTER,
            number,
            theme::strong().resolve(ui.style()),
            colours.text,
        );
        let size = vec2(ui.available_width(), part.min_rect().height());
        ui.allocate_exact_size(size, Sense::hover());
        ui.add_space(space::S);
    });
}

fn account_and_terms(app: &mut App, ui: &mut Ui) {
    muted(
        ui,
        "Log in on Kaggle; an account is free. Open the page of the dataset once and accept its terms if you are asked.",
    );
    PushButton::new("Open the page")
        .icon(Icon::External)
        .small()
        .tooltip(DATASET_PAGE)
        .send(ui, &app.send, WindowCommand::Browse(DATASET_PAGE.into()));
}

fn folder(app: &mut App, ui: &mut Ui) {
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
}

fn key(app: &mut App, ui: &mut Ui) {
    if app.live.kaggle.found.is_some() {
        found_key(app, ui);
    } else {
        give_key(app, ui);
    }
    test(app, ui);
}

fn found_key(app: &App, ui: &mut Ui) {
    let Some(found) = &app.live.kaggle.found else {
        return;
    };
    ui.horizontal(|ui| {
        ui.set_min_height(SMALL_HEIGHT);
        Icon::Good.show(ui, 18.0, palette(ui).good);
        let room = ui.available_width() - 130.0;
        ui.scope(|ui| {
            ui.set_max_width(room);
            widgets::line(ui, format!("Found {}", found.credentials.describe()));
        });
        let another = FetchCommand::AnotherKey;
        PushButton::of(&another.clone().into())
            .small()
            .send(ui, &app.send, another);
    });
    widgets::muted_line(ui, found.origin.clone());
}

fn give_key(app: &mut App, ui: &mut Ui) {
    muted(
        ui,
        "No key yet? Make one in your settings on Kaggle, under API: a token to copy, or a legacy key as the file kaggle.json.",
    );
    PushButton::new("Open your settings on Kaggle")
        .icon(Icon::External)
        .small()
        .tooltip(KEY_PAGE)
        .send(ui, &app.send, WindowCommand::Browse(KEY_PAGE.into()));
    ui.add_space(space::XS);
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
}

/// Why Kaggle cannot be asked yet.
fn without_key(app: &App) -> Option<&'static str> {
    let typed = &app.view.kaggle;
    let is_there = |text: &str| !text.trim().is_empty();
    let is_typed = match typed.way {
        KeyWay::File => false,
        KeyWay::Key => is_there(&typed.user) && is_there(&typed.key),
        KeyWay::Token => is_there(&typed.token),
    };
    let is_given = app.live.kaggle.found.is_some() || is_typed;
    (!is_given).then_some("Give your key first: step 2")
}

/// The question to Kaggle whether the key is right, and what it said.
fn test(app: &mut App, ui: &mut Ui) {
    let busy = app.live.kaggle.testing.is_some();
    PushButton::of(&FetchCommand::TestKaggle.into())
        .small()
        .obstacle(without_key(app).or(busy.then_some("Kaggle is being asked")))
        .send(ui, &app.send, FetchCommand::TestKaggle);
    answer(app, ui);
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
    let mut fetches = app.live.fetches.iter();
    let running = fetches.any(|fetch| fetch.key == FetchKey::Dataset);
    let obstacle = running.then_some("The download is running");
    let download = PushButton::of(&FetchCommand::DownloadDataset.into())
        .primary()
        .obstacle(obstacle.or(without_key(app)));
    let download = if app.live.kaggle.begun {
        download.text("Continue the download")
    } else {
        download
    };
    let row = vec2(ui.available_width(), CONTROL_HEIGHT);
    let from_right = Layout::right_to_left(Align::Center);
    ui.allocate_ui_with_layout(row, from_right, |ui| {
        download.send(ui, &app.send, FetchCommand::DownloadDataset);
        PushButton::new("Close").send(ui, &app.send, WindowCommand::CloseDialog);
    });
}
