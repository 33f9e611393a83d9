//! The job as it goes: how far, how fast, what was done last, what was skipped, and what really runs.

use egui::{RichText, ScrollArea, Ui, vec2};

use super::device_in_words;
use super::pictures::{skipped_list, strip};
use crate::embedding::Stage;
use crate::text::{counted, thousands};
use crate::ui::app::App;
use crate::ui::command::{CommandSender, EmbedCommand};
use crate::ui::format;
use crate::ui::state::{Job, OpenDataset};
use crate::ui::theme::{self, palette, space};
use crate::ui::widgets::{
    self, PushButton, card, coloured, heading, muted, muted_line, name_and_value, sparkline, stat,
};

/// From this width on there are three columns of cards.
const THREE_COLUMNS: f32 = 960.0;

/// Room for the list of what was skipped.
const LIST: f32 = 240.0;

pub(super) fn show(app: &mut App, ui: &mut Ui) {
    let model = model_in_words(app);
    let App { live, send, .. } = app;
    let (Some(job), Some(open)) = (&live.job, &mut live.dataset) else {
        return;
    };
    let paused = job.task.control().is_paused();
    head(ui, send, job, paused);
    ScrollArea::vertical().id_salt("running").show(ui, |ui| {
        card(ui, |ui| {
            progress(ui, job, paused);
            let recent = job.progress.recent();
            strip(ui, open, &recent, vec2(58.0, 64.0));
            muted(
                ui,
                "A crash or a closed window loses nothing that is done: the job goes on where it was.",
            );
        });
        ui.add_space(space::XS);
        if ui.available_width() >= THREE_COLUMNS {
            ui.columns_const(|[first, second, third]| {
                what_runs(first, job, &model);
                speed(second, job);
                skipped(third, job, open);
            });
        } else {
            ui.columns_const(|[left, right]| {
                what_runs(left, job, &model);
                skipped(right, job, open);
                right.add_space(space::XS);
                speed(right, job);
            });
        }
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
        ui.add(egui::Label::new(number).extend());
        ui.add_space(space::M);
        let chart = (ui.available_width() * 0.45).min(460.0);
        let words = ui.available_width() - chart - space::L;
        ui.allocate_ui_with_layout(
            vec2(words, 40.0),
            egui::Layout::top_down(egui::Align::Min),
            |ui| {
                ui.spacing_mut().item_spacing.y = 2.0;
                ui.set_width(words);
                heading(ui, format::progress(&job.snapshot));
                muted_line(ui, pace(job, paused));
            },
        );
        ui.add_space(space::S);
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
    ui.add_space(space::XS);
}

fn pace(job: &Job, paused: bool) -> String {
    match (paused, job.snapshot.stage) {
        (true, _) => "Paused: what is done is kept".to_owned(),
        (false, Stage::Embedding) => format::pace(&job.snapshot, &job.meter),
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
        let width = 70.0;
        name_and_value(ui, width, "Model", model);
        let device = device_in_words(job.device);
        let device = device.strip_prefix("the ").unwrap_or(&device);
        name_and_value(ui, width, "Device", device);
        name_and_value(ui, width, "Engine", &job.engine);
        let batch = match job.snapshot.batch {
            0 => "not chosen yet".to_owned(),
            batch => format!("{} at a time", counted(batch as u64, "picture")),
        };
        name_and_value(ui, width, "Batch", &batch);
        name_and_value(ui, width, "Files", &job.out.display().to_string());
        if job.snapshot.was_halved() {
            coloured(
                ui,
                format!(
                    "Memory became short: {} at a time in place of {}. The job goes on; its files can no longer be repeated byte for byte.",
                    job.snapshot.batch, job.snapshot.first_batch
                ),
                palette(ui).attention,
            );
        }
    });
}

/// Where the time goes: of interest where a device waits for its pictures.
fn speed(ui: &mut Ui, job: &Job) {
    card(ui, |ui| {
        heading(ui, "Time for one picture");
        let fresh = job.snapshot.fresh.max(1) as f64;
        let per_image = |seconds: f64| format!("{:.1} ms", 1000.0 * seconds / fresh);
        let width = 120.0;
        name_and_value(
            ui,
            width,
            "Read and prepare",
            &per_image(job.snapshot.preparing),
        );
        name_and_value(ui, width, "Model", &per_image(job.snapshot.encoding));
        name_and_value(ui, width, "Model waits", &per_image(job.snapshot.starving));
        name_and_value(ui, width, "Write to disk", &per_image(job.snapshot.storing));
        muted(
            ui,
            "Summed over all threads and lanes, so together more than the time that passes.",
        );
    });
}

fn skipped(ui: &mut Ui, job: &Job, open: &mut OpenDataset) {
    let skipped = job.progress.skipped_since(0);
    card(ui, |ui| {
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
            skipped_list(ui, open, &skipped, LIST);
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
