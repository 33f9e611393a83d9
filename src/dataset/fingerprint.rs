//! Recognising a dataset wherever it lies.

use sha2::{Digest, Sha256};

use super::{Layout, Product};
use crate::artifact::hex;

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
    hex(&hash.finalize())
}

/// SHA-256 in hex over the rows: the text of the csv file, or the images' paths where there is none.
pub(super) fn catalog(csv: Option<&str>, layout: &Layout) -> String {
    let mut hash = Sha256::new();
    match csv {
        Some(text) => hash.update(text),
        None => {
            for image in &layout.images {
                hash.update(layout.relative(&image.path));
                hash.update(b"\n");
            }
        }
    }
    hex(&hash.finalize())
}
