//! Whether the vectors are what vectors should be, and whether they follow trivial things.

use egui::{Response, ScrollArea, Ui, vec2};

use super::figures::{decimal, percent};
use crate::quality::{Contrast, Dependence, VectorHealth};
use crate::text::thousands;
use crate::ui::app::App;
use crate::ui::command::QualityCommand;
use crate::ui::format;
use crate::ui::state::Examined;
use crate::ui::theme::{palette, space};
use crate::ui::widgets::{self, Icon};

pub(super) fn show(app: &App, ui: &mut Ui, examined: &Examined) {
    ScrollArea::vertical()
        .id_salt("vectors")
        .auto_shrink([false, false])
        .show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = space::M;
            health(ui, &examined.report().vectors);
            dependence(app, ui, examined);
        });
}

fn health(ui: &mut Ui, health: &VectorHealth) {
    widgets::card(ui, |ui| {
        ui.spacing_mut().item_spacing.y = space::S;
        widgets::heading(ui, "Health of the vectors");
        let wrong = |rows: &[usize]| match rows.len() {
            0 => "none".to_owned(),
            count => thousands(count),
        };
        check(
            ui,
            health.not_finite.is_empty(),
            "Not finite",
            &format!(
                "{} with a value that is not a number or infinite",
                wrong(&health.not_finite)
            ),
        );
        let norms = health.norms.map_or_else(String::new, |(low, high)| {
            format!("; lengths from {low:.6} to {high:.6}")
        });
        check(
            ui,
            health.not_unit.is_empty(),
            "Not of unit length",
            &format!("{}{norms}", wrong(&health.not_unit)),
        );
        let collapsed = if health.collapsed {
            "all vectors are the same"
        } else {
            "no"
        };
        check(ui, !health.collapsed, "Collapsed", collapsed);
        widgets::muted(
            ui,
            format!(
                "{} vectors of {} numbers. Two random products have a cosine of {} on average: that is what \"not similar\" looks like for this model. Near 1 would mean that the vectors use only a small corner of their space.",
                thousands(health.rows),
                health.dim,
                decimal(health.mean_similarity)
            ),
        );
    });
}

fn check(ui: &mut Ui, ok: bool, name: &str, value: &str) {
    let colours = palette(ui);
    ui.horizontal(|ui| {
        let (icon, tint) = if ok {
            (Icon::Check, colours.good)
        } else {
            (Icon::Error, colours.bad)
        };
        icon.show(ui, 16.0, tint);
        widgets::name_and_value(ui, 150.0, name, value);
    });
}

fn dependence(app: &App, ui: &mut Ui, examined: &Examined) {
    let report = examined.report();
    widgets::card(ui, |ui| {
        ui.spacing_mut().item_spacing.y = space::S;
        widgets::heading(ui, "Are neighbours alike for trivial reasons?");
        if report.dependence.is_empty() {
            widgets::muted(
                ui,
                "Brightness, background, shape and size of the pictures were not measured: the pictures were not read.",
            );
            widgets::PushButton::of(&QualityCommand::Examine.into())
                .text("Measure with pictures")
                .send(ui, &app.send, QualityCommand::Examine);
            return;
        }
        let within = report.dependence_within.as_deref().unwrap_or("label");
        widgets::muted(
            ui,
            format!(
                "How different neighbours are, as a part of how different random products are. At 100 % the neighbourhoods know nothing of the property, at 0 % they are nothing but it. Products of a kind look alike, so the same is told among products of the same {}: what is left below 100 % there is not explained by the label.",
                format::column(within).to_lowercase()
            ),
        );
        table(ui, within, &report.dependence);
    });
}

/// Widths of the table's columns.
const COLUMNS: [f32; 5] = [200.0, 110.0, 190.0, 110.0, 90.0];

fn table(ui: &mut Ui, within: &str, measured: &[Dependence]) {
    let same = format!("Same {}", format::column(within).to_lowercase());
    let heads = ["Property", "Neighbours", &same, "Correlation", "Pictures"];
    row(ui, |ui, at| widgets::muted_line(ui, heads[at]));
    let ratio = |contrast: Option<Contrast>| percent(contrast.map(|contrast| contrast.ratio));
    for dependence in measured {
        row(ui, |ui, at| match at {
            0 => widgets::line(ui, dependence.property.label())
                .on_hover_text(dependence.property.meaning()),
            1 => widgets::line(ui, ratio(dependence.all)),
            2 => widgets::line(ui, ratio(dependence.within)),
            3 => widgets::line(ui, decimal(dependence.correlation)),
            _ => widgets::line(ui, thousands(dependence.products)),
        });
    }
}

fn row(ui: &mut Ui, mut add: impl FnMut(&mut Ui, usize) -> Response) {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 0.0;
        for (at, width) in COLUMNS.into_iter().enumerate() {
            widgets::cell(ui, vec2(width, 20.0), |ui| add(ui, at));
        }
    });
}
