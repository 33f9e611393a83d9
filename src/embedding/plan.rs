//! From what was asked for to what will be done.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::RunIdentity;
use super::identity::Leeway;
use crate::dataset::{Column, Dataset};
use crate::inference::{self, Device, Engine, EngineInfo, LoadOptions, Precision, default_threads};
use crate::model::ModelSpec;
use crate::{Error, Result};

/// Pictures in one call of the engine unless chosen: enough to keep all cores busy, and always the same, so that runs
/// can be compared byte for byte.
pub const DEFAULT_BATCH: usize = 16;

/// Largest batch that can be asked for.
pub const LARGEST_BATCH: usize = 256;

/// What the user chose.
#[derive(Clone)]
pub struct EmbedRequest {
    /// The dataset, opened and checked.
    pub dataset: Arc<Dataset>,
    /// The model.
    pub model: ModelSpec,
    /// The engine that shall run.
    pub engine: Arc<dyn Engine>,
    /// The device that shall run.
    pub device: Device,
    /// The numbers to compute with; what the model's file holds if not given.
    pub precision: Option<Precision>,
    /// Where the files go.
    pub out: PathBuf,
    /// Go on with a run that was begun on another device; `run.json` says which vectors came from which.
    pub switch_device: bool,
    /// Pictures in one call of the engine; automatic if not given: a fixed number on the processor, measured on
    /// other devices.
    pub batch: Option<usize>,
    /// Threads; all cores if not given.
    pub threads: Option<usize>,
    /// Which products.
    pub range: Range,
    /// Start afresh, whatever the output folder holds of an earlier run.
    pub fresh: bool,
    /// Try again what was skipped before.
    pub retry_skipped: bool,
}

/// Which products are embedded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Range {
    /// All of them.
    #[default]
    All,
    /// The first so many.
    First(usize),
    /// So many, spread evenly over the classes, as a first look.
    Balanced(usize),
}

/// What will be done: validated and unchanging.
pub struct EmbedPlan {
    pub(super) dataset: Arc<Dataset>,
    pub(super) model: ModelSpec,
    pub(super) engine: Arc<dyn Engine>,
    pub(super) options: LoadOptions,
    pub(super) out: PathBuf,
    /// Where the batch size is measured, the one in here counts for nothing.
    pub(super) identity: RunIdentity,
    pub(super) leeway: Leeway,
    /// Products of the range, by rising index.
    pub(super) products: Vec<usize>,
    pub(super) fresh: bool,
    pub(super) retry_skipped: bool,
}

impl EmbedPlan {
    /// Validates a request; hashes the model's files.
    pub fn new(request: EmbedRequest) -> Result<Self> {
        let batch = check_batch(request.batch)?;
        let precision = request.precision.unwrap_or(request.model.image.precision);
        let model = request.model.at_precision(precision)?;
        check_precision(request.device, precision)?;
        let products = select(&request.dataset, request.range);
        if products.is_empty() {
            return Err(Error::new(
                "There is nothing to embed: no product of this dataset has a usable picture",
            )
            .meaning("Nothing was written")
            .remedy(
                "Look at the check of the dataset: it names what is wrong with each row and file",
            )
            .at(request.dataset.location.to_string()));
        }
        let identity = RunIdentity {
            catalog: request.dataset.catalog_fingerprint(),
            rows: request.dataset.row_policy(),
            model: model.hashes()?,
            preprocessing: model.preprocess.clone(),
            engine: request.engine.info().kind,
            device: request.device,
            precision,
            batch,
        };
        let threads = request.threads.unwrap_or_else(default_threads).max(1);
        check_out(&request.out)?;
        Ok(Self {
            dataset: request.dataset,
            model,
            engine: request.engine,
            options: LoadOptions {
                device: request.device,
                precision,
                threads,
                batch: request.batch,
            },
            leeway: Leeway {
                any_batch: request.batch.is_none(),
                other_device: request.switch_device,
            },
            out: request.out,
            identity,
            products,
            fresh: request.fresh,
            retry_skipped: request.retry_skipped,
        })
    }
}

impl EmbedPlan {
    /// The engine that will run.
    pub fn engine(&self) -> &EngineInfo {
        self.engine.info()
    }

    /// The device that will run.
    pub fn device(&self) -> Device {
        self.options.device
    }

    /// The dataset that will be embedded.
    pub fn dataset(&self) -> &Arc<Dataset> {
        &self.dataset
    }
}

fn check_batch(batch: Option<usize>) -> Result<usize> {
    let batch = batch.unwrap_or(DEFAULT_BATCH);
    if (1..=LARGEST_BATCH).contains(&batch) {
        return Ok(batch);
    }
    Err(
        Error::new(format!("A batch of {batch} pictures is not possible"))
            .remedy(format!("Choose 1 to {LARGEST_BATCH}")),
    )
}

fn check_precision(device: Device, precision: Precision) -> Result<()> {
    match precision_obstacle(device, precision) {
        None => Ok(()),
        Some((problem, remedy)) => Err(Error::new(problem)
            .meaning("Nothing was embedded")
            .remedy(remedy)),
    }
}

/// Why a device cannot compute in a precision, and what to choose, as far as that can be known before it is tried.
pub fn precision_obstacle(
    device: Device,
    precision: Precision,
) -> Option<(&'static str, &'static str)> {
    match precision {
        Precision::Bf16 if !matches!(device, Device::OpenVino(_)) => Some((
            "bf16 is computed through OpenVINO only",
            "Choose OpenVINO as the device, or another precision",
        )),
        Precision::Bf16 if device.is_processor() && !inference::has_bf16() => Some((
            "This processor has no instructions for bf16",
            "Choose another precision",
        )),
        Precision::Fp16 if device.is_processor() => Some((
            "fp16 is for graphics cards: a processor computes it in 32 bits, slower than fp32 itself",
            "Choose a graphics card as the device, or another precision",
        )),
        _ => None,
    }
}

fn check_out(out: &Path) -> Result<()> {
    if out.exists() && !out.is_dir() {
        return Err(Error::new("The output folder is a file")
            .meaning("Nothing was written")
            .remedy("Choose another folder")
            .at(out));
    }
    Ok(())
}

/// Indexes of the products of a range, rising.
pub(crate) fn select(dataset: &Dataset, range: Range) -> Vec<usize> {
    let all = dataset.products.len();
    match range {
        Range::All => (0..all).collect(),
        Range::First(count) => (0..all.min(count)).collect(),
        Range::Balanced(count) => match class_column(&dataset.columns) {
            Some(column) => balanced(&column.codes, count),
            None => (0..all.min(count)).collect(),
        },
    }
}

/// The column that tells products apart best without telling each one apart: the most classes up to a tenth of the
/// products.
fn class_column(columns: &[Column]) -> Option<&Column> {
    let is_class = |column: &&Column| {
        column.labels.len() > 1 && column.labels.len() * 10 <= column.codes.len()
    };
    columns
        .iter()
        .filter(is_class)
        .max_by_key(|column| column.labels.len())
}

/// The first product of each class, then the second of each, until there are `count`; by rising index.
fn balanced(codes: &[u32], count: usize) -> Vec<usize> {
    let classes = codes
        .iter()
        .max()
        .map_or(0, |&highest| highest as usize + 1);
    let mut seen = vec![0_usize; classes];
    let mut ranked: Vec<(usize, usize)> = codes
        .iter()
        .enumerate()
        .map(|(product, &class)| {
            let rank = &mut seen[class as usize];
            *rank += 1;
            (*rank, product)
        })
        .collect();
    ranked.sort_unstable();
    let mut products: Vec<usize> = ranked
        .into_iter()
        .take(count)
        .map(|(_, product)| product)
        .collect();
    products.sort_unstable();
    products
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_balanced_range_takes_rare_classes_too_and_grows() {
        let codes = [0, 0, 0, 0, 0, 0, 1, 2];
        assert_eq!(balanced(&codes, 3), [0, 6, 7]);
        assert_eq!(balanced(&codes, 4), [0, 1, 6, 7]);
        assert_eq!(balanced(&codes, 99), [0, 1, 2, 3, 4, 5, 6, 7]);
        assert_eq!(balanced(&[], 3), [0; 0]);
    }

    #[test]
    fn batches_are_limited() {
        assert_eq!(check_batch(None).unwrap(), DEFAULT_BATCH);
        assert!(check_batch(Some(0)).is_err());
        assert!(check_batch(Some(LARGEST_BATCH + 1)).is_err());
    }
}
