//! Three big choices.

use egui::{Align, CornerRadius, Frame, Layout, Margin, Rect, Sense, Stroke, Ui, UiBuilder, vec2};

use super::recent;
use crate::ui::app::App;
use crate::ui::command::{Command, DatasetCommand, FetchCommand, Wanted};
use crate::ui::screens::fetches::{dataset_state, fetch, head};
use crate::ui::state::FetchKey;
use crate::ui::theme::{CARD_RADIUS, palette, space};
use crate::ui::tour;
use crate::ui::widgets::{Icon, PushButton, body, heading, muted, muted_line};

const HEIGHT: f32 = 268.0;
/// Below this width the choices stand one below the other.
const BESIDE: f32 = 680.0;

pub(super) fn show(app: &App, ui: &mut Ui) {
    let room = ui.available_width();
    let (layout, width) = if room < BESIDE {
        (Layout::top_down(Align::Min), room)
    } else {
        (
            Layout::left_to_right(Align::Min),
            (room - 2.0 * space::M) / 3.0,
        )
    };
    let row = ui.with_layout(layout, |ui| {
        ui.spacing_mut().item_spacing = egui::Vec2::splat(space::M);
        choice(
            ui,
            width,
            true,
            Icon::Sparkles,
            "Try the sample",
            |ui| sample(app, ui),
            |ui| {
                PushButton::of(&DatasetCommand::OpenSample.into())
                    .primary()
                    .without_icon()
                    .send(ui, &app.send, DatasetCommand::OpenSample);
            },
        );
        choice(
            ui,
            width,
            false,
            Icon::Folder,
            "Open a folder or zip…",
            files,
            |ui| {
                for (wanted, text) in [
                    (Wanted::DatasetFolder, "Folder…"),
                    (Wanted::DatasetZip, "Zip…"),
                ] {
                    let command = Command::Choose(wanted);
                    PushButton::of(&command)
                        .text(text)
                        .send(ui, &app.send, command);
                }
            },
        );
        choice(
            ui,
            width,
            false,
            Icon::Download,
            "Download from Kaggle",
            |ui| kaggle(app, ui),
            |ui| kaggle_buttons(app, ui),
        );
    });
    tour::remember_choices(ui, row.response.rect);
}

/// A card with its buttons at the bottom, so that they stand in one line.
fn choice(
    ui: &mut Ui,
    width: f32,
    first: bool,
    icon: Icon,
    title: &str,
    about: impl FnOnce(&mut Ui),
    buttons: impl FnOnce(&mut Ui),
) {
    let colours = palette(ui);
    let (rect, _) = ui.allocate_exact_size(vec2(width, HEIGHT), Sense::hover());
    let line = if first { colours.accent } else { colours.line };
    let frame = Frame::new()
        .fill(colours.surface)
        .stroke(Stroke::new(1.0, line))
        .corner_radius(CornerRadius::same(CARD_RADIUS));
    ui.painter().add(frame.paint(rect.shrink(1.0)));
    let inside = rect.shrink(20.0);
    let top = Rect::from_min_max(inside.min, inside.max - vec2(0.0, 44.0));
    let layout = Layout::top_down(Align::Min);
    let mut part = ui.new_child(UiBuilder::new().id_salt(title).max_rect(top).layout(layout));
    part.horizontal(|ui| {
        icon.show(ui, 22.0, colours.accent);
        heading(ui, title);
    });
    part.add_space(2.0);
    about(&mut part);
    let bottom = Rect::from_min_max(
        egui::pos2(inside.left(), inside.bottom() - 34.0),
        inside.max,
    );
    let layout = Layout::left_to_right(Align::Center);
    let mut row = ui.new_child(
        UiBuilder::new()
            .id_salt((title, "buttons"))
            .max_rect(bottom)
            .layout(layout),
    );
    buttons(&mut row);
}

fn sample(app: &App, ui: &mut Ui) {
    body(
        ui,
        "300 drawn products and a small model, both inside this program.",
    );
    muted(
        ui,
        "Nothing to download. In ten seconds you type “red handbag” and see red handbags.",
    );
    ui.add_space(space::XS);
    recent::tiles(app, ui, "sample", 40.0);
}

fn files(ui: &mut Ui) {
    body(
        ui,
        "Any folder or zip with pictures. With a styles.csv you also get names, filters and charts.",
    );
    ui.add_space(space::XS);
    let frame = Frame::new()
        .fill(palette(ui).raised)
        .corner_radius(CornerRadius::same(7))
        .inner_margin(Margin::symmetric(10, 8));
    frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.spacing_mut().item_spacing.y = 2.0;
        for (depth, icon, name) in [
            (0.0, Icon::Folder, "my-dataset"),
            (1.0, Icon::Table, "styles.csv"),
            (1.0, Icon::Image, "images / 1163.jpg, 1164.jpg, …"),
        ] {
            ui.horizontal(|ui| {
                ui.add_space(depth * 16.0);
                icon.show(ui, 14.0, palette(ui).muted);
                muted_line(ui, name);
            });
        }
    });
}

fn kaggle(app: &App, ui: &mut Ui) {
    body(
        ui,
        "The fashion dataset of the course: 44,441 photos with nine attributes each, 565 MB in all.",
    );
    if let Some(state) = dataset_state(app) {
        head(app, ui, &FetchKey::Dataset, &state);
    }
    if fetch(app, ui, &FetchKey::Dataset) {
        return;
    }
    let has_failed = app
        .live
        .setbacks
        .iter()
        .any(|setback| setback.key == FetchKey::Dataset);
    if has_failed {
        return;
    }
    muted(
        ui,
        if app.live.kaggle.begun {
            "A download was interrupted. It goes on where it stopped."
        } else {
            "With the key of a free Kaggle account, verified and unpacked into a folder. A zip that your browser has downloaded can be dropped here as it is."
        },
    );
}

fn kaggle_buttons(app: &App, ui: &mut Ui) {
    if app
        .live
        .fetches
        .iter()
        .any(|fetch| fetch.key == FetchKey::Dataset)
    {
        return;
    }
    let button = PushButton::of(&FetchCommand::OpenKaggle.into()).without_icon();
    let button = if app.live.kaggle.begun {
        button.text("Continue the download…").primary()
    } else {
        button.text("Get the dataset…")
    };
    button.send(ui, &app.send, FetchCommand::OpenKaggle);
}
