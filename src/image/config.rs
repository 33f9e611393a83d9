//! How a model wants its pictures: the numbers of a Hugging Face `preprocessor_config.json`.
//!
//! The file is written by several generations of one library, so the same thing is said in several ways. What this
//! program cannot do exactly is refused: a picture prepared differently gives a vector that looks fine and is wrong.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{Error, Result};

/// Pillow's number for bicubic resampling.
const BICUBIC: u64 = 3;

/// Sides beyond this are a typing error: the largest CLIP models take 1024 pixels.
const MAX_SIDE: u64 = 4096;

/// From a decoded picture to a tensor; the default is `openai/clip-vit-base-patch32`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PreprocessConfig {
    /// Length of the shorter edge after the resize, in pixels.
    pub short_edge: u32,
    /// Side of the square that is cut out of the middle, in pixels; at most `short_edge`.
    pub crop: u32,
    /// Whether the picture is stretched to a square of `short_edge` instead of keeping its shape.
    pub stretch: bool,
    /// Factor from 8-bit values to the range of `mean` and `std`, 1/255 as a rule.
    pub rescale: f64,
    /// Subtracted per channel (red, green, blue) after the rescale.
    pub mean: [f32; 3],
    /// Divided by per channel (red, green, blue) after the subtraction.
    pub std: [f32; 3],
}

impl Default for PreprocessConfig {
    // The digits are those of the published file, to be found by a search; the nearest `f32` is the same.
    #[allow(clippy::excessive_precision)]
    fn default() -> Self {
        Self {
            short_edge: 224,
            crop: 224,
            stretch: false,
            rescale: 1.0 / 255.0,
            mean: [0.481_454_66, 0.457_827_5, 0.408_210_73],
            std: [0.268_629_54, 0.261_302_58, 0.275_777_11],
        }
    }
}

impl PreprocessConfig {
    /// Reads the text of a `preprocessor_config.json`; what it does not say is as for CLIP ViT-B/32.
    pub fn from_json(text: &str) -> Result<Self> {
        let value: Value = serde_json::from_str(text)
            .map_err(|error| refusal("it is not valid JSON").caused_by(error))?;
        let Value::Object(keys) = value else {
            return Err(refusal("it holds no settings"));
        };
        refuse_other_families(&keys)?;
        refuse_other_steps(&keys)?;
        let mut config = Self::default();
        config.read_size(&keys)?;
        config.read_crop(&keys)?;
        config.read_values(&keys)?;
        Ok(config)
    }

    fn read_size(&mut self, keys: &Map<String, Value>) -> Result<()> {
        match keys.get("size") {
            None | Some(Value::Null) => {}
            Some(Value::Object(size)) if size.contains_key("shortest_edge") => {
                self.short_edge = side(&size["shortest_edge"], "size")?;
            }
            Some(Value::Object(size)) => {
                self.short_edge = square(size, "size")?;
                self.stretch = true;
            }
            Some(number) => self.short_edge = side(number, "size")?,
        }
        Ok(())
    }

    fn read_crop(&mut self, keys: &Map<String, Value>) -> Result<()> {
        if flag(keys, "do_center_crop") == Some(false) {
            if !self.stretch {
                return Err(refusal(
                    "it wants pictures of different sizes, without a crop",
                ));
            }
            self.crop = self.short_edge;
            return Ok(());
        }
        match keys.get("crop_size") {
            None | Some(Value::Null) => {}
            Some(Value::Object(size)) => self.crop = square(size, "crop_size")?,
            Some(number) => self.crop = side(number, "crop_size")?,
        }
        if self.crop > self.short_edge {
            return Err(refusal("its crop is larger than the resized picture"));
        }
        Ok(())
    }

    fn read_values(&mut self, keys: &Map<String, Value>) -> Result<()> {
        if let Some(factor) = keys.get("rescale_factor").filter(|value| !value.is_null()) {
            self.rescale = factor
                .as_f64()
                .filter(|factor| factor.is_finite() && *factor > 0.0)
                .ok_or_else(|| refusal("its rescale_factor is not a positive number"))?;
        }
        if flag(keys, "do_normalize") == Some(false) {
            self.mean = [0.0; 3];
            self.std = [1.0; 3];
            return Ok(());
        }
        if let Some(mean) = keys.get("image_mean").filter(|value| !value.is_null()) {
            self.mean = channels(mean, "image_mean")?;
        }
        if let Some(std) = keys.get("image_std").filter(|value| !value.is_null()) {
            self.std = channels(std, "image_std")?;
            if self.std.iter().any(|&std| std <= 0.0) {
                return Err(refusal("its image_std is not positive"));
            }
        }
        Ok(())
    }
}

/// What a file leaves out is filled in as for CLIP, which is wrong for the files of other families.
fn refuse_other_families(keys: &Map<String, Value>) -> Result<()> {
    let names = ["image_processor_type", "feature_extractor_type"];
    let mut kinds = names.iter().filter_map(|name| keys.get(*name)?.as_str());
    match kinds.find(|kind| !kind.contains("CLIP")) {
        Some(kind) => Err(refusal(format!("it is for {kind}, not for CLIP"))),
        None => Ok(()),
    }
}

/// Steps that CLIP always takes; a model that leaves one out, or adds one, is none this program knows.
fn refuse_other_steps(keys: &Map<String, Value>) -> Result<()> {
    if flag(keys, "do_resize") == Some(false) {
        return Err(refusal("it wants pictures that are not resized"));
    }
    if flag(keys, "do_rescale") == Some(false) {
        return Err(refusal("it wants pixel values that are not rescaled"));
    }
    if flag(keys, "do_pad") == Some(true) {
        return Err(refusal("it wants pictures with a border added"));
    }
    match keys.get("resample") {
        None | Some(Value::Null) => Ok(()),
        Some(number) if number.as_u64() == Some(BICUBIC) => Ok(()),
        Some(other) => Err(refusal(format!(
            "it wants resampling method {other}, and only bicubic ({BICUBIC}) is known"
        ))),
    }
}

fn flag(keys: &Map<String, Value>, name: &str) -> Option<bool> {
    keys.get(name).and_then(Value::as_bool)
}

fn side(value: &Value, name: &str) -> Result<u32> {
    value
        .as_u64()
        .filter(|side| (1..=MAX_SIDE).contains(side))
        .map(|side| side as u32)
        .ok_or_else(|| refusal(format!("its {name} is not a number of pixels")))
}

fn square(size: &Map<String, Value>, name: &str) -> Result<u32> {
    let read = |key: &str| side(size.get(key).unwrap_or(&Value::Null), name);
    let (height, width) = (read("height")?, read("width")?);
    if height != width {
        return Err(refusal(format!("its {name} is not square")));
    }
    Ok(height)
}

fn channels(value: &Value, name: &str) -> Result<[f32; 3]> {
    serde_json::from_value::<[f32; 3]>(value.clone())
        .ok()
        .filter(|numbers| numbers.iter().all(|number| number.is_finite()))
        .ok_or_else(|| refusal(format!("its {name} is not three numbers")))
}

fn refusal(why: impl std::fmt::Display) -> Error {
    Error::new(format!(
        "The model's preprocessor_config.json cannot be used: {why}"
    ))
    .meaning("Pictures cannot be prepared the way this model was trained")
    .remedy("Choose a CLIP model, or copy the file again from where the model came from")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As published with the default model.
    const PUBLISHED: &str = r#"{
        "crop_size": {"height": 224, "width": 224}, "do_center_crop": true, "do_convert_rgb": true,
        "do_normalize": true, "do_rescale": true, "do_resize": true,
        "feature_extractor_type": "CLIPFeatureExtractor",
        "image_mean": [0.48145466, 0.4578275, 0.40821073], "image_processor_type": "CLIPImageProcessor",
        "image_std": [0.26862954, 0.26130258, 0.27577711], "resample": 3,
        "rescale_factor": 0.00392156862745098, "size": {"shortest_edge": 224}
    }"#;

    #[test]
    fn the_default_is_the_published_file() {
        let default = PreprocessConfig::default();
        assert_eq!(PreprocessConfig::from_json(PUBLISHED).unwrap(), default);
        assert_eq!(PreprocessConfig::from_json("{}").unwrap(), default);
        let old = r#"{"size": 224, "crop_size": 224, "resample": 3, "feature_extractor_type": "CLIPFeatureExtractor"}"#;
        assert_eq!(PreprocessConfig::from_json(old).unwrap(), default);
    }

    #[test]
    fn other_numbers_are_taken_over() {
        let text = r#"{"size": {"shortest_edge": 384}, "crop_size": {"height": 336, "width": 336},
            "image_mean": [0.5, 0.25, 0.125], "image_std": [1, 2, 4], "rescale_factor": 0.5}"#;
        let expected = PreprocessConfig {
            short_edge: 384,
            crop: 336,
            stretch: false,
            rescale: 0.5,
            mean: [0.5, 0.25, 0.125],
            std: [1.0, 2.0, 4.0],
        };
        assert_eq!(PreprocessConfig::from_json(text).unwrap(), expected);
    }

    #[test]
    fn a_square_without_crop_is_stretched() {
        let text = r#"{"size": {"height": 240, "width": 240}, "do_center_crop": false, "do_normalize": false}"#;
        let config = PreprocessConfig::from_json(text).unwrap();
        assert!(config.stretch);
        assert_eq!((config.short_edge, config.crop), (240, 240));
        assert_eq!((config.mean, config.std), ([0.0; 3], [1.0; 3]));
    }

    #[test]
    fn what_cannot_be_done_exactly_is_refused() {
        let cases = [
            ("", "not valid JSON"),
            ("[]", "no settings"),
            (r#"{"resample": 2}"#, "resampling method 2"),
            (r#"{"do_resize": false}"#, "not resized"),
            (r#"{"do_rescale": false}"#, "not rescaled"),
            (r#"{"do_pad": true}"#, "a border"),
            (r#"{"do_center_crop": false}"#, "without a crop"),
            (r#"{"size": {"height": 224, "width": 336}}"#, "not square"),
            (
                r#"{"size": {"longest_edge": 224}}"#,
                "not a number of pixels",
            ),
            (r#"{"size": 0}"#, "not a number of pixels"),
            (r#"{"size": 200}"#, "crop is larger"),
            (r#"{"crop_size": -1}"#, "not a number of pixels"),
            (r#"{"image_mean": [1, 2]}"#, "not three numbers"),
            (r#"{"image_std": [1, 0, 1]}"#, "not positive"),
            (r#"{"rescale_factor": 0}"#, "not a positive number"),
            (
                r#"{"image_processor_type": "SiglipImageProcessor"}"#,
                "SiglipImageProcessor",
            ),
        ];
        for (text, reason) in cases {
            let error = PreprocessConfig::from_json(text).unwrap_err();
            assert!(error.what().contains(reason), "{text}: {error}");
            assert!(error.meaning_text().is_some() && error.remedy_text().is_some());
        }
    }
}
