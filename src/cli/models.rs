//! `models`: list, install, import, verify and remove models.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use clap::Subcommand;
use serde_json::json;

use super::context::Context;
use super::progress::JobLine;
use super::{Runtime, output};
use crate::inference::{EngineChoice, default_threads};
use crate::model::{CheckRecord, ModelEntry, ModelMeter, ModelProgress};
use crate::model_check::check_installed;
use crate::text::bytes_in_words;
use crate::{Error, Result};

#[derive(clap::Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    action: Option<Action>,
}

#[derive(Subcommand)]
enum Action {
    /// List the models: built in, installed, imported, to download
    List {
        /// Print the list as JSON
        #[arg(long)]
        json: bool,
    },
    /// Download a model into the Hugging Face cache, or continue a download
    Install {
        /// The model's name in the list
        id: String,
        #[command(flatten)]
        engine: EngineArguments,
    },
    /// Copy a model into the app's data folder
    Import {
        /// A folder, zip or tgz file in the layout of Xenova/clip-vit-base-patch32
        path: PathBuf,
    },
    /// Read a model's files, compare them with their SHA-256, and its vectors with published ones
    Verify {
        /// The model's name in the list
        id: String,
        #[command(flatten)]
        engine: EngineArguments,
        /// Print the result as JSON
        #[arg(long)]
        json: bool,
    },
    /// Remove a model from the disk
    Remove {
        /// The model's name in the list
        id: String,
    },
}

/// The engine that computes published values.
#[derive(clap::Args)]
struct EngineArguments {
    /// Which engine compares the model with published values
    #[arg(long, default_value = "auto", value_name = "auto|onnxruntime|builtin")]
    engine: EngineChoice,
    #[command(flatten)]
    runtime: Runtime,
}

pub(super) fn run(context: &Context, arguments: Arguments) -> Result<()> {
    match arguments.action {
        None => list(context, false),
        Some(Action::List { json }) => list(context, json),
        Some(Action::Install { id, engine }) => install(context, &id, engine),
        Some(Action::Import { path }) => import(context, &path),
        Some(Action::Verify { id, engine, json }) => verify(context, &id, engine, json),
        Some(Action::Remove { id }) => remove(context, &id),
    }
}

fn list(context: &Context, as_json: bool) -> Result<()> {
    let entries = context.models().list()?;
    if as_json {
        return output::json(&entries);
    }
    let rows: Vec<[String; 4]> = entries.iter().map(row).collect();
    let width = |column: usize| {
        let lengths = rows.iter().map(|row| row[column].chars().count());
        lengths.max().unwrap_or(0)
    };
    let (id, state, size) = (width(0), width(1), width(2));
    rows.iter().try_for_each(|[name, what, bytes, about]| {
        output::line(&format!(
            "{name:<id$}  {what:<state$}  {bytes:>size$}  {about}"
        ))
    })
}

fn row(entry: &ModelEntry) -> [String; 4] {
    let state = match &entry.check {
        Some(check) if !check.ok => format!("{}, but see verify", entry.state.label()),
        _ => entry.state.label(),
    };
    let size = entry.state.bytes().map(bytes_in_words);
    [
        entry.id.clone(),
        state,
        size.unwrap_or_default(),
        entry.description(),
    ]
}

fn install(context: &Context, id: &str, engine: EngineArguments) -> Result<()> {
    let network = context.network()?;
    let store = context.models();
    let entry = with_progress(|progress| store.install(id, &network, &context.control, progress))?;
    output::line(&format!(
        "{} is installed: use it as --model {id}",
        entry.label
    ))?;
    match compare(context, id, engine)? {
        Some(check) if !check.ok => Err(differs(&entry, &check)),
        Some(check) => output::line(&verified(&check)),
        None => Ok(()),
    }
}

fn import(context: &Context, path: &std::path::Path) -> Result<()> {
    let store = context.models();
    let names = with_progress(|progress| store.import(path, &context.control, progress))?;
    names
        .iter()
        .try_for_each(|name| output::line(&format!("imported: use it as --model {name}")))
}

fn verify(context: &Context, id: &str, engine: EngineArguments, as_json: bool) -> Result<()> {
    let store = context.models();
    let entry = with_progress(|progress| store.verify(id, &context.control, progress))?;
    let check = compare(context, id, engine)?;
    let ok = check.as_ref().is_none_or(|check| check.ok);
    if as_json {
        output::json(&json!({"ok": ok, "id": id, "state": entry.state.label(), "check": check}))?;
    } else {
        output::line("every file is what it must be")?;
        match &check {
            Some(check) if check.ok => output::line(&verified(check))?,
            Some(_) => {}
            None => output::line("nothing was published to compare its vectors with")?,
        }
    }
    match check {
        Some(check) if !check.ok => Err(differs(&entry, &check)),
        _ => Ok(()),
    }
}

fn remove(context: &Context, id: &str) -> Result<()> {
    let removed = context.models().remove(id)?;
    if removed.from_hub_cache {
        output::message(
            "It was in the Hugging Face cache; a Python program that uses it will download it again.",
        );
    }
    output::line(&format!(
        "{} is removed, {} are free",
        id,
        bytes_in_words(removed.bytes)
    ))
}

fn compare(context: &Context, id: &str, engine: EngineArguments) -> Result<Option<CheckRecord>> {
    let store = context.models();
    if store.reference(id)?.is_none() {
        return Ok(None);
    }
    let engine = context
        .engines(engine.runtime.runtime)
        .select(engine.engine)?;
    with_progress(|progress| {
        check_installed(
            &store,
            id,
            engine.as_ref(),
            default_threads(),
            &context.control,
            progress,
        )
    })
}

fn verified(check: &CheckRecord) -> String {
    format!("model verified with {}: it {}", check.engine, check.summary)
}

fn differs(entry: &ModelEntry, check: &CheckRecord) -> Error {
    Error::new(format!("{} {}", entry.label, check.summary))
        .meaning(format!(
            "Its files are right, so it is {} that computes something else here",
            check.engine
        ))
        .remedy("Try the other engine (--engine), and report this")
}

fn with_progress<T>(work: impl FnOnce(&ModelProgress) -> Result<T>) -> Result<T> {
    let progress = Arc::new(ModelProgress::default());
    let theirs = Arc::clone(&progress);
    let mut meter = ModelMeter::default();
    let line = JobLine::showing(move || meter.describe(&theirs.snapshot(), Instant::now()));
    let result = work(&progress);
    line.finish();
    result
}
