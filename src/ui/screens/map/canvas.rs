//! The map itself: points, pictures, lines to true neighbours, and what the pointer does.

use std::sync::Arc;

use egui::{Align2, CornerRadius, Pos2, Rect, Sense, Shape, Stroke, StrokeKind, Ui, vec2};

use super::mesh::{self, PICTURE, Sources};
use super::{colours, hint, marks, names, pointer};
use crate::projection::{Area, Viewport};
use crate::ui::app::App;
use crate::ui::command::{DatasetCommand, ExploreCommand};
use crate::ui::explorer::RunData;
use crate::ui::grid::paint_picture;
use crate::ui::state::{MapView, MeshKey, OpenDataset, OpenRun, Selection};
use crate::ui::theme::{CARD_RADIUS, palette, space};
use crate::ui::thumbnails::Picture;
use crate::ui::widgets;

/// Room around all points.
const MARGIN: f32 = 36.0;

/// A point is under the pointer up to this distance.
const REACH: f32 = 9.0;

pub(super) fn show(app: &mut App, ui: &mut Ui) {
    let (rect, response) =
        ui.allocate_exact_size(ui.available_size_before_wrap(), Sense::click_and_drag());
    response.widget_info(|| {
        egui::WidgetInfo::labeled(egui::accesskit::Role::Canvas, true, "Map of all products")
    });
    let colours = palette(ui);
    let radius = CornerRadius::same(CARD_RADIUS);
    let line = Stroke::new(1.0, colours.line);
    ui.painter()
        .rect(rect, radius, colours.surface, line, StrokeKind::Inside);
    let App {
        live, view, send, ..
    } = app;
    let (Some(run), Some(open)) = (&live.run, &mut live.dataset) else {
        return;
    };
    if let Some(error) = trouble(run) {
        let inside = rect.shrink(space::L);
        ui.scope_builder(egui::UiBuilder::new().max_rect(inside), |ui| {
            widgets::error_card(ui, error, |_| {});
        });
    }
    let map = &mut view.map;
    let drawn = run
        .explorer
        .data()
        .filter(|data| draw_points(ui, rect, run, data, map, &view.selection));
    let Some(data) = drawn else {
        if trouble(run).is_none() {
            waiting(ui, rect, run.map.ended.is_some());
        }
        return;
    };
    let Some(viewport) = map.viewport else {
        return;
    };
    show_pictures(ui, rect, viewport, run, data, map, open);
    names::show(ui, rect, data, map, open);
    let at_pointer = response.hover_pos().map(|at| to_map(&viewport, rect, at));
    let grid = run.map.grid(map.principal);
    let visible = |row: &usize| is_visible(map, *row, ui);
    let hovered = grid
        .zip(at_pointer)
        .and_then(|(grid, at)| grid.nearest(at, viewport.length_on_map(REACH)))
        .filter(visible);
    let lead = view.selection.lead;
    let marked = hovered.or_else(|| lead.and_then(|product| row_of(data, open, product)));
    if let Some(row) = marked {
        marks::lines(ui, rect, &viewport, &run.map, map.principal, row);
    }
    match hovered.zip(response.hover_pos()) {
        Some((row, at)) => marks::card(ui, rect, run, data, open, (row, at)),
        None => hint::show(ui, rect, map.tool),
    }
    let selection = pointer::pointer(
        ui,
        rect,
        &response,
        map,
        grid,
        data,
        hovered,
        &view.selection,
    );
    if let Some(selection) = selection {
        send.send(DatasetCommand::Select(selection));
    }
    let product = hovered.and_then(|row| data.products[row]);
    if let Some(product) = product.filter(|_| response.double_clicked()) {
        send.send(ExploreCommand::Product(product));
    }
}

/// Where nothing can be drawn yet.
fn waiting(ui: &Ui, rect: Rect, stopped: bool) {
    let font = crate::ui::theme::secondary().resolve(ui.style());
    let text = if stopped {
        "Stopped before there was a first picture"
    } else {
        "Reading the vectors…"
    };
    let colour = palette(ui).muted;
    ui.painter()
        .text(rect.center(), Align2::CENTER_CENTER, text, font, colour);
}

/// Why there is no map, if that is so.
fn trouble(run: &OpenRun) -> Option<&crate::Error> {
    let read = run
        .answered
        .as_ref()
        .and_then(|answered| answered.answer.as_ref().err());
    let unread = read.filter(|_| run.explorer.data().is_none());
    let ended = run.map.ended.as_ref();
    unread.or(ended.filter(|error| !error.is_interrupted()))
}

fn row_of(data: &RunData, open: &OpenDataset, product: usize) -> Option<usize> {
    data.index.row_of(open.dataset.products.get(product)?.id)
}

pub(super) fn to_map(viewport: &Viewport, rect: Rect, at: Pos2) -> [f32; 2] {
    let at = at - rect.min;
    viewport.to_map([at.x, at.y])
}

pub(super) fn is_visible(map: &MapView, row: usize, ui: &Ui) -> bool {
    let colouring = map.colouring.as_ref();
    colouring.is_none_or(|(_, colouring)| {
        colours::of_row(colouring, row, &map.hidden, palette(ui)).is_some()
    })
}

/// Draws the points; gives whether there are any yet.
fn draw_points(
    ui: &Ui,
    rect: Rect,
    run: &OpenRun,
    data: &RunData,
    map: &mut MapView,
    selection: &Selection,
) -> bool {
    if map.colouring.is_none() {
        return false;
    }
    let size = [rect.width(), rect.height()];
    // Every layout fills the same square.
    let whole = Viewport::showing(&Area::new([-1.0; 2], [1.0; 2]), size, MARGIN);
    let viewport = map.fit(whole, size);
    let (Some(layout), Some((colour, colouring))) = (run.map.layout(map.principal), &map.colouring)
    else {
        return false;
    };
    let disc = map.disc.get_or_insert_with(|| mesh::disc(ui)).clone();
    let groups = names::groups(run, map);
    let key = MeshKey {
        colour: crate::ui::state::ColourKey {
            version: run.map.version + u64::from(run.map.first.get().is_some()),
            ..colour.clone()
        },
        principal: map.principal,
        viewport,
        rect,
        hidden: map.hidden.clone(),
        selection: selection.clone(),
        dark: ui.visuals().dark_mode,
        named: groups.is_some(),
    };
    if map.cached.as_ref().is_none_or(|cached| cached.key != key) {
        let sources = Sources {
            layout,
            grid: run.map.grid(map.principal),
            data,
            colouring,
            disc: &disc,
            groups: groups.unwrap_or_default(),
            whole: whole.scale(),
        };
        map.cached = Some(mesh::make(ui, key, &sources));
    }
    if let Some(cached) = &map.cached {
        let painter = ui.painter().with_clip_rect(rect.shrink(1.0));
        painter.add(Shape::Mesh(Arc::clone(&cached.mesh)));
    }
    true
}

/// Pictures in place of points, where there is room for them.
fn show_pictures(
    ui: &mut Ui,
    rect: Rect,
    viewport: Viewport,
    run: &OpenRun,
    data: &RunData,
    map: &MapView,
    open: &mut OpenDataset,
) {
    let (Some(cached), Some(layout)) = (&map.cached, run.map.layout(map.principal)) else {
        return;
    };
    let colours = palette(ui);
    ui.scope(|ui| {
        ui.shrink_clip_rect(rect.shrink(1.0));
        for &row in &cached.pictures {
            let Some(at) = layout.position(row) else {
                continue;
            };
            let middle = mesh::place(&viewport, rect, at);
            let place = Rect::from_center_size(middle, vec2(PICTURE - 8.0, PICTURE));
            if !rect.intersects(place) {
                continue;
            }
            paint_picture(ui, place, data.products[row].map(Picture::Small), open);
            let colour = map
                .colouring
                .as_ref()
                .and_then(|(_, colouring)| colours::of_row(colouring, row, &map.hidden, colours));
            let stroke = Stroke::new(1.5, colour.unwrap_or(colours.line));
            ui.painter()
                .rect_stroke(place, CornerRadius::same(6), stroke, StrokeKind::Outside);
        }
    });
}
