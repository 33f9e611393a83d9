//! Names of datasets on Kaggle.

use std::fmt;
use std::str::FromStr;

use crate::{Error, Result};

/// A dataset on Kaggle, named by its owner and a short name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KaggleDataset {
    owner: String,
    name: String,
}

impl KaggleDataset {
    /// The dataset for which this program was made: 44,441 small product photos.
    pub fn fashion() -> Self {
        Self {
            owner: "paramaggarwal".to_owned(),
            name: "fashion-product-images-small".to_owned(),
        }
    }

    /// The last part of the name, which is fit for a file name.
    pub fn short_name(&self) -> &str {
        &self.name
    }

    /// Its page, for a browser.
    pub fn page(&self) -> String {
        format!("https://www.kaggle.com/datasets/{self}")
    }
}

impl Default for KaggleDataset {
    fn default() -> Self {
        Self::fashion()
    }
}

/// `owner/name`.
impl fmt::Display for KaggleDataset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.owner, self.name)
    }
}

/// Reads `owner/name`, or the address of a dataset's page.
impl FromStr for KaggleDataset {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let path = text
            .trim()
            .split_once("kaggle.com/datasets/")
            .map_or(text.trim(), |(_, path)| path);
        let path = path.split(['?', '#']).next().unwrap_or_default();
        let mut parts = path.trim_end_matches('/').split('/');
        match (parts.next(), parts.next(), parts.next()) {
            (Some(owner), Some(name), None) if is_name(owner) && is_name(name) => Ok(Self {
                owner: owner.to_owned(),
                name: name.to_owned(),
            }),
            _ => Err(Error::new("This is not the name of a dataset on Kaggle").remedy(
                "Write it like paramaggarwal/fashion-product-images-small, or copy the address of its page",
            )),
        }
    }
}

fn is_name(text: &str) -> bool {
    let fits = |c: char| c.is_ascii_alphanumeric() || "-_".contains(c);
    !text.is_empty() && text.chars().all(fits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_names_and_addresses() {
        let fashion = KaggleDataset::fashion();
        for text in [
            "paramaggarwal/fashion-product-images-small",
            " https://www.kaggle.com/datasets/paramaggarwal/fashion-product-images-small/ ",
            "kaggle.com/datasets/paramaggarwal/fashion-product-images-small?select=styles.csv",
        ] {
            assert_eq!(text.parse::<KaggleDataset>().unwrap(), fashion, "{text}");
        }
        assert!(fashion.page().ends_with(&fashion.to_string()));
    }

    #[test]
    fn refuses_what_is_no_name() {
        for text in [
            "",
            "fashion",
            "a/b/c",
            "../b",
            "a/..",
            "a/b c",
            "https://example.com/a/b",
        ] {
            assert!(text.parse::<KaggleDataset>().is_err(), "{text}");
        }
    }
}
