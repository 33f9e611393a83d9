//! Which files of an archive or a folder make up ONNX Runtime.
//!
//! Microsoft's archives keep the libraries in `lib/`, Python packages in `onnxruntime/capi/`; both hold much that is
//! of no use here: headers, debugging symbols, Python bindings. Picked are the library, the libraries beside it and
//! the licences.

use crate::inference::runtime::is_library;

/// Where one library was named alone, only those beside it that are known to belong to it are taken along.
const COMPANIONS: [&str; 7] = [
    "libonnxruntime_providers_",
    "onnxruntime_providers_",
    "directml",
    "libopenvino",
    "openvino",
    "libtbb",
    "tbb",
];
const LICENCES: [&str; 4] = ["license", "thirdpartynotices", "third_party", "privacy"];
const SYSTEMS: [(&str, &str); 3] = [
    ("linux", "Linux"),
    ("windows", "Windows"),
    ("macos", "macOS"),
];

/// The files that are needed, by their index in the list that was looked at.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Choice {
    /// Index of the library itself.
    pub(super) library: usize,
    /// Indices of the libraries beside it.
    pub(super) companions: Vec<usize>,
    /// Indices of licences and notices.
    pub(super) licences: Vec<usize>,
}

/// Picks the files for the system `os` out of `paths` (with forward slashes). The error is a clause.
pub(super) fn choose(paths: &[&str], os: &str) -> Result<Choice, String> {
    let libraries = paths.iter().enumerate();
    let libraries = libraries.filter(|(_, path)| is_library(name(path).as_ref(), os));
    // The outermost one; where the same folder has several names for it, the one with the full version.
    let best = libraries
        .min_by_key(|(_, path)| (path.matches('/').count(), std::cmp::Reverse(path.len())));
    let Some((library, _)) = best else {
        return Err(nothing_for(paths, os));
    };
    let home = folder(paths[library]);
    let beside = |index: &usize| {
        let (path, name) = (paths[*index], name(paths[*index]));
        folder(path) == home && is_shared_library(name, os) && !is_library(name.as_ref(), os)
    };
    Ok(Choice {
        library,
        companions: (0..paths.len()).filter(beside).collect(),
        licences: licences(paths, home),
    })
}

/// The same for one library named alone: `library` is its index among the files of its folder.
pub(super) fn choose_around(paths: &[&str], library: usize, os: &str) -> Choice {
    let home = folder(paths[library]);
    let beside = |index: &usize| {
        let (path, name) = (paths[*index], name(paths[*index]).to_ascii_lowercase());
        let known = COMPANIONS.iter().any(|known| name.starts_with(known));
        folder(path) == home && known && is_shared_library(&name, os)
    };
    Choice {
        library,
        companions: (0..paths.len()).filter(beside).collect(),
        licences: Vec::new(),
    }
}

/// Licences in the library's folder and the one above it.
fn licences(paths: &[&str], home: &str) -> Vec<usize> {
    let mut found: Vec<usize> = Vec::new();
    for place in [home, folder(home)] {
        for (index, path) in paths.iter().enumerate() {
            let lower = name(path).to_ascii_lowercase();
            let is_licence = LICENCES.iter().any(|start| lower.starts_with(start));
            let taken = found.iter().any(|other| name(paths[*other]) == name(path));
            if folder(path) == place && is_licence && !taken {
                found.push(index);
            }
        }
    }
    found
}

fn nothing_for(paths: &[&str], os: &str) -> String {
    let holds = |system: &str| {
        paths
            .iter()
            .any(|path| is_library(name(path).as_ref(), system))
    };
    let other = SYSTEMS.iter().find(|(system, _)| holds(system));
    let this = SYSTEMS.iter().find(|(system, _)| *system == os);
    match (other, this) {
        (Some((_, other)), Some((_, this))) => {
            format!("it holds ONNX Runtime for {other}, and this computer runs {this}")
        }
        _ => "it holds no ONNX Runtime library".to_owned(),
    }
}

/// Whether a file is loaded with the library; not debugging symbols, import libraries and Python bindings.
fn is_shared_library(name: &str, os: &str) -> bool {
    let name = name.to_ascii_lowercase();
    if name.starts_with("onnxruntime_pybind11") {
        return false;
    }
    match os {
        "windows" => has_end(&name, "dll"),
        "macos" => has_end(&name, "dylib"),
        _ => has_end(&name, "so") || name.contains(".so."),
    }
}

fn has_end(name: &str, end: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(_, last)| last == end)
}

fn name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or_default()
}

fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The chosen paths: library, companions, licences.
    fn chosen<'a>(paths: &[&'a str], os: &str) -> (&'a str, Vec<&'a str>, Vec<&'a str>) {
        let choice = choose(paths, os).unwrap();
        let named = |indices: &[usize]| indices.iter().map(|index| paths[*index]).collect();
        (
            paths[choice.library],
            named(&choice.companions),
            named(&choice.licences),
        )
    }

    #[test]
    fn the_release_for_linux() {
        // Links are not in the list: the archive tells them apart.
        let (library, companions, licences) = chosen(
            &[
                "onnxruntime-linux-x64-1.30.0/LICENSE",
                "onnxruntime-linux-x64-1.30.0/Privacy.md",
                "onnxruntime-linux-x64-1.30.0/README.md",
                "onnxruntime-linux-x64-1.30.0/ThirdPartyNotices.txt",
                "onnxruntime-linux-x64-1.30.0/include/onnxruntime_c_api.h",
                "onnxruntime-linux-x64-1.30.0/lib/cmake/onnxruntime/onnxruntimeConfig.cmake",
                "onnxruntime-linux-x64-1.30.0/lib/libonnxruntime.so.1.30.0",
                "onnxruntime-linux-x64-1.30.0/lib/libonnxruntime_providers_shared.so",
            ],
            "linux",
        );
        assert_eq!(
            library,
            "onnxruntime-linux-x64-1.30.0/lib/libonnxruntime.so.1.30.0"
        );
        assert_eq!(
            companions,
            ["onnxruntime-linux-x64-1.30.0/lib/libonnxruntime_providers_shared.so"]
        );
        assert_eq!(licences.len(), 3);
    }

    #[test]
    fn the_release_for_windows() {
        let (library, companions, _) = chosen(
            &[
                "ort/lib/onnxruntime.dll",
                "ort/lib/onnxruntime.lib",
                "ort/lib/onnxruntime.pdb",
                "ort/lib/onnxruntime_providers_shared.dll",
                "ort/lib/onnxruntime_providers_shared.pdb",
            ],
            "windows",
        );
        assert_eq!(library, "ort/lib/onnxruntime.dll");
        assert_eq!(companions, ["ort/lib/onnxruntime_providers_shared.dll"]);
    }

    #[test]
    fn the_release_for_macos() {
        let (library, companions, _) = chosen(
            &[
                "ort/lib/libonnxruntime.1.30.0.dylib",
                "ort/lib/libonnxruntime.1.30.0.dylib.dSYM/Contents/Resources/DWARF/libonnxruntime.1.30.0.dylib",
                "ort/lib/libonnxruntime.dylib",
            ],
            "macos",
        );
        assert_eq!(library, "ort/lib/libonnxruntime.1.30.0.dylib");
        assert!(companions.is_empty());
    }

    #[test]
    fn a_wheel() {
        let (library, companions, licences) = chosen(
            &[
                "onnxruntime/LICENSE",
                "onnxruntime/ThirdPartyNotices.txt",
                "onnxruntime/__init__.py",
                "onnxruntime/capi/libonnxruntime.so.1.24.1",
                "onnxruntime/capi/libonnxruntime_providers_openvino.so",
                "onnxruntime/capi/libopenvino.so.2541",
                "onnxruntime/capi/onnxruntime_pybind11_state.cpython-311-x86_64-linux-gnu.so",
                "onnxruntime/capi/training/_utils.py",
                "onnxruntime_openvino-1.24.1.dist-info/METADATA",
            ],
            "linux",
        );
        assert_eq!(library, "onnxruntime/capi/libonnxruntime.so.1.24.1");
        assert_eq!(companions.len(), 2);
        assert_eq!(
            licences,
            ["onnxruntime/LICENSE", "onnxruntime/ThirdPartyNotices.txt"]
        );
    }

    #[test]
    fn one_library_takes_along_only_its_own() {
        let paths = [
            "libonnxruntime.so.1.30.0",
            "libonnxruntime_providers_shared.so",
            "libm.so.6",
        ];
        let choice = choose_around(&paths, 0, "linux");
        assert_eq!((choice.library, choice.companions), (0, vec![1]));
    }

    #[test]
    fn what_is_for_another_system_or_no_runtime_at_all() {
        let windows = ["lib/onnxruntime.dll"];
        assert_eq!(
            choose(&windows, "linux").unwrap_err(),
            "it holds ONNX Runtime for Windows, and this computer runs Linux"
        );
        let none = ["styles.csv", "images/1.jpg"];
        assert_eq!(
            choose(&none, "linux").unwrap_err(),
            "it holds no ONNX Runtime library"
        );
    }
}
