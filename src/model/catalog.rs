//! The models that can be downloaded: `assets/models.toml`, read at run time.
//!
//! A catalogued name stands for the very bytes that were pinned: every file has a size and a SHA-256, and a file that
//! does not fit is never used. Another catalogue can be named by an environment variable, for a school with a server
//! of its own and for tests; published reference values lie beside it.

use std::collections::HashSet;
use std::ffi::OsStr;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::reference::Reference;
use super::store::is_plain_name;
use crate::{Error, Result};

/// Names a catalogue file to use in place of the built-in one.
pub const CATALOG_VARIABLE: &str = "VECTORSEARCH_MODELS";

const BUNDLED: &str = include_str!("../../assets/models.toml");
const BUNDLED_REFERENCE: (&str, &str) = (
    "clip-vit-base-patch32",
    include_str!("../../assets/models/clip-vit-base-patch32.json"),
);

/// The models that can be downloaded.
#[derive(Clone, Debug)]
pub struct Catalog {
    models: Vec<CatalogModel>,
    /// Folder of the catalogue file; none for the built-in one.
    folder: Option<PathBuf>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CatalogFile {
    #[serde(default, rename = "model")]
    models: Vec<CatalogModel>,
}

/// One model, pinned.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CatalogModel {
    /// Name on the command line and in `run.json`.
    pub id: String,
    /// Name shown to the user.
    pub label: String,
    /// What it is good for, in a line.
    pub help: String,
    /// Its licence, as an SPDX name.
    pub licence: String,
    /// Repository on Hugging Face, `owner/name`.
    pub repository: String,
    /// Revision of the repository, a full commit hash.
    pub revision: String,
    /// How its weights are stored.
    #[serde(rename = "precision")]
    pub weights: WeightType,
    /// Name of the published values that it must reproduce, where there are any.
    pub reference: Option<String>,
    /// Its files.
    pub files: PinnedFiles,
}

/// The files of a model.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PinnedFiles {
    /// The image tower.
    pub vision: PinnedFile,
    /// The text tower.
    pub text: PinnedFile,
    /// `tokenizer.json`.
    pub tokenizer: PinnedFile,
    /// `preprocessor_config.json`.
    pub preprocessor: PinnedFile,
    /// `config.json`, which this program does not need and Python programs do.
    pub config: PinnedFile,
}

/// One file, pinned.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct PinnedFile {
    /// Path inside the repository, with forward slashes.
    pub path: String,
    /// Size in bytes.
    pub bytes: u64,
    /// Lower-case hexadecimal SHA-256.
    pub sha256: String,
    /// Whether the repository keeps it in large file storage, which decides on its name in the cache.
    #[serde(default)]
    pub large: bool,
}

/// How a model's weights are stored, and so how exactly it gives published values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum WeightType {
    /// 32-bit floats.
    Fp32,
    /// 8-bit integers, activations quantised while it runs.
    Int8,
}

impl Catalog {
    /// The catalogue of this process: the one that [`CATALOG_VARIABLE`] names, else the built-in one.
    pub fn of_this_process() -> Result<Self> {
        Self::named(std::env::var_os(CATALOG_VARIABLE).as_deref())
    }

    /// The catalogue in a file, or the built-in one.
    pub fn named(file: Option<&OsStr>) -> Result<Self> {
        match file.filter(|file| !file.is_empty()) {
            None => Self::bundled(),
            Some(file) => Self::read(Path::new(file)),
        }
    }

    /// The built-in catalogue.
    pub fn bundled() -> Result<Self> {
        Self::parse(BUNDLED, None)
    }

    /// Reads a catalogue file.
    pub fn read(file: &Path) -> Result<Self> {
        let text = fs::read_to_string(file)
            .map_err(|cause| unusable("it cannot be read").at(file).caused_by(cause))?;
        let folder = file.parent().unwrap_or(Path::new("")).to_path_buf();
        Self::parse(&text, Some(folder)).map_err(|error| error.at(file))
    }

    fn parse(text: &str, folder: Option<PathBuf>) -> Result<Self> {
        let CatalogFile { models } = toml::from_str(text)
            .map_err(|cause| unusable("it is not what was expected").caused_by(cause))?;
        let mut names = HashSet::new();
        for model in &models {
            model.check().map_err(unusable)?;
            if !names.insert(model.id.as_str()) {
                return Err(unusable(format!("\"{}\" is in it twice", model.id)));
            }
        }
        Ok(Self { models, folder })
    }

    /// All models, in the order of the catalogue.
    pub fn models(&self) -> &[CatalogModel] {
        &self.models
    }

    /// The model of this name.
    pub fn model(&self, id: &str) -> Option<&CatalogModel> {
        self.models.iter().find(|model| model.id == id)
    }

    /// The published values that a model must reproduce, where there are any.
    pub fn reference(&self, model: &CatalogModel) -> Result<Option<Reference>> {
        let Some(name) = &model.reference else {
            return Ok(None);
        };
        let text = match &self.folder {
            None if name == BUNDLED_REFERENCE.0 => BUNDLED_REFERENCE.1.to_owned(),
            None => return Err(unusable(format!("there are no values called \"{name}\""))),
            Some(folder) => {
                let path = folder.join(format!("{name}.json"));
                fs::read_to_string(&path).map_err(|cause| {
                    unusable("a file of published values cannot be read")
                        .at(path)
                        .caused_by(cause)
                })?
            }
        };
        Reference::parse(&text).map(Some)
    }
}

impl CatalogModel {
    /// Size of all its files in bytes.
    pub fn bytes(&self) -> u64 {
        self.files.all().iter().map(|file| file.bytes).sum()
    }

    /// Names end up in paths and addresses, so they must be nothing but names.
    fn check(&self) -> Result<(), String> {
        let is_hexadecimal = |text: &str, length| {
            text.len() == length && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
        };
        let is_plain = |part: &str| is_plain_name(part) && !part.starts_with('.');
        let owner_and_name: Vec<_> = self.repository.split('/').collect();
        let what = if !is_plain(&self.id) || self.id == super::STARTER {
            "id"
        } else if owner_and_name.len() != 2 || !owner_and_name.into_iter().all(is_plain) {
            "repository"
        } else if !is_hexadecimal(&self.revision, 40) {
            "revision"
        } else if !self.reference.as_deref().is_none_or(is_plain) {
            "reference"
        } else if !self
            .files
            .all()
            .iter()
            .all(|file| file.path.split('/').all(is_plain) && is_hexadecimal(&file.sha256, 64))
        {
            "files"
        } else {
            return Ok(());
        };
        Err(format!("the {what} of \"{}\" cannot be right", self.id))
    }
}

impl PinnedFiles {
    /// All of them, largest first.
    pub fn all(&self) -> [&PinnedFile; 5] {
        [
            &self.vision,
            &self.text,
            &self.tokenizer,
            &self.preprocessor,
            &self.config,
        ]
    }
}

impl PinnedFile {
    /// File name without its folder.
    pub fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or(&self.path)
    }

    /// The file below a folder in the layout of the repository.
    pub fn below(&self, folder: &Path) -> PathBuf {
        folder.join(self.path.split('/').collect::<PathBuf>())
    }
}

impl fmt::Display for WeightType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Fp32 => "32 bits",
            Self::Int8 => "8 bits",
        })
    }
}

fn unusable(why: impl fmt::Display) -> Error {
    Error::new(format!("The list of models cannot be used: {why}"))
        .meaning("Models cannot be listed or downloaded")
        .remedy(format!("Correct the file, or unset {CATALOG_VARIABLE}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_catalogue_is_sound() {
        let catalog = Catalog::bundled().unwrap();
        let ids: Vec<&str> = catalog.models().iter().map(|m| m.id.as_str()).collect();
        assert_eq!(ids, ["clip-vit-base-patch32", "clip-vit-base-patch32-int8"]);
        for model in catalog.models() {
            assert!(!model.label.ends_with('.') && !model.help.ends_with('.'));
            let reference = catalog.reference(model).unwrap().unwrap();
            assert_eq!(reference.grey.unwrap().values.len(), 512);
        }
        let bytes: Vec<u64> = catalog.models().iter().map(CatalogModel::bytes).collect();
        assert_eq!(bytes, [607_973_425, 154_948_831]);
    }

    #[test]
    fn a_catalogue_that_could_lead_elsewhere_is_refused() {
        for (what, from, to) in [
            ("files", "onnx/vision_model.onnx", "../vision_model.onnx"),
            ("files", "fd6e1402", "FD6E1402"),
            ("id", "\"clip-vit-base-patch32\"", "\"starter\""),
            ("repository", "Xenova/clip", "Xenova/../clip"),
            ("revision", "d15189d7", "main"),
            ("twice", "patch32-int8\"", "patch32\""),
            ("expected", "bytes = 351_685_709, ", ""),
            ("expected", "large = true", "huge = true"),
        ] {
            let text = BUNDLED.replacen(from, to, 1);
            assert_ne!(text, BUNDLED, "{from}");
            let error = Catalog::parse(&text, None).unwrap_err();
            assert!(error.to_string().contains(what), "{what}: {error}");
        }
    }

    #[test]
    fn another_catalogue_is_read_from_its_file() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("models.toml");
        let missing = Catalog::named(Some(file.as_os_str())).unwrap_err();
        assert!(missing.to_string().contains("models.toml"), "{missing}");
        fs::write(&file, BUNDLED).unwrap();
        let catalog = Catalog::named(Some(file.as_os_str())).unwrap();
        let error = catalog.reference(&catalog.models()[0]).unwrap_err();
        assert!(error.to_string().contains("published values"), "{error}");
        assert_eq!(Catalog::named(None).unwrap().models().len(), 2);
    }
}
