//! Decoding with limits: the size of a picture is read from its header and judged before any memory is taken.

use ::image::RgbImage;

use super::error::DecodeError;
use super::guard::guarded;
use super::sniff::{ImageFormat, sniff};
use super::{jpeg, raster};

/// How much a single picture may ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DecodeLimits {
    /// Most pixels (width times height) of a picture; three bytes each once decoded.
    pub max_pixels: u64,
    /// Most bytes of a file.
    pub max_file_bytes: u64,
}

impl Default for DecodeLimits {
    /// Any camera's photo: 100 megapixels (300 MB decoded) in 256 MiB.
    fn default() -> Self {
        Self {
            max_pixels: 100_000_000,
            max_file_bytes: 256 << 20,
        }
    }
}

impl DecodeLimits {
    /// Refuses a picture whose header announces no pixels or too many.
    pub(crate) fn check(&self, width: u32, height: u32) -> Result<(), DecodeError> {
        if width == 0 || height == 0 {
            return Err(DecodeError::damaged("it has no pixels"));
        }
        if u64::from(width) * u64::from(height) > self.max_pixels {
            return Err(DecodeError::TooManyPixels { width, height });
        }
        Ok(())
    }
}

/// Decodes the bytes of a JPEG, PNG or WebP file to 8-bit RGB, as Pillow's `Image.open(file).convert("RGB")` does:
/// transparency is dropped, not blended; orientation and colour profile are ignored.
pub fn decode_rgb(bytes: &[u8], limits: &DecodeLimits) -> Result<RgbImage, DecodeError> {
    if bytes.len() as u64 > limits.max_file_bytes {
        return Err(DecodeError::TooManyBytes {
            bytes: bytes.len() as u64,
        });
    }
    let format = sniff(bytes)?;
    guarded(|| match format {
        ImageFormat::Jpeg => jpeg::decode(bytes, limits),
        ImageFormat::Png => raster::decode_png(bytes, limits),
        ImageFormat::WebP => raster::decode_webp(bytes, limits),
    })
}
