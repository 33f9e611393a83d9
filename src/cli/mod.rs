//! The command line: the same work as in the window, without a window.
//!
//! Results go to stdout, progress and messages to stderr. Exit status: 0 done, 1 an error (said in the last line on
//! stderr), 2 usage, 130 interrupted (what was done is kept).

mod bench;
mod bundle;
mod cell;
mod check;
mod compare;
mod console;
mod context;
mod devices;
mod embed;
mod evaluate;
mod examine;
mod export;
mod kaggle;
mod models;
mod output;
mod progress;
mod quality;
mod report;
mod runtime;
mod sample;
mod search;
mod self_test;
mod unpack;
mod verify;

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::LazyLock;

use clap::{Parser, Subcommand};

use crate::Result;
use crate::dataset::RowPolicy;
use crate::inference::package::PROBE_COMMAND;
use context::Context;

/// Exit status after an interruption, as shells report it for Ctrl+C.
const INTERRUPTED: u8 = 130;

#[derive(Parser)]
#[command(
    name = "vectorsearch-pro",
    version,
    long_version = long_version(),
    about,
    arg_required_else_help = false
)]
#[command(
    after_help = "Without a command the window opens. \"--self-test [PICTURE]\" alone opens it, embeds the sample, \
                  asks one question, saves a picture of the window if one is named, and closes it again."
)]
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
    /// Write a run as a FAISS index, for TensorBoard's projector, or as a Parquet table
    Export(export::Arguments),
    /// Print Python that searches a run, for the next notebook
    Cell(cell::Arguments),
    /// Find the nearest neighbours of a text, a picture or a product
    Search(search::Arguments),
    /// Measure the quality of a run: label agreement, duplicates, outliers, hubs
    Quality(quality::Arguments),
    /// Write the quality of a run as one HTML page to hand in
    Report(report::Arguments),
    /// List, install, import, verify and remove models
    Models(models::Arguments),
    /// List, install, import, choose or remove ONNX Runtime
    Runtime(runtime::Arguments),
    /// Try a library in this process, which may not survive it
    #[command(name = PROBE_COMMAND, hide = true)]
    ProbeRuntime(runtime::ProbeArguments),
    /// Show the engines and devices that can be used
    Devices(devices::Arguments),
    /// Write the drawn sample dataset into a folder
    Sample(sample::Arguments),
    /// Download the dataset from Kaggle
    Kaggle(kaggle::Arguments),
    /// Unpack a dataset's zip file into a folder
    Unpack(unpack::Arguments),
    /// Make one file with dataset, models and ONNX Runtime for computers without a network, or install it
    Bundle(bundle::Arguments),
    /// Compare two precisions or two models on pictures of a dataset
    Compare(compare::Arguments),
    /// Measure model, pipeline, preprocessing and search
    Bench(bench::Arguments),
    /// Measure how well a model finds products by words and likeness
    Evaluate(evaluate::Arguments),
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
    console::attach();
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
        Command::Verify(arguments) => verify::run(&context, &arguments),
        Command::Export(arguments) => export::run(&context, &arguments),
        Command::Cell(arguments) => cell::run(&context, &arguments),
        Command::Search(arguments) => search::run(&context, &arguments),
        Command::Models(arguments) => models::run(&context, arguments),
        Command::Quality(arguments) => quality::run(&context, &arguments),
        Command::Report(arguments) => report::run(&context, &arguments),
        Command::Runtime(arguments) => runtime::run(&context, &arguments),
        Command::ProbeRuntime(arguments) => runtime::probe(&arguments),
        Command::Devices(arguments) => devices::run(&context, &arguments),
        Command::Sample(arguments) => sample::run(&arguments),
        Command::Kaggle(arguments) => kaggle::run(&context, &arguments),
        Command::Unpack(arguments) => unpack::run(&context, &arguments),
        Command::Bundle(arguments) => bundle::run(&context, arguments),
        Command::Bench(arguments) => bench::run(&context, &arguments),
        Command::Evaluate(arguments) => evaluate::run(&context, &arguments),
        Command::Compare(arguments) => compare::run(&context, &arguments),
        Command::SelfTest(arguments) => self_test::run(&context, &arguments),
    }
}

fn long_version() -> &'static str {
    static TEXT: LazyLock<String> = LazyLock::new(crate::build_info::in_words);
    &TEXT
}

fn parse_rows(text: &str) -> Result<RowPolicy, String> {
    match text {
        "repair" => Ok(RowPolicy::Repair),
        "skip" => Ok(RowPolicy::Skip),
        _ => Err("expected repair or skip".to_owned()),
    }
}
