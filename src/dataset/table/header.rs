//! Which column plays which part.

use std::borrow::Cow;

use super::Delimiter;
use super::tokenizer::{Quotes, Records};
use crate::{Error, Result};

/// Columns that hold a product's name, best first; compared without case, blanks, `_` and `-`.
const NAME_COLUMNS: [&str; 8] = [
    "productdisplayname",
    "productname",
    "name",
    "displayname",
    "title",
    "producttitle",
    "caption",
    "description",
];

/// Columns that name an image file; used for a product whose id names none.
const IMAGE_COLUMNS: [&str; 7] = [
    "imagepath",
    "image",
    "filename",
    "imagename",
    "imagefile",
    "file",
    "path",
];

/// The columns of a csv file and their parts.
#[derive(Debug)]
pub(crate) struct Header {
    pub(super) names: Vec<String>,
    pub(super) id: usize,
    pub(super) name: Option<usize>,
    pub(super) image: Option<usize>,
}

impl Header {
    /// Reads the first record of the text.
    pub(super) fn read(text: &str, delimiter: Delimiter) -> Result<Self> {
        let Some(record) = Records::new(text, delimiter, Quotes::Repair).next() else {
            return Err(Error::new("The csv file is empty")
                .meaning(
                    "It should list the products, one a line, below a line with the column names",
                )
                .remedy("Download the dataset again, or remove the file to use the images alone"));
        };
        let id = find_id(&record.fields).ok_or_else(|| no_id(&record.fields))?;
        Ok(Self {
            id,
            name: find(&record.fields, &NAME_COLUMNS),
            image: find(&record.fields, &IMAGE_COLUMNS),
            names: named(&record.fields),
        })
    }

    /// The columns that are neither id nor name nor image: position and name.
    pub(crate) fn attributes(&self) -> impl Iterator<Item = (usize, &str)> {
        let parts = [Some(self.id), self.name, self.image];
        let columns = self.names.iter().map(String::as_str).enumerate();
        columns.filter(move |(position, _)| !parts.contains(&Some(*position)))
    }

    /// Whether rows name their image files themselves.
    pub(crate) fn names_images(&self) -> bool {
        self.image.is_some()
    }

    /// The column that takes up what an unquoted delimiter has torn apart: the name, or else the last one.
    pub(super) fn text_column(&self) -> usize {
        self.name.unwrap_or(self.names.len() - 1)
    }
}

/// The first column called `id`, in any case.
pub(super) fn find_id(fields: &[Cow<'_, str>]) -> Option<usize> {
    fields
        .iter()
        .position(|field| field.trim().eq_ignore_ascii_case("id"))
}

fn find(fields: &[Cow<'_, str>], wanted: &[&str]) -> Option<usize> {
    let plain: Vec<String> = fields.iter().map(|field| simplify(field)).collect();
    wanted
        .iter()
        .find_map(|wanted| plain.iter().position(|name| name == wanted))
}

fn simplify(field: &str) -> String {
    let kept = field.chars().filter(|c| !matches!(c, ' ' | '_' | '-'));
    kept.flat_map(char::to_lowercase).collect()
}

/// Column names for display; a column without one is called as pandas calls it.
fn named(fields: &[Cow<'_, str>]) -> Vec<String> {
    let name = |(position, field): (usize, &Cow<'_, str>)| match field.trim() {
        "" => format!("Unnamed: {position}"),
        name => name.to_owned(),
    };
    fields.iter().enumerate().map(name).collect()
}

fn no_id(fields: &[Cow<'_, str>]) -> Error {
    let mut found: Vec<String> = fields.iter().take(12).map(|field| shorten(field)).collect();
    if fields.len() > found.len() {
        found.push(format!("and {} more", fields.len() - found.len()));
    }
    Error::new("The csv file has no column \"id\"")
        .meaning(format!(
            "Without it rows and images cannot be matched; its columns are: {}",
            found.join(", ")
        ))
        .remedy(
            "Rename the column with the product numbers to \"id\" in the first line of the file",
        )
}

fn shorten(field: &str) -> String {
    let mut text: String = field.trim().chars().take(40).collect();
    text.retain(|c| !c.is_control());
    text
}
