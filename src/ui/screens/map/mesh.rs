//! All points as one mesh, made anew only when the view, the colours or the selection changed.

use std::sync::Arc;

use egui::{Color32, ColorImage, Mesh, Pos2, Rect, TextureHandle, TextureOptions, Ui, pos2, vec2};

use super::names::Labels;
use super::{colours, names};
use crate::projection::{Layout, NamedGroup, PointGrid, Viewport, pictures};
use crate::ui::explorer::RunData;
use crate::ui::state::{Cached, Colouring, MeshKey};
use crate::ui::theme::palette;

/// Side of a picture on the map, in screen points.
pub(super) const PICTURE: f32 = 46.0;

/// From this magnification on, points become pictures.
const MAGNIFIED: f64 = 2.5;

/// Side of the disc's texture.
const DISC: usize = 14;

/// What a mesh is made of.
pub(super) struct Sources<'a> {
    pub layout: &'a Layout,
    pub grid: Option<&'a PointGrid>,
    pub data: &'a RunData,
    pub colouring: &'a Colouring,
    pub disc: &'a TextureHandle,
    /// The groups that have names, the largest first.
    pub groups: &'a [NamedGroup],
    /// Screen points per unit when all of the map is seen.
    pub whole: f64,
}

/// A white disc with a soft edge, tinted where it is drawn.
pub(super) fn disc(ui: &Ui) -> TextureHandle {
    let middle = (DISC as f32 - 1.0) / 2.0;
    let pixel = |at: usize| {
        let (x, y) = ((at % DISC) as f32 - middle, (at / DISC) as f32 - middle);
        let inside = (middle - x.hypot(y)).clamp(0.0, 1.0);
        Color32::from_white_alpha((255.0 * inside) as u8)
    };
    let image = ColorImage::new([DISC, DISC], (0..DISC * DISC).map(pixel).collect());
    ui.ctx()
        .load_texture("map disc", image, TextureOptions::LINEAR)
}

/// Radius of a point in screen points: small where there are many, larger when magnified.
pub(super) fn radius(rows: usize, viewport: &Viewport, whole: f64) -> f32 {
    let crowd = 110.0 / (rows.max(1) as f32).sqrt();
    let near = (viewport.scale() / whole.max(1e-9)).max(1.0).powf(0.3) as f32;
    (crowd.clamp(1.7, 5.0) * near).min(7.0)
}

/// The place of a row on the screen.
pub(super) fn place(viewport: &Viewport, rect: Rect, at: [f32; 2]) -> Pos2 {
    let [x, y] = viewport.to_screen(at);
    pos2(rect.left() + x, rect.top() + y)
}

/// Draws everything into a mesh.
pub(super) fn make(ui: &Ui, key: MeshKey, sources: &Sources<'_>) -> Cached<MeshKey> {
    let colours = palette(ui);
    let mut mesh = Mesh::with_texture(sources.disc.id());
    let rows = sources.layout.rows();
    let radius = radius(rows, &key.viewport, sources.whole);
    let room = key.rect.expand(radius);
    let any_selected = !key.selection.products.is_empty();
    let mut point = |row: usize, selected: bool| {
        let at = sources.layout.position(row);
        let Some(at) = at.map(|at| place(&key.viewport, key.rect, at)) else {
            return;
        };
        let colour = colours::of_row(sources.colouring, row, &key.hidden, colours);
        if let Some(colour) = colour.filter(|_| room.contains(at)) {
            let colour = match (any_selected, selected) {
                (true, false) => colour.gamma_multiply(0.22),
                (true, true) => colour,
                _ => colour.gamma_multiply(0.85),
            };
            let size = if any_selected && selected { 1.3 } else { 1.0 };
            let quad = Rect::from_center_size(at, vec2(2.0, 2.0) * radius * size);
            mesh.add_rect_with_uv(
                quad,
                Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0)),
                colour,
            );
        }
    };
    let is_selected = |row: usize| {
        let product = sources.data.products.get(row).copied().flatten();
        any_selected && product.is_some_and(|product| key.selection.has(product))
    };
    // What is selected lies above the rest.
    for row in (0..rows).filter(|&row| !is_selected(row)) {
        point(row, false);
    }
    for row in (0..rows).filter(|&row| is_selected(row)) {
        point(row, true);
    }
    let near = key.viewport.scale() >= MAGNIFIED * sources.whole;
    let shown = sources.grid.filter(|_| near).map(|grid| {
        let size = key.viewport.length_on_map(PICTURE + 6.0);
        let mut rows = pictures(grid, &key.viewport.visible(), size);
        rows.retain(|&row| colours::of_row(sources.colouring, row, &key.hidden, colours).is_some());
        rows
    });
    let labels = Labels {
        groups: sources.groups,
        colouring: sources.colouring,
        data: sources.data,
        grid: sources.grid,
        pictures: !near,
    };
    Cached {
        mesh: Arc::new(mesh),
        pictures: shown.unwrap_or_default(),
        names: names::placed(ui, &key, &labels),
        key,
    }
}
