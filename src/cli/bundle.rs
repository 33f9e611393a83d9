//! `bundle`: one file with everything that a computer without a network needs.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Subcommand;
use serde_json::json;

use super::context::Context;
use super::output;
use super::progress::JobLine;
use crate::bundle::{self, BundlePlaces, BundleProgress, BundleRequest, Manifest, Unbundled};
use crate::dataset::DatasetLocation;
use crate::inference::package::{Installed, Prober, RuntimeStore};
use crate::text::{bytes_in_words, counted, thousands};
use crate::{Error, Result};

#[derive(clap::Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    /// Write a bundle
    Create(Create),
    /// Install everything that a bundle holds
    Install(Install),
}

#[derive(clap::Args)]
struct Create {
    /// The file to write
    file: PathBuf,
    /// A dataset: a folder or a zip file
    #[arg(long)]
    dataset: Option<String>,
    /// A model: its name or its folder; may be given several times
    #[arg(long, value_name = "ID|DIR")]
    model: Vec<String>,
    /// The ONNX Runtime that is installed, for computers like this one
    #[arg(long)]
    runtime: bool,
}

#[derive(clap::Args)]
struct Install {
    /// The bundle
    file: PathBuf,
    /// The folder for the dataset [default: a folder of the program]
    #[arg(long, value_name = "DIR")]
    dir: Option<PathBuf>,
    /// Print the result as JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn run(context: &Context, arguments: Arguments) -> Result<()> {
    match arguments.action {
        Action::Create(arguments) => create(context, arguments),
        Action::Install(arguments) => install(context, arguments),
    }
}

fn create(context: &Context, arguments: Create) -> Result<()> {
    let dataset = arguments.dataset.as_deref().map(DatasetLocation::parse);
    let models = arguments.model.iter();
    let models = models.map(|model| context.model(model, None));
    let request = BundleRequest {
        target: arguments.file,
        dataset: dataset.transpose()?,
        models: models.collect::<Result<_>>()?,
        runtime: if arguments.runtime {
            Some(runtime(context)?)
        } else {
            None
        },
    };
    let manifest = showing(|progress| bundle::create(&request, &context.control, progress))?;
    output::line(&describe(&manifest, &request.target))
}

/// The chosen runtime, or the newest one that is installed.
fn runtime(context: &Context) -> Result<Installed> {
    let installed = RuntimeStore::new(context.paths.runtimes()).list();
    let chosen = context.settings().runtime;
    let is_chosen = |installed: &&Installed| chosen.as_ref() == Some(&installed.library);
    let found = installed.iter().find(is_chosen).or(installed.first());
    found.cloned().ok_or_else(|| {
        Error::new("No ONNX Runtime is installed")
            .meaning("No bundle was written")
            .remedy("Install one first with \"runtime install\" or \"runtime import\"")
    })
}

fn describe(manifest: &Manifest, target: &Path) -> String {
    let dataset = manifest
        .dataset
        .iter()
        .map(|dataset| format!("dataset {}", dataset.name));
    let models = manifest
        .models
        .iter()
        .map(|model| format!("model {}", model.id));
    let runtime = manifest.runtime.iter().map(|runtime| runtime.id.clone());
    let parts: Vec<String> = dataset.chain(models).chain(runtime).collect();
    format!(
        "{} written: {}; {}, {}",
        target.display(),
        parts.join(", "),
        counted(manifest.files.len() as u64, "file"),
        bytes_in_words(manifest.bytes())
    )
}

fn install(context: &Context, arguments: Install) -> Result<()> {
    let places = BundlePlaces {
        datasets: context.paths.datasets(),
        dataset: arguments.dir,
        models: context.models(),
        runtimes: RuntimeStore::new(context.paths.runtimes()),
        prober: Prober::of_this_program()?,
        temporary: context.paths.data.join(".bundle.part"),
    };
    let installed =
        showing(|progress| bundle::install(&arguments.file, &places, &context.control, progress))?;
    choose(context, &installed)?;
    for note in &installed.notes {
        output::message(note);
    }
    if arguments.json {
        return output::json(&json!({
            "dataset": installed.dataset,
            "models": installed.models,
            "runtime": installed.runtime.map(|runtime| runtime.id),
            "notes": installed.notes,
        }));
    }
    if let Some(dataset) = &installed.dataset {
        output::line(&format!("dataset: {}", dataset.display()))?;
    }
    for model in &installed.models {
        output::line(&format!("model: use it as --model {model}"))?;
    }
    match &installed.runtime {
        Some(runtime) => output::line(&format!("{} is used from now on", runtime.id)),
        None => Ok(()),
    }
}

/// What came with the bundle is what the window opens with.
fn choose(context: &Context, installed: &Unbundled) -> Result<()> {
    let mut settings = context.settings();
    if let Some(runtime) = &installed.runtime {
        settings.runtime = Some(runtime.library.clone());
    }
    if let Some(model) = installed.models.first() {
        settings.model = Some(model.clone());
    }
    if let Some(dataset) = &installed.dataset {
        let absolute = std::path::absolute(dataset).unwrap_or_else(|_| dataset.clone());
        settings.dataset = Some(absolute.display().to_string());
    }
    settings.save(&context.paths.settings())
}

/// Runs the work while its progress is shown.
fn showing<T>(work: impl FnOnce(&BundleProgress) -> Result<T>) -> Result<T> {
    let progress = Arc::new(BundleProgress::default());
    let theirs = Arc::clone(&progress);
    let line = JobLine::showing(move || {
        let files = &theirs.files;
        let stage = theirs.stage().label();
        match files.files_total() {
            0 => stage.to_owned(),
            total => format!(
                "{stage}: {} of {} files, {}",
                thousands(files.files() as usize),
                thousands(total as usize),
                bytes_in_words(files.bytes())
            ),
        }
    });
    let result = work(&progress);
    line.finish();
    result
}
