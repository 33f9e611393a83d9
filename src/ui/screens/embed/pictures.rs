//! Pictures in rows: those done last, and those that were skipped, each with its reason.

use egui::{CornerRadius, Rect, ScrollArea, Sense, Ui, Vec2, vec2};

use crate::artifact::Skipped;
use crate::ui::grid;
use crate::ui::state::{Gallery, OpenDataset};
use crate::ui::theme::{palette, space};
use crate::ui::thumbnails::{Picture, Shown};
use crate::ui::widgets::{Icon, muted_line, strong};

const ROW: f32 = 46.0;
const TILE: Vec2 = vec2(38.0, 42.0);

/// A product's picture with its name as the tooltip.
pub(super) fn tile(ui: &mut Ui, open: &mut OpenDataset, product: usize, size: Vec2) {
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    grid::paint_picture(ui, rect, Some(Picture::Small(product)), open);
    if let Some(row) = open.dataset.products.get(product) {
        response.on_hover_text(format!("{} · {}", row.id, row.name));
    }
}

/// Least width of a picture that was done last, and the gap between two of them.
const SIDE: f32 = 72.0;
const GAP: f32 = 8.0;

/// The pictures that a job has done last, as many as what is left of the page has room for, the newest at the top. Places
/// that are empty yet are drawn too, so that nothing jumps.
pub(super) fn done_last(ui: &mut Ui, gallery: &Gallery, open: &mut OpenDataset) {
    let (room, response) = ui.allocate_exact_size(ui.available_size(), Sense::hover());
    response.widget_info(|| {
        let name = "The pictures that were done last";
        egui::WidgetInfo::labeled(egui::accesskit::Role::Image, true, name)
    });
    let fits = |room: f32, side: f32| ((room + GAP) / (side + GAP)).floor().max(1.0);
    let share = |room: f32, parts: f32| (room - GAP * (parts - 1.0)) / parts;
    let columns = fits(room.width(), SIDE);
    let width = share(room.width(), columns);
    let rows = fits(room.height(), width * 1.1);
    let size = vec2(width, share(room.height(), rows).max(1.0));
    for row in 0..rows as usize {
        for column in 0..columns as usize {
            let step = (size + Vec2::splat(GAP)) * vec2(column as f32, row as f32);
            let place = Rect::from_min_size(room.min + step, size);
            match gallery.at(row, column, columns as usize) {
                Some(product) => named_picture(ui, place, (row, column), product, open),
                None => empty_place(ui, place),
            }
        }
    }
}

fn named_picture(ui: &Ui, place: Rect, at: (usize, usize), product: usize, open: &mut OpenDataset) {
    grid::paint_picture(ui, place, Some(Picture::Small(product)), open);
    let response = ui.interact(place, ui.scope_id().with(at), Sense::hover());
    if let Some(row) = open.dataset.products.get(product) {
        response.on_hover_ui(|ui| drop(ui.label(format!("{} · {}", row.id, row.name))));
    }
}

fn empty_place(ui: &Ui, place: Rect) {
    let colour = palette(ui).raised.gamma_multiply(0.6);
    ui.painter()
        .rect_filled(place, CornerRadius::same(6), colour);
}

/// What was skipped: picture where there is one, path, reason.
pub(super) fn skipped_list(ui: &mut Ui, open: &mut OpenDataset, skipped: &[Skipped], height: f32) {
    ScrollArea::vertical()
        .id_salt("skipped")
        .max_height(height)
        .auto_shrink([false, true])
        .show_rows(ui, ROW, skipped.len(), |ui, rows| {
            for row in &skipped[rows] {
                skipped_row(ui, open, row);
            }
        });
}

fn skipped_row(ui: &mut Ui, open: &mut OpenDataset, row: &Skipped) {
    ui.horizontal(|ui| {
        ui.set_height(ROW);
        let (rect, _) = ui.allocate_exact_size(TILE, Sense::hover());
        small_picture(ui, rect, open, row);
        ui.add_space(space::XS);
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = 1.0;
            ui.add_space(4.0);
            strong(ui, row.path.clone());
            muted_line(ui, row.reason.clone());
        });
    });
}

/// The picture if it can be shown, else the sign for one.
fn small_picture(ui: &Ui, rect: Rect, open: &mut OpenDataset, row: &Skipped) {
    let product = row.id.and_then(|id| open.by_id.get(&id).copied());
    let shown = product.map(|product| open.thumbnails.get(Picture::Small(product)));
    if let (Some(Shown::Texture(..)), Some(product)) = (shown, product) {
        grid::paint_picture(ui, rect, Some(Picture::Small(product)), open);
        return;
    }
    let colours = palette(ui);
    ui.painter()
        .rect_filled(rect, CornerRadius::same(6), colours.raised);
    let sign = Rect::from_center_size(rect.center(), vec2(18.0, 18.0));
    Icon::Image.paint(ui, sign, colours.muted);
}
