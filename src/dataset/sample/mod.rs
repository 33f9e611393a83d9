//! The sample dataset: three hundred products drawn by the program itself.
//!
//! It lets a first-time user see the whole program work before anything is downloaded, and gives the tests a dataset
//! with labels that are certainly right. Pictures are drawn when they are read; nothing of it lies on a disk unless
//! [`write_sample`] is asked to put it there. Drawing uses only arithmetic that is the same on every machine, so the
//! pictures are, too.

mod canvas;
mod catalog;
mod colour;
mod draw;
mod path;
mod random;
mod write;

use std::fmt::Write;

use ::image::ExtendedColorType;
use ::image::codecs::jpeg::JpegEncoder;

pub(super) use catalog::{Product, products};
pub use write::write_sample;

use canvas::{HEIGHT, WIDTH};

/// Changes with every change of the drawings or the catalogue, so that older vectors are not mixed with newer ones.
pub(super) const EDITION: u64 = 1;

const QUALITY: u8 = 92;

/// The text of `styles.csv`.
pub(super) fn csv() -> String {
    let mut csv = String::from(
        "id,gender,masterCategory,subCategory,articleType,baseColour,season,year,usage,productDisplayName\n",
    );
    for product in products() {
        let [master, sub, article, _] = product.article;
        // Writing to a string cannot fail.
        let _ = writeln!(
            csv,
            "{},{},{master},{sub},{article},{},{},{},{},{}",
            product.id,
            product.gender,
            product.colour.name,
            product.season,
            product.year,
            product.usage,
            product.name
        );
    }
    csv
}

/// Draws one product and encodes it as JPEG.
pub(super) fn draw_jpeg(product: &Product) -> Vec<u8> {
    let pixels = draw::draw(product);
    let mut jpeg = Vec::with_capacity(4096);
    let encoded = JpegEncoder::new_with_quality(&mut jpeg, QUALITY).encode(
        &pixels,
        WIDTH as u32,
        HEIGHT as u32,
        ExtendedColorType::Rgb8,
    );
    // Encoding into memory fails only for sizes that do not fit the format.
    if let Err(error) = encoded {
        log::error!(
            "the sample's picture {} could not be encoded: {error}",
            product.id
        );
    }
    jpeg
}
