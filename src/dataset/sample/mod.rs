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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::stamp::stamp;
    use std::collections::HashSet;

    /// All pictures in one number. If it changes, [`EDITION`] must change with it.
    #[test]
    fn the_pictures_are_the_same_everywhere() {
        let pictures = products()
            .iter()
            .map(|product| stamp(0, &[&draw::draw(product)]));
        let all = pictures.fold(EDITION, |sum, picture| sum.rotate_left(7) ^ picture);
        assert_eq!(all, 17_572_759_168_589_136_128);
    }

    #[test]
    fn no_two_pictures_are_the_same_and_all_are_on_white() {
        let mut seen = HashSet::new();
        for product in products() {
            let pixels = draw::draw(product);
            let row = WIDTH * 3;
            for corner in [0, row - 3, pixels.len() - row, pixels.len() - 3] {
                assert!(
                    pixels[corner..corner + 3].iter().all(|&level| level > 250),
                    "{product:?}"
                );
            }
            let drawn = pixels
                .chunks(3)
                .filter(|pixel| pixel.iter().any(|&level| level < 235));
            assert!(drawn.count() * 12 > WIDTH * HEIGHT, "{product:?}");
            assert!(seen.insert(pixels), "{product:?}");
        }
    }

    #[test]
    fn what_is_encoded_can_be_decoded() {
        let jpeg = draw_jpeg(&products()[0]);
        let image = ::image::load_from_memory(&jpeg).unwrap();
        assert_eq!((image.width(), image.height()), (60, 80));
        assert!(csv().lines().all(|line| line.split(',').count() == 10));
    }
}
