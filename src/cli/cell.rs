//! `cell`: print the Python that starts the next notebook.

use std::path::PathBuf;

use super::context::Context;
use super::output;
use crate::Result;
use crate::artifact::{RunRecord, notebook_cell};

#[derive(clap::Args)]
pub(super) struct Arguments {
    /// The folder of a run
    out: PathBuf,
    /// The model of the run, if it is no longer where it was
    #[arg(long, value_name = "ID|DIR")]
    model: Option<String>,
}

pub(super) fn run(context: &Context, arguments: &Arguments) -> Result<()> {
    let record = RunRecord::of_run(&arguments.out)?;
    let cell = notebook_cell(&arguments.out, &record, || {
        context.model_of_run(&record, arguments.model.as_deref())
    })?;
    output::line(cell.trim_end())
}
