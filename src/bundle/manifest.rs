//! What a bundle says of itself.

use std::fs::File;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::archive::{check_names, fill};
use crate::inference::package::Variant;
use crate::model::FileHash;
use crate::{Error, Result};

/// The first file of every bundle.
pub(super) const MARKER: &str = "vectorsearch-bundle.txt";
/// What it says to someone who opens the bundle with another program.
pub(super) const MARKER_TEXT: &str = "This file is a bundle for VectorSearch Pro. Open it with the program \
(or: vectorsearch-pro bundle install FILE) to install the dataset, models and ONNX Runtime in it.\n";
pub(super) const MANIFEST: &str = "manifest.json";
pub(super) const DATASET: &str = "dataset/";
pub(super) const MODELS: &str = "models/";
pub(super) const RUNTIME: &str = "runtime/";

/// Raised when older versions of the program could not understand a bundle any more.
const FORMAT: u32 = 1;

/// The list of contents, `manifest.json`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Version of this format.
    pub format: u32,
    /// Version of the program that made the bundle.
    pub app_version: String,
    /// When it was made, in UTC as RFC 3339.
    pub created: String,
    /// The dataset, if there is one.
    pub dataset: Option<DatasetPart>,
    /// The models.
    pub models: Vec<ModelPart>,
    /// ONNX Runtime, if it is there.
    pub runtime: Option<RuntimePart>,
    /// Every file, by its path in the bundle.
    pub files: Vec<FileHash>,
}

/// A dataset in a bundle.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DatasetPart {
    /// The name of its folder.
    pub name: String,
}

/// A model in a bundle.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModelPart {
    /// Its name in the list of models, and of its folder.
    pub id: String,
    /// The name shown to the user.
    pub label: String,
}

/// ONNX Runtime in a bundle.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuntimePart {
    /// Its name in the list of runtimes.
    pub id: String,
    /// Version.
    pub version: String,
    /// What it can run on.
    pub variant: Variant,
    /// The system it is for, as in [`std::env::consts::OS`].
    pub os: String,
    /// The processor it is for, as in [`std::env::consts::ARCH`].
    pub arch: String,
}

impl Manifest {
    /// A manifest of this program and this moment, without files.
    pub(super) fn new(
        dataset: Option<DatasetPart>,
        models: Vec<ModelPart>,
        runtime: Option<RuntimePart>,
    ) -> Self {
        Self {
            format: FORMAT,
            app_version: env!("CARGO_PKG_VERSION").to_owned(),
            created: humantime::format_rfc3339_seconds(std::time::SystemTime::now()).to_string(),
            dataset,
            models,
            runtime,
            files: Vec::new(),
        }
    }

    /// Reads a manifest. Names in it become names of folders: those that would be none are refused.
    pub(super) fn parse(text: &[u8]) -> Result<Self> {
        /// What every version has.
        #[derive(Deserialize)]
        struct Start {
            format: u32,
            app_version: String,
        }
        let damaged = |cause| {
            Error::new("The bundle's list of contents cannot be read")
                .meaning("Nothing was installed")
                .remedy("Copy the bundle again")
                .caused_by(cause)
        };
        let start: Start = serde_json::from_slice(text).map_err(damaged)?;
        if start.format > FORMAT {
            return Err(
                Error::new("The bundle was made by a newer version of this program")
                    .meaning(format!(
                        "Version {} made it, this is version {}; nothing was installed",
                        start.app_version,
                        env!("CARGO_PKG_VERSION")
                    ))
                    .remedy("Install the newer version first"),
            );
        }
        let manifest: Self = serde_json::from_slice(text).map_err(damaged)?;
        let models = manifest.models.iter().map(|model| &model.id);
        let names = models
            .chain(manifest.dataset.iter().map(|dataset| &dataset.name))
            .chain(manifest.runtime.iter().map(|runtime| &runtime.id));
        match names.into_iter().find(|name| !is_folder_name(name)) {
            None => Ok(manifest),
            Some(_) => Err(
                Error::new("The bundle holds a name that no folder can have")
                    .meaning("It is damaged, or made to do harm; nothing was installed")
                    .remedy("Get the bundle again from whoever made it"),
            ),
        }
    }

    /// The files whose path begins with `prefix`, with the rest of the path.
    pub(super) fn below<'a>(
        &'a self,
        prefix: &'a str,
    ) -> impl Iterator<Item = (&'a FileHash, &'a str)> {
        let files = self.files.iter();
        files.filter_map(move |file| Some((file, file.name.strip_prefix(prefix)?)))
    }

    /// Size of all files, in bytes.
    pub fn bytes(&self) -> u64 {
        self.files.iter().map(|file| file.bytes).sum()
    }
}

/// Whether a name can be that of a visible folder, on every system.
pub(super) fn is_folder_name(name: &str) -> bool {
    let is_plain = !name.is_empty() && !name.starts_with('.') && !name.contains(['/', '\\']);
    is_plain && check_names([name].into_iter()).is_ok()
}

/// Whether the file is a bundle, by its first bytes.
pub fn is_bundle(path: &Path) -> bool {
    /// Where a zip file keeps the length of its first file's name, and the name.
    const LENGTH: usize = 26;
    const NAME: usize = 30;
    let mut start = [0; NAME + MARKER.len()];
    let read = File::open(path).and_then(|mut file| fill(&mut file, &mut start));
    read.is_ok_and(|length| length == start.len())
        && start.starts_with(b"PK\x03\x04")
        && start[LENGTH..LENGTH + 2] == (MARKER.len() as u16).to_le_bytes()
        && &start[NAME..] == MARKER.as_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(change: impl FnOnce(&mut Manifest)) -> Result<Manifest> {
        let model = ModelPart {
            id: "clip".to_owned(),
            label: "CLIP".to_owned(),
        };
        let mut manifest = Manifest::new(None, vec![model], None);
        change(&mut manifest);
        Manifest::parse(&serde_json::to_vec(&manifest).unwrap())
    }

    #[test]
    fn a_manifest_is_read_back() {
        let read = parse(|_| {}).unwrap();
        assert_eq!(read.models[0].id, "clip");
        assert_eq!(read.app_version, env!("CARGO_PKG_VERSION"));
    }

    #[test]
    fn names_that_lead_elsewhere_and_newer_formats_are_refused() {
        for name in ["", "..", ".hidden", "a/b", "a\\b", "C:", "CON", "a."] {
            let error = parse(|manifest| name.clone_into(&mut manifest.models[0].id));
            let error = error.unwrap_err().to_string();
            assert!(error.contains("no folder can have"), "{error}");
            let part = Some(DatasetPart {
                name: name.to_owned(),
            });
            parse(|manifest| manifest.dataset = part).unwrap_err();
        }
        let error = parse(|manifest| manifest.format += 1)
            .unwrap_err()
            .to_string();
        assert!(error.contains("newer version"), "{error}");
        Manifest::parse(b"{").unwrap_err();
    }
}
