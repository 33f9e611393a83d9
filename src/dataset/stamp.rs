//! A small number that changes when a file does.
//!
//! Checkpoints keep it per product, so it must mean the same in every version of the program and on every machine:
//! FNV-1a over the file's size and what of its content is at hand without reading it all. Times are left out, since
//! a copied folder is the same dataset.

/// Hashes the pieces in order.
pub(super) fn stamp(size: u64, pieces: &[&[u8]]) -> u64 {
    let size = size.to_le_bytes();
    let bytes = size.iter().chain(pieces.iter().copied().flatten());
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, &byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use super::stamp;

    #[test]
    fn is_the_same_for_ever_and_differs_for_any_change() {
        assert_eq!(stamp(3, &[b"ab", b"c"]), stamp(3, &[b"abc"]));
        assert_ne!(stamp(3, &[b"abc"]), stamp(4, &[b"abc"]));
        assert_ne!(stamp(3, &[b"abc"]), stamp(3, &[b"abd"]));
        assert_eq!(stamp(0, &[]), 0xa8c7_f832_281a_39c5);
    }
}
