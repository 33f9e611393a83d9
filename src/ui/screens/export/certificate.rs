//! The certificate: every check with its result in words.

use egui::{Align, Color32, Layout, Ui, vec2};

use crate::artifact::{Certificate, Check, Outcome, Verification};
use crate::text::counted;
use crate::ui::app::{App, SAMPLE};
use crate::ui::command::ExportCommand;
use crate::ui::state::{OpenRun, RunExport};
use crate::ui::theme::{CONTROL_HEIGHT, palette, space};
use crate::ui::widgets::{self, Icon, PushButton, cell};

const NAME: f32 = 116.0;

pub(super) fn show(app: &App, ui: &mut Ui) {
    let Some(run) = &app.live.run else {
        return;
    };
    let export = &run.export;
    widgets::card(ui, |ui| {
        ui.spacing_mut().item_spacing.y = space::XS;
        head(app, ui, export);
        if export.certifying.is_some() {
            let text =
                format!("Reading the files back and embedding up to {SAMPLE} pictures again…");
            widgets::muted(ui, text);
        }
        known(ui, run);
    });
}

/// The title, and at the right what can be done.
fn head(app: &App, ui: &mut Ui, export: &RunExport) {
    ui.horizontal(|ui| {
        ui.set_min_height(CONTROL_HEIGHT);
        widgets::heading(ui, "Certificate");
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if export.certifying.is_some() {
                widgets::button(ui, &app.send, ExportCommand::StopVerifying);
                return;
            }
            let engines = app.live.engines.as_ref();
            let obstacle = engines.is_none().then_some("Still looking for the engines");
            PushButton::of(&ExportCommand::Verify.into())
                .obstacle(obstacle)
                .send(ui, &app.send, ExportCommand::Verify);
        });
    });
}

/// What is known of the files: by a whole certificate, else by reading them back.
fn known(ui: &mut Ui, run: &OpenRun) {
    let export = &run.export;
    match (&export.certificate, &export.read_back) {
        (Some(Ok(certificate)), _) => result(ui, certificate),
        (None, Some(Ok(verification))) => read_back(ui, verification),
        (Some(Err(error)), _) | (None, Some(Err(error))) => {
            widgets::error_card(ui, error, |_| {});
        }
        (None, None) if export.certifying.is_some() => {}
        (None, None) if export.reading_back.is_some() => {
            reading_back(ui, run);
        }
        (None, None) => {
            let text = format!(
                "The files were read back when they were written. Verify again to see every check, for example after copying them: the files are read, up to {SAMPLE} pictures are embedded again, and both must agree."
            );
            widgets::muted(ui, text);
        }
    }
}

fn headline(ui: &mut Ui, icon: Icon, text: &str, colour: Color32) {
    ui.horizontal(|ui| {
        icon.show(ui, 18.0, colour);
        widgets::strong(ui, text);
    });
}

const NOT_USABLE: &str = "These files should not be used: embed again";

/// The checks that need the files alone, in their order.
const OF_FILES: [&str; 7] = [
    "sha256",
    "shape",
    "finite",
    "unit_norm",
    "ids_unique",
    "rows_aligned",
    "skipped_listed",
];

/// The same checks while they are made: what is below stays in its place when they are done.
fn reading_back(ui: &mut Ui, run: &OpenRun) {
    let colours = palette(ui);
    headline(ui, Icon::Quality, "Reading the files back…", colours.muted);
    for name in OF_FILES {
        check(ui, name, None, "…");
    }
    embedded_again(ui);
    let text = measure(run.record.counts.items, run.record.model.dim);
    widgets::muted(ui, text);
}

/// The check that is still to be done when the files were read back.
fn embedded_again(ui: &mut Ui) {
    let to_do = format!("Not yet: Verify again does it with {SAMPLE} pictures");
    check(ui, "embedded_again", None, &to_do);
}

/// The checks that need the files alone, and the one that is still to be done.
fn read_back(ui: &mut Ui, verification: &Verification) {
    let colours = palette(ui);
    if verification.ok {
        let text = "Read back: the files are whole and belong together";
        headline(ui, Icon::Good, text, colours.good);
    } else {
        headline(ui, Icon::Error, NOT_USABLE, colours.bad);
    }
    for Check { name, ok, detail } in &verification.checks {
        let outcome = if *ok {
            Outcome::Passed
        } else {
            Outcome::Failed
        };
        check(ui, name, Some(outcome), detail);
    }
    embedded_again(ui);
    if verification.items > 0 {
        widgets::muted(ui, measure(verification.items, verification.dim));
    }
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
        (false, _) => (Icon::Error, NOT_USABLE, colours.bad),
    };
    headline(ui, icon, text, colour);
    for finding in &certificate.checks {
        check(ui, finding.name, Some(finding.result), &finding.detail);
    }
    let measure = measure(certificate.items, certificate.dim);
    widgets::muted(ui, format!("{measure} · made {}", certificate.made));
}

fn measure(items: usize, dim: usize) -> String {
    format!("{}, {dim} numbers each", counted(items as u64, "vector"))
}

/// A check with how it ended, or without an end while it is still to be done.
fn check(ui: &mut Ui, name: &str, outcome: Option<Outcome>, detail: &str) {
    let colours = palette(ui);
    let (icon, tint) = match outcome {
        Some(Outcome::Passed) => (Icon::Check, colours.good),
        Some(Outcome::Failed) => (Icon::Error, colours.bad),
        Some(Outcome::NotDone) => (Icon::Info, colours.attention),
        None => (Icon::Info, colours.muted),
    };
    ui.horizontal_top(|ui| {
        icon.show(ui, 16.0, tint);
        cell(ui, vec2(NAME, 18.0), |ui| widgets::line(ui, name_of(name)));
        let detail = match outcome {
            Some(Outcome::NotDone) => format!("Not done: {detail}"),
            _ => detail.to_owned(),
        };
        ui.vertical(|ui| {
            // The smaller type stands on the line of the name.
            ui.add_space(2.0);
            if matches!(outcome, None | Some(Outcome::Passed)) {
                widgets::muted_line(ui, detail);
            } else {
                widgets::muted(ui, detail);
            }
        });
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
