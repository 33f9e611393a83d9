//! An `IndexFlatIP` as `faiss.write_index` writes it.
//!
//! | bytes | type | what |
//! |---|---|---|
//! | 4 | text | `IxFI`: a flat index with inner product |
//! | 4 | i32 | length of a vector |
//! | 8 | i64 | number of vectors |
//! | 8 + 8 | i64 | no longer used; 2^20 each |
//! | 1 | u8 | 1: trained (a flat index always is) |
//! | 4 | i32 | 0: inner product |
//! | 8 | u64 | number of floats that follow |
//! | 4 each | f32 | the vectors, row by row |
//!
//! All of it is little-endian. The vectors have unit length, so the inner product is the cosine.

use std::io::{self, Write};
use std::path::Path;

use ndarray::{ArrayView2, Axis};

use super::{Material, Work, shape};
use crate::Result;
use crate::artifact::{RunRecord, write_atomically};

pub(super) const FILE: &str = "image_embeddings.faiss";

const UNUSED: i64 = 1 << 20;
const INNER_PRODUCT: i32 = 0;
const HEADER_BYTES: u64 = 45;

/// Rows written between two looks at the switch.
const BLOCK: usize = 1024;

pub(super) fn size(record: &RunRecord) -> u64 {
    let (items, dim) = shape(record);
    HEADER_BYTES + 4 * items * dim
}

pub(super) fn write(material: &Material<'_>, to: &Path, work: &Work<'_>) -> Result<Vec<String>> {
    let vectors = material.run().vectors.view();
    work.expect(vectors.nrows());
    write_atomically(&to.join(FILE), |file| {
        write_header(file, vectors.nrows(), vectors.ncols())?;
        write_vectors(file, &vectors, work)
    })?;
    Ok(Vec::new())
}

fn write_header(file: &mut impl Write, items: usize, dim: usize) -> io::Result<()> {
    file.write_all(b"IxFI")?;
    file.write_all(&(dim as i32).to_le_bytes())?;
    file.write_all(&(items as i64).to_le_bytes())?;
    file.write_all(&UNUSED.to_le_bytes())?;
    file.write_all(&UNUSED.to_le_bytes())?;
    file.write_all(&[1])?;
    file.write_all(&INNER_PRODUCT.to_le_bytes())?;
    file.write_all(&((items * dim) as u64).to_le_bytes())
}

fn write_vectors(
    file: &mut impl Write,
    vectors: &ArrayView2<'_, f32>,
    work: &Work<'_>,
) -> io::Result<()> {
    let mut bytes = Vec::new();
    for block in vectors.axis_chunks_iter(Axis(0), BLOCK) {
        bytes.clear();
        bytes.extend(block.iter().flat_map(|x| x.to_le_bytes()));
        file.write_all(&bytes)?;
        work.step(block.nrows())?;
    }
    Ok(())
}
