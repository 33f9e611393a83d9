//! `unpack`: unpack a dataset's zip file into a folder.

use std::path::PathBuf;
use std::sync::Arc;

use serde_json::json;

use super::context::Context;
use super::output;
use super::progress::JobLine;
use crate::Result;
use crate::archive::UnpackProgress;
use crate::dataset::{UnpackedDataset, unpack_dataset};
use crate::text::{bytes_in_words, counted, thousands};

#[derive(clap::Args)]
pub(super) struct Arguments {
    /// The zip file, as it was downloaded
    zip: PathBuf,
    /// The folder for styles.csv and images; the same command again goes on where it was stopped
    folder: PathBuf,
    /// Print the result as JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn run(context: &Context, arguments: &Arguments) -> Result<()> {
    let progress = Arc::new(UnpackProgress::default());
    let line = JobLine::showing(describing(Arc::clone(&progress)));
    let unpacked = unpack_dataset(
        &arguments.zip,
        &arguments.folder,
        &context.control,
        &progress,
    );
    line.finish();
    let unpacked = unpacked?;
    for damaged in &unpacked.damaged {
        output::message(&format!(
            "left out, damaged in the zip file: {}",
            damaged.name
        ));
    }
    if arguments.json {
        output::json(&to_json(&unpacked))
    } else {
        output::line(&format!(
            "{} ({}) in {}, {} of them written now",
            counted(unpacked.files.files as u64, "file"),
            bytes_in_words(unpacked.files.bytes),
            unpacked.folder.display(),
            thousands(unpacked.files.written)
        ))
    }
}

/// How far an unpacking is, for [`JobLine`].
pub(super) fn describing(progress: Arc<UnpackProgress>) -> impl FnMut() -> String + Send {
    move || match progress.files_total() {
        0 => "reading the archive".to_owned(),
        total => format!(
            "{} of {} files, {} of {}",
            thousands(progress.files() as usize),
            thousands(total as usize),
            bytes_in_words(progress.bytes()),
            bytes_in_words(progress.bytes_total())
        ),
    }
}

fn to_json(unpacked: &UnpackedDataset) -> serde_json::Value {
    let damaged: Vec<&str> = unpacked
        .damaged
        .iter()
        .map(|file| file.name.as_str())
        .collect();
    json!({
        "folder": unpacked.folder,
        "files": unpacked.files.files,
        "written": unpacked.files.written,
        "bytes": unpacked.files.bytes,
        "damaged": damaged,
    })
}
