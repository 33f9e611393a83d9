//! Beside the results: filters, where the scores lie, and what the neighbours agree on; before the first question, the
//! ways to ask one.

use egui::{
    Align, Align2, CornerRadius, Layout, Rect, Response, RichText, ScrollArea, Sense, Stroke, Ui,
    pos2, vec2,
};

use super::filters;
use crate::search::{Agreement, Answer};
use crate::text::thousands;
use crate::ui::app::App;
use crate::ui::explorer::RunData;
use crate::ui::format;
use crate::ui::theme::{self, palette, space};
use crate::ui::widgets::{self, Icon};

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
            if app.view.explore.current.is_empty() {
                ways(ui);
                return;
            }
            let answer = run.answered.as_ref().and_then(|answered| answered.found());
            if let Some(answer) = answer {
                scores(ui, answer);
                if !answer.expected.is_empty() && !answer.results.is_empty() {
                    agreement(ui, answer, data);
                }
            }
        });
}

/// What can be asked with, while nothing is asked.
fn ways(ui: &mut Ui) {
    let ways = [
        (Icon::Search, "Words: “red handbag”"),
        (Icon::Minus, "Less of something: “- leather”"),
        (Icon::Image, "A picture, dropped or pasted"),
        (Icon::Plus, "A sum: right-click a result to add it"),
    ];
    widgets::card_with(ui, 12, |ui| {
        ui.spacing_mut().item_spacing.y = 6.0;
        widgets::overline(ui, "Ways to ask");
        for (icon, text) in ways {
            ui.horizontal_top(|ui| {
                icon.show(ui, 15.0, palette(ui).muted);
                widgets::muted(ui, text);
            });
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
        widgets::histogram(ui, &counts, 48.0, |bin| marked[bin]);
        ends(ui, [histogram.low, histogram.high]);
        let note = format!(
            "Cosines of all {} products; those of the {} results in colour.",
            thousands(answer.compared),
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

/// What the left and the right end of a histogram are.
fn ends(ui: &mut Ui, ends: [f32; 2]) {
    let colour = palette(ui).muted;
    let label = |ui: &mut Ui, value| {
        let text = RichText::new(format::decimal(value, 2)).text_style(theme::caption());
        ui.label(text.color(colour));
    };
    ui.horizontal(|ui| {
        ui.spacing_mut().interact_size.y = 0.0;
        label(ui, ends[0]);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            label(ui, ends[1]);
        });
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
        widgets::muted(ui, "The marks show chance alone.");
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

/// A column's name and share, and below them a bar across the whole width with a mark at chance; a share that is not
/// above chance says nothing, and its bar is pale.
fn row(ui: &mut Ui, name: &str, share: f32, chance: f32) -> Response {
    const HEIGHT: f32 = 32.0;
    const BAR: f32 = 6.0;
    let colours = palette(ui);
    let (rect, response) =
        ui.allocate_exact_size(vec2(ui.available_width(), HEIGHT), Sense::hover());
    let percent = format!("{:.0} %", 100.0 * share);
    response.widget_info(|| {
        let text = format!("{name}: {percent}");
        egui::WidgetInfo::labeled(egui::accesskit::Role::Label, true, text)
    });
    let font = theme::secondary().resolve(ui.style());
    let number = ui.painter().text(
        rect.right_top(),
        Align2::RIGHT_TOP,
        percent,
        font.clone(),
        colours.muted,
    );
    let mut job = egui::text::LayoutJob::simple_singleline(name.to_owned(), font, colours.text);
    let room = rect.width() - number.width() - space::S;
    job.wrap = egui::text::TextWrapping::truncate_at_width(room);
    let galley = ui.painter().layout_job(job);
    ui.painter().galley(rect.min, galley, colours.text);
    let bottom = rect.bottom() - 5.0;
    let track = Rect::from_min_max(pos2(rect.left(), bottom - BAR), pos2(rect.right(), bottom));
    let round = CornerRadius::same(3);
    let at = |share: f32| track.left() + track.width() * share.clamp(0.0, 1.0);
    ui.painter().rect_filled(track, round, colours.raised);
    let filled = Rect::from_min_max(track.min, pos2(at(share), track.bottom()));
    let colour = if share > chance {
        colours.accent
    } else {
        colours.muted.gamma_multiply(0.5)
    };
    ui.painter().rect_filled(filled, round, colour);
    let mark = Stroke::new(2.0, colours.text);
    ui.painter()
        .vline(at(chance), track.top() - 3.0..=track.bottom() + 3.0, mark);
    response
}
