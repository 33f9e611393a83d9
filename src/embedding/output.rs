//! What an output folder already holds, and what that means for a new run.

use std::collections::HashMap;
use std::fs;
use std::path::Path;

use super::identity::other_run;
use super::workspace::{Entry, Header};
use super::{EmbedPlan, RunIdentity, Workspace};
use crate::artifact::{
    EMBEDDINGS, FinishedRun, IDS, METADATA, RUN, RunRecord, SKIPPED, cannot_write,
    images_fingerprint, read_skipped,
};
use crate::dataset::Dataset;
use crate::{Error, Result};

/// Where a run stands.
pub(super) enum Standing {
    /// The folder holds all that was asked for.
    Finished(Box<RunRecord>),
    /// An unfinished run goes on.
    Continue(Box<Workspace>),
    /// A finished run is the beginning of a larger one.
    Extend(Box<Extension>),
    /// Nothing is there yet, or it shall be replaced.
    Begin,
}

/// What a finished run brings into a larger one.
pub(super) struct Extension {
    started: String,
    entry: Entry,
    vectors: Vec<f32>,
}

/// Looks at the output folder of a plan; touches nothing.
pub(super) fn standing(plan: &EmbedPlan) -> Result<Standing> {
    if plan.fresh {
        return Ok(Standing::Begin);
    }
    if Workspace::exists(&plan.out) {
        let workspace = Workspace::open(&plan.out)?;
        plan.identity
            .check_same(&workspace.header.identity)
            .map_err(|error| error.at(&plan.out))?;
        check_pictures(&plan.dataset, |id| {
            workspace.slot(id).map(|slot| slot.stamp)
        })
        .map_err(|error| error.at(&plan.out))?;
        return Ok(Standing::Continue(Box::new(workspace)));
    }
    if let Some(record) = RunRecord::read(&plan.out)? {
        return continue_finished(plan, record);
    }
    refuse_foreign_files(&plan.out)?;
    Ok(Standing::Begin)
}

/// The products of a plan that still need a vector.
pub(super) fn pending(plan: &EmbedPlan, workspace: &Workspace) -> Vec<usize> {
    let is_open = |&product: &usize| {
        let id = plan.dataset.products[product].id;
        workspace.slot(id).is_none() && (plan.retry_skipped || workspace.skipped(id).is_none())
    };
    plan.products.iter().copied().filter(is_open).collect()
}

/// Opens the workspace that a standing asks for, for vectors of length `dim`.
pub(super) fn open_workspace(
    plan: &EmbedPlan,
    standing: Standing,
    dim: usize,
) -> Result<Workspace> {
    fs::create_dir_all(&plan.out).map_err(|cause| cannot_write(&plan.out, cause))?;
    let header = |started| Header {
        identity: plan.identity.clone(),
        dim,
        started,
    };
    match standing {
        Standing::Continue(workspace) if workspace.header.dim == dim => Ok(*workspace),
        Standing::Continue(_) => Err(other_run("vectors of another length").at(&plan.out)),
        Standing::Extend(extension) => {
            let mut workspace = Workspace::create(&plan.out, header(extension.started))?;
            workspace.store(extension.entry, &extension.vectors)?;
            Ok(workspace)
        }
        Standing::Begin | Standing::Finished(_) => Workspace::create(&plan.out, header(now())),
    }
}

/// A finished run of the same identity covers the request, or is taken as the beginning of a larger one.
fn continue_finished(plan: &EmbedPlan, record: RunRecord) -> Result<Standing> {
    plan.identity
        .check_same(&RunIdentity::of_record(&record))
        .map_err(|error| error.at(&plan.out))?;
    let run = FinishedRun::open(&plan.out)?;
    let rows: HashMap<i64, usize> = run.ids.iter().copied().zip(0..).collect();
    let stamps = stamps_by_id(&plan.dataset);
    let present = run
        .ids
        .iter()
        .map(|id| (*id, stamps.get(id).copied().unwrap_or(0)));
    if images_fingerprint(present) != record.dataset.images {
        return Err(other_run("pictures that were changed or removed since").at(&plan.out));
    }
    let skipped = read_skipped(&plan.out.join(SKIPPED))?;
    // Pictures that were tried come first; what the check of the dataset left out may be there by now.
    let was_skipped: HashMap<i64, _> = skipped
        .into_iter()
        .take(record.counts.skipped)
        .filter_map(|row| Some((row.id?, row)))
        .collect();
    let is_open = |&product: &usize| {
        let id = plan.dataset.products[product].id;
        !rows.contains_key(&id) && (plan.retry_skipped || !was_skipped.contains_key(&id))
    };
    if !plan.products.iter().any(is_open) {
        return Ok(Standing::Finished(Box::new(record)));
    }
    let entry = Entry {
        stamps: run
            .ids
            .iter()
            .map(|id| stamps.get(id).copied().unwrap_or(0))
            .collect(),
        ids: run.ids,
        norms: Vec::new(),
        skipped: was_skipped
            .into_values()
            .filter(|row| row.id.is_some_and(|id| stamps.contains_key(&id)))
            .collect(),
        seconds: record.seconds,
    };
    let vectors = run.vectors.into_raw_vec_and_offset().0;
    Ok(Standing::Extend(Box::new(Extension {
        started: record.started,
        entry,
        vectors,
    })))
}

fn stamps_by_id(dataset: &Dataset) -> HashMap<i64, u64> {
    dataset
        .products
        .iter()
        .enumerate()
        .map(|(index, product)| (product.id, dataset.image_stamp(index)))
        .collect()
}

/// Every picture that has a vector must still be the picture that the vector was made of.
fn check_pictures(dataset: &Dataset, stored: impl Fn(i64) -> Option<u64>) -> Result<()> {
    let changed = |(index, product): &(usize, &crate::dataset::Product)| {
        stored(product.id).is_some_and(|stamp| stamp != dataset.image_stamp(*index))
    };
    match dataset.products.iter().enumerate().find(changed) {
        Some((_, product)) => Err(other_run(&format!(
            "another picture for product {} (it was changed since)",
            product.id
        ))),
        None => Ok(()),
    }
}

/// Files of the same names that this program did not write are not written over.
fn refuse_foreign_files(out: &Path) -> Result<()> {
    let foreign = [EMBEDDINGS, IDS, METADATA, SKIPPED, RUN]
        .into_iter()
        .find(|name| out.join(name).exists());
    match foreign {
        Some(name) => Err(Error::new(format!(
            "The output folder already holds a {name} that is not part of a run of this program"
        ))
        .meaning("Nothing in it was touched")
        .remedy("Choose another output folder, or write over it with --fresh")
        .at(out)),
        None => Ok(()),
    }
}

/// The present time, UTC, to the second.
pub(super) fn now() -> String {
    humantime::format_rfc3339_seconds(std::time::SystemTime::now()).to_string()
}
