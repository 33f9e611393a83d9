//! `report`: the quality of a run as one page to hand in.

use std::path::PathBuf;

use serde_json::json;

use super::context::Context;
use super::examine::Examined;
use super::output;
use crate::artifact::verify;
use crate::report::{ReportInput, write_html};
use crate::text::bytes_in_words;
use crate::{Error, Result};

#[derive(clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    examined: Examined,
    /// The file to write
    #[arg(long, value_name = "FILE")]
    html: PathBuf,
    /// Print what was written as JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn run(context: &Context, arguments: &Arguments) -> Result<()> {
    let subject = arguments.examined.examine(context)?;
    subject.check_comparable()?;
    let certificate = verify(&subject.run.folder)?;
    let input = ReportInput {
        report: &subject.examination.report,
        metadata: &subject.run.metadata,
        graph: &subject.examination.graph,
        labels: &subject.examination.labels,
        dataset: subject.dataset.as_ref(),
        certificate: Some(&certificate),
    };
    write_html(&arguments.html, &input, &context.control)?;
    let bytes = std::fs::metadata(&arguments.html).map_err(|cause| {
        Error::new("The report was written but cannot be found")
            .at(&arguments.html)
            .caused_by(cause)
    })?;
    if arguments.json {
        return output::json(&json!({
            "html": arguments.html,
            "bytes": bytes.len(),
            "items": subject.run.ids.len(),
            "notes": subject.examination.report.notes,
            "verified": certificate.ok,
        }));
    }
    for note in &subject.examination.report.notes {
        output::line(&format!("Note: {note}"))?;
    }
    output::line(&format!(
        "{} written to {}; open it in a browser",
        bytes_in_words(bytes.len()),
        arguments.html.display()
    ))
}
