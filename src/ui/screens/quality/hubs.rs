//! Products that are everybody's neighbour, and those that are nobody's.

use egui::Ui;

use super::figures::{decimal, percent};
use super::tiles;
use crate::quality::Hubness;
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
            evenness(ui, hubness.skewness);
            widgets::stat(
                ui,
                &thousands(hubness.orphans),
                "are nobody's neighbour",
                None,
            );
            let top = percent(hubness.top_hundredth);
            widgets::stat(
                ui,
                &top,
                "of all neighbour places go to the busiest 1 % of products",
                None,
            );
        });
        distribution(ui, hubness);
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

/// How evenly products are neighbours, in words; the figure is in the tooltip.
fn evenness(ui: &mut Ui, skewness: Option<f64>) {
    let figure = decimal(skewness);
    let tip = format!(
        "Skewness of how often each product is a neighbour: {figure}. 0 is even; above {UNEVEN} a few products turn up \
         almost everywhere"
    );
    widgets::stat(
        ui,
        in_words(skewness),
        "spread of the neighbour places",
        None,
    )
    .on_hover_text(tip);
}

/// From this skewness on a few hubs dominate (Radovanović, Nanopoulos and Ivanović 2010).
const UNEVEN: f64 = 1.4;

fn in_words(skewness: Option<f64>) -> &'static str {
    match skewness {
        None => "Even",
        Some(skewness) if skewness < UNEVEN / 2.0 => "Even",
        Some(skewness) if skewness < UNEVEN => "A little uneven",
        Some(_) => "Very uneven",
    }
}

/// Products by how often they are a neighbour, as far as there are any.
fn distribution(ui: &mut Ui, hubness: &Hubness) {
    let all = &hubness.histogram;
    let highest = all.iter().rposition(|&count| count > 0).unwrap_or(0);
    let has_orphans = hubness.orphans > 0;
    let about = if has_orphans {
        "How often products are a neighbour; in colour those that never are"
    } else {
        "How often products are a neighbour"
    };
    widgets::overline(ui, about);
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.y = 2.0;
        widgets::histogram(ui, &all[..=highest], 48.0, |bin| bin == 0 || !has_orphans)
            .on_hover_text("Each bar counts the products that are a neighbour that often");
        // The last bar that there can be holds all that are higher.
        let last = if highest + 1 == all.len() {
            format!("{highest} times or more")
        } else {
            counted(highest as u64, "time")
        };
        widgets::axis_ends(ui, "never", &last);
    });
}

#[cfg(test)]
mod tests {
    use super::in_words;

    #[test]
    fn skewness_is_said_in_words() {
        let words = [None, Some(-0.01), Some(0.9), Some(4.2)].map(in_words);
        assert_eq!(words, ["Even", "Even", "A little uneven", "Very uneven"]);
    }
}
