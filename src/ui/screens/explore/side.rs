//! Beside the results: filters, where the scores lie, and what the neighbours agree on.

use egui::{ScrollArea, Ui, vec2};

use super::filters;
use crate::search::{Agreement, Answer};
use crate::text::thousands;
use crate::ui::app::App;
use crate::ui::explorer::RunData;
use crate::ui::format;
use crate::ui::theme::{palette, space};
use crate::ui::widgets;

/// The part of the width that the names of columns take.
const NAME: f32 = 0.56;

pub(super) fn show(app: &App, ui: &mut Ui) {
    ScrollArea::vertical()
        .id_salt("explore side")
        .auto_shrink([false, false])
        .show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = space::M;
            let Some(run) = &app.live.run else {
                return;
            };
            let Some(data) = run.explorer.data() else {
                widgets::skeleton(ui, vec2(ui.available_width(), 220.0));
                return;
            };
            filters::show(app, ui, data);
            let answer = run.answered.as_ref().and_then(|answered| answered.found());
            if let Some(answer) = answer.filter(|_| !app.view.explore.current.is_empty()) {
                scores(ui, answer);
                if !answer.expected.is_empty() && !answer.results.is_empty() {
                    agreement(ui, answer, data);
                }
            }
        });
}

/// The histogram of all scores with the results marked.
fn scores(ui: &mut Ui, answer: &Answer) {
    widgets::card_with(ui, 12, |ui| {
        ui.spacing_mut().item_spacing.y = space::XS;
        widgets::overline(ui, "Where these scores lie");
        let histogram = &answer.histogram;
        let counts: Vec<usize> = histogram
            .counts
            .iter()
            .map(|&count| count as usize)
            .collect();
        let mut marked = vec![false; counts.len()];
        for found in &answer.results {
            if let Some(bin) = marked.get_mut(histogram.bin(found.score)) {
                *bin = true;
            }
        }
        widgets::histogram(ui, &counts, 56.0, |bin| marked[bin]);
        let note = format!(
            "Cosines of all {} products, from {:.2} to {:.2}; those of the {} results in colour.",
            thousands(answer.compared),
            histogram.low,
            histogram.high,
            answer.results.len()
        );
        widgets::muted(ui, note);
        if answer.unusable > 0 {
            let text = format!(
                "{} products cannot be compared: their vectors are not finite.",
                thousands(answer.unusable)
            );
            widgets::coloured(ui, text, palette(ui).attention);
        }
    });
}

/// For each column that the question speaks of, how many results agree, beside chance.
fn agreement(ui: &mut Ui, answer: &Answer, data: &RunData) {
    widgets::card_with(ui, 12, |ui| {
        ui.spacing_mut().item_spacing.y = space::XS;
        widgets::overline(ui, "Results agree on");
        for (at, expected) in answer.expected.iter().enumerate() {
            let same = answer.results.iter();
            let same = same.filter(|found| found.agreement.get(at) == Some(&Agreement::Same));
            let share = same.count() as f32 / answer.results.len() as f32;
            let chance = chance(&expected.column, &expected.labels, data);
            let name = format::column(&expected.column);
            let response = row(ui, &name, share, chance);
            response.on_hover_text(format!(
                "{name}: {}\n{:.0} % of the results have it, {:.0} % of all products do",
                expected.labels.join(" or "),
                100.0 * share,
                100.0 * chance
            ));
        }
        widgets::muted(ui, "The mark in each bar is what chance would give.");
    });
}

/// The share of all products that have one of the labels.
fn chance(column: &str, labels: &[String], data: &RunData) -> f32 {
    let columns = data.attributes.columns().iter().zip(&data.counts);
    let found = columns
        .into_iter()
        .find(|(attribute, _)| attribute.name == column);
    let count = found.map_or(0, |(attribute, counts)| {
        let of = |label: &String| attribute.labels.iter().position(|other| other == label);
        labels.iter().filter_map(of).map(|code| counts[code]).sum()
    });
    count as f32 / data.attributes.rows().max(1) as f32
}

fn row(ui: &mut Ui, name: &str, share: f32, chance: f32) -> egui::Response {
    use egui::{Align2, CornerRadius, Rect, Sense, Stroke, pos2};
    let colours = palette(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 22.0), Sense::hover());
    response.widget_info(|| {
        let text = format!("{name}: {:.0} %", 100.0 * share);
        egui::WidgetInfo::labeled(egui::accesskit::Role::Label, true, text)
    });
    let font = crate::ui::theme::secondary().resolve(ui.style());
    let mut job =
        egui::text::LayoutJob::simple_singleline(name.to_owned(), font.clone(), colours.text);
    job.wrap = egui::text::TextWrapping::truncate_at_width(rect.width() * NAME - 6.0);
    let galley = ui.painter().layout_job(job);
    let place = Align2::LEFT_CENTER.anchor_size(rect.left_center(), galley.size());
    ui.painter().galley(place.min, galley, colours.text);
    let track = Rect::from_min_max(
        pos2(rect.left() + rect.width() * NAME, rect.center().y - 3.0),
        pos2(rect.right() - 44.0, rect.center().y + 3.0),
    );
    let round = CornerRadius::same(3);
    let at = |share: f32| track.left() + track.width() * share.clamp(0.0, 1.0);
    ui.painter().rect_filled(track, round, colours.raised);
    let filled = Rect::from_min_max(track.min, pos2(at(share), track.bottom()));
    ui.painter().rect_filled(filled, round, colours.accent);
    let mark = Stroke::new(2.0, colours.text);
    ui.painter()
        .vline(at(chance), track.top() - 3.0..=track.bottom() + 3.0, mark);
    let text = format!("{:.0} %", 100.0 * share);
    ui.painter().text(
        rect.right_center(),
        Align2::RIGHT_CENTER,
        text,
        font,
        colours.muted,
    );
    response
}
