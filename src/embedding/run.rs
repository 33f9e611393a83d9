//! The whole run, from plan to verified files.

use super::output::{self, Standing};
use super::pipeline::Pipeline;
use super::{EmbedPlan, Progress, Stage, Workspace, finish, load};
use crate::artifact::{RunRecord, verify};
use crate::inference::{EngineFailure, ImageEncoder, Placement};
use crate::job::Control;
use crate::{Error, Result};

/// How a run ended.
#[derive(Clone, Debug)]
pub struct RunSummary {
    /// The record as written to `run.json`.
    pub record: RunRecord,
    /// Products embedded by this start; 0 if the folder already held everything.
    pub embedded: usize,
    /// Seconds of embedding in this start.
    pub seconds: f64,
}

impl RunSummary {
    /// Products per second of embedding, over all starts of the run.
    pub fn images_per_second(&self) -> f64 {
        let tried = self.record.counts.items + self.record.counts.skipped;
        if self.record.seconds > 0.0 {
            tried as f64 / self.record.seconds
        } else {
            0.0
        }
    }
}

/// Carries out a plan: begins, continues or only verifies, as the output folder asks for.
pub fn run(plan: &EmbedPlan, control: &Control, progress: &Progress) -> Result<RunSummary> {
    progress.set_stage(Stage::Preparing);
    let standing = match output::standing(plan)? {
        Standing::Finished(record) => return already_finished(plan, *record, progress),
        standing => standing,
    };
    progress.set_stage(Stage::Loading);
    let batch = load::batch_size(plan, standing.batch_on(plan.options.device), control)?;
    progress.set_first_batch(batch);
    let (encoder, fitting) = load::load_fitting(plan, batch)?;
    if let Some(text_dim) = plan.model.text.dim {
        crate::model::check_same_dim(encoder.dim(), text_dim, plan.model.folder.as_deref())?;
    }
    let mut workspace = output::open_workspace(plan, standing, batch, encoder.dim())?;
    let pending = output::pending(plan, &workspace).len();
    progress.start(plan.products.len(), plan.products.len() - pending);
    let before = workspace.seconds();
    let placement = embed_all(plan, (encoder, fitting), &mut workspace, control, progress)?;
    let seconds = workspace.seconds() - before;
    progress.set_stage(Stage::Writing);
    let record = finish::write_artifacts(plan, &workspace, placement)?;
    workspace.remove()?;
    progress.set_stage(Stage::Verifying);
    check_files(plan)?;
    let ended = progress.snapshot();
    Ok(RunSummary {
        record,
        embedded: ended.fresh - ended.skipped,
        seconds,
    })
}

/// Embeds all that has no vector yet. Where the device has too little memory, it goes on with half the batch.
fn embed_all(
    plan: &EmbedPlan,
    (mut encoder, mut batch): (Box<dyn ImageEncoder>, usize),
    workspace: &mut Workspace,
    control: &Control,
    progress: &Progress,
) -> Result<Option<Placement>> {
    let mut pending = output::pending(plan, workspace);
    loop {
        progress.set_stage(Stage::Embedding);
        progress.set_batch(batch);
        let pipeline = Pipeline {
            plan,
            encoder: &*encoder,
            batch,
            control,
            progress,
        };
        match pipeline.embed(&pending, workspace) {
            Ok(()) => return Ok(encoder.placement().cloned()),
            Err(EngineFailure::OutOfMemory(error)) if batch > 1 => {
                log::warn!("{error} Going on with {} pictures at once.", batch / 2);
                progress.set_stage(Stage::Loading);
                // Loaded anew: what the device had taken for the larger batch is given back.
                drop(encoder);
                (encoder, batch) = load::load_fitting(plan, batch / 2)?;
                pending = output::pending(plan, workspace);
            }
            Err(EngineFailure::Device(error)) => return Err(offer_processor(error)),
            Err(failure) => return Err(failure.into()),
        }
    }
}

/// A device that is gone need not be the end of the run.
fn offer_processor(error: Error) -> Error {
    error
        .remedy("Continue on the processor: the same job with --device cpu --switch-device")
        .device_lost()
}

fn already_finished(
    plan: &EmbedPlan,
    record: RunRecord,
    progress: &Progress,
) -> Result<RunSummary> {
    progress.set_stage(Stage::Verifying);
    check_files(plan)?;
    progress.start(plan.products.len(), plan.products.len());
    Ok(RunSummary {
        record,
        embedded: 0,
        seconds: 0.0,
    })
}

fn check_files(plan: &EmbedPlan) -> Result<()> {
    let verification = verify(&plan.out)?;
    let failed: Vec<String> = verification
        .checks
        .into_iter()
        .filter(|check| !check.ok)
        .map(|check| format!("{}: {}", check.name, check.detail))
        .collect();
    if failed.is_empty() {
        return Ok(());
    }
    Err(
        Error::new("The files in the output folder are not what this run wrote")
            .meaning("They were changed or damaged since and should not be used")
            .remedy("Start afresh with --fresh, or choose another output folder")
            .at(&plan.out)
            .caused_by(failed.join("; "))
            .damaged_run(),
    )
}
