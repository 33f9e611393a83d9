//! A strip of a few pictures by which a dataset is known again: made when it is opened, kept as a small file.

use std::path::{Path, PathBuf};

use egui::ColorImage;
use image::codecs::png::PngEncoder;
use image::imageops::overlay;
use image::{ExtendedColorType, ImageEncoder as _, Rgb, RgbImage};
use sha2::{Digest as _, Sha256};

use crate::Result;
use crate::artifact::{hex, write_atomically};
use crate::dataset::Dataset;
use crate::image::thumbnail_rgb;

/// Pictures of a strip.
pub(super) const TILES: usize = 5;
/// Pixels of one of them.
pub(super) const TILE: (u32, u32) = (72, 88);
/// White around each picture.
const MARGIN: u32 = 6;

/// The file that a dataset's strip is kept in.
pub(super) fn file(folder: &Path, location: &str) -> PathBuf {
    let name = hex(&Sha256::digest(location.as_bytes()));
    folder.join(format!("{}.png", &name[..24]))
}

/// Takes a few pictures from all over the dataset; fewer where some cannot be read.
pub(super) fn make(dataset: &Dataset) -> RgbImage {
    let mut strip = RgbImage::from_pixel(TILE.0 * TILES as u32, TILE.1, Rgb([255; 3]));
    let count = dataset.products.len();
    let mut tile = 0;
    // Twice as many candidates as tiles: some may be unreadable.
    for candidate in 0..2 * TILES {
        let product = candidate * count / (2 * TILES) + count / (4 * TILES);
        if tile == TILES || product >= count {
            break;
        }
        let skip_for_later = candidate % 2 == 1 && tile > candidate / 2;
        if skip_for_later {
            continue;
        }
        let Some(picture) = picture(dataset, product) else {
            continue;
        };
        let left = i64::from(TILE.0) * tile as i64 + i64::from(TILE.0 - picture.width()) / 2;
        overlay(
            &mut strip,
            &picture,
            left,
            i64::from(TILE.1 - picture.height()) / 2,
        );
        tile += 1;
    }
    strip
}

fn picture(dataset: &Dataset, product: usize) -> Option<RgbImage> {
    let bytes = dataset.read_image(product).ok()?;
    let room = (TILE.0 - MARGIN).min(TILE.1 - MARGIN);
    let small = thumbnail_rgb(&bytes, TILE.1 - MARGIN).ok()?;
    if small.width() + MARGIN <= TILE.0 {
        Some(small)
    } else {
        thumbnail_rgb(&bytes, room).ok()
    }
}

/// Writes a strip.
pub(super) fn write(strip: &RgbImage, path: &Path) -> Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)
            .map_err(|cause| crate::artifact::cannot_write(folder, cause))?;
    }
    write_atomically(path, |file| {
        let (width, height) = strip.dimensions();
        let written = PngEncoder::new(file).write_image(
            strip.as_raw(),
            width,
            height,
            ExtendedColorType::Rgb8,
        );
        written.map_err(std::io::Error::other)
    })
}

/// Reads a strip; one that is not there or damaged is made again when the dataset is opened.
pub(super) fn read(path: &Path) -> Option<RgbImage> {
    let strip = image::open(path).ok()?.into_rgb8();
    (strip.dimensions() == (TILE.0 * TILES as u32, TILE.1)).then_some(strip)
}

/// A strip for the screen.
pub(super) fn for_screen(strip: &RgbImage) -> ColorImage {
    let size = [strip.width() as usize, strip.height() as usize];
    ColorImage::from_rgb(size, strip.as_raw())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::testing::sample;

    #[test]
    fn a_strip_shows_pictures_and_comes_back_from_its_file() {
        let dataset = sample();
        let strip = make(&dataset);
        for tile in 0..TILES as u32 {
            let mut pixels =
                (0..TILE.1).flat_map(|y| (0..TILE.0).map(move |x| (tile * TILE.0 + x, y)));
            assert!(
                pixels.any(|(x, y)| strip.get_pixel(x, y).0.iter().any(|&level| level < 200)),
                "tile {tile} is empty"
            );
        }
        let folder = tempfile::tempdir().unwrap();
        let path = file(&folder.path().join("recent"), "sample");
        assert_eq!(read(&path), None);
        write(&strip, &path).unwrap();
        assert_eq!(read(&path), Some(strip));
        assert_ne!(path, file(&folder.path().join("recent"), "another"));
        std::fs::write(&path, "damaged").unwrap();
        assert_eq!(read(&path), None);
    }
}
