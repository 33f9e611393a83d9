//! Recognising a dataset wherever it lies.

use std::fmt::Write;

use sha2::{Digest, Sha256};

use super::Product;

/// SHA-256 in hex over what the vectors and their order depend on.
pub(super) fn fingerprint(products: &[Product], stamps: &[u64]) -> String {
    let mut hash = Sha256::new();
    hash.update(b"vectorsearch-pro dataset 1\n");
    for (product, stamp) in products.iter().zip(stamps) {
        hash.update(product.id.to_le_bytes());
        for text in [&product.name, &product.image_path] {
            hash.update((text.len() as u64).to_le_bytes());
            hash.update(text);
        }
        hash.update(stamp.to_le_bytes());
    }
    let mut hex = String::with_capacity(64);
    for byte in hash.finalize() {
        // Writing to a string cannot fail.
        let _ = write!(hex, "{byte:02x}");
    }
    hex
}
