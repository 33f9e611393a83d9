//! Pictures in rows: those done last, and those that were skipped, each with its reason.

use egui::{Rect, ScrollArea, Sense, Ui, Vec2, vec2};

use crate::artifact::Skipped;
use crate::ui::grid;
use crate::ui::state::OpenDataset;
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

/// As many pictures side by side as there is room for.
pub(super) fn strip(ui: &mut Ui, open: &mut OpenDataset, products: &[usize], size: Vec2) {
    ui.horizontal(|ui| {
        for &product in products {
            if ui.available_width() < size.x {
                break;
            }
            tile(ui, open, product, size);
        }
    });
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
        .rect_filled(rect, egui::CornerRadius::same(6), colours.raised);
    let sign = Rect::from_center_size(rect.center(), vec2(18.0, 18.0));
    Icon::Image.paint(ui, sign, colours.muted);
}
