//! SHA-256 of files.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use sha2::{Digest, Sha256};

/// Lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    digits
        .map(|digit| char::from(DIGITS[usize::from(digit)]))
        .collect()
}

/// Size and SHA-256 of a file.
pub fn hash_file(path: &Path) -> io::Result<(u64, String)> {
    hash_reader(File::open(path)?)
}

/// Length and SHA-256 of all that a reader gives.
pub(crate) fn hash_reader(mut reader: impl Read) -> io::Result<(u64, String)> {
    let mut hasher = Sha256::new();
    let mut buffer = vec![0; 1 << 18];
    let mut length = 0;
    loop {
        match reader.read(&mut buffer)? {
            0 => return Ok((length, hex(&hasher.finalize()))),
            read => {
                length += read as u64;
                hasher.update(&buffer[..read]);
            }
        }
    }
}

/// Fingerprint of the pictures that have a vector: id and stamp of each, in the order of the vectors.
pub(crate) fn images_fingerprint(stamps: impl Iterator<Item = (i64, u64)>) -> String {
    let mut hasher = Sha256::new();
    for (id, stamp) in stamps {
        hasher.update(id.to_le_bytes());
        hasher.update(stamp.to_le_bytes());
    }
    hex(&hasher.finalize())
}

#[cfg(test)]
mod tests {
    #[test]
    fn hashes_as_the_standard_says() {
        let (length, hash) = super::hash_reader(&b"abc"[..]).unwrap();
        assert_eq!(length, 3);
        assert_eq!(
            hash,
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }
}
