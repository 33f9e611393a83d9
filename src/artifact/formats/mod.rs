//! The files of a run in the forms that other programs read.
//!
//! Every form is one file of this folder. Whatever is written comes row by row from the vectors of a [`Material`], so
//! that row `i` stays the same product in each of them; memory beyond the vectors is bounded. A stop, a full disk or a
//! missing permission leaves a former export as it was and nothing half written.

mod faiss;
mod material;
mod numpy;
mod parquet;
mod progress;
mod projector;
mod sprite;
#[cfg(test)]
mod testing;

use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

pub use material::Material;
pub(super) use material::products_of;
pub use progress::ExportProgress;
use progress::Work;

use super::{EMBEDDINGS, IDS, METADATA, RUN, RunRecord, SKIPPED, cannot_write};
use crate::dataset::Dataset;
use crate::job::Control;
use crate::{Error, Result};

/// A form in which a run can be handed on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// The files of the run themselves: NPY and CSV.
    Numpy,
    /// A FAISS index.
    Faiss,
    /// TensorBoard's embedding projector.
    Projector,
    /// One Parquet table.
    Parquet,
}

/// What an export has written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exported {
    /// The form.
    pub format: Format,
    /// The files, with their folder.
    pub files: Vec<PathBuf>,
    /// Their size in bytes, all together.
    pub bytes: u64,
    /// What the user should know of them, a sentence without a full stop each: a picture that could not be read.
    pub notes: Vec<String>,
}

impl Format {
    /// All forms, in the order in which they are offered.
    pub const ALL: [Self; 4] = [Self::Numpy, Self::Faiss, Self::Projector, Self::Parquet];

    /// The name on the command line.
    pub fn id(self) -> &'static str {
        match self {
            Self::Numpy => "numpy",
            Self::Faiss => "faiss",
            Self::Projector => "projector",
            Self::Parquet => "parquet",
        }
    }

    /// The name shown to the user.
    pub fn label(self) -> &'static str {
        match self {
            Self::Numpy => "NumPy and CSV",
            Self::Faiss => "FAISS IndexFlatIP",
            Self::Projector => "TensorBoard projector",
            Self::Parquet => "Parquet",
        }
    }

    /// What it is for, in one sentence without a full stop.
    pub fn purpose(self) -> &'static str {
        match self {
            Self::Numpy => "For the next notebook: NumPy and pandas read these files as they are",
            Self::Faiss => {
                "For fast search: faiss.read_index loads it, and result i is row i of the ids"
            }
            Self::Projector => {
                "For looking around in three dimensions: TensorBoard shows the pictures as a cloud"
            }
            Self::Parquet => {
                "For tables and databases: pandas, Polars and DuckDB read vectors and attributes in one file"
            }
        }
    }

    /// The files, relative to the folder that is written to, with forward slashes.
    pub fn files(self) -> &'static [&'static str] {
        match self {
            Self::Numpy => &[EMBEDDINGS, IDS, METADATA, SKIPPED, RUN],
            Self::Faiss => &[faiss::FILE],
            Self::Projector => &projector::FILES,
            Self::Parquet => &[parquet::FILE],
        }
    }

    /// Whether pictures or attributes of the dataset are a part of it.
    pub fn needs_dataset(self) -> bool {
        matches!(self, Self::Projector | Self::Parquet)
    }

    /// About how many bytes the files will have. Without the dataset its attributes are left out of the sum.
    pub fn estimate(self, record: &RunRecord, dataset: Option<&Dataset>) -> u64 {
        match self {
            Self::Numpy => numpy::size(record),
            Self::Faiss => faiss::size(record),
            Self::Projector => projector::size(record, dataset),
            Self::Parquet => parquet::size(record, dataset),
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}

impl FromStr for Format {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let known = Self::ALL.into_iter().find(|format| format.id() == text);
        known.ok_or_else(|| format!("expected {}", Self::ALL.map(Self::id).join(", ")))
    }
}

/// Writes one form of a run into the folder `to`, which is made if it is not there. Files of an earlier export are
/// replaced.
pub fn export(
    material: &Material<'_>,
    format: Format,
    to: &Path,
    control: &Control,
    progress: &ExportProgress,
) -> Result<Exported> {
    if format.needs_dataset() && material.products().is_none() {
        return Err(needs_dataset(format));
    }
    std::fs::create_dir_all(to).map_err(|cause| cannot_write(to, cause))?;
    let work = Work::new(control, progress);
    let notes = match format {
        Format::Numpy => numpy::write(material, to, &work),
        Format::Faiss => faiss::write(material, to, &work),
        Format::Projector => projector::write(material, to, &work),
        Format::Parquet => parquet::write(material, to, &work),
    }?;
    let files: Vec<PathBuf> = format.files().iter().map(|name| to.join(name)).collect();
    let bytes = sizes(&files)?;
    Ok(Exported {
        format,
        files,
        bytes,
        notes,
    })
}

fn sizes(files: &[PathBuf]) -> Result<u64> {
    let size = |path: &PathBuf| {
        let metadata = std::fs::metadata(path).map_err(|cause| cannot_write(path, cause))?;
        Ok(metadata.len())
    };
    files.iter().map(size).sum()
}

fn needs_dataset(format: Format) -> Error {
    Error::new(format!(
        "{} needs the dataset, for its pictures and attributes",
        format.label()
    ))
    .meaning("Nothing was written")
    .remedy("Open the dataset that this run was made from")
}

/// Vectors of a run and their length, as the record has them.
fn shape(record: &RunRecord) -> (u64, u64) {
    (record.counts.items as u64, record.model.dim as u64)
}

#[cfg(test)]
mod tests {
    use super::Format;

    #[test]
    fn names_are_read_back_and_differ() {
        for format in Format::ALL {
            assert_eq!(format.to_string().parse::<Format>(), Ok(format));
            let same_files = |other: &Format| other.files() == format.files();
            assert_eq!(
                Format::ALL.iter().filter(|other| same_files(other)).count(),
                1
            );
        }
        let refused = "csv".parse::<Format>().unwrap_err();
        assert_eq!(refused, "expected numpy, faiss, projector, parquet");
    }
}
