//! Installing what a bundle holds.

use std::fs;
use std::path::{Path, PathBuf};

use super::manifest::{DATASET, MODELS, ModelPart, RUNTIME, RuntimePart};
use super::opened::Bundle;
use super::progress::{BundleProgress, BundleStage};
use crate::artifact::{cannot_write, hash_file};
use crate::inference::package::{Installed, Prober, RuntimeStore};
use crate::job::{Claim, Control};
use crate::model::{ModelStore, STARTER};
use crate::{Error, Result};

/// Where the parts of a bundle go.
pub struct BundlePlaces {
    /// The folder in which the dataset gets a folder of its name.
    pub datasets: PathBuf,
    /// The folder for the dataset itself, in place of one of its name.
    pub dataset: Option<PathBuf>,
    /// The models of this user.
    pub models: ModelStore,
    /// The runtimes of this user.
    pub runtimes: RuntimeStore,
    /// What tries ONNX Runtime before it is used.
    pub prober: Prober,
    /// A folder for files on their way, on the same disk; it is emptied. One program at a time works there.
    pub temporary: PathBuf,
}

/// What is there now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unbundled {
    /// The dataset's folder.
    pub dataset: Option<PathBuf>,
    /// Names of the models.
    pub models: Vec<String>,
    /// ONNX Runtime.
    pub runtime: Option<Installed>,
    /// What was left out, and why, as sentences without a full stop.
    pub notes: Vec<String>,
}

/// Installs everything that a bundle holds, after comparing all of it with its manifest. What is there already is
/// kept; after a stop the same call goes on.
pub fn install(
    path: &Path,
    places: &BundlePlaces,
    control: &Control,
    progress: &BundleProgress,
) -> Result<Unbundled> {
    let bundle = Bundle::open(path, control)?;
    bundle.verify(control, progress)?;
    let lock = places.temporary.with_extension("lock");
    let _claim = Claim::take(&lock, "A bundle is being installed")?;
    clear(&places.temporary)?;
    let work = Work {
        bundle: &bundle,
        places,
        control,
        progress,
    };
    let installed = work.run();
    let cleared = clear(&places.temporary);
    // The error that matters is the first one.
    let installed = installed?;
    cleared.map(|()| installed)
}

struct Work<'a> {
    bundle: &'a Bundle,
    places: &'a BundlePlaces,
    control: &'a Control,
    progress: &'a BundleProgress,
}

impl Work<'_> {
    fn run(&self) -> Result<Unbundled> {
        let manifest = self.bundle.manifest();
        let mut done = Unbundled::default();
        if let Some(runtime) = &manifest.runtime {
            match self.runtime(runtime)? {
                Ok(installed) => done.runtime = Some(installed),
                Err(note) => done.notes.push(note),
            }
        }
        for model in &manifest.models {
            self.model(model)?;
            done.models.push(model.id.clone());
        }
        if let Some(dataset) = &manifest.dataset {
            let named = || self.places.datasets.join(&dataset.name);
            let folder = self.places.dataset.clone().unwrap_or_else(named);
            self.progress.enter(BundleStage::Dataset);
            self.unpack(DATASET, &folder)?;
            done.dataset = Some(folder);
        }
        Ok(done)
    }

    fn unpack(&self, prefix: &str, folder: &Path) -> Result<()> {
        let wanted = self.bundle.wanted(prefix)?;
        let archive = &self.bundle.archive;
        archive
            .unpack(&wanted, folder, self.control, &self.progress.files)
            .map(drop)
    }

    /// Installs ONNX Runtime, or says why not.
    fn runtime(&self, part: &RuntimePart) -> Result<Result<Installed, String>> {
        if (part.os.as_str(), part.arch.as_str()) != (std::env::consts::OS, std::env::consts::ARCH)
        {
            return Ok(Err(format!(
                "The ONNX Runtime in it is for {} on {}, and was left out",
                part.os, part.arch
            )));
        }
        self.progress.enter(BundleStage::Runtime);
        let folder = self.places.temporary.join(&part.id);
        self.unpack(RUNTIME, &folder)?;
        let (runtimes, prober) = (&self.places.runtimes, &self.places.prober);
        runtimes
            .import(&folder, prober, self.control, &self.progress.runtime)
            .map(Ok)
    }

    fn model(&self, part: &ModelPart) -> Result<()> {
        self.progress.enter(BundleStage::Model);
        let prefix = format!("{MODELS}{}/", part.id);
        if self.is_there(part, &prefix)? {
            return Ok(());
        }
        let folder = self.places.temporary.join(&part.id);
        self.unpack(&prefix, &folder)?;
        let models = &self.places.models;
        models.import(&folder, self.control, &self.progress.model)?;
        clear(&folder)
    }

    /// Whether this very model is installed; an error if another one of its name is.
    fn is_there(&self, part: &ModelPart, prefix: &str) -> Result<bool> {
        let entries = self.places.models.list()?;
        let mut usable = entries.iter().filter(|entry| entry.state.is_usable());
        if part.id == STARTER || !usable.any(|entry| entry.id == part.id) {
            return Ok(false);
        }
        let model = self.places.models.open(&part.id)?;
        let folder = model.folder.unwrap_or_default();
        for (file, name) in self.bundle.manifest().below(prefix) {
            self.control.check()?;
            let found = hash_file(&folder.join(name)).ok();
            if found != Some((file.bytes, file.sha256.clone())) {
                return Err(Error::new(format!(
                    "Another model called \"{}\" is already there",
                    part.id
                ))
                .meaning("It was left as it is; what was installed before it stays")
                .remedy("Remove or rename it, and install the bundle again")
                .at(folder));
            }
        }
        Ok(true)
    }
}

/// Empties a folder of a former attempt.
fn clear(folder: &Path) -> Result<()> {
    match fs::remove_dir_all(folder) {
        Err(cause) if cause.kind() != std::io::ErrorKind::NotFound => {
            Err(cannot_write(folder, cause))
        }
        _ => Ok(()),
    }
}
