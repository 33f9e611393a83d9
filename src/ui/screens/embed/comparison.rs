//! What another precision costs: figures, and the pictures whose neighbours changed.

use std::sync::atomic::Ordering;

use egui::{Ui, vec2};

use super::pictures::{strip, tile};
use super::short_device;
use crate::comparison::{Changed, Comparison};
use crate::inference::Precision;
use crate::text::{rate, thousands};
use crate::ui::app::App;
use crate::ui::command::EmbedCommand;
use crate::ui::state::{Comparing, OpenDataset};
use crate::ui::theme::space;
use crate::ui::widgets::{
    self, PushButton, card, error_card, hairline, heading, muted, muted_line, overline,
    progress_bar, stat,
};

/// Pictures that are shown of those whose neighbours changed.
const SHOWN: usize = 4;

pub(super) fn show(app: &mut App, ui: &mut Ui) {
    let App { live, send, .. } = app;
    if let Some(comparing) = &live.embed.comparing {
        running(ui, comparing, send);
    } else if let Some(compared) = &live.embed.compared {
        match (&compared.comparison, &mut live.dataset) {
            (Ok(comparison), Some(open)) => {
                let precision = compared.precision;
                card(ui, |ui| {
                    figures(ui, comparison, precision, send);
                    changed(ui, comparison, open);
                });
            }
            (Err(error), _) if !error.is_interrupted() => error_card(ui, error, |ui| {
                widgets::button(ui, send, EmbedCommand::CloseComparison);
            }),
            _ => return,
        }
    } else {
        return;
    }
    ui.add_space(space::XS);
}

fn running(ui: &mut Ui, comparing: &Comparing, send: &crate::ui::command::CommandSender) {
    let done = comparing.progress.done.load(Ordering::Relaxed);
    let total = comparing.progress.total.load(Ordering::Relaxed);
    card(ui, |ui| {
        heading(
            ui,
            format!(
                "Comparing {} with the model's own numbers",
                comparing.precision
            ),
        );
        progress_bar(
            ui,
            done as f32 / total.max(1) as f32,
            8.0,
            "Progress of the comparison",
        );
        ui.horizontal(|ui| {
            PushButton::new("Stop")
                .small()
                .send(ui, send, EmbedCommand::CloseComparison);
            let text = if total == 0 {
                "Loading the model twice…".to_owned()
            } else {
                format!(
                    "{} of {} of your pictures, each both ways",
                    thousands(done),
                    thousands(total)
                )
            };
            muted_line(ui, text);
        });
    });
}

fn figures(
    ui: &mut Ui,
    comparison: &Comparison,
    precision: Precision,
    send: &crate::ui::command::CommandSender,
) {
    let (reference, other) = (&comparison.reference, &comparison.other);
    heading(
        ui,
        format!(
            "{} beside {}, on {} of your pictures",
            other.precision, reference.precision, comparison.images
        ),
    );
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 28.0;
        let same = comparison.neighbour_overlap * comparison.neighbours as f64;
        let neighbours = format!("{same:.1} of {}", comparison.neighbours);
        stat(ui, &neighbours, "nearest neighbours are the same", None);
        if let (Some(mean), Some(worst)) = (comparison.mean_cosine, comparison.worst_cosine) {
            stat(ui, &format!("{mean:.4}"), "cosine on average", None);
            stat(ui, &format!("{worst:.4}"), "cosine at worst", None);
        }
        let times = other.images_per_second / reference.images_per_second;
        stat(ui, &format!("{times:.1} times"), "as fast", None);
    });
    muted(
        ui,
        format!(
            "{} images per second on {} against {} on {}. A cosine of 1 is the same direction.",
            rate(other.images_per_second),
            short_device(other.device),
            rate(reference.images_per_second),
            short_device(reference.device)
        ),
    );
    ui.horizontal(|ui| {
        let use_it = EmbedCommand::SetPrecision(Some(precision));
        PushButton::new(format!("Use {precision}"))
            .small()
            .send(ui, send, use_it);
        PushButton::of(&EmbedCommand::CloseComparison.into())
            .small()
            .ghost()
            .send(ui, send, EmbedCommand::CloseComparison);
    });
}

fn changed(ui: &mut Ui, comparison: &Comparison, open: &mut OpenDataset) {
    hairline(ui);
    if comparison.changed.is_empty() {
        muted(ui, "No picture has other neighbours.");
        return;
    }
    overline(
        ui,
        format!(
            "{} of {} pictures have other neighbours; the most changed ones",
            thousands(comparison.changed.len()),
            thousands(comparison.images)
        ),
    );
    for changed in comparison.changed.iter().take(SHOWN) {
        row(ui, changed, open);
    }
}

/// The picture, what is no longer near it, and what is in its place.
fn row(ui: &mut Ui, changed: &Changed, open: &mut OpenDataset) {
    let product = |id: &i64| open.by_id.get(id).copied();
    let (Some(picture), lost, gained): (_, Vec<usize>, Vec<usize>) = (
        product(&changed.id),
        changed.lost.iter().filter_map(product).collect(),
        changed.gained.iter().filter_map(product).collect(),
    ) else {
        return;
    };
    let size = vec2(44.0, 50.0);
    ui.horizontal(|ui| {
        tile(ui, open, picture, vec2(52.0, 60.0));
        ui.add_space(space::S);
        let half = (ui.available_width() - space::L) / 2.0;
        for (title, products) in [("No longer near", lost), ("Near in their place", gained)] {
            ui.allocate_ui(vec2(half, 68.0), |ui| {
                ui.vertical(|ui| {
                    ui.set_width(half);
                    ui.spacing_mut().item_spacing.y = 2.0;
                    muted_line(ui, title);
                    strip(ui, open, &products, size);
                });
            });
        }
    });
}
