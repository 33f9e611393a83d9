//! `kaggle`: the dataset from Kaggle.
//!
//! Keys are taken from files and from the environment, never from arguments, which every user of a computer can see.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use clap::Subcommand;
use serde_json::json;

use super::context::Context;
use super::progress::JobLine;
use super::{Rows, output, unpack};
use crate::Result;
use crate::kaggle::{
    Credentials, Found, ImportProgress, ImportRequest, ImportStage, Imported, Kaggle,
    KaggleDataset, Places,
};
use crate::net::TransferMeter;
use crate::text::{bytes_in_words, counted};

#[derive(clap::Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    /// Ask Kaggle whether the key is right and the dataset may be downloaded
    Test {
        #[command(flatten)]
        access: Access,
    },
    /// Download the dataset, unpack and check it; the same command again goes on where it was stopped
    Download(Download),
}

#[derive(clap::Args)]
struct Download {
    #[command(flatten)]
    access: Access,
    /// The dataset folder [default: a folder of the program]
    #[arg(long, value_name = "DIR")]
    dir: Option<PathBuf>,
    /// Keep the zip file beside the folder
    #[arg(long)]
    keep_zip: bool,
    #[command(flatten)]
    rows: Rows,
    /// Print the result as JSON
    #[arg(long)]
    json: bool,
}

#[derive(clap::Args)]
struct Access {
    /// The dataset on Kaggle, or the address of its page
    #[arg(long, value_name = "OWNER/NAME", default_value_t)]
    dataset: KaggleDataset,
    /// A kaggle.json, or a file with a token [default: where Kaggle's own programs look]
    #[arg(long, value_name = "FILE")]
    credentials: Option<PathBuf>,
}

pub(super) fn run(context: &Context, arguments: &Arguments) -> Result<()> {
    match &arguments.action {
        Action::Test { access } => test(context, access),
        Action::Download(arguments) => download(context, arguments),
    }
}

impl Access {
    fn found(&self) -> Result<Option<Found>> {
        match &self.credentials {
            Some(file) => Ok(Some(Found {
                credentials: Credentials::read(file)?,
                origin: file.display().to_string(),
            })),
            None => Places::of_this_user().find(),
        }
    }

    /// Kaggle with these credentials; says on stderr which ones they are.
    fn kaggle(&self, context: &Context) -> Result<Kaggle> {
        let found = self.found()?;
        output::message(&match &found {
            Some(found) => format!(
                "Kaggle is asked with {} ({})",
                found.credentials.describe(),
                found.origin
            ),
            None => "Kaggle is asked without a key: none was found".to_owned(),
        });
        let network = context.network()?;
        let credentials = found.map(|found| found.credentials);
        Kaggle::new(network, credentials, self.dataset.clone())
    }
}

fn test(context: &Context, access: &Access) -> Result<()> {
    access.kaggle(context)?.test(&context.control)?;
    output::line(&format!(
        "Kaggle agrees: {} can be downloaded",
        access.dataset
    ))
}

fn download(context: &Context, arguments: &Download) -> Result<()> {
    let dataset = &arguments.access.dataset;
    let usual = || context.paths.datasets().join(dataset.short_name());
    let request = ImportRequest {
        folder: arguments.dir.clone().unwrap_or_else(usual),
        keep_archive: arguments.keep_zip,
        rows: arguments.rows.rows,
    };
    let kaggle = arguments.access.kaggle(context)?;
    let progress = Arc::new(ImportProgress::default());
    let line = JobLine::showing(describing(Arc::clone(&progress)));
    let imported = kaggle.import(&request, &context.control, &progress);
    line.finish();
    let imported = imported?;
    for damaged in imported
        .unpacked
        .iter()
        .flat_map(|unpacked| &unpacked.damaged)
    {
        output::message(&format!(
            "left out, damaged in the zip file: {}",
            damaged.name
        ));
    }
    if arguments.json {
        output::json(&to_json(&request, &imported))
    } else {
        output::line(&describe(&request, &imported))
    }
}

/// How far an import is, for [`JobLine`].
fn describing(progress: Arc<ImportProgress>) -> impl FnMut() -> String + Send {
    let mut meter = TransferMeter::default();
    let mut unpacking = unpack::describing(Arc::clone(&progress.unpack));
    move || match progress.stage() {
        ImportStage::Downloading => meter.sample(&progress.transfer, Instant::now()).describe(),
        ImportStage::Unpacking => format!("Unpacking: {}", unpacking()),
        ImportStage::Checking => "Checking the dataset".to_owned(),
    }
}

fn describe(request: &ImportRequest, imported: &Imported) -> String {
    let usable = counted(imported.dataset.products.len() as u64, "usable product");
    let how = match (&imported.unpacked, imported.received) {
        (None, _) => "they were there already".to_owned(),
        (Some(_), 0) => "unpacked and checked".to_owned(),
        (Some(_), received) => format!(
            "{} downloaded, unpacked and checked",
            bytes_in_words(received)
        ),
    };
    format!("{usable} in {}; {how}", request.folder.display())
}

fn to_json(request: &ImportRequest, imported: &Imported) -> serde_json::Value {
    let unpacked = imported.unpacked.as_ref();
    let damaged = unpacked.map(|unpacked| {
        let names = unpacked.damaged.iter();
        names
            .map(|damaged| damaged.name.as_str())
            .collect::<Vec<_>>()
    });
    json!({
        "folder": request.folder,
        "received": imported.received,
        "files": unpacked.map(|unpacked| unpacked.files.files),
        "written": unpacked.map(|unpacked| unpacked.files.written),
        "damaged": damaged,
        "rows": imported.dataset.report.rows,
        "usable": imported.dataset.products.len(),
    })
}
