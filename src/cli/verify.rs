//! `verify`: read the files of a run back and check them; with `--again`, embed a sample of them again as well.

use std::path::PathBuf;
use std::sync::Arc;

use serde::Serialize;

use super::context::Context;
use super::{Runtime, output};
use crate::artifact::{
    self, CertificateRequest, Finding, Outcome, RunRecord, certify, recorded_engine,
};
use crate::inference::{EngineChoice, default_threads};
use crate::{Error, Result};

#[derive(clap::Args)]
pub(super) struct Arguments {
    /// The folder of a run
    out: PathBuf,
    /// Embed N pictures again and compare the vectors
    #[arg(long, value_name = "N")]
    again: Option<usize>,
    /// The dataset of the run, if it is no longer where it was
    #[arg(long, value_name = "DATASET", requires = "again")]
    dataset: Option<String>,
    /// The model of the run, if it is no longer where it was
    #[arg(long, value_name = "ID|DIR", requires = "again")]
    model: Option<String>,
    /// Which engine embeds again [default: that of the run, where it can be used]
    #[arg(long, value_name = "auto|onnxruntime|builtin", requires = "again")]
    engine: Option<EngineChoice>,
    #[command(flatten)]
    runtime: Runtime,
    /// Print the checks as JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn run(context: &Context, arguments: &Arguments) -> Result<()> {
    match arguments.again {
        Some(sample) => embed_again(context, arguments, sample),
        None => read_back(arguments),
    }
}

fn read_back(arguments: &Arguments) -> Result<()> {
    let verification = artifact::verify(&arguments.out)?;
    let findings = verification.checks.iter().cloned().map(Finding::from);
    print(arguments, &verification, findings)?;
    conclude(arguments, verification.ok, true)
}

fn embed_again(context: &Context, arguments: &Arguments, sample: usize) -> Result<()> {
    let record = RunRecord::of_run(&arguments.out)?;
    let engines = context.engines(arguments.runtime.runtime.clone());
    let request = CertificateRequest {
        folder: arguments.out.clone(),
        dataset: context
            .dataset_of_run(&record, arguments.dataset.as_deref())
            .map(Arc::new),
        model: context.model_of_run(&record, arguments.model.as_deref()),
        engine: match arguments.engine {
            Some(choice) => engines.select(choice)?,
            None => recorded_engine(&record, &engines)?,
        },
        threads: default_threads(),
        sample,
    };
    let certificate = certify(&request, &context.control)?;
    print(arguments, &certificate, certificate.checks.iter().cloned())?;
    conclude(arguments, certificate.ok, certificate.complete)
}

fn print(
    arguments: &Arguments,
    result: &impl Serialize,
    mut findings: impl Iterator<Item = Finding>,
) -> Result<()> {
    if arguments.json {
        return output::json(result);
    }
    findings.try_for_each(|finding| {
        let result = match finding.result {
            Outcome::Passed => "ok      ",
            Outcome::Failed => "FAILED  ",
            Outcome::NotDone => "not done",
        };
        output::line(&format!("{result} {}: {}", finding.name, finding.detail))
    })
}

fn conclude(arguments: &Arguments, ok: bool, complete: bool) -> Result<()> {
    let error = match (ok, complete) {
        (true, true) => return Ok(()),
        (false, _) => Error::new("This run is not in order")
            .meaning("Its files should not be used")
            .remedy("Embed the dataset again, with --fresh or into another folder"),
        (true, false) => Error::new("Not every check could be done")
            .meaning("Those that were done have passed")
            .remedy(
                "Name the dataset with --dataset or the model with --model, if they were moved",
            ),
    };
    Err(error.at(&arguments.out))
}
