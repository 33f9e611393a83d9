//! Where the numbers of the rows come from: memory, or a file that is read piece by piece.

use std::ops::Range;

use crate::Result;

/// Vectors in row-major order.
pub(super) trait Rows: Sync {
    /// Number of vectors.
    fn len(&self) -> usize;

    /// Vector length.
    fn dim(&self) -> usize;

    /// Shows the numbers of some rows, one row after the other, to `look`. What has to be read for it is read into
    /// `buffer`.
    fn show<T>(
        &self,
        rows: Range<usize>,
        buffer: &mut Vec<f32>,
        look: impl FnOnce(&[f32]) -> T,
    ) -> Result<T>;
}

/// Vectors in memory.
pub(super) struct InMemory<'a> {
    pub numbers: &'a [f32],
    pub dim: usize,
}

impl Rows for InMemory<'_> {
    fn len(&self) -> usize {
        self.numbers.len() / self.dim
    }

    fn dim(&self) -> usize {
        self.dim
    }

    fn show<T>(
        &self,
        rows: Range<usize>,
        _: &mut Vec<f32>,
        look: impl FnOnce(&[f32]) -> T,
    ) -> Result<T> {
        Ok(look(
            &self.numbers[rows.start * self.dim..rows.end * self.dim],
        ))
    }
}
