//! JPEG, with the very pixels that libjpeg-turbo (and so Pillow) makes.
//!
//! The JPEG standard leaves the rounding of three steps open: the inverse transform, the enlargement of subsampled
//! colour, the conversion to RGB. Decoders differ there by several levels, most of all on subsampled pictures, a tenth
//! of the fashion dataset. A dataset embedded in Python and one embedded here would then disagree by more than
//! rounding, so this decoder takes the integers of libjpeg for all three. It also judges as is right for embeddings: where a
//! browser shows half a picture, it says that half is missing.
//!
//! ```text
//! segments -> frame (sizes, channels) -> scan -- sequential --> blocks -> idct -> planes
//!                                             -- progressive -> coefficients ------^
//! planes -> upsample (to full size) -> colour (to RGB)
//! ```

mod bits;
mod channel;
mod colour;
mod frame;
mod huffman;
mod idct;
mod picture;
mod progressive;
mod scan;
mod segments;
mod sequential;
mod upsample;

use ::image::RgbImage;

use super::decode::DecodeLimits;
use super::error::DecodeError;
use picture::Picture;
use segments::Segments;

/// Decodes a whole JPEG file to RGB.
pub(crate) fn decode(bytes: &[u8], limits: &DecodeLimits) -> Result<RgbImage, DecodeError> {
    let mut segments = Segments::new(bytes);
    let mut picture = Picture::default();
    while !picture.is_complete() {
        match segments.next_segment()? {
            Some(segment) => picture.take(&segment, &mut segments, limits)?,
            None => break,
        }
    }
    picture.into_rgb()
}
