//! `export`: write the files of a run in the forms that other programs read.

use std::path::PathBuf;
use std::sync::Arc;

use serde_json::json;

use super::context::Context;
use super::output;
use super::progress::JobLine;
use crate::Result;
use crate::artifact::{ExportProgress, Exported, FinishedRun, Format, Material, export};
use crate::dataset::Dataset;
use crate::text::{bytes_in_words, thousands};

#[derive(clap::Args)]
pub(super) struct Arguments {
    /// The folder of a run
    out: PathBuf,
    /// What to write; several are separated by commas
    #[arg(
        long,
        required = true,
        value_delimiter = ',',
        value_name = "numpy|faiss|projector|parquet"
    )]
    format: Vec<Format>,
    /// The folder to write into [default: the folder of the run]
    #[arg(long, value_name = "DIR")]
    to: Option<PathBuf>,
    /// The dataset of the run, if it is no longer where it was
    #[arg(long, value_name = "DATASET")]
    dataset: Option<String>,
    /// Print the result as JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn run(context: &Context, arguments: &Arguments) -> Result<()> {
    let run = FinishedRun::open(&arguments.out)?;
    let needs_dataset = arguments.format.iter().any(|format| format.needs_dataset());
    let dataset = needs_dataset
        .then(|| context.dataset_of_run(&run.record, arguments.dataset.as_deref()))
        .transpose()?;
    let material = match &dataset {
        Some(dataset) => Material::with_dataset(&run, dataset)?,
        None => Material::new(&run),
    };
    let exported = arguments
        .format
        .iter()
        .map(|&format| write(context, arguments, &material, dataset.as_ref(), format))
        .collect::<Result<Vec<_>>>()?;
    if arguments.json {
        return output::json(&exported.iter().map(to_json).collect::<Vec<_>>());
    }
    exported.iter().try_for_each(print)
}

fn write(
    context: &Context,
    arguments: &Arguments,
    material: &Material<'_>,
    dataset: Option<&Dataset>,
    format: Format,
) -> Result<Exported> {
    let record = material.record();
    output::message(&format!(
        "{}, about {}: {}",
        format.label(),
        bytes_in_words(format.estimate(record, dataset)),
        format.purpose()
    ));
    let progress = Arc::new(ExportProgress::default());
    let shown = Arc::clone(&progress);
    let line = JobLine::showing(move || describe(format, &shown));
    let to = arguments.to.as_ref().unwrap_or(&arguments.out);
    let exported = export(material, format, to, &context.control, &progress);
    line.finish();
    exported
}

fn describe(format: Format, progress: &ExportProgress) -> String {
    match progress.total() {
        0 => format!("{format}: preparing"),
        total => format!("{format}: {} %", 100 * progress.done() / total),
    }
}

fn print(exported: &Exported) -> Result<()> {
    for note in &exported.notes {
        output::message(note);
    }
    for file in &exported.files {
        output::line(&file.display().to_string())?;
    }
    output::line(&format!(
        "{}: {} in {}",
        exported.format.label(),
        bytes_in_words(exported.bytes),
        match exported.files.len() {
            1 => "1 file".to_owned(),
            files => format!("{} files", thousands(files)),
        }
    ))
}

fn to_json(exported: &Exported) -> serde_json::Value {
    json!({
        "format": exported.format.id(),
        "files": exported.files,
        "bytes": exported.bytes,
        "notes": exported.notes,
    })
}
