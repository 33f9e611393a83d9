//! The products: search, order, filters that are on, and the grid.

use egui::{Align, Layout, Slider, Ui, vec2};

use crate::dataset::{Dataset, ProductFilter};
use crate::text::{counted, thousands};
use crate::ui::app::App;
use crate::ui::command::{Command, DatasetCommand, ExploreCommand, WindowCommand};
use crate::ui::finder::Sort;
use crate::ui::format;
use crate::ui::grid::{Cell, Grid, GridEvent};
use crate::ui::state::OpenDataset;
use crate::ui::theme::{CONTROL_HEIGHT, SMALL_HEIGHT};
use crate::ui::widgets::{self, Drawing, Icon, PushButton, closable_chip, menu_item, search_field};

const SMALLEST: f32 = 64.0;
const LARGEST: f32 = 260.0;
const USUAL: f32 = 112.0;

pub(super) fn show(app: &mut App, ui: &mut Ui, can_fold_filters: bool) {
    tools(app, ui, can_fold_filters);
    chips(app, ui);
    ui.add_space(2.0);
    grid(app, ui);
}

fn tools(app: &mut App, ui: &mut Ui, can_fold_filters: bool) {
    let Some(open) = &app.live.dataset else {
        return;
    };
    let size = vec2(ui.available_width(), CONTROL_HEIGHT);
    ui.allocate_ui_with_layout(size, Layout::left_to_right(Align::Center), |ui| {
        if can_fold_filters {
            let label = if app.view.dataset.filters_open {
                "Hide filters"
            } else {
                "Filters"
            };
            if PushButton::new(label).icon(Icon::Filter).show(ui).clicked() {
                app.view.dataset.filters_open = !app.view.dataset.filters_open;
            }
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            picture_size(&mut app.persisted.settings.thumbnail, ui);
            let sort = order(ui, app.view.wish.sort, &open.dataset);
            if let Some(sort) = sort {
                app.send.send(DatasetCommand::SortBy(sort));
            }
            let hint = format!(
                "Search in {}",
                counted(open.dataset.products.len() as u64, "name")
            );
            let width = ui.available_width();
            let field = search_field(ui, &mut app.view.dataset.search, &hint, width);
            if field.changed() {
                let filter = ProductFilter {
                    text: app.view.dataset.search.clone(),
                    ..app.view.wish.filter.clone()
                };
                app.send.send(DatasetCommand::SetFilter(filter));
            }
        });
    });
}

fn picture_size(side: &mut Option<f32>, ui: &mut Ui) {
    let mut value = side.unwrap_or(USUAL);
    ui.spacing_mut().slider_width = 84.0;
    let response = ui.add(Slider::new(&mut value, SMALLEST..=LARGEST).show_value(false));
    let response = response.accessible_name("Size of the pictures");
    if response.on_hover_text("Size of the pictures").changed() {
        *side = Some(value.round());
    }
}

fn order(ui: &mut Ui, current: Sort, dataset: &Dataset) -> Option<Sort> {
    let columns = (0..dataset.columns.len()).map(Sort::Column);
    let all = [Sort::File, Sort::Name, Sort::Id]
        .into_iter()
        .chain(columns);
    let options: Vec<(Sort, String)> = all.map(|sort| (sort, sort_label(sort, dataset))).collect();
    widgets::dropdown(ui, "Order of the products", 136.0, current, &options)
}

fn sort_label(sort: Sort, dataset: &Dataset) -> String {
    match sort {
        Sort::File => "Original order".to_owned(),
        Sort::Name => "By name".to_owned(),
        Sort::Id => "By id".to_owned(),
        Sort::Column(at) => {
            let name = dataset
                .columns
                .get(at)
                .map_or("", |column| column.name.as_str());
            format!("By {}", format::column(name).to_lowercase())
        }
    }
}

/// How many are shown, and each filter that is on, to be taken away with a click.
fn chips(app: &App, ui: &mut Ui) {
    let Some(open) = &app.live.dataset else {
        return;
    };
    let filter = &app.view.wish.filter;
    let all = open.dataset.products.len();
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(6.0, 6.0);
        ui.set_row_height(SMALL_HEIGHT);
        let shown = open
            .found
            .as_ref()
            .map_or(all, |found| found.products.len());
        let text = if filter.is_empty() {
            counted(all as u64, "product")
        } else {
            format!("{} of {}", thousands(shown), counted(all as u64, "product"))
        };
        widgets::muted_word(ui, text);
        if filter.is_empty() {
            return;
        }
        let mut rest = None;
        for (text, without) in taken_apart(filter, &open.dataset) {
            if closable_chip(ui, &text, "Take this filter away").clicked() {
                rest = Some(without);
            }
        }
        if let Some(rest) = rest {
            app.send.send(DatasetCommand::SetFilter(rest));
        }
        PushButton::of(&DatasetCommand::ClearFilter.into())
            .text("Clear all")
            .without_icon()
            .ghost()
            .small()
            .send(ui, &app.send, DatasetCommand::ClearFilter);
    });
}

/// Each part of a filter in words, and the filter without it.
fn taken_apart(filter: &ProductFilter, dataset: &Dataset) -> Vec<(String, ProductFilter)> {
    let mut parts = Vec::new();
    if !filter.text.trim().is_empty() {
        let without = ProductFilter {
            text: String::new(),
            ..filter.clone()
        };
        parts.push((format!("“{}”", filter.text.trim()), without));
    }
    if let Some(only) = &filter.only {
        let without = ProductFilter {
            only: None,
            ..filter.clone()
        };
        parts.push((counted(only.len() as u64, "selected product"), without));
    }
    for (&at, codes) in &filter.columns {
        let Some(column) = dataset.columns.get(at) else {
            continue;
        };
        for &code in codes {
            let label = column.labels.get(code as usize).map_or("", String::as_str);
            let mut without = filter.clone();
            without.toggle(at, code);
            parts.push((
                format!("{}: {label}", format::column(&column.name)),
                without,
            ));
        }
    }
    parts
}

fn grid(app: &mut App, ui: &mut Ui) {
    let situation = app.situation();
    let App {
        live,
        view,
        persisted,
        send,
        ..
    } = app;
    let Some(open) = &mut live.dataset else {
        return;
    };
    // The grid draws pictures of the same dataset that the list belongs to.
    let Some(found) = open.found.take() else {
        return;
    };
    if found.products.is_empty() {
        open.found = Some(found);
        return nothing(ui, send);
    }
    let reveal = view.dataset.reveal.take_if(|_| found.wish == view.wish);
    let product = |index: usize| found.products.get(index).copied();
    let name = format!("Products, {}", thousands(found.products.len()));
    let grid = Grid {
        id: "dataset grid",
        name: &name,
        side: persisted.settings.thumbnail.unwrap_or(USUAL),
        count: found.products.len(),
        product: &product,
        notes: false,
        tags: false,
        click_opens: false,
        selection: &view.selection,
        reveal: reveal
            .and_then(|wanted| found.products.iter().position(|&product| product == wanted)),
    };
    let cell = |open: &OpenDataset, index: usize| Cell {
        product: product(index),
        name: product(index).map_or_else(String::new, |product| {
            open.dataset.products[product].name.clone()
        }),
        ..Cell::default()
    };
    let dataset = std::sync::Arc::clone(&open.dataset);
    let several = view.selection.products.len() > 1;
    let event = grid.show(ui, open, cell, |ui, index| {
        let Some(product) = product(index) else {
            return;
        };
        let similar = Command::from(ExploreCommand::Product(product));
        let obstacle = similar.obstacle(situation);
        menu_item(ui, send, similar, obstacle);
        menu_item(ui, send, DatasetCommand::OpenPicture(product), None);
        if several {
            menu_item(ui, send, DatasetCommand::CopyIds, None);
            menu_item(ui, send, DatasetCommand::OnlySelected, None);
        } else {
            let id = dataset.products[product].id.to_string();
            menu_item(ui, send, WindowCommand::Copy(id, "Id".to_owned()), None);
        }
        if let Some(root) = dataset.root() {
            let path = root.join(&dataset.products[product].image_path);
            menu_item(ui, send, WindowCommand::Reveal(path), None);
        }
    });
    match event {
        Some(GridEvent::Select(selection)) => send.send(DatasetCommand::Select(selection)),
        Some(GridEvent::Open(index)) => {
            if let Some(product) = product(index) {
                send.send(DatasetCommand::OpenPicture(product));
            }
        }
        None => {}
    }
    open.found = Some(found);
}

fn nothing(ui: &mut Ui, send: &crate::ui::command::CommandSender) {
    widgets::empty(
        ui,
        Drawing::Search,
        "No product fits",
        "No product has all that is asked for. Take a filter away, or delete some letters.",
        |ui| {
            widgets::primary(ui, send, DatasetCommand::ClearFilter);
        },
    );
}
