//! What the colours mean; a click on a line hides its points.

use egui::{Align2, CornerRadius, Mesh, Rect, Sense, Shape, Ui, pos2, vec2};

use super::colours;
use crate::projection::{LegendEntry, Scale};
use crate::text::thousands;
use crate::ui::explorer::RunData;
use crate::ui::format;
use crate::ui::state::{ColourBy, Colouring, MapView};
use crate::ui::theme::{self, palette, space};
use crate::ui::widgets::{self, PushButton};

/// The choice of what to colour by, and the legend.
pub(super) fn show(ui: &mut Ui, map: &mut MapView, data: &RunData, has_answer: bool, drawn: bool) {
    widgets::card_with(ui, 12, |ui| {
        ui.spacing_mut().item_spacing.y = space::XS;
        widgets::overline(ui, "Colour by");
        choice(ui, map, data, has_answer, drawn);
        ui.add_space(space::XS);
        let mut hidden = map.hidden.clone();
        match map.colouring.as_ref().map(|(_, colouring)| colouring) {
            Some(Colouring::Categories(categories)) => {
                for entry in &categories.legend {
                    let off = hidden.contains(&entry.slot);
                    if line(ui, entry, off) {
                        if off {
                            hidden.retain(|slot| *slot != entry.slot);
                        } else {
                            hidden.push(entry.slot);
                        }
                    }
                }
            }
            Some(Colouring::Scale(scale)) => ramp(ui, scale),
            None => {}
        }
        if !hidden.is_empty() && PushButton::new("Show all").small().show(ui).clicked() {
            hidden.clear();
        }
        map.hidden = hidden;
        if map.groups.is_some() {
            ui.add_space(space::XS);
            let mut named = !map.without_names;
            widgets::checkbox(ui, &mut named, "Names on the map");
            map.without_names = !named;
        }
    });
}

fn words(by: &ColourBy) -> String {
    match by {
        ColourBy::Column(name) => format::column(name),
        ColourBy::Score => "Score of the question".to_owned(),
        ColourBy::Kept => "True neighbours kept".to_owned(),
        ColourBy::Agreement(name) => {
            format!("Neighbours share {}", format::column(name).to_lowercase())
        }
        ColourBy::Similarity => "Similarity to neighbours".to_owned(),
        ColourBy::Occurrence => "How often a neighbour".to_owned(),
    }
}

fn choice(ui: &mut Ui, map: &mut MapView, data: &RunData, has_answer: bool, drawn: bool) {
    let columns = data.attributes.columns().iter();
    let mut choices: Vec<ColourBy> = columns
        .map(|column| ColourBy::Column(column.name.clone()))
        .collect();
    choices.extend(has_answer.then_some(ColourBy::Score));
    if drawn {
        choices.push(ColourBy::Kept);
        let column = colours::told_by_neighbours(data);
        choices.extend(column.map(|name| ColourBy::Agreement(name.to_owned())));
        choices.extend([ColourBy::Similarity, ColourBy::Occurrence]);
    }
    let current = choices
        .iter()
        .position(|by| map.colour.as_ref() == Some(by));
    let options: Vec<(Option<usize>, String)> = choices
        .iter()
        .enumerate()
        .map(|(at, by)| (Some(at), words(by)))
        .collect();
    let width = ui.available_width();
    if let Some(Some(at)) = widgets::dropdown(ui, "Colour by", width, current, &options) {
        map.colour = choices.into_iter().nth(at);
    }
}

/// One line of the legend; gives whether it was clicked.
fn line(ui: &mut Ui, entry: &LegendEntry, off: bool) -> bool {
    let colours = palette(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 24.0), Sense::click());
    response.widget_info(|| {
        let text = format!("{}, {}", entry.label, thousands(entry.count));
        egui::WidgetInfo::selected(egui::accesskit::Role::CheckBox, ui.is_enabled(), !off, text)
    });
    widgets::row_ground(ui, rect, &response);
    let colour = colours::of_slot(entry.slot, colours);
    let at = pos2(rect.left() + 7.0, rect.center().y);
    if off {
        ui.painter()
            .circle_stroke(at, 5.0, egui::Stroke::new(1.5, colour));
    } else {
        ui.painter().circle_filled(at, 5.5, colour);
    }
    let text = if off { colours.muted } else { colours.text };
    let font = theme::secondary().resolve(ui.style());
    let count = ui.painter().text(
        rect.right_center(),
        Align2::RIGHT_CENTER,
        thousands(entry.count),
        font.clone(),
        colours.muted,
    );
    let mut job = egui::text::LayoutJob::simple_singleline(entry.label.clone(), font, text);
    let room = rect.width() - count.width() - 30.0;
    job.wrap = egui::text::TextWrapping::truncate_at_width(room);
    let galley = ui.painter().layout_job(job);
    let place = pos2(rect.left() + 20.0, rect.center().y - galley.size().y / 2.0);
    ui.painter().galley(place, galley, text);
    let about = if entry.values.len() > 1 {
        entry.values.join(", ")
    } else {
        "Click to hide or show these points".to_owned()
    };
    response.on_hover_text(about).clicked()
}

/// The colours of a scale with its ends.
fn ramp(ui: &mut Ui, scale: &Scale) {
    const STEPS: u16 = 32;
    let colours = palette(ui);
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 12.0), Sense::hover());
    let mut mesh = Mesh::default();
    for step in 0..STEPS {
        let share = |step: u16| f32::from(step) / f32::from(STEPS);
        let x = |step: u16| rect.left() + rect.width() * share(step);
        let part = Rect::from_min_max(pos2(x(step), rect.top()), pos2(x(step + 1), rect.bottom()));
        mesh.add_colored_rect(part, colours::of_place(Some(share(step)), colours));
    }
    ui.painter().add(Shape::mesh(mesh));
    ui.painter().rect_stroke(
        rect,
        CornerRadius::same(2),
        egui::Stroke::new(1.0, colours.line),
        egui::StrokeKind::Outside,
    );
    ui.horizontal(|ui| {
        widgets::muted_word(ui, number(scale.low));
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            widgets::muted_word(ui, number(scale.high));
        });
    });
}

/// Years without a point, cosines with three digits.
fn number(value: f64) -> String {
    if value.fract() == 0.0 {
        format!("{value:.0}")
    } else {
        format!("{value:.3}")
    }
}
