//! The command line: the same work as in the window, without a window.
//!
//! Results go to stdout, progress and messages to stderr. Exit status: 0 done, 1 an error (said in the last line on
//! stderr), 2 usage, 130 interrupted (what was done is kept).

mod bench;
mod check;
mod compare;
mod context;
mod devices;
mod embed;
mod models;
mod output;
mod progress;
mod sample;
mod search;
mod self_test;
mod verify;

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::Result;
use crate::dataset::RowPolicy;
use context::Context;

/// Exit status after an interruption, as shells report it for Ctrl+C.
const INTERRUPTED: u8 = 130;

#[derive(Parser)]
#[command(
    name = "vectorsearch-pro",
    version,
    about,
    arg_required_else_help = false
)]
#[command(after_help = "Without a command the window opens.")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Check a dataset: account for every row and every picture
    Check(check::Arguments),
    /// Embed a dataset and write the files for search
    Embed(embed::Arguments),
    /// Read the files of a run back and check them
    Verify(verify::Arguments),
    /// Find the nearest neighbours of a text, a picture or a product
    Search(search::Arguments),
    /// List or import models
    Models(models::Arguments),
    /// Show the engines and devices that can be used
    Devices(devices::Arguments),
    /// Write the drawn sample dataset into a folder
    Sample(sample::Arguments),
    /// Compare two precisions or two models on pictures of a dataset
    Compare(compare::Arguments),
    /// Measure model, pipeline, preprocessing and search
    Bench(bench::Arguments),
    /// Try one device; started by the program itself
    #[command(name = crate::inference::self_test::SUBCOMMAND, hide = true)]
    SelfTest(self_test::Arguments),
}

/// How malformed rows are treated, as an argument.
#[derive(clap::Args)]
struct Rows {
    /// What to do with rows that have too many fields: repair them, or skip them as pandas does
    #[arg(long, value_parser = parse_rows, default_value = "repair", value_name = "repair|skip")]
    rows: RowPolicy,
}

/// Which ONNX Runtime library is loaded, as an argument.
#[derive(clap::Args)]
struct Runtime {
    /// The ONNX Runtime library to load, in place of looking for one
    #[arg(long, value_name = "FILE")]
    runtime: Option<PathBuf>,
}

/// Runs the command that the arguments (program name first) name.
pub fn main(arguments: Vec<OsString>) -> ExitCode {
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(message) => {
            let status = if message.use_stderr() { 2 } else { 0 };
            // A closed terminal cannot be told that it is closed.
            let _ = message.print();
            return ExitCode::from(status);
        }
    };
    match dispatch(arguments.command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            output::message(&error.to_string());
            ExitCode::from(if error.is_interrupted() {
                INTERRUPTED
            } else {
                1
            })
        }
    }
}

fn dispatch(command: Command) -> Result<()> {
    let context = Context::new()?;
    match command {
        Command::Check(arguments) => check::run(&context, &arguments),
        Command::Embed(arguments) => embed::run(&context, arguments),
        Command::Verify(arguments) => verify::run(&arguments),
        Command::Search(arguments) => search::run(&context, &arguments),
        Command::Models(arguments) => models::run(&context, &arguments),
        Command::Devices(arguments) => devices::run(&context, &arguments),
        Command::Sample(arguments) => sample::run(&arguments),
        Command::Bench(arguments) => bench::run(&context, &arguments),
        Command::Compare(arguments) => compare::run(&context, &arguments),
        Command::SelfTest(arguments) => self_test::run(&context, &arguments),
    }
}

fn parse_rows(text: &str) -> Result<RowPolicy, String> {
    match text {
        "repair" => Ok(RowPolicy::Repair),
        "skip" => Ok(RowPolicy::Skip),
        _ => Err("expected repair or skip".to_owned()),
    }
}
