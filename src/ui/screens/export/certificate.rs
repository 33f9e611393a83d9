//! The certificate: every check with its result in words.

use egui::{Ui, vec2};

use crate::artifact::{Certificate, Finding, Outcome};
use crate::text::counted;
use crate::ui::app::{App, SAMPLE};
use crate::ui::command::ExportCommand;
use crate::ui::theme::{palette, space};
use crate::ui::widgets::{self, Icon, PushButton, cell};

const NAME: f32 = 170.0;

pub(super) fn show(app: &App, ui: &mut Ui) {
    let Some(run) = &app.live.run else {
        return;
    };
    let export = &run.export;
    widgets::card(ui, |ui| {
        ui.spacing_mut().item_spacing.y = space::S;
        widgets::heading(ui, "Certificate");
        match (&export.certificate, export.certifying.is_some()) {
            (_, true) => {
                widgets::muted(
                    ui,
                    format!("Reading the files back and embedding up to {SAMPLE} pictures again…"),
                );
            }
            (Some(Ok(certificate)), false) => result(ui, certificate),
            (Some(Err(error)), false) => widgets::error_card(ui, error, |_| {}),
            (None, false) => {
                widgets::muted(
                    ui,
                    format!(
                        "The files were read back when they were written. Verify again to see every check, for example after copying them: the files are read, up to {SAMPLE} pictures are embedded again, and both must agree."
                    ),
                );
            }
        }
        ui.add_space(space::XS);
        if export.certifying.is_some() {
            widgets::button(ui, &app.send, ExportCommand::StopVerifying);
        } else {
            let obstacle = app
                .live
                .engines
                .is_none()
                .then_some("Still looking for the engines");
            PushButton::of(&ExportCommand::Verify.into())
                .obstacle(obstacle)
                .send(ui, &app.send, ExportCommand::Verify);
        }
    });
}

fn result(ui: &mut Ui, certificate: &Certificate) {
    let colours = palette(ui);
    let (icon, text, colour) = match (certificate.ok, certificate.complete) {
        (true, true) => (Icon::Good, "All checks passed", colours.good),
        (true, false) => (
            Icon::Info,
            "What could be checked has passed; something that a check needs is not at hand",
            colours.attention,
        ),
        (false, _) => (
            Icon::Error,
            "These files should not be used: embed again",
            colours.bad,
        ),
    };
    ui.horizontal(|ui| {
        icon.show(ui, 18.0, colour);
        widgets::strong(ui, text);
    });
    for finding in &certificate.checks {
        check(ui, finding);
    }
    widgets::muted(
        ui,
        format!(
            "{}, {} numbers each · made {}",
            counted(certificate.items as u64, "vector"),
            certificate.dim,
            certificate.made
        ),
    );
}

fn check(ui: &mut Ui, finding: &Finding) {
    let colours = palette(ui);
    let (icon, tint) = match finding.result {
        Outcome::Passed => (Icon::Check, colours.good),
        Outcome::Failed => (Icon::Error, colours.bad),
        Outcome::NotDone => (Icon::Info, colours.attention),
    };
    ui.horizontal_top(|ui| {
        icon.show(ui, 16.0, tint);
        cell(ui, vec2(NAME, 18.0), |ui| {
            widgets::line(ui, name_of(finding.name))
        });
        let detail = match finding.result {
            Outcome::NotDone => format!("Not done: {}", finding.detail),
            Outcome::Passed | Outcome::Failed => finding.detail.clone(),
        };
        widgets::muted(ui, detail);
    });
}

fn name_of(check: &str) -> &str {
    match check {
        "sha256" => "Unchanged",
        "shape" => "Shape and type",
        "finite" => "All numbers",
        "unit_norm" => "Unit length",
        "ids_unique" => "Ids unique",
        "rows_aligned" => "Rows aligned",
        "skipped_listed" => "Left out",
        "readable" => "Readable",
        "same_dataset" => "Dataset the same",
        "same_model" => "Model the same",
        "embedded_again" => "Embedded again",
        other => other,
    }
}
