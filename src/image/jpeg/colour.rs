//! From JPEG samples to RGB, with the integers of libjpeg and Pillow.
//!
//! Neither standard fixes the rounding of these formulas, so "as Pillow does it" means the same fixed-point numbers:
//! 16 binary places for YCbCr (ITU T.871), and Pillow's product of two bytes for CMYK.

use multiversion::multiversion;

/// What the channels of a JPEG mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Colour {
    /// One channel.
    Gray,
    /// Red, green and blue as they are.
    Rgb,
    /// Luma and two colour differences: nearly every JPEG.
    YCbCr,
    /// Four inks, stored inverted (255 is none), as all known writers do and Pillow assumes.
    Cmyk,
    /// Four inverted inks, the first three of them turned into `YCbCr`.
    Ycck,
}

/// Converts one row: as many of `rows` as there are channels, each at least as long as `to` has pixels.
pub(super) fn to_rgb(colour: Colour, rows: [&[u8]; 4], to: &mut [u8]) {
    let (pixels, _) = to.as_chunks_mut::<3>();
    match colour {
        Colour::Gray => {
            for (pixel, &gray) in pixels.iter_mut().zip(rows[0]) {
                *pixel = [gray; 3];
            }
        }
        Colour::Rgb => {
            for (i, pixel) in pixels.iter_mut().enumerate() {
                *pixel = [rows[0][i], rows[1][i], rows[2][i]];
            }
        }
        Colour::YCbCr => from_ycc(rows[0], rows[1], rows[2], pixels),
        Colour::Cmyk => {
            for (i, pixel) in pixels.iter_mut().enumerate() {
                let light = [rows[0][i], rows[1][i], rows[2][i]];
                *pixel = light.map(|light| without_ink(255 - light, rows[3][i]));
            }
        }
        Colour::Ycck => {
            from_ycc(rows[0], rows[1], rows[2], pixels);
            for (pixel, &light) in pixels.iter_mut().zip(rows[3]) {
                *pixel = pixel.map(|ink| without_ink(ink, light));
            }
        }
    }
}

#[multiversion(targets("x86_64+avx2", "x86_64+sse4.1"))]
fn from_ycc(luma: &[u8], blue: &[u8], red: &[u8], pixels: &mut [[u8; 3]]) {
    for (((pixel, &y), &cb), &cr) in pixels.iter_mut().zip(luma).zip(blue).zip(red) {
        *pixel = one_from_ycc(y, cb, cr);
    }
}

#[inline]
fn one_from_ycc(y: u8, cb: u8, cr: u8) -> [u8; 3] {
    /// 2^16 times a factor, rounded.
    const fn fixed(factor: f64) -> i32 {
        (factor * 65536.0 + 0.5) as i32
    }
    const HALF: i32 = 1 << 15;
    let (y, cb, cr) = (i32::from(y), i32::from(cb) - 128, i32::from(cr) - 128);
    let red = y + ((const { fixed(1.40200) } * cr + HALF) >> 16);
    let green = y + ((-const { fixed(0.34414) } * cb - const { fixed(0.71414) } * cr + HALF) >> 16);
    let blue = y + ((const { fixed(1.77200) } * cb + HALF) >> 16);
    [red, green, blue].map(|value| value.clamp(0, 255) as u8)
}

/// What is left of `light` under `ink`: `light - ink * light / 255`, rounded as Pillow rounds it.
fn without_ink(ink: u8, light: u8) -> u8 {
    let product = i32::from(ink) * i32::from(light) + 128;
    let absorbed = ((product >> 8) + product) >> 8;
    (i32::from(light) - absorbed).max(0) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pixel(colour: Colour, stored: [u8; 4]) -> [u8; 3] {
        let mut to = [0; 3];
        to_rgb(
            colour,
            [&stored[..1], &stored[1..2], &stored[2..3], &stored[3..]],
            &mut to,
        );
        to
    }

    #[test]
    fn colours_as_pillow_reads_them() {
        assert_eq!(pixel(Colour::Gray, [7, 0, 0, 0]), [7, 7, 7]);
        assert_eq!(pixel(Colour::Rgb, [1, 2, 3, 0]), [1, 2, 3]);
        assert_eq!(pixel(Colour::YCbCr, [76, 85, 255, 0]), [254, 0, 0]);
        assert_eq!(pixel(Colour::YCbCr, [128, 128, 128, 0]), [128; 3]);
        assert_eq!(pixel(Colour::Cmyk, [255, 0, 0, 255]), [255, 0, 0]);
        assert_eq!(pixel(Colour::Cmyk, [100, 150, 200, 128]), [50, 75, 100]);
        assert_eq!(pixel(Colour::Ycck, [128, 128, 128, 255]), [127; 3]);
    }
}
