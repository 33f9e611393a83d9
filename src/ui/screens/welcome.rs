//! No dataset yet: three ways to one.

use egui::{RichText, Ui, vec2};

use crate::dataset::CheckProgress;
use crate::text::thousands;
use crate::ui::app::App;
use crate::ui::command::{Command, Wanted};
use crate::ui::theme;
use crate::ui::widgets::{self, emit, icon};

const KAGGLE_PAGE: &str =
    "https://www.kaggle.com/datasets/paramaggarwal/fashion-product-images-small";

pub(super) fn show(app: &mut App, ui: &mut Ui) {
    if let Some(opening) = &app.live.opening {
        return checking(ui, &opening.label, &opening.progress);
    }
    ui.add_space((ui.available_height() - 460.0).max(0.0) * 0.4);
    ui.vertical_centered(|ui| {
        ui.label(RichText::new("From product photos to search, step by step").text_style(theme::display()));
        widgets::muted(ui, "Choose a dataset, turn its pictures into vectors, see whether they are good, take the files with you.");
    });
    ui.add_space(20.0);
    let height = 300.0;
    ui.columns_const(|[sample, open, kaggle]| {
        column(sample, height, icon::SPARKLES, "Try the sample", |ui| {
            sample_card(app, ui);
        });
        column(open, height, icon::FOLDER, "Open a folder or zip", |ui| {
            open_card(app, ui);
        });
        column(
            kaggle,
            height,
            icon::DOWNLOAD,
            "Download from Kaggle",
            |ui| kaggle_card(app, ui),
        );
    });
    ui.add_space(12.0);
    ui.vertical_centered(|ui| {
        widgets::muted(
            ui,
            "You can also drop a folder, a zip file or a model folder on this window.",
        )
    });
}

fn column(
    ui: &mut Ui,
    height: f32,
    source: egui::ImageSource<'static>,
    title: &str,
    add: impl FnOnce(&mut Ui),
) {
    widgets::card(ui, |ui| {
        ui.set_min_height(height);
        let accent = theme::palette(ui).accent;
        ui.add(
            egui::Image::new(source)
                .fit_to_exact_size(vec2(28.0, 28.0))
                .tint(accent)
                .alt_text(""),
        );
        ui.add_space(4.0);
        ui.label(RichText::new(title).text_style(egui::TextStyle::Heading));
        add(ui);
    });
}

fn sample_card(app: &App, ui: &mut Ui) {
    ui.label("300 drawn products and a small model, both inside this program.");
    widgets::muted(
        ui,
        "Nothing to download, no account. In a few seconds you type \"red handbag\" and see red handbags.",
    );
    ui.add_space(8.0);
    widgets::primary(ui, Command::OpenSample, &app.send, true);
}

fn open_card(app: &mut App, ui: &mut Ui) {
    ui.label("styles.csv with an images folder, as a folder or zip; or any folder of pictures.");
    ui.horizontal(|ui| {
        widgets::button(ui, Command::Choose(Wanted::DatasetFolder), &app.send);
        widgets::button(ui, Command::Choose(Wanted::DatasetZip), &app.send);
    });
    let label = widgets::muted(ui, "or type its path:");
    let field = egui::TextEdit::singleline(&mut app.view.welcome_path)
        .desired_width(ui.available_width())
        .margin(egui::Margin::symmetric(10, 7));
    let response = ui.add(field).labelled_by(label.id);
    let entered = response.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter));
    let path = app.view.welcome_path.trim().to_owned();
    if (ui
        .add_enabled(!path.is_empty(), egui::Button::new("Open this path"))
        .clicked()
        || entered)
        && !path.is_empty()
    {
        emit(&app.send, Command::OpenDataset(path));
    }
}

fn kaggle_card(app: &App, ui: &mut Ui) {
    ui.label("The fashion dataset of the course: 44,441 photos, about 565 MB.");
    widgets::muted(
        ui,
        "Log in on the dataset's page, press Download there, and drop the zip file on this window. It is read as it is, \
         without unpacking.",
    );
    ui.add_space(8.0);
    let copy = egui::Button::new("Copy the page's address").min_size(vec2(0.0, 34.0));
    if ui.add(copy).on_hover_text(KAGGLE_PAGE).clicked() {
        emit(&app.send, Command::Copy(KAGGLE_PAGE.to_owned()));
    }
}

/// The check of a dataset while it goes on.
pub(super) fn checking(ui: &mut Ui, label: &str, progress: &CheckProgress) {
    ui.add_space(ui.available_height() * 0.35);
    let (checked, total) = (progress.checked(), progress.total());
    widgets::card(ui, |ui| {
        widgets::heading(ui, &format!("Checking {label}"));
        let share = if total == 0 {
            0.0
        } else {
            checked as f32 / total as f32
        };
        widgets::bar(ui, share, "Checking the dataset");
        widgets::muted(
            ui,
            format!(
                "{} of {} pictures looked at; only their first bytes are read",
                thousands(checked),
                thousands(total)
            ),
        );
    });
}
