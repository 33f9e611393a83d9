//! The numbers to compute with, each with its price: in words, and measured on the user's own pictures.

use egui::{Align, Layout, Ui};

use super::comparison;
use crate::comparison::Comparison;
use crate::inference::Precision;
use crate::ui::app::App;
use crate::ui::command::EmbedCommand;
use crate::ui::state::Survey;
use crate::ui::theme::{palette, space};
use crate::ui::widgets::{self, PushButton, card, coloured, heading, muted};

/// Whether the model can be run in more than one precision here.
pub(super) fn is_choice(app: &App) -> bool {
    let survey = app.live.embed.survey_of_model(&app.choice());
    survey.is_some_and(|survey| survey.precisions.len() > 1)
}

pub(super) fn show(app: &mut App, ui: &mut Ui) {
    let Some(survey) = app.live.embed.survey_of_model(&app.choice()) else {
        return;
    };
    card(ui, |ui| {
        heading(ui, "Precision");
        muted(
            ui,
            "The numbers that the model computes with. Fewer digits are faster and cost a little of the vectors' exactness.",
        );
        ui.add_space(space::XS);
        for &precision in &survey.precisions {
            row(app, ui, survey, precision);
        }
    });
}

fn row(app: &App, ui: &mut Ui, survey: &Survey, precision: Precision) {
    let is_own = precision == survey.own;
    let chosen = app.persisted.settings.precision.unwrap_or(survey.own);
    ui.horizontal(|ui| {
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if !is_own {
                let compare = EmbedCommand::Compare(precision);
                let busy = app.live.embed.comparing.is_some();
                PushButton::of(&compare.clone().into())
                    .small()
                    .without_icon()
                    .obstacle(busy.then_some("A comparison is running"))
                    .send(ui, &app.send, compare);
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                if widgets::radio(ui, chosen == precision, label(precision)).clicked() {
                    let choice = (!is_own).then_some(precision);
                    app.send.send(EmbedCommand::SetPrecision(choice));
                }
            });
        });
    });
    ui.indent(("precision", precision), |ui| {
        ui.spacing_mut().item_spacing.y = 3.0;
        muted(ui, price(precision));
        if let Some(comparison) = compared(app, precision) {
            let colours = palette(ui);
            let colour = if comparison::is_worth_it(comparison) {
                colours.good
            } else {
                colours.attention
            };
            coloured(ui, measured(comparison), colour);
        }
    });
}

fn label(precision: Precision) -> &'static str {
    match precision {
        Precision::Fp32 => "fp32, exact",
        Precision::Bf16 => "bf16, fast",
        Precision::Fp16 => "fp16, fast on graphics cards",
        Precision::Int8 => "int8, small and fast",
    }
}

/// What is gained and lost, in words; how much is measured by a comparison.
fn price(precision: Precision) -> &'static str {
    match precision {
        Precision::Fp32 => {
            "32-bit floats: the notebook's numbers, and what everything else is compared with"
        }
        Precision::Bf16 => {
            "16-bit floats with two to three digits: vectors differ slightly, neighbours hardly"
        }
        Precision::Fp16 => "16-bit floats with three to four digits: vectors differ very slightly",
        Precision::Int8 => {
            "8-bit whole numbers: a quarter of the download; vectors differ visibly, a few neighbours change"
        }
    }
}

/// The comparison of this session for the model in use.
fn compared(app: &App, precision: Precision) -> Option<&Comparison> {
    let compared = app.live.embed.compared.as_ref()?;
    if compared.precision != precision || compared.model != app.view.embed.model {
        return None;
    }
    compared.comparison.as_ref().ok()
}

fn measured(compared: &Comparison) -> String {
    format!(
        "{} (on {} of your pictures)",
        comparison::verdict(compared),
        compared.images
    )
}
