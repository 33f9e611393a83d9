//! Products that are the same picture, or nearly, in groups.

use egui::{ScrollArea, Slider, Ui};

use super::tiles;
use crate::quality::DuplicateGroup;
use crate::text::{counted, thousands};
use crate::ui::app::App;
use crate::ui::command::QualityCommand;
use crate::ui::format;
use crate::ui::state::{DuplicateKind, Examined};
use crate::ui::theme::{CONTROL_HEIGHT, palette, space};
use crate::ui::widgets;

const SIDE: f32 = 84.0;
const LOWEST: f32 = 0.80;

pub(super) fn show(app: &mut App, ui: &mut Ui, examined: &Examined) {
    let height = ui.available_height() - 2.0 * space::L - 2.0;
    widgets::card(ui, |ui| {
        ui.set_height(height);
        controls(app, ui, examined);
        let near = app
            .live
            .run
            .as_mut()
            .and_then(|run| run.quality.near.take());
        let groups: &[DuplicateGroup] = match app.view.quality.duplicates {
            DuplicateKind::Near => near.as_ref().map_or(&[], |near| &near.groups),
            DuplicateKind::Vectors => &examined.identical_vectors,
            DuplicateKind::Files => examined.identical_files.as_deref().unwrap_or(&[]),
        };
        about(app, ui, examined, groups);
        list(app, ui, examined, groups);
        if let Some(run) = &mut app.live.run {
            run.quality.near = near;
        }
    });
}

fn controls(app: &mut App, ui: &mut Ui, examined: &Examined) {
    let view = &mut app.view.quality;
    ui.spacing_mut().interact_size.y = CONTROL_HEIGHT;
    ui.horizontal(|ui| {
        let mut kinds = vec![
            (DuplicateKind::Near, "Near duplicates"),
            (DuplicateKind::Vectors, "Identical vectors"),
        ];
        if examined.identical_files.is_some() {
            kinds.push((DuplicateKind::Files, "Identical files"));
        }
        if let Some(kind) = widgets::segmented(ui, view.duplicates, &kinds) {
            app.send.send(QualityCommand::ShowDuplicates(kind));
        }
        if view.duplicates != DuplicateKind::Near {
            return;
        }
        ui.add_space(space::S);
        let label = ui.label("Similarity of at least");
        let slider = Slider::new(&mut view.threshold, LOWEST..=1.0)
            .fixed_decimals(3)
            .step_by(0.001);
        let slider = ui.add(slider).labelled_by(label.id);
        if slider.drag_stopped() || (slider.changed() && !slider.dragged()) {
            app.send.send(QualityCommand::SetThreshold(view.threshold));
        }
    });
}

fn about(app: &App, ui: &mut Ui, examined: &Examined, groups: &[DuplicateGroup]) {
    let products: usize = groups.iter().map(|group| group.rows.len()).sum();
    let contradicting = groups.iter().filter(|group| !group.conflicts.is_empty());
    let what = match app.view.quality.duplicates {
        DuplicateKind::Near => {
            "Products that are linked by similarities above the threshold; links chain."
        }
        DuplicateKind::Vectors => "Products whose vectors are equal bit for bit.",
        DuplicateKind::Files => "Products whose picture files are equal byte for byte.",
    };
    widgets::muted(
        ui,
        format!(
            "{what} {} in {}, {} of them with labels that contradict each other.",
            counted(products as u64, "product"),
            counted(groups.len() as u64, "group"),
            thousands(contradicting.count())
        ),
    );
    if examined.identical_files.is_none() {
        widgets::muted(
            ui,
            "Identical files are not known: the pictures were not read. Measure with pictures to find them.",
        );
    }
    let saturated = app
        .live
        .run
        .as_ref()
        .and_then(|run| run.quality.near.as_ref());
    if let Some(saturated) = saturated
        .map(|near| near.saturated)
        .filter(|&count| count > 0)
    {
        let text = format!(
            "{} may have more near duplicates than their ten neighbours show.",
            counted(saturated as u64, "product")
        );
        widgets::muted(ui, text);
    }
}

fn list(app: &mut App, ui: &mut Ui, examined: &Examined, groups: &[DuplicateGroup]) {
    let App {
        live, view, send, ..
    } = app;
    let Some(open) = &mut live.dataset else {
        return;
    };
    if groups.is_empty() {
        ui.add_space(space::M);
        let none = match view.quality.duplicates {
            DuplicateKind::Near => {
                "None at this threshold. Move it to the left for products that are less alike."
            }
            DuplicateKind::Vectors => "No two vectors are equal.",
            DuplicateKind::Files if examined.identical_files.is_none() => return,
            DuplicateKind::Files => "No two files are equal.",
        };
        widgets::body(ui, none);
        return;
    }
    ScrollArea::vertical()
        .id_salt("groups")
        .auto_shrink([false, false])
        .show_rows(ui, SIDE * 1.12 + 52.0, groups.len(), |ui, rows| {
            for at in rows {
                let group = &groups[at];
                ui.push_id(at, |ui| {
                    ui.spacing_mut().item_spacing.y = space::XS;
                    title(ui, at, group);
                    let tiles: Vec<(usize, String)> = group
                        .rows
                        .iter()
                        .zip(&group.ids)
                        .map(|(&row, id)| (row, id.to_string()))
                        .collect();
                    tiles::strip(ui, SIDE, &tiles, examined, open, send);
                });
            }
        });
}

fn title(ui: &mut Ui, at: usize, group: &DuplicateGroup) {
    ui.horizontal(|ui| {
        ui.set_height(22.0);
        widgets::strong(
            ui,
            format!(
                "Group {}: {} products",
                thousands(at + 1),
                thousands(group.rows.len())
            ),
        );
        widgets::muted_line(ui, format!("similarity {:.3} or more", group.lowest_link));
        if !group.conflicts.is_empty() {
            let colour = palette(ui).attention;
            let columns: Vec<String> = group
                .conflicts
                .iter()
                .map(|column| format::column(column).to_lowercase())
                .collect();
            let text = format!("differ in {}", columns.join(", "));
            widgets::chip(ui, &text, colour);
        }
    });
}
