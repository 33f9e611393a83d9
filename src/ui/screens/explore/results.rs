//! The answer: how it came about in one line, and the products, best first.

use egui::{Align, DragValue, Layout, Rect, Ui, UiBuilder, vec2};

use super::result::result_cell;
use super::{begin, chip};
use crate::search::{Answer, Found};
use crate::text::thousands;
use crate::ui::app::App;
use crate::ui::command::{CommandSender, DatasetCommand, ExploreCommand, WindowCommand};
use crate::ui::explorer::{Answered, RunData};
use crate::ui::grid::{Grid, GridEvent};
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
