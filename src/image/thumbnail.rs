//! Small pictures for grids.

use ::image::RgbImage;

use super::coefficients::Axis;
use super::decode::{DecodeLimits, decode_rgb};
use super::error::DecodeError;
use super::resize::Resizer;

/// Decodes a picture and reduces it so that neither side exceeds `max_side` pixels. The shape is kept, and a picture
/// that is small enough already is returned as it is: enlarging is left to the screen.
pub fn thumbnail_rgb(bytes: &[u8], max_side: u32) -> Result<RgbImage, DecodeError> {
    let image = decode_rgb(bytes, &DecodeLimits::default())?;
    Ok(reduce_rgb(image, max_side))
}

/// Reduces a picture so that neither side exceeds `max_side` pixels, as [`thumbnail_rgb`] does.
pub fn reduce_rgb(image: RgbImage, max_side: u32) -> RgbImage {
    let max_side = max_side.max(1);
    let (width, height) = image.dimensions();
    let long = width.max(height);
    if long <= max_side {
        return image;
    }
    let (wide, high) = (
        scaled(width, max_side, long),
        scaled(height, max_side, long),
    );
    let mut pixels = vec![0; wide as usize * high as usize * 3];
    Resizer::default().resize(
        image.as_raw(),
        whole(width, wide),
        whole(height, high),
        &mut pixels,
    );
    RgbImage::from_raw(wide, high, pixels).unwrap_or_default()
}

/// `side * max_side / long`, rounded, at least one pixel.
fn scaled(side: u32, max_side: u32, long: u32) -> u32 {
    let (side, max_side, long) = (u64::from(side), u64::from(max_side), u64::from(long));
    ((side * max_side + long / 2) / long).max(1) as u32
}

fn whole(source: u32, target: u32) -> Axis {
    Axis {
        source,
        target: u64::from(target),
        first: 0,
        count: target,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reduces_and_never_enlarges() {
        let cases = [
            ((60, 80), 96, (60, 80)),
            ((600, 800), 96, (72, 96)),
            ((1000, 1), 10, (10, 1)),
            ((3, 4000), 100, (1, 100)),
            ((5, 5), 0, (1, 1)),
        ];
        for ((width, height), max_side, expected) in cases {
            let image = RgbImage::from_pixel(width, height, ::image::Rgb([9, 99, 199]));
            let small = reduce_rgb(image, max_side);
            assert_eq!(small.dimensions(), expected);
            assert!(small.pixels().all(|pixel| pixel.0 == [9, 99, 199]));
        }
    }
}
