//! Where the vectors came from, and whether the files are in order.

use maud::{Markup, html};
use serde_json::Value;

use crate::artifact::Verification;
use crate::inference::EngineKind;
use crate::report::ReportInput;
use crate::report::page::Section;
use crate::text::{bytes_in_words, duration_in_words, thousands};

/// Counts of the dataset's check, in the order in which they add up to the rows.
const ACCOUNT: [(&str, &str); 7] = [
    ("rows", "Rows in the table"),
    ("intact", "intact and used"),
    ("repaired_usable", "repaired and used"),
    ("skipped_rows", "malformed and skipped"),
    ("missing_images", "without a picture"),
    ("duplicate_ids", "with an id that came before"),
    ("unreadable", "with an unreadable picture"),
];

pub fn section(input: &ReportInput<'_>) -> Section {
    Section {
        anchor: "run",
        title: "What was embedded, with what",
        body: html! {
            div.columns {
                div { h3 { "Dataset" } (dataset(input)) }
                div { h3 { "Model and engine" } (engine(input)) }
            }
            h3 { "Certificate" }
            (certificate(input.certificate))
            details {
                summary { "Files and their SHA-256" }
                (files(input))
            }
        },
    }
}

fn dataset(input: &ReportInput<'_>) -> Markup {
    let run = &input.report.run;
    html! {
        table.facts {
            tbody {
                tr { th { "Name" } td { (run.dataset.name) } }
                @for (key, name) in ACCOUNT {
                    @if let Some(count) = count(&run.dataset.check, key) {
                        tr { th { (name) } td { (thousands(count)) } }
                    }
                }
                tr { th { "Vectors" } td { b { (thousands(run.counts.items)) } } }
                @if run.counts.skipped > 0 {
                    tr { th { "Pictures that could not be embedded" } td { (thousands(run.counts.skipped)) " (see skipped.csv)" } }
                }
            }
        }
    }
}

/// A count, or the length of a list.
fn count(check: &Value, key: &str) -> Option<usize> {
    let value = check.get(key)?;
    let list = value.as_array().map(Vec::len);
    list.or_else(|| value.as_u64().map(|count| count as usize))
}

fn engine(input: &ReportInput<'_>) -> Markup {
    let run = &input.report.run;
    let engine = match run.engine.kind {
        EngineKind::OnnxRuntime => "ONNX Runtime",
        EngineKind::BuiltIn => "built-in engine (tract)",
    };
    let seconds = run.seconds.max(0.0);
    html! {
        table.facts {
            tbody {
                tr { th { "Model" } td { (run.model.label) } }
                tr { th { "Vector" } td { (run.model.dim) " numbers, 32-bit, unit length" } }
                tr { th { "Engine" } td { (engine) " " (run.engine.version) ", on the " (format!("{:?}", run.device).to_uppercase()) } }
                tr { th { "Pictures in one call" } td { (run.batch) } }
                tr { th { "Time" } td { (duration_in_words(std::time::Duration::from_secs_f64(seconds))) } }
                tr { th { "Finished" } td { (run.finished) } }
                tr { th { "Program" } td { (run.app) " " (run.app_version) } }
                tr { th { "Length of the vectors" } td { (format!("{:.7} to {:.7}", run.norms.min, run.norms.max)) } }
            }
        }
    }
}

fn certificate(certificate: Option<&Verification>) -> Markup {
    html! {
        @if let Some(certificate) = certificate {
            p {
                @if certificate.ok {
                    b.good { "In order." } " The files were read back and held against each other and against run.json."
                } @else {
                    b.bad { "Not in order." } " The files were read back, and something does not fit: do not use them before that is cleared up."
                }
            }
            table {
                tbody {
                    @for check in &certificate.checks {
                        tr {
                            td { @if check.ok { span.good { "✓ passed" } } @else { span.bad { "✗ failed" } } }
                            th { (check.name) }
                            td { (check.detail) }
                        }
                    }
                }
            }
        } @else {
            p { "The files were not read back for this report." }
        }
    }
}

fn files(input: &ReportInput<'_>) -> Markup {
    let run = &input.report.run;
    html! {
        table {
            tbody {
                @for (name, file) in &run.files { (file_line(name, file.bytes, &file.sha256)) }
                @for file in &run.model.files { (file_line(&file.name, file.bytes, &file.sha256)) }
            }
        }
    }
}

fn file_line(name: &str, bytes: u64, sha256: &str) -> Markup {
    html! {
        tr {
            th { (name) }
            td.n { (bytes_in_words(bytes)) }
            td { code { (sha256) } }
        }
    }
}
