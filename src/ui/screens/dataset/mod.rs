//! The dataset: the account of rows and files, the products and what they are like, the details of one.

mod account;
pub(in crate::ui) mod attributes;
pub(in crate::ui) mod crop;
mod details;
mod filters;
mod ledger;
mod products;
mod several;

use egui::{Layout, Rect, ScrollArea, Ui, UiBuilder, pos2};

use crate::text::{counted, thousands};
use crate::ui::app::App;
use crate::ui::command::{DatasetCommand, Page};
use crate::ui::screens::fetches;
use crate::ui::state::LedgerView;
use crate::ui::theme::space;
use crate::ui::widgets::{self, PushButton, card, heading, muted_line};

const FILTERS_WIDTH: f32 = 228.0;
const DETAILS_WIDTH: f32 = 272.0;
/// Below this width of the page the filters are folded away.
const WIDE: f32 = 880.0;
/// Below this height the page scrolls as a whole: what is above the products would leave them no room.
const LOW: f32 = 480.0;

pub(super) fn show(app: &mut App, ui: &mut Ui) {
    let height = ui.available_height();
    if height >= LOW {
        return page(app, ui, None);
    }
    ScrollArea::vertical()
        .id_salt("dataset")
        .auto_shrink([false, false])
        .show(ui, |ui| page(app, ui, Some(height - space::M)));
}

/// The page; its products are as high as is said, or as there is room.
fn page(app: &mut App, ui: &mut Ui, height: Option<f32>) {
    let Some(open) = &app.live.dataset else {
        return;
    };
    let context = context(open);
    widgets::page_head(ui, "Dataset", &context, |ui| {
        PushButton::new("Continue to Embed")
            .primary()
            .tooltip("Turn these pictures into vectors")
            .enabled(!open.dataset.products.is_empty())
            .send(ui, &app.send, Page::Embed);
        PushButton::of(&DatasetCommand::Close.into())
            .text("Change…")
            .obstacle(app.situation().busy_embedding())
            .send(ui, &app.send, DatasetCommand::Close);
    });
    fetches::notices(app, ui, true);
    checking_again(app, ui);
    account::show(app, ui);
    ui.add_space(space::XS);
    let mut room = ui.available_rect_before_wrap();
    if let Some(height) = height {
        room.max.y = room.min.y + height;
    }
    part(ui, "below the account", room, |ui| below(app, ui));
    ui.advance_cursor_after_rect(room);
}

/// What the account leaves room for: the products, or the rows in question.
fn below(app: &mut App, ui: &mut Ui) {
    if app.view.dataset.ledger.is_some() {
        return ledger::show(app, ui);
    }
    if let Some(error) = app
        .live
        .dataset
        .as_ref()
        .and_then(|open| open.dataset.report.nothing_usable())
    {
        return widgets::error_card(ui, &error, |ui| {
            widgets::button(
                ui,
                &app.send,
                DatasetCommand::Ledger(Some(LedgerView::default())),
            );
        });
    }
    body(app, ui);
}

fn context(open: &crate::ui::state::OpenDataset) -> String {
    let (dataset, report) = (&open.dataset, &open.dataset.report);
    let products = counted(dataset.products.len() as u64, "product");
    let source = match &report.csv {
        Some(csv) => format!(
            "{csv}, {}, separated by {}s",
            report.encoding, report.delimiter
        ),
        None => "pictures without a table: the names are those of the files".to_owned(),
    };
    format!("{} · {products} · {source}", dataset.location.label())
}

/// The former account stays while the dataset is checked once more.
fn checking_again(app: &App, ui: &mut Ui) {
    let Some(opening) = &app.live.opening else {
        return;
    };
    let (checked, total) = (opening.progress.checked(), opening.progress.total());
    card(ui, |ui| {
        ui.horizontal(|ui| {
            heading(ui, format!("Checking {}", opening.label));
            muted_line(
                ui,
                format!("{} of {} pictures", thousands(checked), thousands(total)),
            );
        });
        let share = if total == 0 {
            0.0
        } else {
            checked as f32 / total as f32
        };
        widgets::progress_bar(ui, share, 6.0, "Checking the dataset");
    });
    ui.add_space(space::XS);
}

/// Filters, products, details, side by side.
fn body(app: &mut App, ui: &mut Ui) {
    let room = ui.available_rect_before_wrap();
    let has_columns = app
        .live
        .dataset
        .as_ref()
        .is_some_and(|open| !open.dataset.columns.is_empty());
    let wide = room.width() >= WIDE;
    let selected = !app.view.selection.products.is_empty();
    let with_filters = has_columns && (wide || app.view.dataset.filters_open);
    let with_details = selected && (wide || !with_filters);
    let mut middle = room;
    if with_filters {
        let place = Rect::from_min_max(room.min, pos2(room.left() + FILTERS_WIDTH, room.bottom()));
        middle.min.x = place.right() + space::M;
        part(ui, "filters", place, |ui| filters::show(app, ui));
    }
    if with_details {
        let place = Rect::from_min_max(pos2(room.right() - DETAILS_WIDTH, room.top()), room.max);
        middle.max.x = place.left() - space::M;
        part(ui, "details", place, |ui| details::show(app, ui));
    }
    part(ui, "products", middle, |ui| {
        products::show(app, ui, has_columns && !wide);
    });
    ui.advance_cursor_after_rect(room);
}

fn part(ui: &mut Ui, id: &str, place: Rect, add: impl FnOnce(&mut Ui)) {
    let layout = Layout::top_down(egui::Align::Min);
    let mut part = ui.new_child(UiBuilder::new().id_salt(id).max_rect(place).layout(layout));
    part.shrink_clip_rect(place.expand(3.0));
    add(&mut part);
}
