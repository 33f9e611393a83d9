//! The answer: how it came about in one line, and the products, best first.

use egui::{Align, DragValue, Layout, Rect, Ui, UiBuilder, vec2};

use super::{begin, chip};
use crate::search::{Agreement, Answer, Found};
use crate::text::thousands;
use crate::ui::app::App;
use crate::ui::command::{CommandSender, DatasetCommand, ExploreCommand, WindowCommand};
use crate::ui::explorer::{Answered, RunData};
use crate::ui::format;
use crate::ui::grid::{Cell, Grid, GridEvent, Note, Tag};
use crate::ui::state::{OpenDataset, OpenRun, OtherRun, Question, Selection};
use crate::ui::theme::{SMALL_HEIGHT, space};
use crate::ui::widgets;

/// Least width of a result.
const SIDE: f32 = 150.0;

/// Most results that can be asked for.
const MOST: usize = 1000;

/// What result cells are drawn from.
struct Shown<'a> {
    answered: &'a Answered,
    data: Option<&'a RunData>,
    selection: &'a Selection,
    send: &'a CommandSender,
}

pub(super) fn show(app: &mut App, ui: &mut Ui) {
    let App {
        live, view, send, ..
    } = app;
    let (Some(open), Some(run)) = (&mut live.dataset, &live.run) else {
        return;
    };
    if view.explore.current.is_empty() && view.explore.pinned.is_none() {
        let within = view.explore.products_within(&open.by_id);
        begin::show(ui, open, run, &view.selection, within.as_deref(), send);
        return;
    }
    let explore = &view.explore;
    let Some(answered) = run.answered.as_deref() else {
        widgets::muted(ui, "Reading the vectors…");
        return;
    };
    toolbar(ui, &explore.current, answered, send);
    let shown = |answered, data| Shown {
        answered,
        data,
        selection: &view.selection,
        send,
    };
    let here = shown(answered, run.explorer.data());
    if let Some(other) = &run.other {
        let there = other
            .answered
            .as_deref()
            .map(|answered| shown(answered, other.explorer.data()));
        overlap(ui, answered, other);
        let titles = titles(run, other);
        side_by_side(
            ui,
            open,
            titles.each_ref().map(|title| &**title),
            &[Some(here), there],
        );
    } else if let Some(pinned) = &explore.pinned {
        widgets::muted(
            ui,
            shared_sentence(answered, Some(&pinned.answered), "the pinned ones"),
        );
        let titles = [&pinned.question, &explore.current]
            .map(|question| question.words(|subject| chip::name(subject, open)));
        let pinned = shown(&*pinned.answered, run.explorer.data());
        side_by_side(
            ui,
            open,
            titles.each_ref().map(|title| &**title),
            &[Some(pinned), Some(here)],
        );
    } else {
        one(ui, open, "results", &here);
    }
}

fn toolbar(ui: &mut Ui, question: &Question, answered: &Answered, send: &CommandSender) {
    ui.horizontal(|ui| {
        ui.set_min_height(SMALL_HEIGHT);
        ui.spacing_mut().interact_size = vec2(44.0, SMALL_HEIGHT);
        ui.spacing_mut().button_padding = vec2(6.0, 3.0);
        widgets::muted_word(ui, "Nearest");
        let mut k = question.k;
        let value = DragValue::new(&mut k).range(1..=MOST).speed(0.5);
        if ui
            .add(value)
            .on_hover_text("How many results are shown")
            .changed()
        {
            send.send(ExploreCommand::Ask(Question {
                k,
                ..question.clone()
            }));
        }
        if let Some(answer) = answered.found() {
            widgets::muted_word(ui, format!("of {} products", thousands(answer.kept)));
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let mut grouped = question.grouped;
            let tooltip = "Products with the very same vector are shown once, with their number";
            let switch = widgets::checkbox(ui, &mut grouped, "Identical products as one");
            if switch.on_hover_text(tooltip).changed() {
                send.send(ExploreCommand::Ask(Question {
                    grouped,
                    ..question.clone()
                }));
            }
        });
    });
}

/// What two runs are called: by their models, or by their folders where the models are the same.
fn titles(run: &OpenRun, other: &OtherRun) -> [String; 2] {
    let labels = [&run.record.model.label, &other.record.model.label];
    if labels[0] != labels[1] {
        return labels.map(String::clone);
    }
    [&run.out, &other.out].map(|out| {
        let name = out.file_name().unwrap_or(out.as_os_str());
        name.to_string_lossy().into_owned()
    })
}

/// How far two runs agree, for this question and in general.
fn overlap(ui: &mut Ui, answered: &Answered, other: &OtherRun) {
    let mut text = shared_sentence(answered, other.answered.as_deref(), "the other run");
    match &other.overlap {
        Some(Ok(overlap)) => {
            text.push_str(&format_overlap(
                overlap.mean,
                overlap.k,
                overlap.products.len(),
            ));
        }
        Some(Err(error)) => {
            widgets::error_card(ui, error, |_| {});
            return;
        }
        None => text.push_str(" Comparing the neighbours of both runs…"),
    }
    widgets::muted(ui, text);
}

fn format_overlap(mean: f64, k: usize, products: usize) -> String {
    format!(
        " Over {} products, {:.1} % of the {k} nearest neighbours are the same in both runs.",
        thousands(products),
        100.0 * mean
    )
}

/// "42 of these 60 results are also in the other run."
fn shared_sentence(answered: &Answered, other: Option<&Answered>, whose: &str) -> String {
    let (Some(a), Some(b)) = (answered.found(), other.and_then(Answered::found)) else {
        return String::new();
    };
    let ids: std::collections::HashSet<i64> = b.results.iter().map(|found| found.id).collect();
    let shared = a.results.iter().filter(|found| ids.contains(&found.id));
    format!(
        "{} of these {} results are among {whose} as well.",
        shared.count(),
        a.results.len()
    )
}

fn side_by_side(
    ui: &mut Ui,
    open: &mut OpenDataset,
    titles: [&str; 2],
    both: &[Option<Shown<'_>>; 2],
) {
    let room = ui.available_rect_before_wrap();
    let width = (room.width() - space::L) / 2.0;
    let ids = ["results left", "results right"];
    for (at, shown) in both.iter().enumerate() {
        let left = room.left() + at as f32 * (width + space::L);
        let half = Rect::from_min_size(egui::pos2(left, room.top()), vec2(width, room.height()));
        ui.scope_builder(UiBuilder::new().max_rect(half), |ui| {
            widgets::strong(ui, titles[at]);
            match shown {
                Some(shown) => one(ui, open, ids[at], shown),
                None => {
                    widgets::muted(ui, "Reading the vectors…");
                }
            }
        });
    }
}

/// One list of results, or why there is none.
fn one(ui: &mut Ui, open: &mut OpenDataset, id: &'static str, shown: &Shown<'_>) {
    match &shown.answered.answer {
        Err(error) => widgets::error_card(ui, error, |_| {}),
        Ok(None) => {
            widgets::muted(ui, "Searching…");
        }
        Ok(Some(answer)) if answer.results.is_empty() => {
            widgets::heading(ui, "No product passes the filters");
            widgets::muted(ui, "Take a filter away at the left.");
        }
        Ok(Some(answer)) => grid(ui, open, id, answer, shown),
    }
}

fn grid(ui: &mut Ui, open: &mut OpenDataset, id: &'static str, answer: &Answer, shown: &Shown<'_>) {
    let products: Vec<Option<usize>> = answer
        .results
        .iter()
        .map(|found| open.by_id.get(&found.id).copied())
        .collect();
    let product = |index: usize| products.get(index).copied().flatten();
    let grid = Grid {
        id,
        name: "Results",
        side: SIDE,
        count: answer.results.len(),
        product: &product,
        click_opens: true,
        notes: true,
        tags: !answer.expected.is_empty(),
        selection: shown.selection,
        reveal: None,
    };
    let cell = |_: &OpenDataset, index: usize| {
        result_cell(&answer.results[index], product(index), answer, shown.data)
    };
    let menu = |ui: &mut Ui, index: usize| {
        menu(ui, &answer.results[index], product(index), shown.send);
    };
    match grid.show(ui, open, cell, menu) {
        Some(GridEvent::Open(index)) => {
            if let Some(product) = product(index) {
                shown.send.send(ExploreCommand::Product(product));
            }
        }
        Some(GridEvent::Select(selection)) => {
            shown.send.send(DatasetCommand::Select(selection));
        }
        None => {}
    }
}

fn menu(ui: &mut Ui, found: &Found, product: Option<usize>, send: &CommandSender) {
    if let Some(product) = product {
        for command in [
            ExploreCommand::Product(product),
            ExploreCommand::Add(product),
            ExploreCommand::Subtract(product),
        ] {
            widgets::menu_item(ui, send, command, None);
        }
        widgets::menu_item(ui, send, DatasetCommand::OpenPicture(product), None);
        widgets::menu_item(ui, send, DatasetCommand::Reveal(product), None);
    }
    let copy = widgets::PushButton::new(format!("Copy id {}", found.id))
        .icon(widgets::Icon::Copy)
        .ghost()
        .small()
        .min_width(ui.available_width());
    if copy.show(ui).clicked() {
        send.send(WindowCommand::Copy(
            found.id.to_string(),
            "The id".to_owned(),
        ));
        ui.close();
    }
}

fn result_cell(
    found: &Found,
    product: Option<usize>,
    answer: &Answer,
    data: Option<&RunData>,
) -> Cell {
    let corner = match found.identical.len() {
        0 => found.rank.to_string(),
        more => format!("{} · +{more} identical", found.rank),
    };
    Cell {
        product,
        name: found.name.clone(),
        note: Some(Note {
            number: format::decimal(found.score, 3),
            meaning: standing(found, answer),
        }),
        corner: Some(corner),
        tags: data.map_or_else(Vec::new, |data| tags(found, answer, data)),
        hint: Some(hint(found, answer, data)),
    }
}

/// Whether no product of all that were compared is closer; of equal ones several can be the closest.
fn is_closest(found: &Found, answer: &Answer) -> bool {
    found.score >= answer.histogram.high
}

/// Where the score stands among those of all products, so that it means something: "top 1.4 %".
fn standing(found: &Found, answer: &Answer) -> String {
    if is_closest(found, answer) {
        return format!("closest of {}", thousands(answer.compared));
    }
    let top = format::top(found.percentile, answer.compared);
    format!("top {top} %")
}

/// The same as a sentence.
fn standing_sentence(found: &Found, answer: &Answer) -> String {
    let all = thousands(answer.compared);
    if is_closest(found, answer) {
        return format!("No other of all {all} products is closer");
    }
    let top = format::top(found.percentile, answer.compared);
    let below = format::percentile(found.percentile);
    format!("Among the closest {top} % of all {all} products: closer than {below} % of the others")
}

/// The columns that say most about a product come first.
const FIRST: [&str; 3] = ["articleType", "baseColour", "gender"];

/// The values of a result in the columns that the question speaks of.
fn tags(found: &Found, answer: &Answer, data: &RunData) -> Vec<Tag> {
    let mut columns: Vec<usize> = (0..answer.expected.len()).collect();
    columns.sort_by_key(|&at| {
        let expected = &answer.expected[at];
        let place = FIRST.iter().position(|name| *name == expected.column);
        (!expected.named, place.unwrap_or(FIRST.len()))
    });
    let tag = |at: usize| {
        let fits = match found.agreement.get(at)? {
            Agreement::Same => true,
            Agreement::Different => false,
            Agreement::Unknown => return None,
        };
        let column = data.attributes.column(&answer.expected[at].column).ok()?;
        Some(Tag {
            text: column.label(found.row).to_owned(),
            fits,
        })
    };
    let mut tags: Vec<Tag> = Vec::new();
    for tag in columns.into_iter().filter_map(tag) {
        // Two columns may have the same word for it.
        if !tags.iter().any(|other| other.text == tag.text) {
            tags.push(tag);
        }
    }
    tags
}

/// Everything about a result, for the tooltip.
fn hint(found: &Found, answer: &Answer, data: Option<&RunData>) -> String {
    let mut lines = vec![
        found.name.clone(),
        format!(
            "Rank {}, cosine {}",
            found.rank,
            format::decimal(found.score, 4)
        ),
        standing_sentence(found, answer),
    ];
    for (expected, agreement) in answer.expected.iter().zip(&found.agreement) {
        let word = match agreement {
            Agreement::Same => "as asked",
            Agreement::Different => "differs",
            Agreement::Unknown => "unknown",
        };
        let column = data.and_then(|data| data.attributes.column(&expected.column).ok());
        let label = column.map_or("", |column| column.label(found.row));
        lines.push(format!(
            "{}: {label} ({word})",
            format::column(&expected.column)
        ));
    }
    if !found.identical.is_empty() {
        let ids: Vec<String> = found.identical.iter().take(8).map(i64::to_string).collect();
        lines.push(format!("Identical to {}", ids.join(", ")));
    }
    lines.push(format!("id {}", found.id));
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::Histogram;

    fn found(score: f32, percentile: f64) -> Found {
        Found {
            rank: 1,
            row: 0,
            id: 7,
            name: "A product".to_owned(),
            image_path: String::new(),
            score,
            percentile,
            agreement: Vec::new(),
            identical: Vec::new(),
        }
    }

    fn answer(scores: &[f32]) -> Answer {
        Answer {
            results: Vec::new(),
            expected: Vec::new(),
            kept: scores.len(),
            compared: scores.len(),
            unusable: 0,
            histogram: Histogram::new(scores.iter().copied(), 10),
            scores: scores.into(),
        }
    }

    #[test]
    fn a_score_is_said_by_its_place_among_all() {
        let answer = answer(&[0.9, 0.9, 0.4, -0.1]);
        let [best, third] = [found(0.9, 200.0 / 3.0), found(0.4, 100.0 / 3.0)];
        assert_eq!(
            standing(&best, &answer),
            "closest of 4",
            "of equal ones too"
        );
        assert_eq!(standing(&third, &answer), "top 75 %");
        assert_eq!(
            standing_sentence(&third, &answer),
            "Among the closest 75 % of all 4 products: closer than 33.3 % of the others"
        );
    }

    #[test]
    fn copies_are_counted_in_the_corner() {
        let alone = found(-0.1, 0.0);
        let several = Found {
            identical: vec![8, 9],
            ..alone.clone()
        };
        let answer = answer(&[0.9, -0.1]);
        let cell = |found: &Found| result_cell(found, None, &answer, None);
        assert_eq!(cell(&alone).corner.as_deref(), Some("1"));
        assert_eq!(cell(&several).corner.as_deref(), Some("1 · +2 identical"));
        assert_eq!(
            cell(&alone).note.map(|note| note.number).as_deref(),
            Some("−0.100")
        );
    }
}
