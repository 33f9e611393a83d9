//! Beside the map: colours, selection, and how far to believe what one sees.

use egui::{ScrollArea, Ui};

use super::legend;
use crate::text::{counted, thousands};
use crate::ui::app::App;
use crate::ui::command::{DatasetCommand, MapCommand};
use crate::ui::state::{MapState, Selection};
use crate::ui::theme::space;
use crate::ui::widgets::{self, PushButton};

pub(super) fn show(app: &mut App, ui: &mut Ui) {
    let App {
        live, view, send, ..
    } = app;
    let Some(run) = &live.run else {
        return;
    };
    ScrollArea::vertical()
        .id_salt("map panel")
        .auto_shrink([false, false])
        .show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = space::M;
            if let Some(data) = run.explorer.data() {
                let answer = run.answered.as_ref();
                let has_answer = answer.is_some_and(|answered| answered.found().is_some());
                legend::show(ui, &mut view.map, data, has_answer, run.map.drawn.is_some());
            }
            if !view.selection.products.is_empty() {
                widgets::card_with(ui, 12, |ui| {
                    ui.spacing_mut().item_spacing.y = space::XS;
                    widgets::overline(ui, "Selection");
                    let count = thousands(view.selection.products.len());
                    widgets::stat(ui, &count, "selected, on every page", None);
                    widgets::button(ui, send, MapCommand::SearchSelected);
                    widgets::button(ui, send, DatasetCommand::OnlySelected);
                    let none = PushButton::new("Select nothing").ghost();
                    none.send(ui, send, DatasetCommand::Select(Selection::default()));
                });
            }
            truth(ui, &run.map, view.map.principal);
            if !view.map.shows_all() && PushButton::new("Show the whole map").show(ui).clicked() {
                view.map.viewport = None;
            }
            let cached = view.map.cached.as_ref();
            let pictures = cached.map_or(0, |cached| cached.pictures.len());
            if pictures > 0 {
                let text = counted(pictures as u64, "picture");
                widgets::muted(ui, format!("Magnified: {text} in place of points"));
            }
        });
}

/// How many true neighbours the flat map keeps together, in words.
fn truth(ui: &mut Ui, map: &MapState, principal: bool) {
    widgets::card_with(ui, 12, |ui| {
        ui.spacing_mut().item_spacing.y = space::XS;
        widgets::overline(ui, "How true is this map?");
        if map.drawing.is_some() {
            progress(ui, map);
            return;
        }
        let Some(drawn) = &map.drawn else {
            widgets::muted(ui, "The arrangement was stopped, so nothing is measured.");
            return;
        };
        if let Some(mean) = drawn.map.kept.mean {
            let number = format!("{:.0} %", 100.0 * mean);
            let meaning = "of true neighbours are near here too";
            widgets::stat(ui, &number, meaning, None);
            let text = format!(
                "A flat map cannot keep them all: of the {} products most like each one, that many are also among \
                 its nearest points. Distances between groups mean little; lines lead to the true neighbours.",
                drawn.map.kept.k
            );
            widgets::muted(ui, text);
        }
        if principal {
            let text = "This is measured for the map by neighbours. PCA shows the largest differences and keeps fewer \
                        neighbours together.";
            widgets::muted(ui, text);
        }
        for note in &drawn.map.notes {
            widgets::muted(ui, format!("{note}."));
        }
        if let Some(error) = &drawn.map.not_kept {
            widgets::muted(ui, format!("Not kept for the next time: {}.", error.what()));
        }
    });
}

fn progress(ui: &mut Ui, map: &MapState) {
    let (text, share) = match (
        map.progress.layout.fraction(),
        map.progress.neighbours.fraction(),
    ) {
        (Some(share), _) => ("Moving neighbours together", share),
        (None, Some(share)) => ("Finding the true neighbours", share),
        (None, None) => ("Reading the vectors", 0.0),
    };
    widgets::muted(ui, format!("{text}, {:.0} %", 100.0 * share));
    widgets::progress_bar(ui, share, 6.0, text);
    widgets::muted(ui, "The map can be used meanwhile.");
}
