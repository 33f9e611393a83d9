//! The map itself: points, pictures, lines to true neighbours, and what the pointer does.

use std::sync::Arc;

use egui::{
    CornerRadius, CursorIcon, Pos2, Rect, Response, Sense, Shape, Stroke, StrokeKind, Ui, pos2,
    vec2,
};

use super::colours;
use super::mesh::{self, PICTURE, Sources};
use crate::projection::{Area, PointGrid, Viewport};
use crate::ui::app::App;
use crate::ui::command::{DatasetCommand, ExploreCommand};
use crate::ui::explorer::RunData;
use crate::ui::grid::paint_picture;
use crate::ui::state::{MapState, MapView, MeshKey, OpenDataset, OpenRun, Selection, Tool};
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
    let Some(data) = run.explorer.data() else {
        return;
    };
    let map = &mut view.map;
    if !draw_points(ui, rect, run, data, map, &view.selection) {
        return;
    }
    let Some(viewport) = map.viewport else {
        return;
    };
    show_pictures(ui, rect, viewport, run, data, map, open);
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
        lines(ui, rect, &viewport, &run.map, map.principal, row);
    }
    if let Some(row) = hovered {
        card(ui, rect, run, data, open, row);
    }
    let selection = pointer(
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

fn to_map(viewport: &Viewport, rect: Rect, at: Pos2) -> [f32; 2] {
    let at = at - rect.min;
    viewport.to_map([at.x, at.y])
}

fn is_visible(map: &MapView, row: usize, ui: &Ui) -> bool {
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
    let (Some(layout), Some((colour, colouring))) = (run.map.layout(map.principal), &map.colouring)
    else {
        return false;
    };
    let size = [rect.width(), rect.height()];
    // Every layout fills the same square.
    let whole = Viewport::showing(&Area::new([-1.0; 2], [1.0; 2]), size, MARGIN);
    map.whole = whole.scale();
    let viewport = map.viewport.get_or_insert(whole);
    viewport.resize(size);
    let key = MeshKey {
        colour: crate::ui::state::ColourKey {
            version: run.map.version + u64::from(run.map.first.get().is_some()),
            ..colour.clone()
        },
        principal: map.principal,
        viewport: *viewport,
        rect,
        hidden: map.hidden.clone(),
        selection: selection.clone(),
        dark: ui.visuals().dark_mode,
    };
    if map.cached.as_ref().is_none_or(|cached| cached.key != key) {
        let disc = map.disc.get_or_insert_with(|| mesh::disc(ui));
        let sources = Sources {
            layout,
            grid: run.map.grid(map.principal),
            data,
            colouring,
            disc,
            whole: map.whole,
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

/// Lines from a point to its true neighbours, wherever they are.
fn lines(ui: &Ui, rect: Rect, viewport: &Viewport, map: &MapState, principal: bool, row: usize) {
    let Some(layout) = map.layout(principal) else {
        return;
    };
    let colours = palette(ui);
    let painter = ui.painter().with_clip_rect(rect.shrink(1.0));
    let at = |row: usize| {
        layout
            .position(row)
            .map(|at| mesh::place(viewport, rect, at))
    };
    let Some(from) = at(row) else {
        return;
    };
    let neighbours = map
        .drawn
        .as_ref()
        .map(|drawn| drawn.map.graph.neighbours(row));
    for &neighbour in neighbours.unwrap_or_default() {
        if let Some(to) = at(neighbour as usize) {
            painter.line_segment(
                [from, to],
                Stroke::new(1.0, colours.accent.gamma_multiply(0.7)),
            );
            painter.circle_stroke(to, 4.0, Stroke::new(1.5, colours.accent));
        }
    }
    painter.circle_stroke(from, 7.0, Stroke::new(2.0, colours.text));
}

/// What is under the pointer, in the corner of the map.
fn card(
    ui: &mut Ui,
    rect: Rect,
    run: &OpenRun,
    data: &RunData,
    open: &mut OpenDataset,
    row: usize,
) {
    let colours = palette(ui);
    let size = vec2(340.0_f32.min(rect.width() - 2.0 * space::L), 92.0);
    let corner = pos2(rect.left() + space::L, rect.bottom() - space::L - size.y);
    let place = Rect::from_min_size(corner, size);
    let line = Stroke::new(1.0, colours.line);
    ui.painter().rect(
        place,
        CornerRadius::same(CARD_RADIUS),
        colours.raised,
        line,
        StrokeKind::Inside,
    );
    let picture = Rect::from_min_size(place.min + vec2(10.0, 10.0), vec2(58.0, 72.0));
    let product = data.products[row];
    paint_picture(ui, picture, product.map(Picture::Small), open);
    let text = Rect::from_min_max(
        pos2(picture.right() + 12.0, place.top() + 10.0),
        place.max - vec2(10.0, 8.0),
    );
    ui.scope_builder(egui::UiBuilder::new().max_rect(text), |ui| {
        ui.shrink_clip_rect(text);
        ui.spacing_mut().item_spacing.y = 3.0;
        let name = product.map_or_else(
            || format!("Product {}", data.index.ids()[row]),
            |product| open.dataset.products[product].name.clone(),
        );
        widgets::strong(ui, name);
        if let Some(sentence) = kept_sentence(run, row) {
            widgets::muted(ui, sentence);
        }
        widgets::muted_line(ui, "Click to select · double click to find similar");
    });
}

/// "7 of its 10 true neighbours are among the nearest points".
fn kept_sentence(run: &OpenRun, row: usize) -> Option<String> {
    let drawn = run.map.drawn.as_ref()?;
    let share = drawn.map.kept.shares.get(row).copied().flatten()?;
    let all = drawn.map.graph.neighbours(row).len();
    let kept = (share * all as f32).round() as usize;
    Some(format!(
        "{kept} of its {all} true neighbours are near it on the map; lines lead to all"
    ))
}

/// Moves, magnifies, draws outlines; gives what was selected.
#[allow(
    clippy::too_many_arguments,
    reason = "one place for all that a pointer can do"
)]
fn pointer(
    ui: &Ui,
    rect: Rect,
    response: &Response,
    map: &mut MapView,
    grid: Option<&PointGrid>,
    data: &RunData,
    hovered: Option<usize>,
    selection: &Selection,
) -> Option<Selection> {
    magnify(ui, rect, response, map);
    let viewport = map.viewport.as_mut()?;
    let modifiers = ui.input(|input| input.modifiers);
    let tool = if modifiers.shift { Tool::Box } else { map.tool };
    if response.dragged() && tool == Tool::Move && map.outline.is_empty() {
        let way = response.drag_delta();
        viewport.pan([way.x, way.y]);
        ui.ctx().set_cursor_icon(CursorIcon::Grabbing);
        return None;
    }
    if response.drag_started() && tool != Tool::Move {
        let start = ui.input(|input| input.pointer.press_origin());
        map.outline = start
            .map(|at| to_map(viewport, rect, at))
            .into_iter()
            .collect();
    }
    if !map.outline.is_empty()
        && let Some(at) = response.interact_pointer_pos()
    {
        let at = to_map(viewport, rect, at);
        if map.tool == Tool::Lasso && !modifiers.shift {
            map.outline.push(at);
        } else {
            map.outline.truncate(1);
            map.outline.push(at);
        }
        draw_outline(ui, rect, viewport, &map.outline);
    }
    if response.drag_stopped() && !map.outline.is_empty() {
        let outline = std::mem::take(&mut map.outline);
        return Some(caught(grid?, &outline, map, data, ui));
    }
    if !response.clicked() {
        return None;
    }
    match hovered.and_then(|row| data.products[row]) {
        Some(product) if modifiers.command => Some(selection.clone().toggled(product)),
        Some(product) => Some(Selection::one(product)),
        None => Some(Selection::default()),
    }
}

fn magnify(ui: &Ui, rect: Rect, response: &Response, map: &mut MapView) {
    let Some(at) = response.hover_pos() else {
        return;
    };
    let factor = ui.input(|input| {
        let scrolled = (input.smooth_scroll_delta().y / 220.0).exp();
        scrolled * input.zoom_delta()
    });
    if (factor - 1.0).abs() > 1e-4
        && let Some(viewport) = &mut map.viewport
    {
        let at = at - rect.min;
        viewport.zoom(f64::from(factor), [at.x, at.y]);
        ui.ctx().request_repaint();
    }
}

fn draw_outline(ui: &Ui, rect: Rect, viewport: &Viewport, outline: &[[f32; 2]]) {
    let accent = palette(ui).accent;
    let painter = ui.painter().with_clip_rect(rect);
    let points: Vec<Pos2> = outline
        .iter()
        .map(|&at| mesh::place(viewport, rect, at))
        .collect();
    let stroke = Stroke::new(1.5, accent);
    if let [a, b] = points[..] {
        let area = Rect::from_two_pos(a, b);
        painter.rect(
            area,
            CornerRadius::ZERO,
            accent.gamma_multiply(0.12),
            stroke,
            StrokeKind::Inside,
        );
    } else {
        painter.add(Shape::closed_line(points, stroke));
    }
}

/// The products within an outline, of those that are seen.
fn caught(
    grid: &PointGrid,
    outline: &[[f32; 2]],
    map: &MapView,
    data: &RunData,
    ui: &Ui,
) -> Selection {
    let rows = match *outline {
        [a, b] => grid.in_area(&Area::new(a, b)),
        _ => grid.in_outline(outline),
    };
    let seen = rows.iter().filter(|&row| is_visible(map, row, ui));
    Selection::many(seen.filter_map(|row| data.products[row]))
}
