//! What the record of a run says of how its vectors were made.

use egui::{Align, Layout, Ui};

use super::short_device;
use crate::artifact::{NormHistogram, RunPart, RunRecord};
use crate::text::{self, counted, thousands};
use crate::ui::widgets::{histogram, muted, muted_line, overline};

/// How fast it was, in words.
pub(super) fn images_per_second(record: &RunRecord) -> String {
    let tried = record.counts.items + record.counts.skipped;
    if record.seconds > 0.0 {
        text::rate(tried as f64 / record.seconds)
    } else {
        "–".to_owned()
    }
}

/// "CLIP ViT-B/32 · fp32 · on the CPU (Intel Xeon) · ONNX Runtime 1.30.0 · 16 pictures at a time".
pub(super) fn made_with(record: &RunRecord) -> String {
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
pub(super) fn parts(record: &RunRecord) -> Option<String> {
    if record.reproducible {
        return None;
    }
    let part = |part: &RunPart| {
        format!(
            "{} on {} in batches of {}",
            thousands(part.items),
            short_device(part.device),
            part.batch
        )
    };
    let parts: Vec<String> = record.parts.iter().map(part).collect();
    Some(format!(
        "Made in parts: {}. Another run may differ from it in the last digits.",
        parts.join(", ")
    ))
}

/// How long the vectors were before they were scaled.
pub(super) fn norms(ui: &mut Ui, record: &RunRecord) {
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
