//! The vectors of a run: in memory, or, where there are very many, in their file.

use std::fs::File;
use std::io;
use std::ops::Range;
use std::path::Path;

use memmap2::Mmap;
use ndarray::{Array2, ArrayView2};
use ndarray_npy::ViewNpyExt as _;

/// Vectors, `[N, D]`, f32 in C order.
pub struct Vectors {
    numbers: Numbers,
    shape: (usize, usize),
}

enum Numbers {
    InMemory(Vec<f32>),
    /// The numbers begin at byte `start`; the rest of the file is theirs.
    InFile {
        file: Mmap,
        start: usize,
    },
}

impl Vectors {
    /// Leaves the vectors in an NPY file, `<f4` `[N, D]` in C order: the system reads what is looked at, and takes the
    /// memory back when others need it. An error for any other file.
    ///
    /// The file must stay as it is while this lives. The files of a run do: they are replaced whole, never changed.
    pub fn in_file(path: &Path) -> io::Result<Self> {
        let file = map(path)?;
        let view = ArrayView2::<f32>::view_npy(&file).map_err(io::Error::other)?;
        if !view.is_standard_layout() {
            return Err(io::Error::other("its numbers are not in C order"));
        }
        let shape = view.dim();
        let start = view.as_ptr() as usize - file.as_ptr() as usize;
        Ok(Self {
            numbers: Numbers::InFile { file, start },
            shape,
        })
    }

    /// `[N, D]`.
    #[expect(
        clippy::expect_used,
        clippy::missing_panics_doc,
        reason = "neither changes after they were seen to fit"
    )]
    pub fn view(&self) -> ArrayView2<'_, f32> {
        let view = ArrayView2::from_shape(self.shape, self.numbers());
        view.expect("as many numbers as the shape says")
    }

    /// All numbers, one vector after the other.
    pub fn numbers(&self) -> &[f32] {
        match &self.numbers {
            Numbers::InMemory(numbers) => numbers,
            Numbers::InFile { file, start } => bytemuck::cast_slice(&file[*start..]),
        }
    }

    /// The numbers of some vectors, one vector after the other.
    pub fn rows(&self, rows: Range<usize>) -> &[f32] {
        &self.numbers()[rows.start * self.dim()..rows.end * self.dim()]
    }

    /// The numbers of one vector.
    pub fn row(&self, row: usize) -> &[f32] {
        self.rows(row..row + 1)
    }

    /// All numbers, to keep.
    pub fn into_numbers(self) -> Vec<f32> {
        match self.numbers {
            Numbers::InMemory(numbers) => numbers,
            Numbers::InFile { .. } => self.numbers().to_vec(),
        }
    }

    /// Number of vectors.
    pub fn len(&self) -> usize {
        self.shape.0
    }

    /// Whether there are no vectors.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Vector length.
    pub fn dim(&self) -> usize {
        self.shape.1
    }

    /// Says that all of a file was looked at and will not be soon again: what was read of it is no memory of this
    /// program any more.
    pub fn forget(&self) {
        #[cfg(unix)]
        if let Numbers::InFile { file, .. } = &self.numbers {
            // SAFETY: of a mapping that is only read, pages are read from the file once more when they are needed.
            #[allow(
                unsafe_code,
                reason = "advice that could lose what was written to a mapping"
            )]
            let advised = unsafe { file.unchecked_advise(memmap2::UncheckedAdvice::DontNeed) };
            if let Err(cause) = advised {
                log::debug!("the system keeps the vectors in memory: {cause}");
            }
        }
    }
}

impl From<Array2<f32>> for Vectors {
    fn from(vectors: Array2<f32>) -> Self {
        let shape = vectors.dim();
        // A matrix in another order is copied; the usual one is taken as it is.
        let numbers = if vectors.is_standard_layout() {
            let (numbers, start) = vectors.into_raw_vec_and_offset();
            without_margins(numbers, start.unwrap_or(0), shape.0 * shape.1)
        } else {
            vectors.iter().copied().collect()
        };
        Self {
            numbers: Numbers::InMemory(numbers),
            shape,
        }
    }
}

/// The numbers of a matrix that may be a part of what its memory holds.
fn without_margins(mut numbers: Vec<f32>, start: usize, length: usize) -> Vec<f32> {
    numbers.truncate(start + length);
    numbers.drain(..start);
    numbers
}

fn map(path: &Path) -> io::Result<Mmap> {
    let file = File::open(path)?;
    // SAFETY: a file that is cut while it is mapped would end the program. Those of a run are replaced by renaming,
    // which leaves what is mapped as it is.
    #[allow(
        unsafe_code,
        reason = "the system reads files into memory this way only"
    )]
    unsafe {
        Mmap::map(&file)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::{Array1, arr2};
    use ndarray_npy::WriteNpyExt as _;

    fn written<T: ndarray_npy::WritableElement, D: ndarray::Dimension>(
        array: &ndarray::Array<T, D>,
    ) -> tempfile::NamedTempFile {
        let file = tempfile::NamedTempFile::new().unwrap();
        array.write_npy(file.as_file()).unwrap();
        file
    }

    #[test]
    fn a_file_gives_the_numbers_that_memory_gives() {
        let array = arr2(&[[1.0_f32, 2.0, 3.0], [4.0, 5.0, f32::NAN]]);
        let file = written(&array);
        let there = Vectors::in_file(file.path()).unwrap();
        assert_eq!((there.len(), there.dim(), there.is_empty()), (2, 3, false));
        there.forget();
        let here = Vectors::from(array);
        let bits = |vectors: &Vectors| vectors.numbers().iter().map(|x| x.to_bits()).collect();
        let (expected, found): (Vec<u32>, Vec<u32>) = (bits(&here), bits(&there));
        assert_eq!(found, expected);
        assert_eq!(there.view().row(1)[0], 4.0);
        assert_eq!(there.into_numbers()[..5], [1.0, 2.0, 3.0, 4.0, 5.0]);
    }

    #[test]
    fn other_files_are_refused() {
        let refused = |file: &tempfile::NamedTempFile| Vectors::in_file(file.path()).is_err();
        assert!(refused(&tempfile::NamedTempFile::new().unwrap()));
        assert!(refused(&written(&Array1::<f32>::zeros(3))));
        assert!(refused(&written(&Array2::<f64>::zeros((2, 3)))));
        let turned = tempfile::NamedTempFile::new().unwrap();
        let array = Array2::<f32>::zeros((2, 3));
        array.t().write_npy(turned.as_file()).unwrap();
        assert!(refused(&turned));
        let cut = written(&array);
        cut.as_file().set_len(100).unwrap();
        assert!(refused(&cut));
    }

    #[test]
    fn parts_and_other_orders_of_a_matrix_are_taken_row_by_row() {
        let array = arr2(&[[1.0_f32, 2.0], [3.0, 4.0], [5.0, 6.0]]);
        let turned = Vectors::from(array.clone().reversed_axes());
        assert_eq!(turned.numbers(), [1.0, 3.0, 5.0, 2.0, 4.0, 6.0]);
        let part = array.slice_move(ndarray::s![1..2, ..]);
        assert_eq!(Vectors::from(part).numbers(), [3.0, 4.0]);
    }
}
