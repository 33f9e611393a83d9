//! `self-test`: what the program starts to try a device where nothing else is harmed.

use super::context::Context;
use super::{Runtime, output};
use crate::inference::self_test::{Answer, Failure, measure};
use crate::inference::{Device, EngineChoice, LoadOptions, Precision};
use crate::{Error, Result};

#[derive(clap::Args)]
pub(super) struct Arguments {
    /// A model's name or its folder
    #[arg(long, value_name = "ID|DIR")]
    model: String,
    /// The device to try
    #[arg(long)]
    device: Device,
    /// The numbers to compute with
    #[arg(long)]
    precision: Precision,
    /// Threads of the processor
    #[arg(long, value_name = "N")]
    threads: usize,
    #[command(flatten)]
    runtime: Runtime,
}

/// Prints one line, the answer; a failure is an answer as well.
pub(super) fn run(context: &Context, arguments: &Arguments) -> Result<()> {
    match try_device(context, arguments) {
        Ok(answer) => output::json(&answer),
        Err(error) => {
            output::json(&Answer::Failed(Failure::of(&error)))?;
            Err(error)
        }
    }
}

fn try_device(context: &Context, arguments: &Arguments) -> Result<Answer, Error> {
    let model = context.model(&arguments.model, Some(arguments.precision))?;
    let engines = context.engines(arguments.runtime.runtime.clone());
    let options = LoadOptions {
        device: arguments.device,
        precision: arguments.precision,
        threads: arguments.threads,
        batch: None,
    };
    let engine = engines.select(EngineChoice::OnnxRuntime)?;
    measure(&*engine, &model, options).map(Answer::Measured)
}
