//! Whether a model gives the values that others have published: "model verified".
//!
//! Hashes prove that the files are right. This proves that this program, its engine and this machine compute with them
//! what the rest of the world does: preprocessing, tokenizer, both towers. Differences are measured on vectors of unit
//! length, so that one tolerance serves all of them.

use std::fmt;

use ::image::{Rgb, RgbImage};

use crate::image::Preprocessor;
use crate::inference::{Engine, LoadOptions, TextEmbedder, normalize};
use crate::job::Control;
use crate::model::{
    CheckRecord, GreyReference, ModelProgress, ModelSpec, ModelStage, ModelStore, Reference,
    TextReference, Tolerance,
};
use crate::{Error, Result};

/// The result of a comparison.
#[derive(Clone, Debug, PartialEq)]
pub struct ModelCheck {
    /// Each published value or group of values, with what was found.
    pub findings: Vec<Finding>,
}

/// One published value or group of values, and how close the model came.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// What was embedded, such as `a picture of grey 127`.
    pub what: String,
    /// Largest difference of a value, on the scale of vectors of unit length.
    pub difference: f64,
    /// Largest difference that is allowed.
    pub allowed: f64,
    /// Cosine with the published vector, where it was published as a whole.
    pub cosine: Option<f64>,
    /// Whether all of it is within the tolerance.
    pub ok: bool,
}

/// Compares an installed model with what was published of it and remembers the result; `None` where nothing was
/// published. A model that differs is a result too, not an error.
pub fn check_installed(
    store: &ModelStore,
    id: &str,
    engine: &dyn Engine,
    threads: usize,
    control: &Control,
    progress: &ModelProgress,
) -> Result<Option<CheckRecord>> {
    let Some((reference, weights)) = store.reference(id)? else {
        return Ok(None);
    };
    let spec = store.open(id)?;
    progress.begin(ModelStage::Comparing, 0);
    let tolerance = Tolerance::of(weights);
    let check = check_model(&spec, engine, &reference, tolerance, threads, control)?;
    let engine = engine.info().to_string();
    let record = store.remember_check(id, check.ok(), check.to_string(), engine)?;
    Ok(Some(record))
}

/// Compares a model with published values. Loads one tower after the other.
pub fn check_model(
    spec: &ModelSpec,
    engine: &dyn Engine,
    reference: &Reference,
    tolerance: Tolerance,
    threads: usize,
    control: &Control,
) -> Result<ModelCheck> {
    let options = LoadOptions::on_cpu(threads);
    let mut findings = Vec::new();
    if let Some(grey) = &reference.grey {
        let vector = Vector::new(embed_grey(spec, engine, options, grey.level)?)?;
        findings.push(vector.compare_grey(grey, tolerance));
    }
    control.check()?;
    if reference.texts.is_empty() {
        return Ok(ModelCheck { findings });
    }
    let mut embedder = TextEmbedder::load(spec, engine, options)?;
    for text in &reference.texts {
        control.check()?;
        let vector = Vector::new(embedder.encode(&text.text)?)?;
        findings.push(vector.compare_text(text, tolerance));
    }
    Ok(ModelCheck { findings })
}

fn embed_grey(
    spec: &ModelSpec,
    engine: &dyn Engine,
    options: LoadOptions,
    level: u8,
) -> Result<Vec<f32>> {
    let mut preprocessor = Preprocessor::new(&spec.preprocess);
    let side = preprocessor.side();
    let picture = RgbImage::from_pixel(side as u32, side as u32, Rgb([level; 3]));
    let mut pixels = vec![0.0; 3 * side * side];
    preprocessor.write_tensor(&picture, &mut pixels);
    let encoder = engine.load_image(spec, options)?;
    let mut vector = vec![0.0; encoder.dim()];
    encoder.encode(&pixels, 1, &mut vector)?;
    Ok(vector)
}

/// A vector as the model gave it: its direction and its length.
struct Vector {
    unit: Vec<f32>,
    length: f64,
}

impl Vector {
    fn new(mut values: Vec<f32>) -> Result<Self> {
        let length = normalize(&mut values).map_err(|cause| {
            Error::new("The model does not give usable vectors on this machine")
                .meaning("It cannot be compared with published values")
                .remedy("Try the other engine, or install the model again")
                .caused_by(cause)
        })?;
        Ok(Self {
            unit: values,
            length: f64::from(length),
        })
    }

    fn compare_grey(&self, grey: &GreyReference, tolerance: Tolerance) -> Finding {
        let difference = self.difference(&grey.values, 1.0);
        let cosine = (grey.values.len() == self.unit.len()).then(|| self.cosine(&grey.values));
        Finding {
            what: format!("a picture of grey {}", grey.level),
            difference,
            allowed: tolerance.value,
            cosine,
            ok: difference <= tolerance.value
                && cosine.is_none_or(|cosine| cosine >= tolerance.cosine),
        }
    }

    fn compare_text(&self, text: &TextReference, tolerance: Tolerance) -> Finding {
        let scale = if text.unit_length { 1.0 } else { self.length };
        let allowed = tolerance.value + text.within / scale;
        let difference = self.difference(&text.first, scale);
        let sum: f64 = self.unit.iter().map(|&value| f64::from(value)).sum();
        // Independent errors add up as the root of their number.
        let off = |expected: f64| (sum - expected / scale).abs() / (self.unit.len() as f64).sqrt();
        let difference = text.sum.map_or(difference, |sum| difference.max(off(sum)));
        Finding {
            what: format!("the text \"{}\"", text.text),
            difference,
            allowed,
            cosine: None,
            ok: difference <= allowed,
        }
    }

    /// Largest difference to the first values of a vector that is `scale` long; infinite if it has more values.
    fn difference(&self, expected: &[f64], scale: f64) -> f64 {
        if expected.len() > self.unit.len() {
            return f64::INFINITY;
        }
        let pairs = self.unit.iter().zip(expected);
        pairs
            .map(|(&value, expected)| (f64::from(value) - expected / scale).abs())
            .fold(0.0, f64::max)
    }

    fn cosine(&self, other: &[f64]) -> f64 {
        let length = other.iter().map(|x| x * x).sum::<f64>().sqrt();
        let pairs = self.unit.iter().zip(other);
        pairs.map(|(&a, b)| f64::from(a) * b).sum::<f64>() / length
    }
}

impl ModelCheck {
    /// Whether everything is within the tolerance, and there was something to compare.
    pub fn ok(&self) -> bool {
        !self.findings.is_empty() && self.findings.iter().all(|finding| finding.ok)
    }

    /// What is furthest beyond its tolerance, or nearest to it.
    pub fn worst(&self) -> Option<&Finding> {
        let excess = |finding: &Finding| finding.difference / finding.allowed;
        let failed = self.findings.iter().filter(|finding| !finding.ok);
        let by_excess = |a: &&Finding, b: &&Finding| excess(a).total_cmp(&excess(b));
        failed
            .max_by(by_excess)
            .or_else(|| self.findings.iter().max_by(by_excess))
    }
}

impl fmt::Display for ModelCheck {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(worst) = self.worst() else {
            return f.write_str("nothing was published to compare with");
        };
        if self.ok() {
            write!(f, "gives the published values; most off is {worst}")
        } else {
            write!(f, "does not give the published values: {worst}")
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}, by {:.6} where {} is allowed",
            self.what, self.difference, self.allowed
        )?;
        match self.cosine {
            Some(cosine) => write!(f, " (cosine {cosine:.6})"),
            None => Ok(()),
        }
    }
}
