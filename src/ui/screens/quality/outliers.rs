//! Products that are far from all others.

use egui::Ui;

use super::tiles;
use crate::quality::Histogram;
use crate::text::counted;
use crate::ui::app::App;
use crate::ui::state::Examined;
use crate::ui::theme::space;
use crate::ui::widgets;

pub(super) fn show(app: &mut App, ui: &mut Ui, examined: &Examined) {
    let report = examined.report();
    let height = ui.available_height() - 2.0 * space::L - 2.0;
    widgets::card(ui, |ui| {
        ui.set_height(height);
        if let Some(nearest) = &report.nearest {
            distribution(ui, nearest);
            ui.add_space(space::S);
        }
        widgets::heading(ui, "Far from everything");
        widgets::muted(
            ui,
            format!(
                "The {} least similar to their neighbours, with the mean cosine to them. Look for broken pictures, unusual products and what does not belong here.",
                counted(report.outliers.len() as u64, "product")
            ),
        );
        let outliers = &report.outliers;
        tiles::grid(app, ui, "outliers", outliers.len(), examined, |at| {
            (outliers[at].row, format!("{:.3}", outliers[at].similarity))
        });
    });
}

fn distribution(ui: &mut Ui, nearest: &Histogram) {
    widgets::heading(ui, "How near is the nearest neighbour?");
    widgets::muted(
        ui,
        format!(
            "Products by the similarity (cosine) of their nearest neighbour; half of them are above {:.3}",
            nearest.median
        ),
    );
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.y = 2.0;
        widgets::histogram(ui, &nearest.counts, 64.0, |_| true)
            .on_hover_text("From the lowest similarity at the left to the highest at the right");
        let [low, high] = [nearest.low, nearest.high].map(|end| format!("{end:.3}"));
        widgets::axis_ends(ui, &low, &high);
    });
}
