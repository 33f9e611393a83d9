//! The runtimes of this user, one folder each.

use std::fs;
use std::path::{Path, PathBuf};

use super::contents::Choice;
use super::probe::Probed;
use super::record::RECORD;
use super::source::Source;
use super::version::newest_first;
use super::{
    InstallProgress, InstallStage, Prober, RuntimeRecord, Variant, check_library, minor_of,
};
use crate::artifact::{cannot_write, hash_file, move_folder};
use crate::inference::runtime::OLDEST_MINOR;
use crate::job::{Claim, Control};
use crate::model::FileHash;
use crate::{Error, Result};

/// Folders that begin so are not finished, or about to go.
const HIDDEN: char = '.';
const INCOMING: &str = ".incoming.part";
const OUTGOING: &str = ".outgoing.part";
/// Locked as long as somebody changes what is installed.
const LOCK: &str = ".store.lock";
pub(super) const BUSY: &str = "ONNX Runtime is being installed or removed";

/// Installed runtimes of this user.
#[derive(Clone, Debug)]
pub struct RuntimeStore {
    folder: PathBuf,
}

/// An installed runtime.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Installed {
    /// The name it is chosen and removed by: the name of its folder, such as `onnxruntime-1.30.0`.
    pub id: String,
    /// The library file.
    pub library: PathBuf,
    /// What is known of it.
    pub record: RuntimeRecord,
    /// What is wrong with it, as far as a quick look tells.
    pub damage: Option<String>,
}

impl Installed {
    /// All files that belong to it.
    pub fn files(&self) -> impl Iterator<Item = PathBuf> {
        let folder = self.library.parent().unwrap_or(Path::new("")).to_path_buf();
        let names = self.record.files.iter().map(|file| file.name.as_str());
        names.chain([RECORD]).map(move |name| folder.join(name))
    }
}

/// What a runtime comes from, for its record.
pub(super) struct Origin {
    pub(super) source: String,
    pub(super) sha256: Option<String>,
}

impl Origin {
    fn of(path: &Path) -> Result<Self> {
        // The folder of an installed runtime, copied from elsewhere, knows where it came from.
        if let Some(record) = RuntimeRecord::read(path) {
            return Ok(Self {
                source: record.source,
                sha256: record.source_sha256,
            });
        }
        let sha256 = if path.is_file() {
            Some(hash_file(path).map_err(|cause| unreadable(path, cause))?.1)
        } else {
            None
        };
        let name = path
            .file_name()
            .map(|name| name.to_string_lossy().into_owned());
        Ok(Self {
            source: name.unwrap_or_else(|| path.display().to_string()),
            sha256,
        })
    }
}

impl RuntimeStore {
    /// The store in a folder that need not exist yet.
    pub fn new(folder: PathBuf) -> Self {
        Self { folder }
    }

    /// The store's folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The installed runtimes, the newest version first.
    pub fn list(&self) -> Vec<Installed> {
        let entries = fs::read_dir(&self.folder).into_iter().flatten().flatten();
        let names = entries.filter_map(|entry| entry.file_name().into_string().ok());
        let mut found: Vec<Installed> = names.filter_map(|name| self.installed(&name)).collect();
        found.sort_by(|a, b| {
            let version = |installed: &Installed| newest_first(&installed.record.version);
            version(a).cmp(&version(b)).then_with(|| a.id.cmp(&b.id))
        });
        found
    }

    /// The installed runtime of this name.
    pub fn get(&self, id: &str) -> Result<Installed> {
        self.installed(id).ok_or_else(|| {
            Error::new(format!("No ONNX Runtime called \"{id}\" is installed"))
                .meaning("Nothing was changed")
                .remedy("\"runtime list\" shows what is installed")
        })
    }

    pub(super) fn installed(&self, id: &str) -> Option<Installed> {
        if id.starts_with(HIDDEN) || id.contains(['/', '\\']) {
            return None;
        }
        let folder = self.folder.join(id);
        let record = RuntimeRecord::read(&folder)?;
        Some(Installed {
            id: id.to_owned(),
            library: folder.join(&record.library),
            damage: record.damage(&folder),
            record,
        })
    }

    /// Reads all files of a runtime and compares them with their hashes.
    pub fn verify(&self, id: &str) -> Result<()> {
        self.get(id)?.record.verify(&self.folder.join(id))
    }

    /// Installs ONNX Runtime from a file: a release archive (`.tgz`, `.zip`), a Python package (`.whl`), an unpacked
    /// folder of either, or the library itself. The library is tried in a child process before it gets its place.
    pub fn import(
        &self,
        path: &Path,
        prober: &Prober,
        control: &Control,
        progress: &InstallProgress,
    ) -> Result<Installed> {
        progress.enter(InstallStage::Unpacking);
        let _claim = Claim::take(&self.lock(), BUSY)?;
        let source = Source::open(path, control)?;
        self.take_in(&source, Origin::of(path)?, path, prober, control, progress)
    }

    /// The file that stands for the right to change the store.
    pub(super) fn lock(&self) -> PathBuf {
        self.folder.join(LOCK)
    }

    /// Whoever calls it holds [`Self::lock`].
    pub(super) fn take_in(
        &self,
        source: &Source,
        origin: Origin,
        path: &Path,
        prober: &Prober,
        control: &Control,
        progress: &InstallProgress,
    ) -> Result<Installed> {
        let choice = source.choose().map_err(|reason| refused(path, &reason))?;
        let library = source.name(choice.library).to_owned();
        if let Some(minor) = minor_of(&library).filter(|minor| *minor < OLDEST_MINOR) {
            return Err(refused(path, &too_old(minor)));
        }
        let incoming = self.folder.join(INCOMING);
        clear(&incoming)?;
        let placed = source
            .write(&choice, &incoming, control, &progress.unpack)
            .and_then(|()| {
                progress.enter(InstallStage::Checking);
                check(source, &choice, &incoming).map_err(|reason| refused(path, &reason))?;
                let found = prober.probe(&incoming.join(&library), control)?;
                let version = match found {
                    Probed::Version(version) => version,
                    Probed::Refused(reason) => return Err(refused(path, &reason)),
                };
                let record = record(source, &choice, &incoming, origin, version)?;
                record.write(&incoming)?;
                self.place(&incoming, &record)
            });
        // Whatever happened, nothing half done stays behind.
        let cleared = clear(&incoming);
        let id = placed?;
        cleared?;
        self.get(&id)
    }

    /// Moves the new runtime to its place, unless the same one is there and whole.
    fn place(&self, incoming: &Path, record: &RuntimeRecord) -> Result<String> {
        let id = format!("{}-{}", record.variant.name(), record.version);
        let same = |installed: &Installed| {
            installed.damage.is_none() && installed.record.files == record.files
        };
        if self.installed(&id).as_ref().is_some_and(same) && self.verify(&id).is_ok() {
            return Ok(id);
        }
        let target = self.folder.join(&id);
        if target.exists() {
            self.discard(&target)?;
        }
        move_folder(incoming, &target).map_err(|cause| cannot_write(&target, cause))?;
        Ok(id)
    }

    /// Removes an installed runtime.
    pub fn remove(&self, id: &str) -> Result<()> {
        let _claim = Claim::take(&self.lock(), BUSY)?;
        self.get(id)?;
        self.discard(&self.folder.join(id))
    }

    /// A folder disappears at once or, where a file of it is in use, stays whole.
    fn discard(&self, folder: &Path) -> Result<()> {
        let outgoing = self.folder.join(OUTGOING);
        clear(&outgoing)?;
        move_folder(folder, &outgoing).map_err(|cause| in_use(folder, cause))?;
        clear(&outgoing)
    }
}

/// Libraries of the runtimes in a folder, the newest version first.
pub(in crate::inference) fn installed_libraries(folder: &Path) -> Vec<PathBuf> {
    let installed = RuntimeStore::new(folder.to_path_buf()).list();
    installed
        .into_iter()
        .map(|installed| installed.library)
        .collect()
}

/// Looks at the libraries without loading them.
fn check(source: &Source, choice: &Choice, incoming: &Path) -> Result<(), String> {
    for index in [choice.library].iter().chain(&choice.companions) {
        let name = source.name(*index);
        check_library(
            &incoming.join(name),
            std::env::consts::OS,
            std::env::consts::ARCH,
        )
        .map_err(|reason| format!("{name}: {reason}"))?;
    }
    Ok(())
}

fn record(
    source: &Source,
    choice: &Choice,
    incoming: &Path,
    origin: Origin,
    version: String,
) -> Result<RuntimeRecord> {
    let all = [choice.library].into_iter();
    let all = all
        .chain(choice.companions.iter().copied())
        .chain(choice.licences.iter().copied());
    let hash = |index: usize| {
        let name = source.name(index);
        let path = incoming.join(name);
        let (bytes, sha256) = hash_file(&path).map_err(|cause| unreadable(&path, cause))?;
        Ok(FileHash {
            name: name.to_owned(),
            bytes,
            sha256,
        })
    };
    let companions = choice.companions.iter().map(|index| source.name(*index));
    Ok(RuntimeRecord {
        variant: Variant::of(companions, &[origin.source.to_ascii_lowercase()]),
        version,
        source: origin.source,
        source_sha256: origin.sha256,
        library: source.name(choice.library).to_owned(),
        files: all.map(hash).collect::<Result<_>>()?,
        installed: humantime::format_rfc3339_seconds(std::time::SystemTime::now()).to_string(),
    })
}

/// Removes a folder of a former attempt.
fn clear(folder: &Path) -> Result<()> {
    match fs::remove_dir_all(folder) {
        Err(cause) if cause.kind() != std::io::ErrorKind::NotFound => {
            Err(cannot_write(folder, cause))
        }
        _ => Ok(()),
    }
}

pub(in crate::inference) fn too_old(minor: u32) -> String {
    format!("version 1.{minor} is too old; 1.{OLDEST_MINOR} or newer is needed")
}

fn refused(path: &Path, reason: &str) -> Error {
    Error::new("This ONNX Runtime cannot be used here")
        .meaning(format!("{reason}; it was not installed, and the app goes on with the engine it has"))
        .remedy(format!(
            "Choose an archive of version 1.{OLDEST_MINOR} or newer for this system, or let the app download one"
        ))
        .at(path)
}

fn unreadable(path: &Path, cause: std::io::Error) -> Error {
    Error::new("The file cannot be read")
        .meaning("ONNX Runtime was not installed")
        .remedy("Check that it is still there and that you may read it")
        .at(path)
        .caused_by(cause)
}

fn in_use(folder: &Path, cause: std::io::Error) -> Error {
    Error::new("This ONNX Runtime cannot be removed now")
        .meaning("A file of it is in use, perhaps by this app; it was left as it is")
        .remedy("Choose another engine, start the app again and try once more")
        .at(folder)
        .caused_by(cause)
}
