//! The releases of ONNX Runtime that can be installed by a click: pinned, so that what arrives is what was tried.

use serde::{Deserialize, Serialize};

use super::Variant;
use crate::net::endpoint;
use crate::{Error, Result};

/// Names the address that releases are fetched from, in place of Microsoft's: for mirrors and tests.
pub const BASE_VARIABLE: &str = "VECTORSEARCH_RUNTIME_URL";

const BASE: &str = "https://github.com/microsoft/onnxruntime/releases/download";
const PINS: &str = include_str!("../../../assets/runtimes.toml");

/// A release archive of ONNX Runtime.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Release {
    /// Short name for the command line, such as `onnxruntime-cuda13`.
    pub name: String,
    /// Version, such as `1.30.0`.
    pub version: String,
    /// What it can run on.
    pub variant: Variant,
    /// The system it is for, as in [`std::env::consts::OS`].
    pub os: String,
    /// The processor it is for, as in [`std::env::consts::ARCH`].
    pub arch: String,
    /// File name of the archive.
    pub file: String,
    /// Exact size of the archive in bytes, where it is known.
    pub bytes: Option<u64>,
    /// Rounded size of the archive in bytes, where only that is known.
    pub about_bytes: Option<u64>,
    /// Where the archive is fetched from.
    #[serde(skip_deserializing)]
    pub url: String,
    /// SHA-256 of the archive in lower-case hexadecimal.
    pub sha256: String,
    /// What must be installed on the computer for it to be of use, as a phrase.
    pub needs: Option<String>,
}

/// The releases for a system and processor (names as in [`std::env::consts`]), fetched from below the address `base`,
/// the recommended one first.
pub fn releases_for(os: &str, arch: &str, base: &str) -> Result<Vec<Release>> {
    let mut releases = pins()?;
    releases.retain(|release| release.os == os && release.arch == arch);
    for release in &mut releases {
        release.url = format!("{base}/v{}/{}", release.version, release.file);
    }
    Ok(releases)
}

/// The releases for this computer, the recommended one first.
pub fn releases() -> Result<Vec<Release>> {
    let base = endpoint(BASE_VARIABLE, BASE)?;
    releases_for(std::env::consts::OS, std::env::consts::ARCH, &base)
}

/// The release of this name for this computer.
pub fn release(name: &str) -> Result<Release> {
    let releases = releases()?;
    let names: Vec<String> = releases
        .iter()
        .map(|release| release.name.clone())
        .collect();
    let found = releases.into_iter().find(|release| release.name == name);
    found.ok_or_else(|| {
        Error::new(format!(
            "There is no release called \"{name}\" for this computer"
        ))
        .meaning("Nothing was downloaded")
        .remedy(if names.is_empty() {
            "Import an ONNX Runtime that you have, or go on with the built-in engine".to_owned()
        } else {
            format!("Choose one of: {}", names.join(", "))
        })
    })
}

#[derive(Deserialize)]
struct Pins {
    release: Vec<Release>,
}

fn pins() -> Result<Vec<Release>> {
    let pins: Pins = toml::from_str(PINS).map_err(|cause| {
        Error::new("The list of ONNX Runtime releases in this program is damaged")
            .remedy("Install the app again")
            .caused_by(cause)
    })?;
    Ok(pins.release)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(os: &str, arch: &str) -> Vec<String> {
        let releases = releases_for(os, arch, BASE).unwrap().into_iter();
        releases
            .map(|release| format!("{} {}", release.name, release.version))
            .collect()
    }

    #[test]
    fn what_fits_each_computer() {
        let with_gpu = [
            "onnxruntime 1.30.0",
            "onnxruntime-cuda13 1.28.0",
            "onnxruntime-cuda12 1.28.0",
        ];
        assert_eq!(names("linux", "x86_64"), with_gpu);
        assert_eq!(names("windows", "x86_64"), with_gpu);
        assert_eq!(names("linux", "aarch64"), ["onnxruntime 1.30.0"]);
        assert_eq!(names("windows", "aarch64"), ["onnxruntime 1.30.0"]);
        assert_eq!(names("macos", "aarch64"), ["onnxruntime 1.30.0"]);
        assert_eq!(names("macos", "x86_64"), ["onnxruntime 1.23.2"]);
        assert!(names("freebsd", "x86_64").is_empty());
        assert!(names("linux", "riscv64").is_empty());
    }

    #[test]
    fn pins_are_complete() {
        for release in pins().unwrap() {
            let is_hash = |text: &str| {
                text.len() == 64
                    && text
                        .bytes()
                        .all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
            };
            assert!(is_hash(&release.sha256), "{}", release.file);
            assert!(release.file.contains(&release.version));
            let end = if release.os == "windows" {
                ".zip"
            } else {
                ".tgz"
            };
            assert!(release.file.ends_with(end), "{}", release.file);
            let is_gpu = release.variant != Variant::Cpu;
            assert_eq!(release.needs.is_some(), is_gpu, "{}", release.file);
            assert!(!(release.bytes.is_some() && release.about_bytes.is_some()));
        }
    }

    #[test]
    fn addresses_are_those_of_the_releases() {
        let url = |base: &str, at: usize| {
            let releases = releases_for("linux", "x86_64", base).unwrap();
            releases[at].url.clone()
        };
        assert_eq!(
            url(BASE, 0),
            "https://github.com/microsoft/onnxruntime/releases/download/v1.30.0/onnxruntime-linux-x64-1.30.0.tgz"
        );
        assert_eq!(
            url("http://127.0.0.1:8080", 2),
            "http://127.0.0.1:8080/v1.28.0/onnxruntime-linux-x64-gpu_cuda12-1.28.0.tgz"
        );
    }
}
