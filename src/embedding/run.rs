//! The whole run, from plan to verified files.

use super::output::{self, Standing};
use super::{EmbedPlan, Progress, Stage, finish, pipeline};
use crate::artifact::{RunRecord, verify};
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
    let mut encoder = plan.engine.load_image(&plan.model, plan.options)?;
    if let Some(text_dim) = plan.model.text.dim {
        crate::model::check_same_dim(encoder.dim(), text_dim, plan.model.folder.as_deref())?;
    }
    let mut workspace = output::open_workspace(plan, standing, encoder.dim())?;
    let pending = output::pending(plan, &workspace);
    progress.start(plan.products.len(), plan.products.len() - pending.len());
    progress.set_stage(Stage::Embedding);
    let before = workspace.seconds();
    pipeline::embed(
        plan,
        &pending,
        &mut *encoder,
        &mut workspace,
        control,
        progress,
    )?;
    drop(encoder);
    let seconds = workspace.seconds() - before;
    progress.set_stage(Stage::Writing);
    let record = finish::write_artifacts(plan, &workspace)?;
    workspace.remove()?;
    progress.set_stage(Stage::Verifying);
    check_files(plan)?;
    Ok(RunSummary {
        record,
        embedded: progress.snapshot().fresh,
        seconds,
    })
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
            .caused_by(failed.join("; ")),
    )
}
