//! Files that are cut off, changed, or out to take all memory.

use std::io::Cursor;

use ::image::codecs::jpeg::JpegEncoder;
use ::image::{ImageFormat, RgbImage};

use super::fixtures::{Fixture, JPEGS, WEBPS};
use crate::image::{DecodeError, DecodeLimits, decode_rgb, inside_decoder, jpeg};

const CUT: &str = "ends in the middle of the picture";

/// A picture with edges and texture.
fn drawn() -> RgbImage {
    RgbImage::from_fn(40, 30, |x, y| {
        let texture = (x * 37 + y * 91) % 61;
        ::image::Rgb([(x * 6) as u8, (y * 8) as u8, (texture * 4) as u8])
    })
}

fn encoded(format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    drawn().write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

fn encoded_jpeg() -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = JpegEncoder::new_with_quality(&mut bytes, 90);
    encoder.encode_image(&drawn()).unwrap();
    bytes
}

fn reason(bytes: &[u8]) -> String {
    match decode_rgb(bytes, &DecodeLimits::default()) {
        Ok(_) => "decoded".to_owned(),
        Err(error) => error.to_string(),
    }
}

#[test]
fn a_jpeg_cut_anywhere_is_refused() {
    let files = JPEGS.iter().map(|fixture| (fixture.name, fixture.bytes()));
    for (name, bytes) in files.chain([("drawn", encoded_jpeg())]) {
        for length in 2..bytes.len() {
            assert_eq!(
                reason(&bytes[..length]),
                CUT,
                "{name} at {length} of {}",
                bytes.len()
            );
        }
    }
}

#[test]
fn a_jpeg_mended_with_an_end_marker_is_still_cut() {
    let bytes = encoded_jpeg();
    for percent in [50, 75, 90, 95] {
        let mut mended = bytes[..bytes.len() * percent / 100].to_vec();
        mended.extend_from_slice(&[0, 0xFF, 0xD9]);
        assert_eq!(reason(&mended), CUT, "{percent} %");
    }
}

#[test]
fn a_png_or_webp_cut_in_its_pixels_is_refused() {
    for format in [ImageFormat::Png, ImageFormat::WebP] {
        let bytes = encoded(format);
        assert_eq!(reason(&bytes), "decoded");
        for percent in [1, 50, 90, 95, 99] {
            let length = (bytes.len() * percent / 100).max(16);
            let reason = reason(&bytes[..length]);
            assert!(
                reason == CUT || reason.starts_with("damaged"),
                "{format:?} at {percent} %: {reason}"
            );
        }
    }
}

#[test]
fn bombs_are_refused_from_their_header() {
    let limits = DecodeLimits {
        max_pixels: 1000,
        ..DecodeLimits::default()
    };
    let too_large = Err(DecodeError::TooManyPixels {
        width: 40,
        height: 30,
    });
    for bytes in [
        encoded_jpeg(),
        encoded(ImageFormat::Png),
        encoded(ImageFormat::WebP),
    ] {
        assert_eq!(decode_rgb(&bytes, &limits), too_large);
    }
    let mut jpeg = encoded_jpeg();
    let frame = jpeg
        .windows(2)
        .position(|pair| pair == [0xFF, 0xC0])
        .unwrap();
    jpeg[frame + 5..frame + 9].copy_from_slice(&[0x9C, 0x40, 0x9C, 0x40]);
    assert_eq!(reason(&jpeg), "too large: 40,000 x 40,000 pixels");
    jpeg[frame + 5..frame + 7].copy_from_slice(&[0, 0]);
    assert_eq!(reason(&jpeg), "damaged: it has no pixels");
}

#[test]
fn files_beyond_the_limit_are_refused() {
    let limits = DecodeLimits {
        max_file_bytes: 100,
        ..DecodeLimits::default()
    };
    let error = decode_rgb(&encoded_jpeg(), &limits).unwrap_err();
    assert!(matches!(error, DecodeError::TooManyBytes { bytes } if bytes > 100));
}

/// Pseudo-random numbers that are the same in every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % end as u64) as usize
    }

    /// One to four bytes changed, added or left out.
    fn mutate(&mut self, original: &[u8]) -> Vec<u8> {
        let mut bytes = original.to_vec();
        for _ in 0..=self.below(4) {
            let at = self.below(bytes.len());
            match self.below(4) {
                0 => bytes[at] = self.below(256) as u8,
                1 => bytes[at] ^= 1 << self.below(8),
                2 if bytes.len() > 1 => {
                    bytes.remove(at);
                }
                _ => bytes.insert(at, self.below(256) as u8),
            }
        }
        bytes
    }
}

const SMALL: DecodeLimits = DecodeLimits {
    max_pixels: 1_000_000,
    max_file_bytes: 1 << 20,
};

/// The JPEG decoder is this project's own, so it is called without the guard: a panic fails the test.
#[test]
fn no_damage_makes_the_jpeg_decoder_panic() {
    let mut numbers = Numbers(0x5EED);
    let files = JPEGS.iter().map(Fixture::bytes).chain([encoded_jpeg()]);
    for file in files {
        for _ in 0..1500 {
            let bytes = numbers.mutate(&file);
            let _ = jpeg::decode(&bytes, &SMALL);
        }
    }
}

#[test]
fn no_damage_gets_past_the_decoders() {
    let mut numbers = Numbers(0xFACE);
    let drawn = [encoded(ImageFormat::Png), encoded(ImageFormat::WebP)];
    let files = WEBPS.iter().map(Fixture::bytes).chain(drawn);
    for file in files {
        for _ in 0..400 {
            let _ = decode_rgb(&numbers.mutate(&file), &SMALL);
        }
    }
    assert!(!inside_decoder());
}
