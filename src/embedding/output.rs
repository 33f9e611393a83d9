//! What an output folder already holds, and what that means for a new run.

use std::collections::HashMap;
use std::fs;
use std::path::Path;

use super::identity::{Leeway, other_run};
use super::workspace::{Entry, Header};
use super::{EmbedPlan, RunIdentity, Workspace};
use crate::artifact::{
    EMBEDDINGS, FinishedRun, IDS, METADATA, RUN, RunPart, RunRecord, SKIPPED, cannot_write,
    images_fingerprint, read_skipped,
};
use crate::dataset::Dataset;
use crate::inference::Device;
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
    identity: RunIdentity,
    parts: Vec<RunPart>,
    entry: Entry,
    vectors: Vec<f32>,
}

/// The device of the run that an output folder holds, finished or not, if it holds one: where it was worked on last.
pub fn held_device(out: &Path) -> Result<Option<Device>> {
    if !out.is_dir() {
        return Ok(None);
    }
    if Workspace::exists(out) {
        let workspace = Workspace::open(out)?;
        let last = workspace.parts().last().map(|part| part.device);
        return Ok(Some(last.unwrap_or(workspace.header.identity.device)));
    }
    let record = RunRecord::read(out)?;
    Ok(record.map(|record| {
        record
            .parts
            .last()
            .map_or(record.device, |part| part.device)
    }))
}

/// Looks at the output folder of a plan; touches nothing.
pub(super) fn standing(plan: &EmbedPlan) -> Result<Standing> {
    if plan.fresh {
        return Ok(Standing::Begin);
    }
    if Workspace::exists(&plan.out) {
        let workspace = Workspace::open(&plan.out)?;
        plan.identity
            .check_same(&workspace.header.identity, leeway(plan, workspace.parts()))
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

/// A run that went on here once may do so again.
fn leeway(plan: &EmbedPlan, parts: &[RunPart]) -> Leeway {
    let was_here = parts.iter().any(|part| part.device == plan.options.device);
    Leeway {
        other_device: plan.leeway.other_device || was_here,
        ..plan.leeway
    }
}

/// The products of a plan that still need a vector.
pub(super) fn pending(plan: &EmbedPlan, workspace: &Workspace) -> Vec<usize> {
    let is_open = |&product: &usize| {
        let id = plan.dataset.products[product].id;
        workspace.slot(id).is_none() && (plan.retry_skipped || workspace.skipped(id).is_none())
    };
    plan.products.iter().copied().filter(is_open).collect()
}

/// Opens the workspace that a standing asks for, for vectors of length `dim` in batches of `batch`.
pub(super) fn open_workspace(
    plan: &EmbedPlan,
    standing: Standing,
    batch: usize,
    dim: usize,
) -> Result<Workspace> {
    fs::create_dir_all(&plan.out).map_err(|cause| cannot_write(&plan.out, cause))?;
    match standing {
        Standing::Continue(workspace) if workspace.header.dim == dim => Ok(*workspace),
        Standing::Continue(_) => Err(other_run("vectors of another length").at(&plan.out)),
        Standing::Extend(extension) => {
            let header = Header {
                identity: extension.identity,
                dim,
                started: extension.started,
                carried: extension.parts,
            };
            let mut workspace = Workspace::create(&plan.out, header)?;
            workspace.store(extension.entry, &extension.vectors)?;
            Ok(workspace)
        }
        Standing::Begin | Standing::Finished(_) => {
            let identity = RunIdentity {
                batch,
                ..plan.identity.clone()
            };
            let header = Header {
                identity,
                dim,
                started: now(),
                carried: Vec::new(),
            };
            Workspace::create(&plan.out, header)
        }
    }
}

impl Standing {
    /// The batch size with which this device worked last in the run, if it did.
    pub fn batch_on(&self, device: Device) -> Option<usize> {
        let (parts, identity) = match self {
            Self::Continue(workspace) => (workspace.parts(), &workspace.header.identity),
            Self::Extend(extension) => (extension.parts.as_slice(), &extension.identity),
            Self::Begin | Self::Finished(_) => return None,
        };
        let last = parts.iter().rev().find(|part| part.device == device);
        let first = (identity.device == device).then_some(identity.batch);
        last.map(|part| part.batch).or(first)
    }
}

/// A finished run of the same identity covers the request, or is taken as the beginning of a larger one.
fn continue_finished(plan: &EmbedPlan, record: RunRecord) -> Result<Standing> {
    let held = RunIdentity::of_record(&record);
    plan.identity
        .check_same(&held, leeway(plan, &record.parts))
        .map_err(|error| error.at(&plan.out))?;
    let run = FinishedRun::open(&plan.out).map_err(Error::damaged_run)?;
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
        on: None,
        carried: true,
        seconds: record.seconds,
    };
    let vectors = run.vectors.into_numbers();
    Ok(Standing::Extend(Box::new(Extension {
        started: record.started,
        identity: held,
        parts: parts_of(record.parts, record.device, record.batch, entry.ids.len()),
        entry,
        vectors,
    })))
}

/// The parts of a finished run; one from before there were parts is one.
fn parts_of(parts: Vec<RunPart>, device: Device, batch: usize, items: usize) -> Vec<RunPart> {
    if parts.is_empty() {
        return vec![RunPart {
            device,
            batch,
            items,
        }];
    }
    parts
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
