//! JPEG as libjpeg (and so Pillow) reads it.
//!
//! The decoder itself is zune-jpeg. Around it stand two steps that decide whether the result equals Pillow's:
//! [`strip`] walks the file, refuses what is cut off, and hands on only what the picture needs; [`colour`] turns the
//! decoder's raw samples into RGB with libjpeg's integers, including the two kinds of CMYK.

mod colour;
mod strip;

use ::image::RgbImage;
use zune_core::bytestream::ZCursor;
use zune_core::options::DecoderOptions;
use zune_jpeg::JpegDecoder;
use zune_jpeg::errors::DecodeErrors;

use super::decode::DecodeLimits;
use super::error::DecodeError;
use strip::Stripped;

/// Decodes a whole JPEG file to RGB.
pub(crate) fn decode(bytes: &[u8], limits: &DecodeLimits) -> Result<RgbImage, DecodeError> {
    let picture = strip::strip(bytes, limits)?;
    let samples = decode_samples(&picture)?;
    let pixels = colour::to_rgb(samples, picture.colour);
    RgbImage::from_raw(picture.width, picture.height, pixels)
        .ok_or_else(|| DecodeError::damaged("fewer pixels than its header announces"))
}

/// The samples of all channels side by side, not yet converted.
fn decode_samples(picture: &Stripped) -> Result<Vec<u8>, DecodeError> {
    let options = DecoderOptions::default()
        .set_strict_mode(true)
        .set_max_width(usize::from(u16::MAX))
        .set_max_height(usize::from(u16::MAX));
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(&picture.stream[..]), options);
    decoder.decode_headers().map_err(|error| reason(&error))?;
    if let Some(raw) = decoder.input_colorspace() {
        decoder.set_options(options.jpeg_set_out_colorspace(raw));
    }
    let length = decoder
        .output_buffer_size()
        .ok_or_else(|| DecodeError::damaged("no size"))?;
    let mut samples = vec![0; length];
    decoder
        .decode_into(&mut samples)
        .map_err(|error| reason(&error))?;
    Ok(samples)
}

fn reason(error: &DecodeErrors) -> DecodeError {
    match error {
        DecodeErrors::ExhaustedData => DecodeError::Truncated,
        DecodeErrors::Unsupported(kind) => DecodeError::Unsupported(format!("{kind:?}")),
        other => DecodeError::damaged(other),
    }
}
