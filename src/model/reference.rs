//! Published values of a model: what others computed with the same weights.
//!
//! Hashes say that a file arrived whole. These values say that this program, with its engine on this machine, computes
//! with it what the rest of the world does. The comparison itself is in [`crate::model_check`].

use serde::Deserialize;

use super::WeightType;
use crate::{Error, Result};

/// Published values of a model.
#[derive(Clone, Debug, Deserialize)]
pub struct Reference {
    /// The vector of a picture of one grey, where it was published.
    pub grey: Option<GreyReference>,
    /// What is known of texts.
    #[serde(default)]
    pub texts: Vec<TextReference>,
}

/// The vector of a picture that is one grey all over: needs no picture file, no decoder and no resize.
#[derive(Clone, Debug, Deserialize)]
pub struct GreyReference {
    /// The grey, 0 to 255.
    pub level: u8,
    /// The vector at unit length, or as many of its first values as are known.
    pub values: Vec<f64>,
}

/// What is known of the vector of one text.
#[derive(Clone, Debug, Deserialize)]
pub struct TextReference {
    /// The text.
    pub text: String,
    /// Whether the values are those of the vector scaled to unit length.
    #[serde(default)]
    pub unit_length: bool,
    /// How far the source lets values be off, where that is more than a model of the same weights needs: its own may
    /// be rounded, or come from another export.
    #[serde(default)]
    pub within: f64,
    /// The first values.
    #[serde(default)]
    pub first: Vec<f64>,
    /// The sum of all values.
    pub sum: Option<f64>,
}

/// How far a model may be off, measured on vectors of unit length.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tolerance {
    /// Largest difference of one value.
    pub value: f64,
    /// Smallest cosine with a vector that was published as a whole.
    pub cosine: f64,
}

impl Reference {
    /// Reads the JSON text of published values.
    pub fn parse(text: &str) -> Result<Self> {
        serde_json::from_str(text).map_err(|cause| {
            Error::new("The published values of this model cannot be read")
                .meaning("The model cannot be compared with them")
                .caused_by(cause)
        })
    }
}

impl Tolerance {
    /// What can be asked of a model.
    ///
    /// With 32 bits, engines and processors differ in the sixth digit, and 1e-4 is the tolerance of the source. With 8
    /// bits the same file was published to differ by up to 0.032 in a value between two processors; there the values
    /// can only tell this model from another one, whose cosine would be near 0.
    pub fn of(weights: WeightType) -> Self {
        match weights {
            WeightType::Fp32 => Self {
                value: 1e-4,
                cosine: 0.999_99,
            },
            WeightType::Int8 => Self {
                value: 0.1,
                cosine: 0.85,
            },
        }
    }
}
