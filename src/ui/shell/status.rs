//! The status bar: at the left what is open or running, at the right what runs it.

use egui::{Align, Layout, Rect, RichText, Sense, Ui, vec2};

use crate::text::{counted, thousands};
use crate::ui::app::App;
use crate::ui::command::{DatasetCommand, EmbedCommand, FetchCommand, Page};
use crate::ui::format;
use crate::ui::theme::{self, palette, space};
use crate::ui::widgets::{self, icon_button};

/// In a narrower window, as at 200 %, the right side names the device only: neither side is cut.
const ROOM_FOR_BOTH: f32 = 900.0;

pub(super) fn show(app: &App, ui: &mut Ui) {
    ui.horizontal_centered(|ui| {
        // The right side first: the left one takes what is left of the room.
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            // What is open or running is never pushed out by what runs it.
            let most = vec2(ui.available_width() * 0.6, ui.available_height());
            ui.allocate_ui_with_layout(most, Layout::right_to_left(Align::Center), |ui| {
                right(app, ui);
            });
            ui.add_space(space::L);
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| left(app, ui));
        });
    });
}

fn left(app: &App, ui: &mut Ui) {
    if let Some(opening) = &app.live.opening {
        let (checked, total) = (opening.progress.checked(), opening.progress.total());
        dot(ui, palette(ui).accent);
        bar(ui, checked, total);
        small(ui, format!("Checking {}", opening.label));
        icon_button(ui, &app.send, DatasetCommand::StopOpening);
    } else if let Some(job) = &app.live.job {
        let paused = job.task.control().is_paused();
        dot(
            ui,
            if paused {
                palette(ui).attention
            } else {
                palette(ui).accent
            },
        );
        bar(ui, job.snapshot.done, job.snapshot.total);
        icon_button(
            ui,
            &app.send,
            if paused {
                EmbedCommand::Resume
            } else {
                EmbedCommand::Pause
            },
        );
        icon_button(ui, &app.send, EmbedCommand::Cancel);
        let pace = if paused {
            "paused".to_owned()
        } else {
            format::pace(&job.snapshot, &job.meter)
        };
        small(ui, format!("{} · {pace}", format::progress(&job.snapshot)));
    } else if let Some(fetch) = app.live.fetches.first() {
        let colours = palette(ui);
        dot(
            ui,
            if fetch.is_paused() {
                colours.attention
            } else {
                colours.accent
            },
        );
        share_bar(ui, fetch.reading.share.unwrap_or(0.0));
        let key = || fetch.key.clone();
        icon_button(
            ui,
            &app.send,
            if fetch.is_paused() {
                FetchCommand::Resume(key())
            } else {
                FetchCommand::Pause(key())
            },
        );
        icon_button(ui, &app.send, FetchCommand::Cancel(key()));
        let parts = [&fetch.label, &fetch.reading.state(), &fetch.reading.line];
        let parts: Vec<&str> = parts
            .into_iter()
            .map(String::as_str)
            .filter(|part| !part.is_empty())
            .collect();
        small(ui, parts.join(" · "));
    } else if let Some(open) = &app.live.dataset {
        let products = counted(open.dataset.products.len() as u64, "product");
        let vectors = app
            .live
            .run
            .as_ref()
            .map(|run| format!(" · {} vectors", thousands(run.record.counts.items)));
        small(
            ui,
            format!(
                "{} · {products}{}",
                open.dataset.location.label(),
                vectors.unwrap_or_default()
            ),
        );
    } else {
        small(ui, "No dataset open");
    }
}

/// Engine, device and model really in use, and why this engine.
fn right(app: &App, ui: &mut Ui) {
    let engines = app.live.engines.as_ref();
    let engine = engines.map(|engines| engines.select(app.persisted.settings.engine));
    let model = format::model(&app.view.embed.model);
    let (text, reason) = match engine {
        Some(Ok(engine)) => {
            let (info, device) = (engine.info(), app.device_in_use());
            let whole = format!("{info} · {device} · {model}");
            let reason = format!("This engine runs because {}", info.reason);
            if ui.ctx().content_rect().width() < ROOM_FOR_BOTH {
                (device, format!("{whole}\n{reason}"))
            } else {
                (whole, reason)
            }
        }
        Some(Err(error)) => (format!("No engine · {model}"), error.to_string()),
        None => (
            "Looking for engines".to_owned(),
            "Looking for ONNX Runtime on this computer".to_owned(),
        ),
    };
    // The label itself is asked for the click: one that becomes clickable later would take itself out of the way of
    // the Tab key, and with it all that comes after.
    let response = ui.add(small_label(ui, text.as_str()).sense(Sense::click()));
    if response.has_focus() {
        widgets::focus_ring(ui, response.rect.expand(2.0), 4);
    }
    response.widget_info(|| {
        egui::WidgetInfo::labeled(egui::accesskit::Role::Button, true, text.as_str())
    });
    if response
        .on_hover_text(reason)
        .on_hover_cursor(egui::CursorIcon::PointingHand)
        .clicked()
    {
        app.send.send(Page::Settings);
    }
}

fn small(ui: &mut Ui, text: impl Into<String>) {
    ui.add(small_label(ui, text));
}

fn small_label(ui: &Ui, text: impl Into<String>) -> egui::Label {
    let text = RichText::new(text)
        .text_style(theme::secondary())
        .color(palette(ui).muted);
    egui::Label::new(text).truncate()
}

fn dot(ui: &mut Ui, colour: egui::Color32) {
    let (rect, _) = ui.allocate_exact_size(vec2(8.0, 8.0), Sense::hover());
    ui.painter().circle_filled(rect.center(), 4.0, colour);
}

fn bar(ui: &mut Ui, done: usize, total: usize) {
    let share = if total == 0 {
        0.0
    } else {
        done as f32 / total as f32
    };
    share_bar(ui, share);
}

fn share_bar(ui: &mut Ui, share: f32) {
    let (_, rect) = ui.allocate_space(vec2(90.0, 6.0));
    let rect = Rect::from_center_size(rect.center(), vec2(90.0, 6.0));
    ui.scope_builder(egui::UiBuilder::new().max_rect(rect), |ui| {
        widgets::progress_bar(ui, share, 6.0, "Progress");
    });
}
