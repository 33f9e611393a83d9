//! `verify`: read the files of a run back and check them.

use std::path::PathBuf;

use super::output;
use crate::artifact;
use crate::{Error, Result};

#[derive(clap::Args)]
pub(super) struct Arguments {
    /// The folder of a run
    out: PathBuf,
    /// Print the checks as JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn run(arguments: &Arguments) -> Result<()> {
    let verification = artifact::verify(&arguments.out)?;
    if arguments.json {
        output::json(&verification)?;
    } else {
        for check in &verification.checks {
            let result = if check.ok { "ok    " } else { "FAILED" };
            output::line(&format!("{result} {}: {}", check.name, check.detail))?;
        }
    }
    if verification.ok {
        return Ok(());
    }
    Err(Error::new("This run is not in order")
        .meaning("Its files should not be used")
        .remedy("Embed the dataset again, with --fresh or into another folder")
        .at(&arguments.out))
}
