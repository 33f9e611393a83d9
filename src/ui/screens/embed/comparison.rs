//! What another precision costs: the verdict, the figures, and the pictures whose neighbours changed.

use std::sync::atomic::Ordering;

use egui::{RichText, TextStyle, Ui, Vec2, vec2};

use super::pictures::tile;
use super::short_device;
use crate::comparison::{Changed, Comparison, WayFigures};
use crate::inference::Precision;
use crate::text::{rate, thousands};
use crate::ui::app::App;
use crate::ui::command::EmbedCommand;
use crate::ui::state::{Comparing, OpenDataset};
use crate::ui::theme::{palette, space};
use crate::ui::widgets::{
    self, PushButton, card, cell, error_card, hairline, heading, muted, muted_line, overline,
    progress_bar, stat,
};

/// Pictures that are shown of those whose neighbours changed, in one block; two stand side by side where there is room.
const SHOWN: usize = 4;

/// From this width on there are two blocks.
const TWO_BLOCKS: f32 = 1240.0;

/// Neighbours that are shown of each kind: as many as change of a picture at most times.
const NEIGHBOURS: usize = 5;

/// A picture, and the smaller ones of its neighbours.
const PICTURE: Vec2 = vec2(52.0, 60.0);
const NEIGHBOUR: Vec2 = vec2(44.0, 50.0);

/// Width of a column of neighbours.
const COLUMN: f32 = NEIGHBOURS as f32 * (NEIGHBOUR.x + space::S);

/// A speed-up that is less than this is not felt.
const WORTH_IT: f64 = 1.05;

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

/// How many times as fast as the model's own numbers.
fn times(comparison: &Comparison) -> f64 {
    comparison.other.images_per_second / comparison.reference.images_per_second
}

/// Whether it is faster in a way that one feels.
pub(super) fn is_worth_it(comparison: &Comparison) -> bool {
    times(comparison) >= WORTH_IT
}

/// What came out, in a sentence: "2.4 times as fast; 8 % of the neighbours change".
pub(super) fn verdict(comparison: &Comparison) -> String {
    let times = times(comparison);
    let speed = if times >= WORTH_IT {
        format!("{times:.1} times as fast")
    } else {
        "Not faster on this computer".to_owned()
    };
    let change = 100.0 * (1.0 - comparison.neighbour_overlap);
    let change = match change {
        none if none <= 0.0 => "no neighbours change".to_owned(),
        few if few < 1.0 => "less than 1 % of the neighbours change".to_owned(),
        some => format!("{some:.0} % of the neighbours change"),
    };
    format!("{speed}; {change}")
}

fn figures(
    ui: &mut Ui,
    comparison: &Comparison,
    precision: Precision,
    send: &crate::ui::command::CommandSender,
) {
    let (reference, other) = (&comparison.reference, &comparison.other);
    let colours = palette(ui);
    let colour = if is_worth_it(comparison) {
        colours.text
    } else {
        colours.attention
    };
    let title = RichText::new(verdict(comparison)).text_style(TextStyle::Heading);
    ui.add(egui::Label::new(title.color(colour)).wrap());
    muted(
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
            for (cosine, meaning) in [(mean, "cosine on average"), (worst, "cosine at worst")] {
                stat(ui, &format!("{cosine:.4}"), meaning, None)
                    .on_hover_text("1 is the same direction");
            }
        }
        for way in [other, reference] {
            let meaning = speed_of(comparison, way);
            stat(ui, &rate(way.images_per_second), &meaning, None);
        }
    });
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

/// What a rate is of; where both ran on the same device it goes without saying.
fn speed_of(comparison: &Comparison, way: &WayFigures) -> String {
    if comparison.reference.device == comparison.other.device {
        format!("images/s in {}", way.precision)
    } else {
        let device = short_device(way.device);
        format!("images/s in {} on {device}", way.precision)
    }
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
    let blocks = if ui.available_width() < TWO_BLOCKS {
        1
    } else {
        2
    };
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = space::XL;
        for block in comparison.changed.chunks(SHOWN).take(blocks) {
            ui.vertical(|ui| {
                ui.spacing_mut().item_spacing = vec2(space::S, space::XS);
                titles(ui);
                for changed in block {
                    row(ui, changed, open);
                }
            });
        }
    });
}

/// What the columns are, once.
fn titles(ui: &mut Ui) {
    ui.horizontal(|ui| {
        ui.add_space(PICTURE.x + space::S);
        for title in ["No longer near", "Near in their place"] {
            cell(ui, vec2(COLUMN, 18.0), |ui| muted_line(ui, title));
        }
    });
}

/// The picture, what is no longer near it, and what is in its place.
fn row(ui: &mut Ui, changed: &Changed, open: &mut OpenDataset) {
    let Some(picture) = open.by_id.get(&changed.id).copied() else {
        return;
    };
    ui.horizontal(|ui| {
        tile(ui, open, picture, PICTURE);
        for ids in [&changed.lost, &changed.gained] {
            let known = ids.iter().filter_map(|id| open.by_id.get(id).copied());
            let products: Vec<usize> = known.take(NEIGHBOURS).collect();
            cell(ui, vec2(COLUMN, NEIGHBOUR.y), |ui| {
                for product in products {
                    tile(ui, open, product, NEIGHBOUR);
                }
            });
        }
    });
}
