//! PNG and WebP, with the conversions to RGB that Pillow makes.

use std::error::Error as _;
use std::io::{Cursor, ErrorKind};

use ::image::codecs::png::PngDecoder;
use ::image::codecs::webp::WebPDecoder;
use ::image::error::ImageError;
use ::image::{DynamicImage, ImageDecoder, Limits, RgbImage};

use super::decode::DecodeLimits;
use super::error::DecodeError;

/// Decodes a whole PNG file to RGB; of an animation, its still picture.
pub(crate) fn decode_png(bytes: &[u8], limits: &DecodeLimits) -> Result<RgbImage, DecodeError> {
    let decoder = PngDecoder::new(Cursor::new(bytes)).map_err(|error| reason(&error))?;
    let image = decode(decoder, limits)?;
    if is_gray_of_16_bits(bytes) {
        return Ok(clipped_gray(&image));
    }
    Ok(to_rgb(image))
}

/// From the header chunk, which always comes first: bit depth and colour type.
fn is_gray_of_16_bits(png: &[u8]) -> bool {
    png.get(24..26) == Some(&[16, 0])
}

/// Gray of 16 bits is the one kind that Pillow does not scale to 8 bits but clips: all above 255 becomes white.
fn clipped_gray(image: &DynamicImage) -> RgbImage {
    let gray = image.to_luma16();
    RgbImage::from_fn(gray.width(), gray.height(), |x, y| {
        ::image::Rgb([gray.get_pixel(x, y)[0].min(255) as u8; 3])
    })
}

/// Decodes a whole WebP file to RGB; of an animation, its first picture.
pub(crate) fn decode_webp(bytes: &[u8], limits: &DecodeLimits) -> Result<RgbImage, DecodeError> {
    let decoder = WebPDecoder::new(Cursor::new(bytes)).map_err(|error| reason(&error))?;
    decode(decoder, limits).map(to_rgb)
}

fn decode(
    mut decoder: impl ImageDecoder,
    limits: &DecodeLimits,
) -> Result<DynamicImage, DecodeError> {
    let (width, height) = decoder.dimensions();
    limits.check(width, height)?;
    let mut memory = Limits::default();
    // The largest pixel has eight bytes, and decoders keep a second copy at most.
    memory.max_alloc = Some(limits.max_pixels.saturating_mul(16));
    decoder.set_limits(memory).map_err(|error| reason(&error))?;
    DynamicImage::from_decoder(decoder).map_err(|error| reason(&error))
}

/// Drops transparency without blending, and the lower byte of 16-bit channels without rounding.
fn to_rgb(image: DynamicImage) -> RgbImage {
    let (width, height) = (image.width(), image.height());
    let high = |value: u16| (value >> 8) as u8;
    let pixels: Vec<u8> = match image {
        DynamicImage::ImageRgb16(rgb) => rgb.into_raw().into_iter().map(high).collect(),
        DynamicImage::ImageRgba16(rgba) => rgba
            .pixels()
            .flat_map(|p| [p[0], p[1], p[2]].map(high))
            .collect(),
        DynamicImage::ImageLumaA16(gray) => gray.pixels().flat_map(|p| [high(p[0]); 3]).collect(),
        DynamicImage::ImageRgba8(rgba) => rgba.pixels().flat_map(|p| [p[0], p[1], p[2]]).collect(),
        DynamicImage::ImageLumaA8(gray) => gray.pixels().flat_map(|p| [p[0]; 3]).collect(),
        other => return other.into_rgb8(),
    };
    RgbImage::from_raw(width, height, pixels).unwrap_or_default()
}

fn reason(error: &ImageError) -> DecodeError {
    match error {
        ImageError::IoError(error) if error.kind() == ErrorKind::UnexpectedEof => {
            DecodeError::Truncated
        }
        ImageError::Unsupported(error) => DecodeError::Unsupported(error.to_string()),
        // The format's own decoder says it without the prefix of the library around it.
        other => match other.source().map(ToString::to_string) {
            Some(text) if text.contains("CRC") => DecodeError::damaged("a checksum does not match"),
            Some(text) => DecodeError::damaged(text),
            None => DecodeError::damaged(other),
        },
    }
}
