//! From the workspace to the artifacts.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use ndarray::{Array1, Array2};
use ndarray_npy::WriteNpyExt;

use super::output::now;
use super::workspace::Slot;
use super::{EmbedPlan, Workspace};
use crate::artifact::{
    Counts, DatasetRecord, EMBEDDINGS, EngineRecord, IDS, METADATA, MetadataRow, ModelRecord,
    NormHistogram, Norms, RunRecord, SKIPPED, Skipped, cannot_write, hash_file, images_fingerprint,
    norm_range, write_atomically, write_metadata, write_skipped,
};
use crate::dataset::{Bucket, CheckReport};
use crate::inference::{Placement, device_name};
use crate::model::FileHash;
use crate::{Error, Result};

/// A product with a vector.
struct Item {
    product: usize,
    slot: Slot,
}

/// Writes all files of the run from what the workspace holds, `run.json` last.
pub(super) fn write_artifacts(
    plan: &EmbedPlan,
    workspace: &Workspace,
    placement: Option<Placement>,
) -> Result<RunRecord> {
    let items = items(plan, workspace);
    if items.is_empty() {
        return Err(nothing_embedded(plan, workspace));
    }
    let vectors = gather(workspace, &items)?;
    let (min, max) = norm_range(&vectors);
    let skipped = skipped_pictures(plan, workspace);
    write_files(plan, &items, &vectors, &skipped)?;
    let identity = &workspace.header.identity;
    let record = RunRecord {
        app: env!("CARGO_PKG_NAME").to_owned(),
        app_version: env!("CARGO_PKG_VERSION").to_owned(),
        engine: engine_record(plan),
        device: identity.device,
        device_name: device_name(identity.device),
        precision: identity.precision,
        batch: identity.batch,
        parts: workspace.parts().to_vec(),
        reproducible: workspace.parts().len() <= 1,
        placement,
        model: model_record(plan, workspace),
        dataset: dataset_record(plan, &items),
        counts: Counts {
            items: items.len(),
            skipped: skipped.len(),
        },
        norms: Norms { min, max },
        raw_norms: raw_norms(plan, workspace, &items),
        started: workspace.header.started.clone(),
        finished: now(),
        seconds: workspace.seconds(),
        files: file_hashes(&plan.out)?,
    };
    record.write(&plan.out)?;
    Ok(record)
}

/// All products with a vector, in the order of the dataset; also those of an earlier, other range.
fn items(plan: &EmbedPlan, workspace: &Workspace) -> Vec<Item> {
    let products = plan.dataset.products.iter().enumerate();
    products
        .filter_map(|(product, row)| {
            Some(Item {
                product,
                slot: workspace.slot(row.id)?,
            })
        })
        .collect()
}

/// How long the vectors were before they were scaled, as far as this workspace has seen them.
fn raw_norms(plan: &EmbedPlan, workspace: &Workspace, items: &[Item]) -> Option<NormHistogram> {
    let norm = |item: &Item| workspace.norm(plan.dataset.products[item.product].id);
    NormHistogram::of(items.iter().filter_map(norm))
}

fn gather(workspace: &Workspace, items: &[Item]) -> Result<Array2<f32>> {
    let dim = workspace.header.dim;
    let mut vectors = vec![0.0; items.len() * dim];
    workspace.read_vectors(items.iter().map(|item| item.slot.number), &mut vectors)?;
    Array2::from_shape_vec((items.len(), dim), vectors)
        .map_err(|cause| Error::new("The vectors could not be put together").caused_by(cause))
}

/// Pictures that were tried and could not be embedded.
fn skipped_pictures(plan: &EmbedPlan, workspace: &Workspace) -> Vec<Skipped> {
    plan.dataset
        .products
        .iter()
        .filter_map(|product| workspace.skipped(product.id).cloned())
        .collect()
}

fn write_files(
    plan: &EmbedPlan,
    items: &[Item],
    vectors: &Array2<f32>,
    skipped: &[Skipped],
) -> Result<()> {
    let products = items
        .iter()
        .map(|item| &plan.dataset.products[item.product]);
    write_atomically(&plan.out.join(EMBEDDINGS), |file| {
        vectors.write_npy(file).map_err(io::Error::other)
    })?;
    let ids: Array1<i64> = products.clone().map(|product| product.id).collect();
    write_atomically(&plan.out.join(IDS), |file| {
        ids.write_npy(file).map_err(io::Error::other)
    })?;
    let rows = products.map(|product| MetadataRow {
        id: product.id,
        name: product.name.clone(),
        image_path: product.image_path.clone(),
    });
    write_metadata(&plan.out.join(METADATA), rows)?;
    let left_out = left_out(&plan.dataset.report);
    write_skipped(
        &plan.out.join(SKIPPED),
        skipped.iter().cloned().chain(left_out),
    )
}

/// The account of rows and files; the products without an image are counted here and listed in `skipped.csv`.
fn check_counts(report: &CheckReport) -> serde_json::Value {
    let mut check = report.to_json();
    check["missing_images"] = report.missing_images.len().into();
    check
}

/// Rows and files that never became a product, as the check of the dataset found them.
fn left_out(report: &CheckReport) -> impl Iterator<Item = Skipped> {
    let entries = report
        .ledger
        .iter()
        .filter(|entry| entry.bucket != Bucket::Repaired);
    entries.map(|entry| Skipped {
        id: entry.id,
        path: entry.path.clone().unwrap_or_default(),
        reason: match entry.line {
            0 => format!("{}: {}", entry.bucket, entry.note),
            line => format!("line {line}, {}: {}", entry.bucket, entry.note),
        },
    })
}

fn engine_record(plan: &EmbedPlan) -> EngineRecord {
    let info = plan.engine.info();
    EngineRecord {
        kind: info.kind,
        version: info.version.clone(),
        reason: info.reason.clone(),
    }
}

fn model_record(plan: &EmbedPlan, workspace: &Workspace) -> ModelRecord {
    ModelRecord {
        id: plan.model.id.clone(),
        label: plan.model.label.clone(),
        // Absolute, so that a later search finds the model from any folder.
        folder: plan
            .model
            .folder
            .as_ref()
            .map(|path| std::path::absolute(path).unwrap_or_else(|_| path.clone())),
        dim: workspace.header.dim,
        files: plan.identity.model.clone(),
        preprocessing: plan.identity.preprocessing.clone(),
    }
}

fn dataset_record(plan: &EmbedPlan, items: &[Item]) -> DatasetRecord {
    let stamps = items
        .iter()
        .map(|item| (plan.dataset.products[item.product].id, item.slot.stamp));
    DatasetRecord {
        name: plan.dataset.location.label(),
        location: absolute_location(&plan.dataset.location),
        rows: plan.identity.rows,
        catalog: plan.identity.catalog.clone(),
        images: images_fingerprint(stamps),
        check: check_counts(&plan.dataset.report),
    }
}

fn absolute_location(location: &crate::dataset::DatasetLocation) -> String {
    use crate::dataset::DatasetLocation::{Folder, Sample, Zip};
    match location {
        Folder(path) | Zip(path) => std::path::absolute(path)
            .unwrap_or_else(|_| path.clone())
            .display()
            .to_string(),
        Sample => location.to_string(),
    }
}

fn file_hashes(out: &Path) -> Result<BTreeMap<String, FileHash>> {
    let hash = |name: &str| {
        let path = out.join(name);
        let (bytes, sha256) = hash_file(&path).map_err(|cause| cannot_write(&path, cause))?;
        Ok((
            name.to_owned(),
            FileHash {
                name: name.to_owned(),
                bytes,
                sha256,
            },
        ))
    };
    [EMBEDDINGS, IDS, METADATA, SKIPPED]
        .into_iter()
        .map(hash)
        .collect()
}

fn nothing_embedded(plan: &EmbedPlan, workspace: &Workspace) -> Error {
    let skipped = skipped_pictures(plan, workspace);
    let first = skipped.first().map_or_else(String::new, |row| {
        format!("; the first one, {}: {}", row.path, row.reason)
    });
    Error::new(format!(
        "Nothing could be embedded: all {} pictures were skipped{first}",
        skipped.len()
    ))
    .meaning("No files were written")
    .remedy("Check the pictures, then start the same job again with --retry-skipped")
    .at(plan.dataset.location.to_string())
}
