//! How a run ended well: what there is now, how it was made, and where to go from here.

use std::time::Duration;

use egui::{Align, Layout, Ui};

use super::pictures::skipped_list;
use super::short_device;
use crate::artifact::{NormHistogram, RunRecord};
use crate::text::{self, counted, duration_in_words, thousands};
use crate::ui::app::App;
use crate::ui::command::{EmbedCommand, Page};
use crate::ui::theme::{palette, space};
use crate::ui::widgets::{
    self, Icon, PushButton, card, coloured, heading, histogram, muted, muted_line, overline, stat,
};

/// From this width on the norms are beside the figures.
const WIDE: f32 = 860.0;

/// Room for the list of what was skipped: three rows and a part of the next one.
const LIST: f32 = 176.0;

pub(super) fn show(app: &mut App, ui: &mut Ui) {
    let Some(record) = record(app).cloned() else {
        return;
    };
    card(ui, |ui| {
        if ui.available_width() < WIDE {
            figures(app, ui, &record);
            norms(ui, &record);
        } else {
            ui.horizontal_top(|ui| {
                let right = 300.0;
                let left = ui.available_width() - right - space::XL;
                ui.allocate_ui_with_layout(
                    egui::vec2(left, 0.0),
                    Layout::top_down(Align::Min),
                    |ui| {
                        ui.set_width(left);
                        figures(app, ui, &record);
                    },
                );
                ui.add_space(space::L);
                ui.vertical(|ui| {
                    ui.set_width(right);
                    norms(ui, &record);
                });
            });
        }
        skipped(app, ui);
    });
    ui.add_space(space::XS);
}

/// The run that just ended, or the one that was found in the output folder.
fn record(app: &App) -> Option<&RunRecord> {
    match &app.live.outcome {
        Some(Ok(summary)) => Some(&summary.record),
        Some(Err(_)) => None,
        None if app.live.standing.unfinished => None,
        None => app.live.run.as_ref().map(|run| &run.record),
    }
}

fn figures(app: &App, ui: &mut Ui, record: &RunRecord) {
    let colours = palette(ui);
    ui.horizontal(|ui| {
        Icon::Good.show(ui, 18.0, colours.good);
        heading(ui, title(app));
    });
    ui.add_space(space::XS);
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 28.0;
        stat(ui, &thousands(record.counts.items), "vectors", None);
        stat(ui, &thousands(record.model.dim), "numbers each", None);
        let time = duration_in_words(Duration::from_secs_f64(record.seconds.max(0.0)));
        stat(ui, &time, "of embedding", None);
        stat(ui, &images_per_second(record), "images per second", None);
        let colour = (record.counts.skipped > 0).then_some(colours.attention);
        stat(
            ui,
            &thousands(record.counts.skipped),
            "pictures skipped",
            colour,
        );
    });
    ui.add_space(space::XS);
    muted(ui, made_with(record));
    if let Some(words) = parts(record) {
        coloured(ui, words, colours.attention);
    }
    ui.add_space(space::XS);
    ui.horizontal_wrapped(|ui| {
        PushButton::new("Explore the neighbours")
            .icon(Page::Explore.icon())
            .primary_if(app.live.standing.is_finished())
            .send(ui, &app.send, Page::Explore);
        PushButton::new("Check the quality")
            .icon(Page::Quality.icon())
            .send(ui, &app.send, Page::Quality);
        PushButton::new("See the files")
            .icon(Page::Export.icon())
            .send(ui, &app.send, Page::Export);
    });
}

fn title(app: &App) -> String {
    match &app.live.outcome {
        Some(Ok(summary)) if summary.embedded == 0 => {
            "Nothing new was embedded: the files were read back and verified".to_owned()
        }
        Some(Ok(summary)) => format!(
            "Done: written, read back and verified. {} embedded in this start",
            counted(summary.embedded as u64, "picture")
        ),
        _ => "This dataset is embedded".to_owned(),
    }
}

fn images_per_second(record: &RunRecord) -> String {
    let tried = record.counts.items + record.counts.skipped;
    if record.seconds > 0.0 {
        text::rate(tried as f64 / record.seconds)
    } else {
        "–".to_owned()
    }
}

/// "CLIP ViT-B/32 · fp32 · on the CPU (Intel Xeon) · ONNX Runtime 1.30.0 · 16 pictures at a time".
fn made_with(record: &RunRecord) -> String {
    let name = record.device_name.as_ref();
    let name = name.map_or_else(String::new, |name| format!(" ({name})"));
    format!(
        "{} · {} · on {}{name} · {} {} · {} at a time",
        record.model.label,
        record.precision,
        short_device(record.device),
        record.engine.kind.label(),
        record.engine.version,
        counted(record.batch as u64, "picture"),
    )
}

/// Where the vectors were not all made alike: what was made with what, and what that means.
fn parts(record: &RunRecord) -> Option<String> {
    if record.reproducible {
        return None;
    }
    let part = |part: &crate::artifact::RunPart| {
        format!(
            "{} on {} in batches of {}",
            thousands(part.items),
            short_device(part.device),
            part.batch
        )
    };
    let parts: Vec<String> = record.parts.iter().map(part).collect();
    Some(format!(
        "Made in parts: {}. Another run may differ in the last digits, so its files need not be the same byte for byte.",
        parts.join(", ")
    ))
}

fn norms(ui: &mut Ui, record: &RunRecord) {
    overline(ui, "Lengths of the vectors (norms)");
    if let Some(raw) = &record.raw_norms {
        chart(ui, raw);
        muted(
            ui,
            format!(
                "{} to {} as the model gave them; stored at length 1 ({:.6} to {:.6})",
                length(raw.min),
                length(raw.max),
                record.norms.min,
                record.norms.max
            ),
        );
    } else {
        muted(
            ui,
            format!(
                "All of length 1: {:.6} to {:.6}",
                record.norms.min, record.norms.max
            ),
        );
    }
}

fn chart(ui: &mut Ui, norms: &NormHistogram) {
    let words = format!(
        "Histogram of {} from {} to {}",
        counted(norms.counts.iter().sum::<usize>() as u64, "length"),
        length(norms.from),
        length(norms.to)
    );
    let response = histogram(ui, &norms.counts, 64.0, |_| true);
    response.widget_info(|| egui::WidgetInfo::labeled(egui::accesskit::Role::Image, true, &words));
    ui.horizontal(|ui| {
        muted_line(ui, length(norms.from));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            muted_line(ui, length(norms.to));
        });
    });
}

/// "10.42", "18,875".
fn length(norm: f32) -> String {
    if norm < 1000.0 {
        format!("{norm:.2}")
    } else {
        thousands(norm.round() as usize)
    }
}

fn skipped(app: &mut App, ui: &mut Ui) {
    let App { live, send, .. } = app;
    let (Some(open), skipped) = (&mut live.dataset, &live.standing.skipped) else {
        return;
    };
    if skipped.is_empty() {
        return;
    }
    widgets::hairline(ui);
    ui.horizontal(|ui| {
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            PushButton::of(&EmbedCommand::RetrySkipped.into())
                .small()
                .send(ui, send, EmbedCommand::RetrySkipped);
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                let title = format!("{} skipped", counted(skipped.len() as u64, "picture"));
                heading(ui, title);
            });
        });
    });
    muted(
        ui,
        "Their ids and rows are left out too, so that everything stays aligned. Replace the files, then retry: only these run again.",
    );
    skipped_list(ui, open, skipped, LIST);
}
