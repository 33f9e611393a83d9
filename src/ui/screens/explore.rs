//! Explore: the nearest neighbours of a picture or a text.

use egui::{RichText, Ui, vec2};

use super::needs_run;
use crate::text::thousands;
use crate::ui::app::App;
use crate::ui::command::{Command, CommandSender, ExploreCommand, Wanted};
use crate::ui::explorer::{Answer, Found};
use crate::ui::grid::{Cell, Grid, GridEvent, paint_picture};
use crate::ui::state::{OpenDataset, Query, Selection};
use crate::ui::thumbnails::Picture;
use crate::ui::widgets::{self, Drawing, PushButton};

const SIDE: f32 = 128.0;

static NOTHING: Selection = Selection {
    products: std::collections::BTreeSet::new(),
    lead: None,
    anchor: None,
};

pub(super) fn show(app: &mut App, ui: &mut Ui) {
    let about = "Pick a product, type a text or drop a picture, and see what is nearest. It comes alive once a run is finished.";
    if needs_run(app, ui, Drawing::Search, "Search among the pictures", about) {
        return;
    }
    let Some(run) = &app.live.run else {
        return;
    };
    let context = context(
        run.record.counts.items,
        &run.record.model.label,
        run.answer.as_ref(),
    );
    widgets::page_head(ui, "Explore", &context, |ui| {
        widgets::button(ui, &app.send, Command::Choose(Wanted::QueryImage));
        for command in [ExploreCommand::Forward, ExploreCommand::Back].map(Command::from) {
            let obstacle = command.obstacle(app.situation());
            PushButton::of(&command)
                .obstacle(obstacle)
                .icon_only()
                .send(ui, &app.send, command);
        }
    });
    query_bar(app, ui);
    ui.add_space(8.0);
    results(app, ui);
}

fn context(items: usize, model: &str, answer: Option<&Answer>) -> String {
    let time = answer.map_or_else(String::new, |answer| {
        format!(" · {:.0} ms", answer.milliseconds)
    });
    format!(
        "Exact cosine search over {} products · {model}{time}",
        thousands(items)
    )
}

/// What is asked: a picture or a text, and the field to ask by text.
fn query_bar(app: &mut App, ui: &mut Ui) {
    let App {
        live, view, send, ..
    } = app;
    let Some(open) = &mut live.dataset else {
        return;
    };
    widgets::card(ui, |ui| {
        ui.horizontal(|ui| {
            match &view.explore.current {
                Some(Query::Product(id)) => product_chip(ui, open, *id),
                Some(Query::Image(path)) => {
                    let name = path
                        .file_name()
                        .unwrap_or_default()
                        .to_string_lossy()
                        .into_owned();
                    ui.label(RichText::new(format!("Like the picture {name}")).strong());
                }
                Some(Query::Text(_)) | None => {}
            }
            let field = egui::TextEdit::singleline(&mut view.explore.text)
                .hint_text("Type what you look for, such as red handbag")
                .desired_width(ui.available_width())
                .margin(egui::Margin::symmetric(10, 8));
            if ui.add(field).changed() && !view.explore.text.trim().is_empty() {
                send.send(ExploreCommand::Text(view.explore.text.clone()));
            }
        });
    });
}

fn product_chip(ui: &mut Ui, open: &mut OpenDataset, id: i64) {
    let Some(&product) = open.by_id.get(&id) else {
        ui.label(format!("Like product {id}"));
        return;
    };
    let (rect, _) = ui.allocate_exact_size(vec2(36.0, 44.0), egui::Sense::hover());
    paint_picture(ui, rect, Some(Picture::Small(product)), open);
    ui.allocate_ui(vec2(300.0, 44.0), |ui| {
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = 2.0;
            ui.set_width(300.0);
            let name = open.dataset.products[product].name.clone();
            ui.add(
                egui::Label::new(RichText::new(&name).text_style(crate::ui::theme::strong()))
                    .truncate(),
            );
            widgets::muted(ui, format!("Neighbours of product {id}"));
        });
    });
}

fn results(app: &mut App, ui: &mut Ui) {
    let App {
        live, view, send, ..
    } = app;
    let (Some(open), Some(run)) = (&mut live.dataset, &live.run) else {
        return;
    };
    match &run.answer {
        Some(Answer {
            result: Ok(found), ..
        }) => show_found(ui, open, found, send),
        Some(Answer {
            result: Err(error), ..
        }) => widgets::error_card(ui, error, |_| {}),
        None if view.explore.current.is_some() => {
            widgets::muted(ui, "Reading the vectors…");
        }
        None => start_here(ui, open, send),
    }
}

fn show_found(ui: &mut Ui, open: &mut OpenDataset, found: &[Found], send: &CommandSender) {
    let cell = |open: &OpenDataset, index: usize| {
        let hit = &found[index];
        Cell {
            product: open.by_id.get(&hit.id).copied(),
            name: hit.name.clone(),
            note: Some(format!("{:.3}", hit.score)),
            rank: Some(index + 1),
        }
    };
    let by_id = open.by_id.clone();
    let product = |index: usize| by_id.get(&found.get(index)?.id).copied();
    let grid = Grid {
        notes: true,
        ..start_grid("results", "Results", found.len(), &product)
    };
    ask_for_opened(&grid, ui, open, cell, send);
}

fn start_grid<'a>(
    id: &'static str,
    name: &'a str,
    count: usize,
    product: &'a dyn Fn(usize) -> Option<usize>,
) -> Grid<'a> {
    Grid {
        id,
        name,
        side: SIDE,
        count,
        product,
        notes: false,
        click_opens: true,
        selection: &NOTHING,
        reveal: None,
    }
}

fn ask_for_opened(
    grid: &Grid<'_>,
    ui: &mut Ui,
    open: &mut OpenDataset,
    cell: impl Fn(&OpenDataset, usize) -> Cell,
    send: &CommandSender,
) {
    if let Some(GridEvent::Open(index)) = grid.show(ui, open, cell, |_, _| {})
        && let Some(product) = (grid.product)(index)
    {
        send.send(ExploreCommand::Product(product));
    }
}

/// Nothing asked yet: pictures to begin with.
fn start_here(ui: &mut Ui, open: &mut OpenDataset, send: &CommandSender) {
    widgets::muted(
        ui,
        "Click a picture to see its nearest neighbours, or type a text above.",
    );
    let count = open.dataset.products.len();
    let cell = |open: &OpenDataset, index: usize| Cell {
        product: Some(index),
        name: open.dataset.products[index].name.clone(),
        note: None,
        rank: None,
    };
    let product = |index: usize| (index < count).then_some(index);
    let grid = start_grid("start", "Products", count, &product);
    ask_for_opened(&grid, ui, open, cell, send);
}
