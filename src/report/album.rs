//! The pictures of the page, each one inside it.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use ::image::ExtendedColorType;
use ::image::codecs::jpeg::JpegEncoder;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use maud::{Markup, html};

use super::ReportInput;
use super::figures::shortened;
use crate::image::{ImageFormat, sniff, thumbnail_rgb};

/// Files up to this size go into the page as they are; larger ones are reduced first.
const SMALL_FILE: usize = 6_000;

/// Longest side of a reduced picture: twice what it takes on screen.
const LONGEST_SIDE: u32 = 160;

const JPEG_QUALITY: u8 = 88;

/// Gives pictures of products, each read once.
pub(super) struct Album<'a> {
    input: ReportInput<'a>,
    pictures: RefCell<HashMap<usize, Option<Rc<str>>>>,
}

impl<'a> Album<'a> {
    pub fn new(input: &ReportInput<'a>) -> Self {
        Self {
            input: *input,
            pictures: RefCell::default(),
        }
    }

    /// The name of a row's product, or its id where it has none.
    pub fn name(&self, row: usize) -> String {
        match self.input.metadata.get(row) {
            Some(product) if product.name.trim().is_empty() => format!("Product {}", product.id),
            Some(product) => product.name.clone(),
            None => format!("Row {row}"),
        }
    }

    /// The picture of a row with its name and id for those who hover or cannot see.
    pub fn picture(&self, row: usize) -> Markup {
        let id = self.input.metadata.get(row).map(|product| product.id);
        let name = self.name(row);
        let title = id.map_or_else(|| name.clone(), |id| format!("{name} ({id})"));
        html! {
            @match self.data_uri(row) {
                Some(uri) => img src=(uri) alt=(name) title=(title) {},
                None => span.no-picture title=(title) { "no picture" },
            }
        }
    }

    /// A picture with captions below; the first one is set in the text's colour.
    pub fn figure(&self, row: usize, captions: &[String]) -> Markup {
        html! {
            figure {
                (self.picture(row))
                @for caption in captions {
                    figcaption title=(caption) { (shortened(caption, 34)) }
                }
            }
        }
    }

    fn data_uri(&self, row: usize) -> Option<Rc<str>> {
        let mut pictures = self.pictures.borrow_mut();
        let picture = pictures
            .entry(row)
            .or_insert_with(|| self.read(row).map(Rc::from));
        picture.clone()
    }

    fn read(&self, row: usize) -> Option<String> {
        let product = (*self.input.labels.products.get(row)?)?;
        // Pictures that cannot be read were counted, with their reasons, when they were measured.
        let bytes = self.input.dataset?.read_image(product).ok()?;
        let format = sniff(&bytes).ok()?;
        let (kind, bytes) = if bytes.len() <= SMALL_FILE {
            (format, bytes)
        } else {
            (ImageFormat::Jpeg, reduced(&bytes)?)
        };
        let kind = match kind {
            ImageFormat::Jpeg => "jpeg",
            ImageFormat::Png => "png",
            ImageFormat::WebP => "webp",
        };
        Some(format!(
            "data:image/{kind};base64,{}",
            STANDARD.encode(bytes)
        ))
    }
}

fn reduced(bytes: &[u8]) -> Option<Vec<u8>> {
    let picture = thumbnail_rgb(bytes, LONGEST_SIDE).ok()?;
    let mut jpeg = Vec::new();
    let mut encoder = JpegEncoder::new_with_quality(&mut jpeg, JPEG_QUALITY);
    let (width, height) = picture.dimensions();
    encoder
        .encode(picture.as_raw(), width, height, ExtendedColorType::Rgb8)
        .ok()?;
    Some(jpeg)
}
