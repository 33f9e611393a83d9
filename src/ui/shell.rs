//! What is around every page: the rail of steps, the status bar, the message.

use egui::{
    Button, CentralPanel, Frame, Key, KeyboardShortcut, Margin, Modifiers, Panel, RichText, Stroke,
    Ui, vec2,
};

use super::app::App;
use super::command::{Command, Page};
use super::theme::{self, palette};
use super::widgets::{self, emit, icon};
use super::{format, screens};
use crate::text::thousands;

const RAIL_WIDTH: f32 = 184.0;
const STATUS_HEIGHT: f32 = 28.0;

/// Draws the whole window.
pub(super) fn show(app: &mut App, ui: &mut Ui) {
    shortcuts(app, ui);
    let colours = palette(ui);
    let line = Stroke::new(1.0, colours.line);
    Panel::bottom("status")
        .exact_size(STATUS_HEIGHT)
        .frame(
            Frame::new()
                .fill(colours.surface)
                .stroke(line)
                .inner_margin(Margin::symmetric(16, 4)),
        )
        .show(ui, |ui| status(app, ui));
    Panel::left("rail")
        .exact_size(RAIL_WIDTH)
        .resizable(false)
        .frame(
            Frame::new()
                .fill(colours.surface)
                .stroke(line)
                .inner_margin(Margin::same(10)),
        )
        .show(ui, |ui| rail(app, ui));
    CentralPanel::default()
        .frame(
            Frame::new()
                .fill(colours.background)
                .inner_margin(Margin::symmetric(24, 18)),
        )
        .show(ui, |ui| {
            if let Some(error) = &app.live.message {
                widgets::error_card(ui, error, |ui| {
                    widgets::button(ui, Command::DismissMessage, &app.send);
                });
                ui.add_space(8.0);
            }
            screens::show(app, ui);
        });
}

fn shortcuts(app: &App, ui: &Ui) {
    let keys = [
        (
            KeyboardShortcut::new(Modifiers::ALT, Key::ArrowLeft),
            Command::Back,
        ),
        (
            KeyboardShortcut::new(Modifiers::ALT, Key::ArrowRight),
            Command::Forward,
        ),
        (
            KeyboardShortcut::new(Modifiers::COMMAND, Key::Num1),
            Command::Go(Page::Dataset),
        ),
        (
            KeyboardShortcut::new(Modifiers::COMMAND, Key::Num2),
            Command::Go(Page::Embed),
        ),
        (
            KeyboardShortcut::new(Modifiers::COMMAND, Key::Num3),
            Command::Go(Page::Explore),
        ),
        (
            KeyboardShortcut::new(Modifiers::COMMAND, Key::Num4),
            Command::Go(Page::Export),
        ),
    ];
    for (shortcut, command) in keys {
        if ui.input_mut(|input| input.consume_shortcut(&shortcut)) {
            emit(&app.send, command);
        }
    }
}

fn rail(app: &mut App, ui: &mut Ui) {
    ui.horizontal(|ui| {
        ui.add(
            egui::Image::new(icon::LOGO)
                .fit_to_exact_size(vec2(24.0, 24.0))
                .alt_text("VectorSearch Pro"),
        );
        ui.label(RichText::new("VectorSearch").size(14.5));
        let accent = palette(ui).accent;
        ui.label(
            RichText::new("Pro")
                .size(14.5)
                .text_style(theme::strong())
                .color(accent),
        );
    });
    ui.add_space(10.0);
    ui.spacing_mut().item_spacing.y = 4.0;
    for page in Page::STEPS {
        step(app, ui, page);
    }
    ui.with_layout(egui::Layout::bottom_up(egui::Align::Min), |ui| {
        step(app, ui, Page::Settings);
    });
}

fn step(app: &App, ui: &mut Ui, page: Page) {
    let colours = palette(ui);
    let current = app.view.page == page;
    let source = match page {
        Page::Dataset => icon::IMAGE,
        Page::Embed => icon::CPU,
        Page::Explore => icon::SEARCH,
        Page::Export => icon::DOWNLOAD,
        Page::Settings => icon::SETTINGS,
    };
    let image = egui::Image::new(source)
        .fit_to_exact_size(vec2(16.0, 16.0))
        .tint(colours.muted);
    let button = Button::image_and_text(image, RichText::new(page.label()))
        .fill(if current {
            colours.raised
        } else {
            colours.surface
        })
        .stroke(Stroke::NONE)
        .right_text(
            RichText::new(state(app, page))
                .size(11.5)
                .color(state_colour(app, page, ui)),
        )
        .min_size(vec2(ui.available_width(), 36.0));
    let response = ui.add(button);
    response.widget_info(|| {
        egui::WidgetInfo::selected(egui::accesskit::Role::Tab, true, current, page.label())
    });
    if response.clicked() {
        emit(&app.send, Command::Go(page));
    }
}

/// The state of a step in a word.
fn state(app: &App, page: Page) -> String {
    match page {
        Page::Dataset if app.live.opening.is_some() => "checking".to_owned(),
        Page::Dataset if app.live.dataset.is_some() => "done".to_owned(),
        Page::Embed => match (&app.live.job, &app.live.run) {
            (Some(job), _) => format!("{} %", format::percent(&job.snapshot)),
            (None, Some(_)) => "done".to_owned(),
            (None, None) => String::new(),
        },
        Page::Export => match app
            .live
            .run
            .as_ref()
            .and_then(|run| run.verification.as_ref())
        {
            Some(Ok(verification)) if verification.ok => "verified".to_owned(),
            Some(_) => "attention".to_owned(),
            None => String::new(),
        },
        _ => String::new(),
    }
}

fn state_colour(app: &App, page: Page, ui: &Ui) -> egui::Color32 {
    let colours = palette(ui);
    match state(app, page).as_str() {
        "done" | "verified" => colours.good,
        "attention" => colours.attention,
        _ => colours.accent,
    }
}

fn status(app: &App, ui: &mut Ui) {
    let muted = palette(ui).muted;
    let small = |text: String| RichText::new(text).size(12.0).color(muted);
    ui.horizontal_centered(|ui| {
        ui.label(small(status_left(app)));
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            let (engine, reason) = status_right(app);
            ui.label(small(engine)).on_hover_text(reason);
        });
    });
}

fn status_left(app: &App) -> String {
    if let Some(opening) = &app.live.opening {
        return format!("Checking {}…", opening.label);
    }
    if let Some(job) = &app.live.job {
        let paused = if job.task.control().is_paused() {
            "Paused · "
        } else {
            ""
        };
        return format!(
            "{paused}{} · {}",
            format::progress(&job.snapshot),
            format::pace(&job.snapshot, &job.meter)
        );
    }
    match &app.live.dataset {
        Some(open) => format!(
            "{} · {} products",
            open.dataset.location.label(),
            thousands(open.dataset.products.len())
        ),
        None => "No dataset".to_owned(),
    }
}

/// Engine, device and model really in use, and why this engine.
fn status_right(app: &App) -> (String, String) {
    let engine = app
        .live
        .engines
        .as_ref()
        .and_then(|engines| engines.select(app.settings.engine).ok());
    let model = std::path::Path::new(&app.view.embed.model)
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    match engine {
        Some(engine) => {
            let info = engine.info();
            let cores = crate::text::counted(crate::inference::default_threads() as u64, "core");
            (
                format!("{info} · CPU, {cores} · {model}"),
                format!("This engine runs because {}", info.reason),
            )
        }
        None => (format!("no engine · {model}"), "See Settings".to_owned()),
    }
}
