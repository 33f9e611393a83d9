//! The certificate of a run: its files are read back and held against each other and against `run.json`.

use std::collections::HashSet;
use std::path::Path;

use ndarray::{Array1, Array2};
use serde::Serialize;

use super::finished::read_npy;
use super::{
    EMBEDDINGS, IDS, METADATA, MetadataRow, RunRecord, SKIPPED, hash_file, read_metadata,
    read_skipped,
};
use crate::Result;

/// Largest allowed difference of a vector's length from 1.
pub(crate) const NORM_TOLERANCE: f64 = 1e-5;

/// The result of reading a run back.
#[derive(Clone, Debug, Serialize)]
pub struct Verification {
    /// All checks passed.
    pub ok: bool,
    /// Products with a vector.
    pub items: usize,
    /// Vector length.
    pub dim: usize,
    /// Each check with its result.
    pub checks: Vec<Check>,
}

/// One check.
#[derive(Clone, Debug, Serialize)]
pub struct Check {
    /// Short name.
    pub name: &'static str,
    /// Whether it passed.
    pub ok: bool,
    /// What was seen, in words.
    pub detail: String,
}

/// What could be read of a run.
struct Contents {
    vectors: Array2<f32>,
    ids: Array1<i64>,
    metadata: Vec<MetadataRow>,
}

/// Reads all files of the run in `folder` and checks them. An error means that there is no run to check.
pub fn verify(folder: &Path) -> Result<Verification> {
    let record = RunRecord::of_run(folder)?;
    let mut checks = vec![check_hashes(folder, &record)];
    let mut verification = Verification {
        ok: false,
        items: 0,
        dim: 0,
        checks: Vec::new(),
    };
    match read_contents(folder) {
        Ok(contents) => {
            verification.items = contents.vectors.nrows();
            verification.dim = contents.vectors.ncols();
            checks.extend(check_contents(&contents, &record));
            checks.push(check_skipped(folder, &record));
        }
        Err(error) => checks.push(Check {
            name: "readable",
            ok: false,
            detail: error.to_string(),
        }),
    }
    verification.ok = checks.iter().all(|check| check.ok);
    verification.checks = checks;
    Ok(verification)
}

fn read_contents(folder: &Path) -> Result<Contents> {
    Ok(Contents {
        vectors: read_npy(&folder.join(EMBEDDINGS))?,
        ids: read_npy(&folder.join(IDS))?,
        metadata: read_metadata(&folder.join(METADATA))?,
    })
}

fn check_hashes(folder: &Path, record: &RunRecord) -> Check {
    let mut wrong = Vec::new();
    for name in [EMBEDDINGS, IDS, METADATA, SKIPPED] {
        let found = hash_file(&folder.join(name)).ok();
        let expected = record
            .files
            .get(name)
            .map(|file| (file.bytes, file.sha256.clone()));
        if found.is_none() || found != expected {
            wrong.push(name);
        }
    }
    let detail = if wrong.is_empty() {
        "every file has the SHA-256 that run.json says".to_owned()
    } else {
        format!("missing or changed since the run: {}", wrong.join(", "))
    };
    Check {
        name: "sha256",
        ok: wrong.is_empty(),
        detail,
    }
}

fn check_contents(contents: &Contents, record: &RunRecord) -> Vec<Check> {
    let (items, dim) = contents.vectors.dim();
    let expected = (record.counts.items, record.model.dim);
    let standard = contents.vectors.is_standard_layout();
    let (lowest, highest) = norm_range(&contents.vectors);
    let finite = contents.vectors.iter().filter(|x| !x.is_finite()).count();
    let distinct: HashSet<i64> = contents.ids.iter().copied().collect();
    let misaligned = contents
        .ids
        .iter()
        .zip(&contents.metadata)
        .filter(|(id, row)| **id != row.id)
        .count();
    let same_length = contents.ids.len() == items && contents.metadata.len() == items;
    vec![
        Check {
            name: "shape",
            ok: (items, dim) == expected && standard && items > 0,
            detail: format!(
                "{items} x {dim}, 32-bit floats in C order; run.json says {} x {}",
                expected.0, expected.1
            ),
        },
        Check {
            name: "finite",
            ok: finite == 0,
            detail: format!("{finite} values that are not a number"),
        },
        Check {
            name: "unit_norm",
            ok: items > 0
                && (lowest - 1.0).abs() <= NORM_TOLERANCE
                && (highest - 1.0).abs() <= NORM_TOLERANCE,
            detail: format!("length of the vectors from {lowest:.7} to {highest:.7}"),
        },
        Check {
            name: "ids_unique",
            ok: distinct.len() == contents.ids.len(),
            detail: format!("{} ids, {} distinct", contents.ids.len(), distinct.len()),
        },
        Check {
            name: "rows_aligned",
            ok: same_length && misaligned == 0,
            detail: format!(
                "{items} vectors, {} ids, {} rows, {misaligned} of them with another id",
                contents.ids.len(),
                contents.metadata.len()
            ),
        },
    ]
}

fn check_skipped(folder: &Path, record: &RunRecord) -> Check {
    match read_skipped(&folder.join(SKIPPED)) {
        Ok(rows) => Check {
            name: "skipped_listed",
            ok: rows.len() >= record.counts.skipped,
            detail: format!(
                "{} rows and files without a vector, each with its reason",
                rows.len()
            ),
        },
        Err(error) => Check {
            name: "skipped_listed",
            ok: false,
            detail: error.to_string(),
        },
    }
}

/// Shortest and longest Euclidean length of the rows, summed in f64.
pub(crate) fn norm_range(vectors: &Array2<f32>) -> (f64, f64) {
    let norms = vectors.outer_iter().map(|row| {
        row.iter()
            .map(|&x| f64::from(x).powi(2))
            .sum::<f64>()
            .sqrt()
    });
    norms.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), norm| {
        // `min` and `max` would pass over a NaN.
        if norm.is_nan() || low.is_nan() {
            (f64::NAN, f64::NAN)
        } else {
            (low.min(norm), high.max(norm))
        }
    })
}
