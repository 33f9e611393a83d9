//! No dataset yet: three ways to one.

use egui::{Align, Label, Layout, RichText, Ui, UiBuilder};

use super::fetches::fetch;
use crate::dataset::CheckProgress;
use crate::text::thousands;
use crate::ui::app::App;
use crate::ui::command::{Command, DatasetCommand, FetchCommand, Wanted, WindowCommand};
use crate::ui::state::FetchKey;
use crate::ui::theme::{self, palette, space};
use crate::ui::widgets::{self, Icon, PushButton, body, card, coloured, heading, muted};

const KAGGLE_PAGE: &str =
    "https://www.kaggle.com/datasets/paramaggarwal/fashion-product-images-small";

const WIDTH: f32 = 940.0;
const CARD_HEIGHT: f32 = 268.0;

pub(super) fn show(app: &mut App, ui: &mut Ui) {
    if let Some(opening) = &app.live.opening {
        return checking(app, ui, &opening.label, &opening.progress);
    }
    let room = ui.available_rect_before_wrap();
    let width = room.width().min(WIDTH);
    let top = room.top() + ((room.height() - 430.0) * 0.36).max(0.0);
    let place = egui::Rect::from_min_max(
        egui::pos2(room.center().x - width / 2.0, top),
        egui::pos2(room.center().x + width / 2.0, room.bottom()),
    );
    ui.scope_builder(
        UiBuilder::new()
            .max_rect(place)
            .layout(Layout::top_down(Align::Min)),
        |ui| content(app, ui),
    );
}

fn content(app: &mut App, ui: &mut Ui) {
    ui.add(
        Label::new(
            RichText::new("Turn product photos into a search engine").text_style(theme::display()),
        )
        .wrap(),
    );
    let muted_colour = palette(ui).muted;
    let line = "Embed every photo with CLIP, see whether the vectors are good, and take the files with you. No terminal.";
    ui.add(Label::new(RichText::new(line).size(15.0).color(muted_colour)).wrap());
    ui.add_space(space::L);
    ui.columns_const(|[sample, open, kaggle]| {
        choice(sample, Icon::Sparkles, "Try the sample", |ui| {
            sample_choice(app, ui);
        });
        choice(open, Icon::Folder, "Open a folder or zip…", |ui| {
            open_choice(app, ui);
        });
        choice(kaggle, Icon::Download, "Download from Kaggle", |ui| {
            kaggle_choice(app, ui);
        });
    });
    ui.add_space(space::M);
    muted(
        ui,
        "You can also drop a folder, a zip, a csv table, a model folder or a picture anywhere on this window.",
    );
}

fn choice(ui: &mut Ui, icon: Icon, title: &str, add: impl FnOnce(&mut Ui)) {
    card(ui, |ui| {
        ui.set_min_height(CARD_HEIGHT - 2.0 * space::L);
        let accent = palette(ui).accent;
        icon.show(ui, 28.0, accent);
        ui.add_space(space::XS);
        heading(ui, title);
        add(ui);
    });
}

fn sample_choice(app: &App, ui: &mut Ui) {
    body(
        ui,
        "300 drawn products and a small model, both inside this program.",
    );
    muted(
        ui,
        "Nothing to download, no account. In a few seconds you type \"red handbag\" and see red handbags.",
    );
    ui.add_space(space::S);
    widgets::primary(ui, &app.send, DatasetCommand::OpenSample);
}

fn open_choice(app: &mut App, ui: &mut Ui) {
    body(
        ui,
        "Any folder or zip with pictures. With a styles.csv you also get names, filters and charts.",
    );
    ui.horizontal(|ui| {
        PushButton::of(&Command::Choose(Wanted::DatasetFolder))
            .text("Folder…")
            .send(ui, &app.send, Command::Choose(Wanted::DatasetFolder));
        PushButton::of(&Command::Choose(Wanted::DatasetZip))
            .text("Zip…")
            .send(ui, &app.send, Command::Choose(Wanted::DatasetZip));
    });
    let label = coloured(ui, "or type its path", palette(ui).muted);
    let field = egui::TextEdit::singleline(&mut app.view.welcome_path)
        .desired_width(ui.available_width())
        .margin(egui::Margin::symmetric(10, 7));
    let response = ui.add(field).labelled_by(label.id);
    let entered = response.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter));
    let path = app.view.welcome_path.trim().to_owned();
    let pressed = PushButton::new("Open this path")
        .small()
        .enabled(!path.is_empty())
        .show(ui)
        .clicked();
    if (pressed || entered) && !path.is_empty() {
        app.send.send(DatasetCommand::Open(path));
    }
}

fn kaggle_choice(app: &App, ui: &mut Ui) {
    body(
        ui,
        "The fashion dataset of the course: 44,441 photos, about 565 MB.",
    );
    if fetch(app, ui, &FetchKey::Dataset) {
        return;
    }
    let begun = app.live.kaggle.begun;
    muted(
        ui,
        if begun {
            "A download was interrupted. It goes on where it stopped."
        } else {
            "With your Kaggle key, straight into a folder; or with the browser: download the zip there and drop it here."
        },
    );
    ui.add_space(space::S);
    ui.horizontal_wrapped(|ui| {
        let open = PushButton::of(&FetchCommand::OpenKaggle.into());
        let open = if begun {
            open.text("Continue the download…").primary()
        } else {
            open.text("Download…")
        };
        open.send(ui, &app.send, FetchCommand::OpenKaggle);
        PushButton::new("Its page")
            .icon(Icon::External)
            .ghost()
            .tooltip(KAGGLE_PAGE)
            .send(ui, &app.send, WindowCommand::Browse(KAGGLE_PAGE));
    });
}

/// The check of a dataset while it goes on.
fn checking(app: &App, ui: &mut Ui, label: &str, progress: &CheckProgress) {
    ui.add_space(ui.available_height() * 0.32);
    let (checked, total) = (progress.checked(), progress.total());
    card(ui, |ui| {
        heading(ui, format!("Checking {label}"));
        let share = if total == 0 {
            0.0
        } else {
            checked as f32 / total as f32
        };
        widgets::progress_bar(ui, share, 8.0, "Checking the dataset");
        ui.horizontal(|ui| {
            let text = if total == 0 {
                "Listing the files".to_owned()
            } else {
                format!(
                    "{} of {} pictures looked at; only their first bytes are read",
                    thousands(checked),
                    thousands(total)
                )
            };
            muted(ui, text);
        });
        widgets::ghost(ui, &app.send, DatasetCommand::StopOpening);
    });
    ui.ctx()
        .request_repaint_after(std::time::Duration::from_millis(100));
}
