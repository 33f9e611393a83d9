//! `sample`: write the drawn sample dataset.

use std::path::PathBuf;

use super::output;
use crate::Result;
use crate::dataset::write_sample;
use crate::text::counted;

#[derive(clap::Args)]
pub(super) struct Arguments {
    /// An empty or new folder
    folder: PathBuf,
}

pub(super) fn run(arguments: &Arguments) -> Result<()> {
    let products = write_sample(&arguments.folder)?;
    output::line(&format!(
        "{} written to {}",
        counted(products as u64, "product"),
        arguments.folder.display()
    ))
}
