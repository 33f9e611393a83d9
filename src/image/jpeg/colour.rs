//! From JPEG samples to RGB, with the integers of libjpeg and Pillow.
//!
//! Neither standard fixes the rounding of these formulas, so "as Pillow does it" means the same fixed-point numbers:
//! 16 binary places for YCbCr (ITU T.871), and Pillow's product of two bytes for CMYK.

use multiversion::multiversion;

/// How the samples of a JPEG are to be read, in libjpeg's order of evidence (JFIF, Adobe, component ids).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Colour {
    /// One channel.
    Gray,
    /// Three channels, red, green, blue as stored.
    Rgb,
    /// Three channels, the usual luma and two colour differences.
    YCbCr,
    /// Four channels of ink, stored inverted as all known writers do.
    Cmyk,
    /// Four channels: inverted ink with its first three turned into `YCbCr`.
    Ycck,
}

/// Converts interleaved samples to interleaved RGB.
pub(crate) fn to_rgb(mut samples: Vec<u8>, colour: Colour) -> Vec<u8> {
    match colour {
        Colour::Gray => samples.iter().flat_map(|&gray| [gray; 3]).collect(),
        Colour::Rgb => samples,
        Colour::YCbCr => {
            convert_ycc(&mut samples);
            samples
        }
        Colour::Cmyk => inks(&samples, |channels| channels),
        // YCCK holds 255 minus the ink, as YCbCr; the file stores that inverted once more.
        Colour::Ycck => inks(&samples, |[y, cb, cr, black]| {
            let [red, green, blue] = ycc_to_rgb([y, cb, cr]);
            [255 - red, 255 - green, 255 - blue, black]
        }),
    }
}

#[multiversion(targets("x86_64+avx2", "x86_64+sse4.1"))]
fn convert_ycc(samples: &mut [u8]) {
    let (pixels, _) = samples.as_chunks_mut::<3>();
    for pixel in pixels {
        *pixel = ycc_to_rgb(*pixel);
    }
}

/// 2^16 times a factor, rounded.
const fn fix(factor: f64) -> i32 {
    (factor * 65536.0 + 0.5) as i32
}

#[inline(always)]
fn ycc_to_rgb([y, cb, cr]: [u8; 3]) -> [u8; 3] {
    const HALF: i32 = 1 << 15;
    let (y, cb, cr) = (i32::from(y), i32::from(cb) - 128, i32::from(cr) - 128);
    let red = y + ((fix(1.40200) * cr + HALF) >> 16);
    let green = y + ((-fix(0.34414) * cb - fix(0.71414) * cr + HALF) >> 16);
    let blue = y + ((fix(1.77200) * cb + HALF) >> 16);
    [red, green, blue].map(|value| value.clamp(0, 255) as u8)
}

/// CMYK pixels to RGB; `read` gives the four stored values, which are 255 minus the ink.
fn inks(samples: &[u8], read: impl Fn([u8; 4]) -> [u8; 4]) -> Vec<u8> {
    let (pixels, _) = samples.as_chunks::<4>();
    pixels
        .iter()
        .flat_map(|&pixel| {
            let [cyan, magenta, yellow, light] = read(pixel);
            [cyan, magenta, yellow].map(|stored| without_ink(255 - stored, light))
        })
        .collect()
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

    #[test]
    fn colours_as_pillow_reads_them() {
        // Stored samples and the RGB that Pillow 13 made of them.
        assert_eq!(to_rgb(vec![7, 200], Colour::Gray), [7, 7, 7, 200, 200, 200]);
        assert_eq!(to_rgb(vec![1, 2, 3], Colour::Rgb), [1, 2, 3]);
        assert_eq!(to_rgb(vec![76, 85, 255], Colour::YCbCr), [254, 0, 0]);
        assert_eq!(to_rgb(vec![128, 128, 128], Colour::YCbCr), [128; 3]);
        assert_eq!(to_rgb(vec![255, 0, 0, 255], Colour::Cmyk), [255, 0, 0]);
        assert_eq!(
            to_rgb(vec![100, 150, 200, 128], Colour::Cmyk),
            [50, 75, 100]
        );
    }
}
