//! Products that are the same picture, or nearly, in groups.

use egui::{DragValue, Response, ScrollArea, Slider, Ui};

use super::tiles;
use crate::quality::DuplicateGroup;
use crate::text::{counted, thousands};
use crate::ui::app::App;
use crate::ui::command::{CommandSender, QualityCommand};
use crate::ui::format;
use crate::ui::state::{DuplicateKind, Examined};
use crate::ui::theme::{CONTROL_HEIGHT, palette, space};
use crate::ui::widgets::{self, Drawing, PushButton};

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
    ui.horizontal(|ui| {
        ui.set_min_height(CONTROL_HEIGHT);
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
            .show_value(false)
            .step_by(0.001);
        let slider = ui.add(slider).labelled_by(label.id);
        ui.spacing_mut().interact_size.y = CONTROL_HEIGHT;
        let number = DragValue::new(&mut view.threshold)
            .range(LOWEST..=1.0)
            .speed(0.001)
            .fixed_decimals(3);
        let number = ui.add(number).labelled_by(label.id);
        let moved = |control: &Response| {
            control.drag_stopped() || (control.changed() && !control.dragged())
        };
        if moved(&slider) || moved(&number) {
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
    let counts = format!(
        " {} in {}, {} of them with labels that contradict each other.",
        counted(products as u64, "product"),
        counted(groups.len() as u64, "group"),
        thousands(contradicting.count())
    );
    let counts = if groups.is_empty() { "" } else { &counts };
    widgets::muted(ui, format!("{what}{counts}"));
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
        none(
            ui,
            view.quality.duplicates,
            view.quality.threshold,
            examined,
            send,
        );
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

/// That there are no groups, and how to find some.
fn none(
    ui: &mut Ui,
    kind: DuplicateKind,
    threshold: f32,
    examined: &Examined,
    send: &CommandSender,
) {
    let (title, text) = match kind {
        DuplicateKind::Near => (
            "No near duplicates",
            format!("No two products have a similarity of {threshold:.3} or more."),
        ),
        DuplicateKind::Vectors => (
            "No identical vectors",
            "Every product has a vector of its own.".to_owned(),
        ),
        DuplicateKind::Files if examined.identical_files.is_none() => return,
        DuplicateKind::Files => (
            "No identical files",
            "Every product has a picture file of its own.".to_owned(),
        ),
    };
    widgets::empty(ui, Drawing::Pictures, title, &text, |ui| {
        let lower = lowered(threshold);
        if let Some(lower) = lower.filter(|_| kind == DuplicateKind::Near) {
            let button = PushButton::new(format!("Look from {lower:.2} on"))
                .tooltip("Lower the threshold: products that are less alike count as well");
            button.send(ui, send, QualityCommand::SetThreshold(lower));
        }
    });
}

/// The next lower threshold that is worth a try, on whole hundredths.
fn lowered(threshold: f32) -> Option<f32> {
    let hundredths = (100.0 * threshold - 0.5).floor().min(98.0);
    let next = (hundredths / 100.0).max(LOWEST);
    (next < threshold).then_some(next)
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

#[cfg(test)]
mod tests {
    use super::lowered;

    #[test]
    fn the_threshold_is_lowered_as_far_as_it_goes() {
        assert_eq!(lowered(0.995), Some(0.98));
        assert_eq!(lowered(0.98), Some(0.97));
        assert_eq!(lowered(0.803), Some(0.80));
        assert_eq!(lowered(0.80), None);
    }
}
