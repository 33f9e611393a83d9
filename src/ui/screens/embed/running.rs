//! The job as it goes: how far, how fast, what was done last, what was skipped, and what really runs.

use std::time::Instant;

use egui::{Align, Id, Label, Layout, Rect, RichText, ScrollArea, Ui, UiBuilder, vec2};

use super::device_in_words;
use super::pictures::{done_last, skipped_list};
use crate::embedding::Stage;
use crate::text::{self, counted, duration_in_words, thousands};
use crate::ui::app::App;
use crate::ui::command::{CommandSender, EmbedCommand};
use crate::ui::format;
use crate::ui::state::{Job, OpenDataset};
use crate::ui::theme::{self, palette, space};
use crate::ui::widgets::{
    self, PushButton, card, coloured, fold, heading, muted, muted_line, name_and_value, sparkline,
    stat,
};

/// With this room the pictures are at the left and what is said of the job at the right.
const BESIDE: egui::Vec2 = vec2(860.0, 340.0);

/// Width of what is said of the job, beside the pictures.
const ASIDE: f32 = 330.0;

/// Height of the pictures where what is said of the job stands below them.
const ABOVE: f32 = 240.0;

/// Least height of the card with what was skipped.
const LEAST: f32 = 150.0;

/// Width of the number beside the curve.
const RATE: f32 = 84.0;

pub(super) fn show(app: &mut App, ui: &mut Ui) {
    let model = model_in_words(app);
    let App { live, send, .. } = app;
    let (Some(job), Some(open)) = (&mut live.job, &mut live.dataset) else {
        return;
    };
    let (done, newest) = job.progress.recent();
    job.gallery.look(Instant::now(), done, &newest);
    let paused = job.task.control().is_paused();
    head(ui, send, job, paused);
    card(ui, |ui| progress(ui, job, paused));
    ui.add_space(space::XS);
    let room = ui.available_rect_before_wrap();
    if room.width() >= BESIDE.x && room.height() >= BESIDE.y {
        beside(ui, room, job, &model, open);
    } else {
        below(ui, room.height(), job, &model, open);
    }
}

/// The pictures down to the end of the page, and what is said of the job beside them.
fn beside(ui: &mut Ui, room: Rect, job: &Job, model: &str, open: &mut OpenDataset) {
    let edge = room.right() - ASIDE;
    let layout = Layout::top_down(Align::Min);
    let part = |name: &'static str, rect: Rect| {
        UiBuilder::new().id_salt(name).max_rect(rect).layout(layout)
    };
    let left = room.with_max_x(edge - space::M);
    gallery(&mut ui.new_child(part("pictures", left)), job, open);
    let mut right = ui.new_child(part("aside", room.with_min_x(edge)));
    ScrollArea::vertical()
        .id_salt("aside")
        .auto_shrink([false, false])
        .show(&mut right, |ui| {
            let top = ui.cursor().top();
            what_runs(ui, job, model);
            ui.add_space(space::XS);
            let used = ui.cursor().top() - top;
            skipped(ui, job, open, (room.height() - used).max(LEAST));
        });
    ui.advance_cursor_after_rect(room);
}

/// One below the other, where there is little room.
fn below(ui: &mut Ui, height: f32, job: &Job, model: &str, open: &mut OpenDataset) {
    ScrollArea::vertical().id_salt("running").show(ui, |ui| {
        let (rect, _) = ui.allocate_exact_size(
            vec2(ui.available_width(), ABOVE.min(height)),
            egui::Sense::hover(),
        );
        gallery(
            &mut ui.new_child(UiBuilder::new().id_salt("pictures").max_rect(rect)),
            job,
            open,
        );
        what_runs(ui, job, model);
        ui.add_space(space::XS);
        skipped(ui, job, open, LEAST);
    });
}

/// The pictures that were done last, in a card that fills its room.
fn gallery(ui: &mut Ui, job: &Job, open: &mut OpenDataset) {
    card(ui, |ui| {
        heading(ui, "Done last");
        done_last(ui, &job.gallery, open);
    });
}

fn head(ui: &mut Ui, send: &CommandSender, job: &Job, paused: bool) {
    let stage = job.snapshot.stage.label();
    let context = match (paused, job.retries) {
        (true, _) => "Paused. The computer may sleep, and the window may be closed".to_owned(),
        (false, true) => format!("{stage} what was skipped. The computer is asked to stay awake"),
        (false, false) => format!("{stage}. The computer is asked to stay awake"),
    };
    widgets::page_head(ui, "Embed", &context, |ui| {
        PushButton::of(&EmbedCommand::Cancel.into())
            .danger()
            .send(ui, send, EmbedCommand::Cancel);
        let pause = if paused {
            EmbedCommand::Resume
        } else {
            EmbedCommand::Pause
        };
        PushButton::of(&pause.clone().into())
            .primary_if(paused)
            .send(ui, send, pause);
    });
}

fn progress(ui: &mut Ui, job: &Job, paused: bool) {
    ui.horizontal(|ui| {
        let percent = format!("{} %", format::percent(&job.snapshot));
        let number = RichText::new(percent).text_style(theme::display());
        ui.add(Label::new(number).extend());
        ui.add_space(space::M);
        let chart = (ui.available_width() * 0.36).min(460.0);
        let words = ui.available_width() - chart - RATE - 2.0 * space::S - space::XS;
        ui.allocate_ui_with_layout(vec2(words, 40.0), Layout::top_down(Align::Min), |ui| {
            ui.spacing_mut().item_spacing.y = 2.0;
            ui.set_width(words);
            heading(ui, format::progress(&job.snapshot));
            muted_line(ui, pace(job, paused));
        });
        rate(ui, job, paused);
        ui.add_space(space::XS);
        let response = sparkline(ui, &job.history.points(), vec2(chart, 44.0));
        response
            .on_hover_text("Images per second since the start")
            .widget_info(|| {
                let name = "Images per second since the start";
                egui::WidgetInfo::labeled(egui::accesskit::Role::Image, true, name)
            });
    });
    let share = job.snapshot.done as f32 / job.snapshot.total.max(1) as f32;
    widgets::progress_bar(ui, share, 10.0, "Progress of the embedding");
    muted(
        ui,
        "A crash or a closed window loses nothing that is done: the job goes on where it was.",
    );
}

/// What the end of the curve stands at; while the job waits, what it stood at.
fn rate(ui: &mut Ui, job: &Job, paused: bool) {
    let colours = palette(ui);
    let last = || job.history.points().last().map(|&rate| f64::from(rate));
    let number = job.meter.per_second().or_else(last);
    let number = number.map_or_else(|| "–".to_owned(), text::rate);
    let colour = if paused { colours.muted } else { colours.text };
    let room = vec2(RATE, 40.0);
    ui.allocate_ui_with_layout(room, Layout::top_down(Align::Max), |ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        ui.set_width(RATE);
        let number = RichText::new(number).text_style(theme::figure());
        ui.add(Label::new(number.color(colour)).extend());
        widgets::muted_word(ui, "images/s");
    });
}

fn pace(job: &Job, paused: bool) -> String {
    match (paused, job.snapshot.stage) {
        (true, _) => "Paused: what is done is kept".to_owned(),
        (false, Stage::Embedding) => {
            let left = job.snapshot.total.saturating_sub(job.snapshot.done);
            let left = job.meter.time_left(left).map(duration_in_words);
            left.map_or_else(
                || "Measuring the speed".to_owned(),
                |left| format!("{left} left"),
            )
        }
        (false, Stage::Preparing) => {
            "Reading the model's files, looking into the folder".to_owned()
        }
        (false, Stage::Loading) => "The first pictures follow as soon as it is loaded".to_owned(),
        (false, Stage::Writing | Stage::Verifying) => "Nearly done".to_owned(),
    }
}

/// What really runs, and what it means for the result.
fn what_runs(ui: &mut Ui, job: &Job, model: &str) {
    card(ui, |ui| {
        heading(ui, "What runs");
        fact(ui, "Model", model);
        let device = device_in_words(job.device);
        let device = device.strip_prefix("the ").unwrap_or(&device);
        fact(ui, "Device", device);
        fact(ui, "Engine", &job.engine);
        let batch = match job.snapshot.batch {
            0 => "not chosen yet".to_owned(),
            batch => format!("{} at a time", counted(batch as u64, "picture")),
        };
        fact(ui, "Batch", &batch);
        fact(ui, "Files", &job.out.display().to_string());
        if job.snapshot.was_halved() {
            coloured(
                ui,
                format!(
                    "Memory became short: {} at a time in place of {}. The job goes on; the vectors of another run may differ from these in the last digits.",
                    job.snapshot.batch, job.snapshot.first_batch
                ),
                palette(ui).attention,
            );
        }
        fold(ui, Id::unique("where the time goes"), "Details", |ui| {
            times(ui, job);
        });
    });
}

/// A name and a value that may take several lines: what runs is never cut.
fn fact(ui: &mut Ui, name: &str, value: &str) {
    ui.horizontal_top(|ui| {
        widgets::cell(ui, vec2(54.0, 17.0), |ui| muted_line(ui, name));
        ui.add(Label::new(value).wrap());
    });
}

/// Where the time goes: of interest where a device waits for its pictures.
fn times(ui: &mut Ui, job: &Job) {
    let fresh = job.snapshot.fresh.max(1) as f64;
    let per_image = |seconds: f64| format!("{:.1} ms", 1000.0 * seconds / fresh);
    widgets::overline(ui, "Time for one picture");
    for (name, seconds) in [
        ("Read and prepare", job.snapshot.preparing),
        ("Compute", job.snapshot.encoding),
        ("Wait for pictures", job.snapshot.starving),
        ("Write to disk", job.snapshot.storing),
    ] {
        name_and_value(ui, 130.0, name, &per_image(seconds));
    }
    muted(
        ui,
        "Several pictures are worked on at once, so this is together more than the time that passes.",
    );
}

/// What was skipped, in a card of this height.
fn skipped(ui: &mut Ui, job: &Job, open: &mut OpenDataset, height: f32) {
    let skipped = job.progress.skipped_since(0);
    card(ui, |ui| {
        let inside = height - 2.0 * space::L - 2.0;
        let end = ui.cursor().top() + inside;
        ui.set_min_height(inside);
        heading(ui, "Skipped so far");
        let colour = (!skipped.is_empty()).then_some(palette(ui).attention);
        stat(
            ui,
            &thousands(skipped.len()),
            "pictures without a vector",
            colour,
        );
        if skipped.is_empty() {
            muted(
                ui,
                "Pictures that cannot be read are listed here, each with its reason.",
            );
        } else {
            muted(
                ui,
                "Their ids and rows are left out too, so that everything stays aligned.",
            );
            let room = end - ui.cursor().top();
            skipped_list(ui, open, &skipped, room.max(60.0));
        }
    });
}

fn model_in_words(app: &App) -> String {
    let id = &app.view.embed.model;
    let entry = app.live.models.iter().find(|entry| entry.id == *id);
    let label = entry.map_or_else(|| format::model(id), |entry| entry.label.clone());
    match app.persisted.settings.precision {
        Some(precision) => format!("{label}, {precision}"),
        None => label,
    }
}
