//! A finished run, opened for searching.

use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};

use ndarray::{Array1, Array2};
use ndarray_npy::ReadNpyExt;

use super::{EMBEDDINGS, IDS, METADATA, MetadataRow, RunRecord, read_metadata};
use crate::index::Vectors;
use crate::{Error, Result};

/// Files of this size and more are not read into memory: about ten times the full dataset's.
const LEFT_ON_DISK: u64 = 1 << 30;

/// Vectors, ids and metadata of a run, aligned by row.
pub struct FinishedRun {
    /// The output folder.
    pub folder: PathBuf,
    /// Its record.
    pub record: RunRecord,
    /// Unit vectors, `[N, D]`.
    pub vectors: Vectors,
    /// Product ids, `[N]`.
    pub ids: Vec<i64>,
    /// Names and paths, `[N]`.
    pub metadata: Vec<MetadataRow>,
}

impl FinishedRun {
    /// Reads the files of a finished run and checks that they belong together.
    pub fn open(folder: &Path) -> Result<Self> {
        let record = RunRecord::of_run(folder)?;
        let vectors = read_vectors(&folder.join(EMBEDDINGS))?;
        let ids: Array1<i64> = read_npy(&folder.join(IDS))?;
        let metadata = read_metadata(&folder.join(METADATA))?;
        let aligned = ids.len() == vectors.len()
            && metadata.len() == ids.len()
            && ids.iter().zip(&metadata).all(|(id, row)| *id == row.id);
        if !aligned {
            return Err(Error::new("The files of this run do not belong together")
                .meaning("Vectors, ids and names are not the same products row by row")
                .remedy("Embed again into a new folder")
                .at(folder));
        }
        Ok(Self {
            folder: folder.to_path_buf(),
            record,
            vectors,
            ids: ids.to_vec(),
            metadata,
        })
    }
}

fn read_vectors(path: &Path) -> Result<Vectors> {
    let large = path.metadata().is_ok_and(|file| file.len() >= LEFT_ON_DISK);
    if large {
        match Vectors::in_file(path) {
            Ok(vectors) => return Ok(vectors),
            Err(cause) => log::warn!("{} is read into memory: {cause}", path.display()),
        }
    }
    read_npy::<Array2<f32>>(path).map(Vectors::from)
}

/// Reads an NPY file of a known type.
pub(crate) fn read_npy<T: ReadNpyExt>(path: &Path) -> Result<T> {
    let error = || {
        Error::new("A file of the run cannot be read")
            .meaning("The run in this folder is not complete or was changed")
            .remedy("Embed again into a new folder")
            .at(path)
    };
    let file = File::open(path).map_err(|cause| error().caused_by(cause))?;
    T::read_npy(BufReader::with_capacity(1 << 20, file)).map_err(|cause| error().caused_by(cause))
}
