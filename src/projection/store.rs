//! The finished layout on disk, beside the run that it belongs to, so that the map opens at once the next time.
//!
//! The file is an NPY array `<f4` (N, 2), not-a-number where a row has no place. Its name holds a hash of the vectors
//! and ids and one of everything else that the picture depends on: a layout of other vectors, another seed or another
//! version of the method has another name and is never taken for this one.

use std::fs::{self, File};
use std::io::{self, BufReader};
use std::path::{Path, PathBuf};

use ndarray::Array2;
use ndarray_npy::{ReadNpyExt, WriteNpyExt};
use sha2::{Digest, Sha256};

use super::Layout;
use crate::Result;
use crate::artifact::{cannot_write, hex, write_atomically};
use crate::index::{CACHE_FOLDER, Index, fingerprint};

const PREFIX: &str = "map-";

/// Where the layout of an index is kept.
pub(super) struct Place {
    folder: PathBuf,
    /// The beginning of the names of all layouts of these vectors.
    own: String,
    path: PathBuf,
}

impl Place {
    /// The place in the run's output folder. `parameters` names everything but the vectors that the layout depends on.
    pub fn new(run: &Path, index: &Index, parameters: &str) -> Self {
        let folder = run.join(CACHE_FOLDER);
        let vectors = fingerprint(&index.vectors(), index.ids());
        let own = format!("{PREFIX}{}-", &vectors[..24]);
        let parameters = hex(&Sha256::digest(parameters));
        let path = folder.join(format!("{own}{}.npy", &parameters[..12]));
        Self { folder, own, path }
    }

    /// The layout, if it is there and whole; whatever is wrong with it, it can be computed again.
    pub fn read(&self, rows: usize) -> Option<Layout> {
        let file = File::open(&self.path).ok()?;
        let table = Array2::<f32>::read_npy(BufReader::new(file)).ok()?;
        if table.dim() != (rows, 2) {
            return None;
        }
        let place = |x: f32, y: f32| (x.is_finite() && y.is_finite()).then_some([x, y]);
        let positions = table.outer_iter().map(|row| place(row[0], row[1]));
        Some(Layout::of_positions(positions.collect()))
    }

    /// Keeps the layout and removes those of other vectors.
    pub fn write(&self, layout: &Layout) -> Result<()> {
        fs::create_dir_all(&self.folder).map_err(|cause| cannot_write(&self.folder, cause))?;
        let places = layout.positions().iter();
        let values: Vec<f32> = places
            .flat_map(|place| place.unwrap_or([f32::NAN; 2]))
            .collect();
        let table = Array2::from_shape_vec((layout.rows(), 2), values);
        write_atomically(&self.path, |file| {
            let table = table.map_err(io::Error::other)?;
            table.write_npy(file).map_err(io::Error::other)
        })?;
        self.remove_strangers()
            .map_err(|cause| cannot_write(&self.folder, cause))
    }

    fn remove_strangers(&self) -> io::Result<()> {
        for entry in fs::read_dir(&self.folder)? {
            let path = entry?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            if name.starts_with(PREFIX) && !name.starts_with(&self.own) {
                fs::remove_file(&path)?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn index(x: f32) -> Index {
        let vectors = ndarray::arr2(&[[x, 0.0], [0.0, 1.0], [f32::NAN, 0.0]]);
        Index::new(vectors, vec![1, 2, 3], 1).unwrap()
    }

    fn layout() -> Layout {
        Layout::of_positions(vec![Some([-1.0, 0.5]), Some([1.0, -0.5]), None])
    }

    fn names(run: &Path) -> usize {
        fs::read_dir(run.join(CACHE_FOLDER)).unwrap().count()
    }

    #[test]
    fn it_is_read_back_for_the_same_vectors_and_parameters_only() {
        let run = tempfile::tempdir().unwrap();
        let place = |x, parameters| Place::new(run.path(), &index(x), parameters);
        assert_eq!(place(1.0, "seed 0").read(3), None);
        place(1.0, "seed 0").write(&layout()).unwrap();
        assert_eq!(place(1.0, "seed 0").read(3), Some(layout()));
        assert_eq!(place(1.0, "seed 1").read(3), None);
        assert_eq!(place(0.5, "seed 0").read(3), None);
        place(1.0, "seed 1").write(&layout()).unwrap();
        assert_eq!(names(run.path()), 2, "another seed stands beside it");
        place(0.5, "seed 0").write(&layout()).unwrap();
        assert_eq!(names(run.path()), 1, "those of other vectors are gone");
    }

    #[test]
    fn a_damaged_file_is_not_believed() {
        let run = tempfile::tempdir().unwrap();
        let place = Place::new(run.path(), &index(1.0), "seed 0");
        place.write(&layout()).unwrap();
        assert_eq!(place.read(4), None);
        let bytes = fs::read(&place.path).unwrap();
        fs::write(&place.path, &bytes[..bytes.len() - 3]).unwrap();
        assert_eq!(place.read(3), None);
    }
}
