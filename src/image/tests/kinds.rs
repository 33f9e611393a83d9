//! JPEG and WebP of every kind, to the last bit as Pillow reads them.

use sha2::{Digest as _, Sha256};

use super::fixtures::{Fixture, JPEGS, WEBPS};
use crate::image::{DecodeLimits, decode_rgb, thumbnail_rgb};

fn digest(pixels: &[u8]) -> String {
    let hash = Sha256::digest(pixels);
    let start = hash.first_chunk::<8>().unwrap();
    format!("{:016x}", u64::from_be_bytes(*start))
}

fn reads_as_pillow(fixtures: &[Fixture]) {
    for fixture in fixtures {
        let image = decode_rgb(&fixture.bytes(), &DecodeLimits::default());
        let image = image.unwrap_or_else(|error| panic!("{}: {error}", fixture.name));
        // Not 9 x 17 either: Pillow leaves the orientation in the metadata alone.
        assert_eq!(image.dimensions(), (17, 9), "{}", fixture.name);
        assert_eq!(digest(&image), fixture.pixels, "{}", fixture.name);
    }
}

#[test]
fn every_kind_of_jpeg() {
    reads_as_pillow(&JPEGS);
}

#[test]
fn every_kind_of_webp() {
    reads_as_pillow(&WEBPS);
}

#[test]
fn bytes_behind_the_end_do_not_matter() {
    for fixture in &JPEGS {
        let mut bytes = fixture.bytes();
        bytes.extend_from_slice(b"\0\0left by a camera\xFF\xD8\xFF");
        let image = decode_rgb(&bytes, &DecodeLimits::default()).unwrap();
        assert_eq!(digest(&image), fixture.pixels, "{}", fixture.name);
    }
}

#[test]
fn thumbnails_of_every_kind() {
    for fixture in JPEGS.iter().chain(&WEBPS) {
        let small = thumbnail_rgb(&fixture.bytes(), 8).unwrap();
        assert_eq!(small.dimensions(), (8, 4), "{}", fixture.name);
    }
}

#[test]
fn a_gray_jpeg_means_the_same_whatever_its_sampling_factors() {
    let gray = JPEGS
        .iter()
        .find(|fixture| fixture.name.contains("gray"))
        .unwrap();
    let mut bytes = gray.bytes();
    let frame = bytes
        .windows(2)
        .position(|pair| pair == [0xFF, 0xC2])
        .unwrap();
    bytes[frame + 11] = 0x22;
    let image = decode_rgb(&bytes, &DecodeLimits::default()).unwrap();
    assert_eq!(digest(&image), gray.pixels);
}
