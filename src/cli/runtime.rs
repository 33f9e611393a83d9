//! `runtime`: the ONNX Runtime libraries that are installed, and installing them.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use clap::Subcommand;
use serde_json::json;

use super::context::Context;
use super::progress::JobLine;
use super::{output, unpack};
use crate::Result;
use crate::inference::package::{
    InstallProgress, InstallStage, Installed, Prober, Release, RuntimeStore, probe_here, release,
    releases,
};
use crate::net::TransferMeter;
use crate::text::bytes_in_words;

#[derive(clap::Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    action: Option<Action>,
}

#[derive(Subcommand)]
enum Action {
    /// List what is installed and what can be
    List {
        /// Print the list as JSON
        #[arg(long)]
        json: bool,
    },
    /// Download a release from Microsoft, verify it and use it
    Install {
        /// Which one [default: the recommended one]
        name: Option<String>,
    },
    /// Install from a release archive, a Python wheel, an unpacked folder or the library itself, and use it
    Import {
        /// The .tgz, .zip or .whl file, the folder or the library
        path: PathBuf,
    },
    /// Use another one that is installed
    Use {
        /// Its name in the list
        name: String,
    },
    /// Remove one that is installed
    Remove {
        /// Its name in the list
        name: String,
    },
}

/// The arguments of the command with which the program tries a library in a process of its own.
#[derive(clap::Args)]
pub(super) struct ProbeArguments {
    library: PathBuf,
}

pub(super) fn run(context: &Context, arguments: &Arguments) -> Result<()> {
    let store = RuntimeStore::new(context.paths.runtimes());
    match &arguments.action {
        None => list(context, &store, false),
        Some(Action::List { json }) => list(context, &store, *json),
        Some(Action::Install { name }) => install(context, &store, name.as_deref()),
        Some(Action::Import { path }) => import(context, &store, path),
        Some(Action::Use { name }) => {
            store.verify(name)?;
            use_it(context, &store.get(name)?)
        }
        Some(Action::Remove { name }) => remove(context, &store, name),
    }
}

pub(super) fn probe(arguments: &ProbeArguments) -> Result<()> {
    output::json(&probe_here(&arguments.library))
}

fn list(context: &Context, store: &RuntimeStore, as_json: bool) -> Result<()> {
    let (installed, releases) = (store.list(), releases()?);
    let chosen = context.settings().runtime;
    let is_chosen = |installed: &Installed| chosen.as_ref() == Some(&installed.library);
    if as_json {
        let installed: Vec<_> = installed
            .iter()
            .map(|installed| to_json(installed, is_chosen(installed)))
            .collect();
        return output::json(&json!({"installed": installed, "releases": releases}));
    }
    if installed.is_empty() {
        output::message(
            "None is installed; the built-in engine is used unless ONNX Runtime lies beside the program.",
        );
    }
    for installed in &installed {
        output::line(&describe(installed, is_chosen(installed)))?;
    }
    releases
        .iter()
        .try_for_each(|release| output::line(&offer(release)))
}

fn describe(installed: &Installed, chosen: bool) -> String {
    let record = &installed.record;
    let state = match (&installed.damage, chosen) {
        (Some(damage), _) => format!("damaged: {damage}"),
        (None, true) => "installed, chosen".to_owned(),
        (None, false) => "installed".to_owned(),
    };
    format!(
        "{}: {state}; for the {}, {}",
        installed.id,
        record.variant.label(),
        bytes_in_words(record.bytes())
    )
}

fn offer(release: &Release) -> String {
    let size = match (release.bytes, release.about_bytes) {
        (Some(bytes), _) => format!("to download, {}", bytes_in_words(bytes)),
        (None, Some(bytes)) => format!("to download, about {}", bytes_in_words(bytes)),
        (None, None) => "to download".to_owned(),
    };
    let needs = release
        .needs
        .as_ref()
        .map(|needs| format!("; needs {needs}"));
    format!(
        "{} {}: {size}; for the {}{}",
        release.name,
        release.version,
        release.variant.label(),
        needs.unwrap_or_default()
    )
}

fn to_json(installed: &Installed, chosen: bool) -> serde_json::Value {
    json!({
        "name": installed.id,
        "chosen": chosen,
        "library": installed.library,
        "damage": installed.damage,
        "bytes": installed.record.bytes(),
        "record": installed.record,
    })
}

fn install(context: &Context, store: &RuntimeStore, name: Option<&str>) -> Result<()> {
    let release = match (name, releases()?.into_iter().next()) {
        (None, Some(recommended)) => recommended,
        (name, _) => release(name.unwrap_or("onnxruntime"))?,
    };
    output::message(&offer(&release));
    let network = context.network()?;
    let prober = Prober::of_this_program()?;
    let installed =
        showing(|progress| store.install(&release, &network, &prober, &context.control, progress))?;
    use_it(context, &installed)
}

fn import(context: &Context, store: &RuntimeStore, path: &Path) -> Result<()> {
    let prober = Prober::of_this_program()?;
    let installed = showing(|progress| store.import(path, &prober, &context.control, progress))?;
    use_it(context, &installed)
}

/// Runs an installation while its progress is shown.
fn showing(work: impl FnOnce(&InstallProgress) -> Result<Installed>) -> Result<Installed> {
    let progress = Arc::new(InstallProgress::default());
    let line = JobLine::showing(describing(Arc::clone(&progress)));
    let installed = work(&progress);
    line.finish();
    installed
}

fn describing(progress: Arc<InstallProgress>) -> impl FnMut() -> String + Send {
    let mut meter = TransferMeter::default();
    let mut unpacking = unpack::describing(Arc::clone(&progress.unpack));
    move || match progress.stage() {
        InstallStage::Downloading => meter.sample(&progress.transfer, Instant::now()).describe(),
        stage @ InstallStage::Unpacking => format!("{}: {}", stage.label(), unpacking()),
        stage @ InstallStage::Checking => stage.label().to_owned(),
    }
}

fn use_it(context: &Context, installed: &Installed) -> Result<()> {
    let mut settings = context.settings();
    settings.runtime = Some(installed.library.clone());
    settings.save(&context.paths.settings())?;
    output::line(&format!("{} is used from now on", installed.id))
}

fn remove(context: &Context, store: &RuntimeStore, name: &str) -> Result<()> {
    let installed = store.get(name)?;
    store.remove(name)?;
    let mut settings = context.settings();
    if settings.runtime.as_ref() == Some(&installed.library) {
        settings.runtime = None;
        settings.save(&context.paths.settings())?;
    }
    output::line(&format!(
        "{name} was removed, {} are free again",
        bytes_in_words(installed.record.bytes())
    ))
}
