//! What is at the beginning of an NPY file with vectors.

use std::io::{self, Read};

/// Shape and place of the numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct NpyHeader {
    pub rows: usize,
    pub dim: usize,
    /// Where the numbers begin, in bytes.
    pub start: u64,
}

impl NpyHeader {
    /// Reads the header of an array of little-endian 32-bit floats with two axes in C order; an error for any other.
    pub fn read(file: &mut impl Read) -> io::Result<Self> {
        let mut fixed = [0; 8];
        file.read_exact(&mut fixed)?;
        let [magic @ .., major, _] = fixed;
        if &magic != b"\x93NUMPY" {
            return Err(other("it is no NPY file"));
        }
        let (length, before) = if major == 1 {
            let mut length = [0; 2];
            file.read_exact(&mut length)?;
            (u32::from(u16::from_le_bytes(length)), 10)
        } else {
            let mut length = [0; 4];
            file.read_exact(&mut length)?;
            (u32::from_le_bytes(length), 12)
        };
        let mut text = Vec::new();
        file.take(u64::from(length)).read_to_end(&mut text)?;
        let text = String::from_utf8_lossy(&text);
        if !text.contains("'<f4'") || !text.contains("False") {
            return Err(other("its numbers are no 32-bit floats in C order"));
        }
        let (rows, dim) = shape(&text).ok_or_else(|| other("it has not two axes"))?;
        Ok(Self {
            rows,
            dim,
            start: u64::from(before + length),
        })
    }
}

/// The two numbers in the brackets of `'shape': (3, 512)`.
fn shape(text: &str) -> Option<(usize, usize)> {
    let inside = text.split_once('(')?.1.split_once(')')?.0;
    let (rows, dim) = inside.split_once(',')?;
    Some((rows.trim().parse().ok()?, dim.trim().parse().ok()?))
}

fn other(what: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::{Array1, Array2};
    use ndarray_npy::WriteNpyExt;

    #[test]
    fn vectors_are_taken_and_other_arrays_are_not() {
        let mut bytes = Vec::new();
        Array2::<f32>::zeros((3, 5)).write_npy(&mut bytes).unwrap();
        let header = NpyHeader::read(&mut &bytes[..]).unwrap();
        assert_eq!((header.rows, header.dim), (3, 5));
        assert_eq!(header.start, bytes.len() as u64 - 3 * 5 * 4);
        assert!(NpyHeader::read(&mut &bytes[..20]).is_err());
        let mut line = Vec::new();
        Array1::<f32>::zeros(3).write_npy(&mut line).unwrap();
        assert!(NpyHeader::read(&mut &line[..]).is_err());
        let mut turned = Vec::new();
        let array = Array2::<f32>::zeros((3, 5));
        array.t().write_npy(&mut turned).unwrap();
        assert!(NpyHeader::read(&mut &turned[..]).is_err());
    }
}
