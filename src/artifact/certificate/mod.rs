//! The certificate of a run: what [`verify`] finds, and a sample of pictures embedded again.
//!
//! Reading the files back shows that they are whole and belong together; only embedding again shows that row `i` is the
//! vector of picture `i`. That needs the dataset, the model and an engine. Where one of them is not at hand, or is
//! another one by now, the check was *not done*, and its finding says why; that is neither a pass nor a failure.

mod again;

use std::path::PathBuf;
use std::sync::Arc;

use serde::Serialize;

use super::{Check, RunRecord, verify};
use crate::Result;
use crate::dataset::Dataset;
use crate::inference::{Engine, EngineChoice, EngineKind, Engines};
use crate::job::Control;
use crate::model::ModelSpec;

/// What a certificate is made of.
pub struct CertificateRequest {
    /// The output folder of the run.
    pub folder: PathBuf,
    /// The dataset, or why it could not be opened.
    pub dataset: Result<Arc<Dataset>>,
    /// The model, or why it could not be found.
    pub model: Result<ModelSpec>,
    /// The engine; [`recorded_engine`] finds the one of the run.
    pub engine: Arc<dyn Engine>,
    /// Threads used inside one call of the engine.
    pub threads: usize,
    /// Pictures to embed again; all of them if there are fewer.
    pub sample: usize,
}

/// The result of all checks.
#[derive(Clone, Debug, Serialize)]
pub struct Certificate {
    /// No check failed.
    pub ok: bool,
    /// Every check was done.
    pub complete: bool,
    /// When it was made, UTC.
    pub made: String,
    /// Products with a vector.
    pub items: usize,
    /// Vector length.
    pub dim: usize,
    /// Each check with its result.
    pub checks: Vec<Finding>,
    /// The pictures that were embedded again; empty where that was not done.
    pub sample: Vec<Sampled>,
}

/// One check of a certificate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Short name.
    pub name: &'static str,
    /// Whether it passed.
    pub ok: bool,
    /// Whether it passed, failed or was not done.
    pub result: Outcome,
    /// What was seen, or why it was not done, in words.
    pub detail: String,
}

/// How a check ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// All is as it should be.
    Passed,
    /// Something is wrong with the files.
    Failed,
    /// Something that the check needs is not at hand.
    NotDone,
}

/// A picture that was embedded again.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Sampled {
    /// Its row in the files.
    pub row: usize,
    /// Its product.
    pub id: i64,
    /// Its path within the dataset.
    pub image_path: String,
    /// Cosine of the stored vector and the new one.
    pub cosine: f64,
}

/// The engine that a run was made with; where it cannot be used, the best other one, which the certificate will say.
pub fn recorded_engine(record: &RunRecord, engines: &Engines) -> Result<Arc<dyn Engine>> {
    let recorded = match record.engine.kind {
        EngineKind::OnnxRuntime => EngineChoice::OnnxRuntime,
        EngineKind::BuiltIn => EngineChoice::BuiltIn,
    };
    let found = engines.select(recorded);
    found.or_else(|_| engines.select(EngineChoice::Auto))
}

/// Reads the run back and embeds a sample again. An error means that there is no run, or that a stop was asked for.
pub fn certify(request: &CertificateRequest, control: &Control) -> Result<Certificate> {
    let verification = verify(&request.folder)?;
    control.check()?;
    let again = again::embed_again(request, control)?;
    let read_back = verification.checks.into_iter().map(Finding::from);
    let checks: Vec<Finding> = read_back.chain(again.findings).collect();
    let none = |result| checks.iter().all(|check| check.result != result);
    Ok(Certificate {
        ok: none(Outcome::Failed),
        complete: none(Outcome::NotDone),
        made: humantime::format_rfc3339_seconds(std::time::SystemTime::now()).to_string(),
        items: verification.items,
        dim: verification.dim,
        sample: again.sample,
        checks,
    })
}

impl From<Check> for Finding {
    fn from(check: Check) -> Self {
        let result = if check.ok {
            Outcome::Passed
        } else {
            Outcome::Failed
        };
        Self::new(check.name, result, check.detail)
    }
}

impl Finding {
    fn new(name: &'static str, result: Outcome, detail: String) -> Self {
        Self {
            name,
            ok: result == Outcome::Passed,
            result,
            detail,
        }
    }
}
