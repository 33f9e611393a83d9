//! The files that go into a bundle, each with its place in it.

use std::path::PathBuf;

use super::create::BundleRequest;
use super::manifest::{
    DATASET, DatasetPart, MODELS, Manifest, ModelPart, RUNTIME, RuntimePart, is_folder_name,
};
use crate::dataset::{DatasetFiles, DatasetLocation};
use crate::inference::package::Installed;
use crate::job::Control;
use crate::model::{ModelFile, ModelSpec};
use crate::{Error, Result};

/// What describes a model beside its networks, where it is there.
const BESIDE: [&str; 2] = ["preprocessor_config.json", "config.json"];

/// All files of a bundle to be.
pub(super) struct Parts {
    pub(super) manifest: Manifest,
    pub(super) dataset: Option<DatasetFiles>,
    pub(super) files: Vec<Part>,
}

/// A file and its place in the bundle.
pub(super) struct Part {
    pub(super) name: String,
    pub(super) origin: Origin,
}

/// Where the bytes of a file are.
pub(super) enum Origin {
    /// A file of the dataset, by its number.
    Dataset(usize),
    /// A file on disk.
    File(PathBuf),
}

impl Parts {
    pub(super) fn gather(request: &BundleRequest, control: &Control) -> Result<Self> {
        let mut files = Vec::new();
        let dataset = match &request.dataset {
            None => None,
            Some(DatasetLocation::Sample) => return Err(sample()),
            Some(location) => Some((DatasetFiles::open(location, control)?, location)),
        };
        if let Some((dataset, _)) = &dataset {
            files.extend(dataset.names().enumerate().map(|(number, name)| Part {
                name: format!("{DATASET}{name}"),
                origin: Origin::Dataset(number),
            }));
        }
        let models = request.models.iter().map(|model| {
            files.extend(model_files(model)?);
            Ok(ModelPart {
                id: model.id.clone(),
                label: model.label.clone(),
            })
        });
        let models: Vec<ModelPart> = models.collect::<Result<_>>()?;
        files.extend(request.runtime.iter().flat_map(runtime_files));
        if files.is_empty() {
            return Err(Error::new("Nothing was chosen for the bundle")
                .meaning("No file was written")
                .remedy("Choose a dataset, a model or ONNX Runtime"));
        }
        let part = dataset.as_ref().map(|(_, location)| dataset_part(location));
        Ok(Self {
            manifest: Manifest::new(part, models, request.runtime.as_ref().map(runtime_part)),
            dataset: dataset.map(|(dataset, _)| dataset),
            files,
        })
    }
}

/// The dataset's folder gets the name of what it came in.
fn dataset_part(location: &DatasetLocation) -> DatasetPart {
    let label = location.label();
    let stem = label.strip_suffix(".zip").unwrap_or(&label);
    DatasetPart {
        name: if is_folder_name(stem) {
            stem
        } else {
            "dataset"
        }
        .to_owned(),
    }
}

fn model_files(model: &ModelSpec) -> Result<Vec<Part>> {
    let Some(folder) = &model.folder else {
        return Err(Error::new(format!(
            "The model \"{}\" is in every copy of this program",
            model.id
        ))
        .meaning("It need not be in a bundle; no file was written")
        .remedy("Choose another model, or none"));
    };
    let named = model.files().into_iter().filter_map(ModelFile::path);
    let beside = BESIDE.iter().map(|name| folder.join(name));
    let mut paths: Vec<PathBuf> = named
        .map(std::path::Path::to_path_buf)
        .chain(beside.filter(|path| path.is_file()))
        .collect();
    paths.sort();
    // One graph may hold both towers.
    paths.dedup();
    let part = |path: PathBuf| {
        let below = path.strip_prefix(folder).unwrap_or(&path).to_string_lossy();
        Part {
            name: format!("{MODELS}{}/{}", model.id, below.replace('\\', "/")),
            origin: Origin::File(path),
        }
    };
    Ok(paths.into_iter().map(part).collect())
}

fn runtime_files(runtime: &Installed) -> impl Iterator<Item = Part> {
    runtime.files().map(|path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        Part {
            name: format!("{RUNTIME}{name}"),
            origin: Origin::File(path),
        }
    })
}

fn runtime_part(runtime: &Installed) -> RuntimePart {
    RuntimePart {
        id: runtime.id.clone(),
        version: runtime.record.version.clone(),
        variant: runtime.record.variant,
        os: std::env::consts::OS.to_owned(),
        arch: std::env::consts::ARCH.to_owned(),
    }
}

fn sample() -> Error {
    Error::new("The sample is in every copy of this program")
        .meaning("It need not be in a bundle; no file was written")
        .remedy("Choose another dataset, or none")
}
