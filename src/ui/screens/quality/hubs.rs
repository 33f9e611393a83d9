//! Products that are everybody's neighbour, and those that are nobody's.

use egui::Ui;

use super::figures::{decimal, percent};
use super::tiles;
use crate::text::{counted, thousands};
use crate::ui::app::App;
use crate::ui::command::QualityCommand;
use crate::ui::state::Examined;
use crate::ui::theme::space;
use crate::ui::widgets;

pub(super) fn show(app: &mut App, ui: &mut Ui, examined: &Examined) {
    let hubness = &examined.report().hubness;
    let height = ui.available_height() - 2.0 * space::L - 2.0;
    widgets::card(ui, |ui| {
        ui.set_height(height);
        widgets::heading(ui, "Is everybody somebody's neighbour?");
        widgets::muted(
            ui,
            "In spaces of many dimensions some products are among the neighbours of very many others (hubs), and some of none (orphans). Neither is an error; many hubs mean that searches often show the same products.",
        );
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 36.0;
            widgets::stat(ui, &decimal(hubness.skewness), "skewness; 0 is even", None);
            widgets::stat(
                ui,
                &thousands(hubness.orphans),
                "are nobody's neighbour",
                None,
            );
            let top = percent(hubness.top_hundredth);
            widgets::stat(ui, &top, "of all places taken by the top hundredth", None);
        });
        widgets::histogram(ui, &hubness.histogram, 48.0, |bin| bin == 0).on_hover_text(
            "Products by how many others they are a neighbour of: 0 at the left, the last bar counts all that are higher",
        );
        widgets::muted(
            ui,
            format!(
                "Products by how often they are a neighbour: 0 at the left (marked), {} or more at the right.",
                hubness.histogram.len().saturating_sub(1)
            ),
        );
        ui.add_space(space::XS);
        let orphans = app.view.quality.orphans;
        if let Some(orphans) =
            widgets::segmented(ui, orphans, &[(false, "Hubs"), (true, "Orphans")])
        {
            app.send.send(QualityCommand::SetOrphans(orphans));
        }
        if orphans {
            let rows = &examined.orphans;
            tiles::grid(app, ui, "orphans", rows.len(), examined, |at| {
                (rows[at], "orphan".to_owned())
            });
        } else {
            let hubs = &hubness.hubs;
            tiles::grid(app, ui, "hubs", hubs.len(), examined, |at| {
                let of = counted(u64::from(hubs[at].occurrence), "time");
                (hubs[at].row, of)
            });
        }
    });
}
