//! A pass over the pictures of a run: simple properties that need no model, and which files are the same.

use std::sync::{Mutex, PoisonError};

use ::image::RgbImage;
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::Result;
use crate::dataset::Dataset;
use crate::image::{DecodeLimits, decode_rgb};
use crate::job::{Control, Counter, share_out};

/// Pictures measured before the results are handed over.
const CHUNK: usize = 64;

/// Levels of 255 by which a pixel may differ from the border's colour, in each channel, and still be background.
const BACKGROUND_TOLERANCE: u8 = 16;

/// A simple property of a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Property {
    /// Mean luma, 0 (black) to 1 (white).
    Brightness,
    /// Share of pixels that look like the border.
    Background,
    /// Width over height.
    Aspect,
    /// Logarithm to base 2 of the number of pixels: 1 more is twice as many.
    Size,
}

impl Property {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Brightness, Self::Background, Self::Aspect, Self::Size];

    /// A short name.
    pub fn label(self) -> &'static str {
        match self {
            Self::Brightness => "Brightness",
            Self::Background => "Background share",
            Self::Aspect => "Width over height",
            Self::Size => "Picture size",
        }
    }

    /// What exactly is measured, as a clause.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Brightness => {
                "mean of 0.299 R + 0.587 G + 0.114 B over all pixels, from 0 for black to 1 for white"
            }
            Self::Background => {
                "share of the pixels that differ from the median colour of the outermost ring of pixels by at most 16 \
                 of 255 levels in each of R, G and B"
            }
            Self::Aspect => "width of the picture file over its height",
            Self::Size => "logarithm to base 2 of the number of pixels of the picture file",
        }
    }

    fn of(self, picture: &RgbImage) -> f32 {
        let (width, height) = (f64::from(picture.width()), f64::from(picture.height()));
        match self {
            Self::Brightness => brightness(picture),
            Self::Background => background(picture),
            Self::Aspect => (width / height) as f32,
            Self::Size => (width * height).log2() as f32,
        }
    }
}

/// A picture that could not be measured.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Unmeasured {
    /// Its row.
    pub row: usize,
    /// Its product id.
    pub id: i64,
    /// The reason in words.
    pub reason: String,
}

/// What the pass over the pictures found, by row of the run.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Pictures {
    /// The properties in the order of [`Property::ALL`]; nothing where the picture could not be measured.
    pub properties: Vec<Option<[f32; Property::ALL.len()]>>,
    /// SHA-256 of each file that could be read, also of one that is no picture.
    pub hashes: Vec<Option<[u8; 32]>>,
    /// The pictures that could not be measured, by row.
    pub unmeasured: Vec<Unmeasured>,
}

struct Measured {
    properties: Result<[f32; Property::ALL.len()], String>,
    hash: Option<[u8; 32]>,
}

impl Pictures {
    /// Reads and measures the picture of every row. `products` are the rows' places in the dataset
    /// ([`super::RunLabels::products`]). A picture that is gone or damaged is noted, and the others go on. `progress`
    /// counts pictures.
    pub fn measure(
        dataset: &Dataset,
        products: &[Option<usize>],
        ids: &[i64],
        threads: usize,
        control: &Control,
        progress: &Counter,
    ) -> Result<Self> {
        progress.start(products.len());
        let chunks: Vec<&[Option<usize>]> = products.chunks(CHUNK).collect();
        let found: Mutex<Vec<Option<Vec<Measured>>>> =
            Mutex::new((0..chunks.len()).map(|_| None).collect());
        let work = |(): &mut (), number: usize| {
            let measured: Vec<Measured> = chunks[number]
                .iter()
                .map(|product| measure(dataset, *product))
                .collect();
            progress.add(measured.len());
            let mut found = found.lock().unwrap_or_else(PoisonError::into_inner);
            found[number] = Some(measured);
            Ok(())
        };
        share_out("pictures", threads, chunks.len(), control, || (), work)?;
        let found = found.into_inner().unwrap_or_else(PoisonError::into_inner);
        let mut pictures = Self::default();
        for (row, measured) in found.into_iter().flatten().flatten().enumerate() {
            pictures.hashes.push(measured.hash);
            pictures
                .properties
                .push(measured.properties.as_ref().ok().copied());
            if let Err(reason) = measured.properties {
                let id = ids[row];
                pictures.unmeasured.push(Unmeasured { row, id, reason });
            }
        }
        Ok(pictures)
    }

    /// One property of every row.
    pub fn values(&self, property: Property) -> Vec<Option<f32>> {
        let place = Property::ALL.iter().position(|&other| other == property);
        let value =
            |values: &Option<[f32; Property::ALL.len()]>| values.as_ref()?.get(place?).copied();
        self.properties.iter().map(value).collect()
    }
}

fn measure(dataset: &Dataset, product: Option<usize>) -> Measured {
    let none = |reason: String| Measured {
        properties: Err(reason),
        hash: None,
    };
    let Some(product) = product else {
        return none("the dataset has no product with this id".to_owned());
    };
    let bytes = match dataset.read_image(product) {
        Ok(bytes) => bytes,
        Err(problem) => return none(problem.to_string()),
    };
    let picture = decode_rgb(&bytes, &DecodeLimits::default());
    Measured {
        properties: picture
            .map(|picture| Property::ALL.map(|property| property.of(&picture)))
            .map_err(|error| error.to_string()),
        hash: Some(Sha256::digest(&bytes).into()),
    }
}

fn brightness(picture: &RgbImage) -> f32 {
    let luma = |pixel: &::image::Rgb<u8>| {
        let [red, green, blue] = pixel.0.map(f64::from);
        0.299 * red + 0.587 * green + 0.114 * blue
    };
    let pixels = f64::from(picture.width()) * f64::from(picture.height());
    (picture.pixels().map(luma).sum::<f64>() / (255.0 * pixels)) as f32
}

fn background(picture: &RgbImage) -> f32 {
    let border = border_colour(picture);
    let is_background = |pixel: &&::image::Rgb<u8>| {
        let channels = pixel.0.iter().zip(border);
        channels
            .into_iter()
            .all(|(a, b)| a.abs_diff(b) <= BACKGROUND_TOLERANCE)
    };
    let count = picture.pixels().filter(is_background).count();
    count as f32 / picture.pixels().len() as f32
}

/// The median of each channel over the outermost ring of pixels (the upper one of the two in the middle).
fn border_colour(picture: &RgbImage) -> [u8; 3] {
    let (right, bottom) = (picture.width() - 1, picture.height() - 1);
    let on_border = |x: u32, y: u32| x == 0 || y == 0 || x == right || y == bottom;
    let border: Vec<[u8; 3]> = picture
        .enumerate_pixels()
        .filter(|(x, y, _)| on_border(*x, *y))
        .map(|(_, _, pixel)| pixel.0)
        .collect();
    [0, 1, 2].map(|channel| {
        let mut values: Vec<u8> = border.iter().map(|colour| colour[channel]).collect();
        let middle = values.len() / 2;
        *values.select_nth_unstable(middle).1
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use ::image::Rgb;

    #[test]
    fn a_black_square_on_white() {
        let picture = RgbImage::from_fn(10, 20, |x, y| {
            let inside = (2..7).contains(&x) && (5..15).contains(&y);
            Rgb([if inside { 0 } else { 250 }; 3])
        });
        let [brightness, background, aspect, size] = Property::ALL.map(|p| p.of(&picture));
        assert!((brightness - 0.75 * 250.0 / 255.0).abs() < 1e-6);
        assert_eq!((background, aspect), (0.75, 0.5));
        assert!((size - 200.0_f32.log2()).abs() < 1e-6);
    }

    #[test]
    fn luma_weighs_the_channels() {
        let picture = RgbImage::from_pixel(1, 1, Rgb([255, 0, 0]));
        assert!((brightness(&picture) - 0.299).abs() < 1e-6);
        assert_eq!(background(&picture), 1.0);
    }
}
