//! Finding and loading the ONNX Runtime library.
//!
//! A library is loaded by absolute path only: a bare name would let the system pick up an old copy (Windows ships one
//! in `System32`). The first library that loads stays for the life of the process, because ONNX Runtime allows one
//! environment and `ort` one library a process; a library that fails to load can be followed by another.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use ort::environment::Environment;

use super::package::{check_library, full_version, installed_libraries, minor_of, too_old};

/// Oldest ONNX Runtime that offers the programming interface this program is built for.
pub(super) const OLDEST_MINOR: u32 = 23;

/// Where to look for the library, in this order.
#[derive(Clone, Debug, Default)]
pub struct RuntimePlaces {
    /// A path named on the command line: nothing else is looked at.
    pub explicit: Option<PathBuf>,
    /// A path chosen in the settings. Where it does not work, the others are tried.
    pub chosen: Option<PathBuf>,
    /// The value of `ORT_DYLIB_PATH`.
    pub environment: Option<PathBuf>,
    /// The folder of the executable.
    pub executable: Option<PathBuf>,
    /// The folder for installed runtimes within the app's data folder.
    pub data: Option<PathBuf>,
}

impl RuntimePlaces {
    /// The places of this process.
    pub fn of_this_process(explicit: Option<PathBuf>, data: Option<PathBuf>) -> Self {
        let mut executable = std::env::current_exe().ok();
        // A link to the program may lie elsewhere than the program, with no library beside it. Windows has none of these,
        // and resolved paths are of a form there that not every program understands.
        if cfg!(unix) {
            executable = executable.map(|path| path.canonicalize().unwrap_or(path));
        }
        Self {
            explicit,
            chosen: None,
            environment: std::env::var_os("ORT_DYLIB_PATH")
                .filter(|path| !path.is_empty())
                .map(PathBuf::from),
            executable: executable.and_then(|path| Some(path.parent()?.to_path_buf())),
            data,
        }
    }

    /// The same with the path that was chosen in the settings.
    #[must_use]
    pub fn with_chosen(mut self, chosen: Option<PathBuf>) -> Self {
        self.chosen = chosen;
        self
    }
}

/// A loaded library and its environment.
#[derive(Clone)]
pub(super) struct LoadedRuntime {
    pub environment: Environment,
    pub library: PathBuf,
    pub version: String,
    pub reason: String,
}

/// The one library of this process. Never dropped: sessions must not outlive their environment.
static LOADED: Mutex<Option<LoadedRuntime>> = Mutex::new(None);

/// Loads the first library in `places` that works, or says why none does.
pub(super) fn load_first(places: &RuntimePlaces) -> Result<LoadedRuntime, String> {
    let mut loaded = LOADED.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(runtime) = &*loaded {
        return Ok(runtime.clone());
    }
    let mut failures = Vec::new();
    for (path, reason) in library_candidates(places, std::env::consts::OS) {
        match load(&path, reason) {
            Ok(mut runtime) => {
                if !failures.is_empty() {
                    runtime.reason.push_str(" (not used: ");
                    runtime.reason.push_str(&failures.join("; "));
                    runtime.reason.push(')');
                }
                *loaded = Some(runtime.clone());
                return Ok(runtime);
            }
            Err(failure) => failures.push(format!("{}: {failure}", path.display())),
        }
    }
    if failures.is_empty() {
        return Err(
            "no library was found beside the program, in its data folder or through ORT_DYLIB_PATH"
                .to_owned(),
        );
    }
    Err(failures.join("; "))
}

/// Loads a library into this process, after looking at it without loading it. The error is a clause.
pub(super) fn load(path: &Path, reason: &str) -> Result<LoadedRuntime, String> {
    let library = std::path::absolute(path).map_err(|cause| cause.to_string())?;
    if !library.is_file() {
        return Err("there is no such file".to_owned());
    }
    check_library(&library, std::env::consts::OS, std::env::consts::ARCH)?;
    let stated = minor_of(&real_name(&library)).filter(|minor| *minor < OLDEST_MINOR);
    if let Some(minor) = stated {
        return Err(too_old(minor));
    }
    let minor = ort::util::probe(&library).ok_or("it is not ONNX Runtime, or it is damaged")?;
    if minor < OLDEST_MINOR {
        return Err(too_old(minor));
    }
    let builder = ort::init_from(&library).map_err(|cause| cause.to_string())?;
    let environment = builder
        .with_name(env!("CARGO_PKG_NAME"))
        .with_telemetry(false)
        .build()
        .map_err(|cause| cause.to_string())?;
    let version = full_version(&[&real_name(&library), ort::info()], minor);
    Ok(LoadedRuntime {
        environment,
        library,
        version,
        reason: reason.to_owned(),
    })
}

/// The library's file name behind links, which carries the whole version on Linux and macOS.
fn real_name(library: &Path) -> String {
    let real = library.canonicalize();
    let real = real.as_deref().unwrap_or(library);
    real.file_name()
        .map_or_else(String::new, |name| name.to_string_lossy().into_owned())
}

const INSTALLED: &str = "it is installed in the app's data folder";

/// Library files to try, best first, each with the reason for its place; only those named need not exist.
pub fn library_candidates(places: &RuntimePlaces, os: &str) -> Vec<(PathBuf, &'static str)> {
    let mut candidates = Vec::new();
    if let Some(path) = &places.explicit {
        candidates.push((path.clone(), "its path was given"));
        return candidates;
    }
    if let Some(path) = &places.chosen {
        candidates.push((path.clone(), "it was chosen in the settings"));
    }
    if let Some(path) = &places.environment {
        candidates.push((path.clone(), "ORT_DYLIB_PATH names it"));
        return candidates;
    }
    if let Some(folder) = &places.executable {
        for folder in beside_executable(folder, os) {
            candidates
                .extend(libraries_in(&folder, os).map(|path| (path, "it lies beside the program")));
        }
    }
    if let Some(folder) = &places.data {
        let installed = installed_libraries(folder).into_iter();
        candidates.extend(installed.map(|path| (path, INSTALLED)));
        for folder in newest_folders(folder) {
            for place in [folder.join("lib"), folder] {
                let found: Vec<_> = libraries_in(&place, os)
                    .filter(|path| candidates.iter().all(|(known, _)| known != path))
                    .collect();
                candidates.extend(found.into_iter().map(|path| (path, INSTALLED)));
            }
        }
    }
    candidates
}

/// Places that the packages for each system use, seen from the folder of the executable.
fn beside_executable(folder: &Path, os: &str) -> Vec<PathBuf> {
    let mut folders = vec![folder.to_path_buf()];
    let above = folder.parent().unwrap_or(folder);
    match os {
        "macos" => folders.push(above.join("Frameworks")),
        "linux" => folders.push(above.join("lib").join(env!("CARGO_PKG_NAME"))),
        _ => {}
    }
    folders
}

/// The folder itself and those in it, names that sort last (newest version) first.
fn newest_folders(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut folders: Vec<PathBuf> = entries
        .map(|entry| entry.path())
        .filter(|path| path.is_dir() && !is_hidden(path))
        .collect();
    folders.sort();
    folders.push(folder.to_path_buf());
    folders.reverse();
    folders
}

/// Installations that are not finished have names that begin with a dot.
fn is_hidden(path: &Path) -> bool {
    path.file_name()
        .is_some_and(|name| name.as_encoded_bytes().starts_with(b"."))
}

fn libraries_in(folder: &Path, os: &str) -> impl Iterator<Item = PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut libraries: Vec<PathBuf> = entries
        .map(|entry| entry.path())
        .filter(|path| path.file_name().is_some_and(|name| is_library(name, os)))
        .collect();
    libraries.sort();
    libraries.into_iter()
}

pub(super) fn is_library(name: &OsStr, os: &str) -> bool {
    let Some(name) = name.to_str() else {
        return false;
    };
    match os {
        "windows" => name.eq_ignore_ascii_case("onnxruntime.dll"),
        "macos" => {
            name.starts_with("libonnxruntime.")
                && Path::new(name)
                    .extension()
                    .is_some_and(|end| end == "dylib")
        }
        _ => name == "libonnxruntime.so" || name.starts_with("libonnxruntime.so."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_names_by_system() {
        for (name, os, expected) in [
            ("onnxruntime.dll", "windows", true),
            ("onnxruntime_providers_shared.dll", "windows", false),
            ("libonnxruntime.1.30.0.dylib", "macos", true),
            ("libonnxruntime.dylib", "macos", true),
            ("libonnxruntime.so", "linux", true),
            ("libonnxruntime.so.1.30.0", "linux", true),
            ("libonnxruntime_providers_shared.so", "linux", false),
        ] {
            assert_eq!(is_library(OsStr::new(name), os), expected, "{name} on {os}");
        }
    }

    #[test]
    fn an_explicit_path_is_the_only_candidate() {
        let places = RuntimePlaces {
            explicit: Some("/opt/ort.so".into()),
            environment: Some("/other.so".into()),
            ..RuntimePlaces::default()
        };
        assert_eq!(
            library_candidates(&places, "linux"),
            [(PathBuf::from("/opt/ort.so"), "its path was given")]
        );
    }

    #[test]
    fn a_chosen_path_that_is_gone_does_not_end_the_search() {
        let places = RuntimePlaces {
            chosen: Some("/gone/ort.so".into()),
            environment: Some("/other.so".into()),
            ..RuntimePlaces::default()
        };
        let candidates = library_candidates(&places, "linux").into_iter();
        let paths: Vec<PathBuf> = candidates.map(|(path, _)| path).collect();
        assert_eq!(paths, ["/gone/ort.so", "/other.so"].map(PathBuf::from));
    }

    #[test]
    fn beside_the_program_comes_before_the_data_folder() {
        let root = tempfile::tempdir().unwrap();
        let (bin, data) = (root.path().join("bin"), root.path().join("data"));
        for file in [
            bin.join("libonnxruntime.so"),
            data.join("1.29.0/lib/libonnxruntime.so"),
            data.join("1.30.0/lib/libonnxruntime.so"),
        ] {
            std::fs::create_dir_all(file.parent().unwrap()).unwrap();
            std::fs::write(file, b"").unwrap();
        }
        let places = RuntimePlaces {
            executable: Some(bin.clone()),
            data: Some(data.clone()),
            ..RuntimePlaces::default()
        };
        let found: Vec<PathBuf> = library_candidates(&places, "linux")
            .into_iter()
            .map(|(path, _)| path)
            .collect();
        assert_eq!(
            found,
            [
                bin.join("libonnxruntime.so"),
                data.join("1.30.0/lib/libonnxruntime.so"),
                data.join("1.29.0/lib/libonnxruntime.so")
            ]
        );
    }
}
