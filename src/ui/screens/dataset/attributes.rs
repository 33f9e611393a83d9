//! What the table says of a product, column by column.

use egui::Ui;

use crate::dataset::Dataset;
use crate::ui::format;
use crate::ui::widgets::name_and_value;

const NAMES: f32 = 104.0;
/// Height of a column's row, with the distance to the next one.
pub(super) const ROW: f32 = 21.0;

pub(in crate::ui) fn show(ui: &mut Ui, dataset: &Dataset, product: usize) {
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.y = 1.0;
        ui.spacing_mut().interact_size.y = ROW - 1.0;
        for column in &dataset.columns {
            let name = format::column(&column.name);
            name_and_value(ui, NAMES, &name, column.label(product));
        }
    });
}
