//! What the pointer does on the map: it moves, magnifies, picks, and draws outlines around what is selected.

use egui::{CornerRadius, CursorIcon, Pos2, Rect, Response, Shape, Stroke, StrokeKind, Ui};

use super::canvas::{is_visible, to_map};
use super::mesh;
use crate::projection::{Area, PointGrid, Viewport};
use crate::ui::explorer::RunData;
use crate::ui::state::{MapView, Selection, Tool};
use crate::ui::theme::palette;

/// Moves, magnifies, draws outlines; gives what was selected.
#[allow(
    clippy::too_many_arguments,
    reason = "one place for all that a pointer can do"
)]
pub(super) fn pointer(
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
