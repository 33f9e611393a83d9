//! Vectors that stay in their file.
//!
//! A million vectors of 512 numbers take 2 GB. Of these only the [`compact`](super::compact) copy is held in memory, a
//! quarter of that; it rules out almost every row, and the few others are read from the file. Answers are those of an
//! [`Index`](super::Index), to the last bit.

use std::fs::File;
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};

use super::Hit;
use super::compact::Compact;
use super::npy::NpyHeader;
use super::rows::Rows;
use super::scan::Scan;
use crate::{Error, Result};

/// Unit vectors in an NPY file, with their ids.
pub struct StoredIndex {
    vectors: InFile,
    compact: Option<Compact>,
    ids: Vec<i64>,
    threads: usize,
}

/// Where the numbers are.
struct InFile {
    file: File,
    path: PathBuf,
    header: NpyHeader,
}

impl StoredIndex {
    /// Opens an NPY file of unit vectors, `<f4` `[N, D]` in C order, with their ids `[N]`, and reads it through once to
    /// make the copy. `threads` share the work of one query.
    pub fn open(path: &Path, ids: Vec<i64>, threads: usize) -> Result<Self> {
        let unreadable = |cause: io::Error| unreadable(path).caused_by(cause);
        let mut file = File::open(path).map_err(unreadable)?;
        let header = NpyHeader::read(&mut file).map_err(unreadable)?;
        if header.rows != ids.len() || header.dim == 0 {
            return Err(Error::new("Vectors and ids do not belong together")
                .remedy("Embed again into a new folder")
                .at(path));
        }
        let vectors = InFile {
            file,
            path: path.to_path_buf(),
            header,
        };
        let threads = threads.max(1);
        Ok(Self {
            compact: Compact::new(&vectors, threads)?,
            vectors,
            ids,
            threads,
        })
    }

    /// Number of vectors.
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Whether there are no vectors.
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// Vector length.
    pub fn dim(&self) -> usize {
        self.vectors.header.dim
    }

    /// The same as [`Index::top_k`](super::Index::top_k). An error where the file cannot be read any more.
    pub fn top_k(&self, query: &[f32], k: usize, keep: Option<&[bool]>) -> Result<Vec<Hit>> {
        let scan = Scan {
            rows: &self.vectors,
            compact: self.compact.as_ref(),
            ids: &self.ids,
            threads: self.threads,
        };
        scan.top_k(query, k, keep)
    }
}

impl Rows for InFile {
    fn len(&self) -> usize {
        self.header.rows
    }

    fn dim(&self) -> usize {
        self.header.dim
    }

    fn show<T>(
        &self,
        rows: Range<usize>,
        buffer: &mut Vec<f32>,
        look: impl FnOnce(&[f32]) -> T,
    ) -> Result<T> {
        const NUMBER: usize = size_of::<f32>();
        let mut bytes = vec![0; rows.len() * self.dim() * NUMBER];
        let start = self.header.start + (rows.start * self.dim() * NUMBER) as u64;
        read_at(&self.file, &mut bytes, start)
            .map_err(|cause| unreadable(&self.path).caused_by(cause))?;
        buffer.clear();
        let numbers = bytes.as_chunks::<NUMBER>().0.iter();
        buffer.extend(numbers.map(|bytes| f32::from_le_bytes(*bytes)));
        Ok(look(buffer))
    }
}

/// Reads from a place of the file without moving in it, so that threads can share the file.
#[cfg(unix)]
fn read_at(file: &File, bytes: &mut [u8], start: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, bytes, start)
}

/// Reads from a place of the file; each read says where, so that threads can share the file.
#[cfg(windows)]
fn read_at(file: &File, mut bytes: &mut [u8], mut start: u64) -> io::Result<()> {
    while !bytes.is_empty() {
        match std::os::windows::fs::FileExt::seek_read(file, bytes, start)? {
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            read => {
                bytes = &mut bytes[read..];
                start += read as u64;
            }
        }
    }
    Ok(())
}

fn unreadable(path: &Path) -> Error {
    Error::new("The file with the vectors cannot be read")
        .remedy("Check that it is there and whole, or embed again into a new folder")
        .at(path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::Index;
    use ndarray::Array2;
    use ndarray_npy::WriteNpyExt;
    use proptest::prelude::*;

    fn stored(vectors: &Array2<f32>, threads: usize) -> (tempfile::TempDir, StoredIndex) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("vectors.npy");
        vectors.write_npy(File::create(&path).unwrap()).unwrap();
        let ids = (0..vectors.nrows() as i64).rev().collect();
        let index = StoredIndex::open(&path, ids, threads).unwrap();
        (folder, index)
    }

    fn in_memory(vectors: &Array2<f32>) -> Index {
        let ids = (0..vectors.nrows() as i64).rev().collect();
        Index::new(vectors.clone(), ids, 1).unwrap()
    }

    proptest! {
        #[test]
        fn answers_are_those_of_the_index_in_memory(
            numbers in prop::collection::vec(-1.0_f32..1.0, 70..4000),
            k in 0_usize..30,
            threads in 1_usize..4,
            spoiled in any::<bool>(),
        ) {
            let rows = numbers.len() / 7;
            let mut vectors = Array2::from_shape_vec((rows, 7), numbers[..rows * 7].to_vec()).unwrap();
            if spoiled {
                vectors[[rows / 2, 3]] = f32::NAN;
            }
            let (_folder, stored) = stored(&vectors, threads);
            prop_assert_eq!(stored.compact.is_none(), spoiled);
            let keep: Vec<bool> = (0..rows).map(|row| row % 3 != 0).collect();
            let query = vectors.row(0).to_vec();
            for keep in [None, Some(&keep[..])] {
                let expected = in_memory(&vectors).top_k(&query, k, keep).unwrap();
                prop_assert_eq!(stored.top_k(&query, k, keep).unwrap(), expected);
            }
        }
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("vectors.npy");
        assert!(StoredIndex::open(&path, vec![1], 1).is_err());
        std::fs::write(&path, "no array").unwrap();
        assert!(StoredIndex::open(&path, vec![1], 1).is_err());
        let doubles = Array2::<f64>::zeros((1, 2));
        doubles.write_npy(File::create(&path).unwrap()).unwrap();
        assert!(StoredIndex::open(&path, vec![1], 1).is_err());
        let vectors = Array2::<f32>::eye(3);
        vectors.write_npy(File::create(&path).unwrap()).unwrap();
        assert!(StoredIndex::open(&path, vec![1], 1).is_err());
        let index = StoredIndex::open(&path, vec![1, 2, 3], 1).unwrap();
        assert_eq!((index.len(), index.dim(), index.is_empty()), (3, 3, false));
        assert!(index.top_k(&[1.0], 1, None).is_err());
    }

    #[test]
    fn a_file_that_was_cut_is_said() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("vectors.npy");
        let vectors = Array2::<f32>::eye(3);
        vectors.write_npy(File::create(&path).unwrap()).unwrap();
        let whole = std::fs::read(&path).unwrap();
        std::fs::write(&path, &whole[..whole.len() - 4]).unwrap();
        let error = StoredIndex::open(&path, vec![1, 2, 3], 1).err().unwrap();
        assert!(error.to_string().contains("cannot be read"), "{error}");
    }
}
