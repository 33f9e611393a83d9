//! From a decoded picture to the numbers a CLIP image tower takes.
//!
//! Short edge to 224, bicubic as Pillow does it, the middle 224 x 224, rescaled and normalised per channel, one plane a
//! channel. The steps and their rounding are those of Hugging Face's `CLIPImageProcessor`, so that vectors made here and
//! vectors made in Python can be mixed.

use ::image::RgbImage;

use super::coefficients::Axis;
use super::config::PreprocessConfig;
use super::resize::Resizer;

/// Turns pictures into tensors, one after the other; buffers and filter weights are kept between pictures.
///
/// One per worker thread: it is `Send`, and all methods need `&mut self`.
#[derive(Debug)]
pub struct Preprocessor {
    config: PreprocessConfig,
    tables: Box<[[f32; 256]; 3]>,
    resizer: Resizer,
    pixels: Vec<u8>,
}

impl Preprocessor {
    /// Prepares the normalisation tables for `config`.
    pub fn new(config: &PreprocessConfig) -> Self {
        let side = config.crop as usize;
        Self {
            config: config.clone(),
            tables: Box::new(normalise_tables(config)),
            resizer: Resizer::default(),
            pixels: vec![0; side * side * 3],
        }
    }

    /// Side of the square the model sees, in pixels.
    pub fn side(&self) -> usize {
        self.config.crop as usize
    }

    /// The square the model sees, resized and cropped but not yet normalised; for the eye.
    pub fn crop_rgb(&mut self, image: &RgbImage) -> RgbImage {
        self.fill_pixels(image);
        let pixels = self.pixels.clone();
        RgbImage::from_raw(self.config.crop, self.config.crop, pixels).unwrap_or_default()
    }

    /// Writes one picture as three planes (red, green, blue) of `side * side` values, row by row: one image of an NCHW
    /// batch.
    ///
    /// # Panics
    /// If `out` is not `3 * side * side` long.
    pub fn write_tensor(&mut self, image: &RgbImage, out: &mut [f32]) {
        let plane = self.side() * self.side();
        assert_eq!(out.len(), 3 * plane, "a tensor of three planes");
        self.fill_pixels(image);
        let (pixels, _) = self.pixels.as_chunks::<3>();
        let (red, rest) = out.split_at_mut(plane);
        let (green, blue) = rest.split_at_mut(plane);
        let [to_red, to_green, to_blue] = &*self.tables;
        for (((pixel, red), green), blue) in pixels.iter().zip(red).zip(green).zip(blue) {
            *red = to_red[usize::from(pixel[0])];
            *green = to_green[usize::from(pixel[1])];
            *blue = to_blue[usize::from(pixel[2])];
        }
    }

    /// Resizes and crops into `self.pixels`; a picture without pixels gives black.
    fn fill_pixels(&mut self, image: &RgbImage) {
        let (width, height) = image.dimensions();
        if width == 0 || height == 0 {
            self.pixels.fill(0);
            return;
        }
        if (width, height) == (self.config.crop, self.config.crop)
            && width == self.config.short_edge
        {
            self.pixels.copy_from_slice(image.as_raw());
            return;
        }
        let (columns, rows) = crop_axes(&self.config, width, height);
        self.resizer
            .resize(image.as_raw(), columns, rows, &mut self.pixels);
    }
}

/// The cropped part of the resized picture, as columns and rows.
fn crop_axes(config: &PreprocessConfig, width: u32, height: u32) -> (Axis, Axis) {
    let (wide, high) = resized(config, width, height);
    (
        middle(width, wide, config.crop),
        middle(height, high, config.crop),
    )
}

/// Size after the resize, in pixels. The longer edge is rounded down, as Python's `int()` does.
fn resized(config: &PreprocessConfig, width: u32, height: u32) -> (u64, u64) {
    let short = u64::from(config.short_edge);
    if config.stretch {
        return (short, short);
    }
    let long = |long: u32, edge: u32| short * u64::from(long) / u64::from(edge);
    if width <= height {
        (short, long(height, width))
    } else {
        (long(width, height), short)
    }
}

/// `count` pixels in the middle of an axis; an odd pixel is left over at the end.
fn middle(source: u32, target: u64, count: u32) -> Axis {
    Axis {
        source,
        target,
        first: target.saturating_sub(u64::from(count)) / 2,
        count,
    }
}

/// Every value a channel can take, normalised once. The rescale is done in double precision and the rest in single, as
/// NumPy does it in `CLIPImageProcessor`: another order changes the last bit.
fn normalise_tables(config: &PreprocessConfig) -> [[f32; 256]; 3] {
    let mut tables = [[0.0; 256]; 3];
    for ((table, mean), std) in tables.iter_mut().zip(config.mean).zip(config.std) {
        for (value, entry) in (0_u8..=255).zip(table) {
            let rescaled = (f64::from(value) * config.rescale) as f32;
            *entry = (rescaled - mean) / std;
        }
    }
    tables
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_and_crops_are_those_of_the_reference() {
        let config = PreprocessConfig::default();
        // Width, height, then size and offsets recorded from the Python library.
        let cases = [
            (60, 80, (224, 298), (0, 37)),
            (53, 80, (224, 338), (0, 57)),
            (60, 76, (224, 283), (0, 29)),
            (60, 60, (224, 224), (0, 0)),
            (640, 480, (298, 224), (37, 0)),
            (1, 60_000, (224, 13_440_000), (0, 6_719_888)),
        ];
        for (width, height, size, offset) in cases {
            assert_eq!(resized(&config, width, height), size);
            let (columns, rows) = crop_axes(&config, width, height);
            assert_eq!((columns.first, rows.first), offset);
            assert_eq!((columns.count, rows.count), (224, 224));
        }
    }

    #[test]
    fn a_flat_picture_stays_flat() {
        let mut preprocessor = Preprocessor::new(&PreprocessConfig::default());
        for (width, height) in [
            (60, 80),
            (1, 1),
            (1, 60_000),
            (60_000, 1),
            (3000, 7),
            (224, 224),
            (2000, 1500),
        ] {
            let image = RgbImage::from_pixel(width, height, ::image::Rgb([200, 100, 7]));
            let crop = preprocessor.crop_rgb(&image);
            assert_eq!(crop.dimensions(), (224, 224));
            assert!(
                crop.pixels().all(|pixel| pixel.0 == [200, 100, 7]),
                "{width} x {height}"
            );
        }
    }

    #[test]
    fn a_picture_of_the_right_size_is_left_alone() {
        let image = RgbImage::from_fn(224, 224, |x, y| {
            ::image::Rgb([x as u8, y as u8, (x * y) as u8])
        });
        let mut preprocessor = Preprocessor::new(&PreprocessConfig::default());
        assert_eq!(preprocessor.crop_rgb(&image), image);
    }

    #[test]
    fn sizes_in_turn_give_what_each_gives_alone() {
        let picture = |side: u32| {
            RgbImage::from_fn(side, side + 9, |x, y| {
                ::image::Rgb([(x * 7) as u8, (y * 5) as u8, 90])
            })
        };
        let mut shared = Preprocessor::new(&PreprocessConfig::default());
        for side in (20..70).chain(20..70) {
            let mut fresh = Preprocessor::new(&PreprocessConfig::default());
            assert_eq!(
                shared.crop_rgb(&picture(side)),
                fresh.crop_rgb(&picture(side))
            );
        }
    }

    #[test]
    fn the_tensor_is_planes_of_the_normalised_crop() {
        let config = PreprocessConfig {
            short_edge: 2,
            crop: 2,
            ..PreprocessConfig::default()
        };
        let image = RgbImage::from_raw(2, 2, vec![0, 255, 127, 1, 2, 3, 4, 5, 6, 7, 8, 9]).unwrap();
        let mut out = [0.0; 12];
        Preprocessor::new(&config).write_tensor(&image, &mut out);
        // (value / 255 - mean) / std, computed with NumPy in single precision.
        assert_eq!(out[0].to_bits(), (-1.792_262_6_f32).to_bits());
        assert_eq!(out[4].to_bits(), 2.074_883_7_f32.to_bits());
        assert_eq!(out[8].to_bits(), 0.325_728_6_f32.to_bits());
    }
}
