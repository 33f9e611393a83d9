//! `embed`: embed a dataset and write the files for search.

use std::path::PathBuf;
use std::sync::Arc;

use serde_json::json;

use super::context::Context;
use super::progress::JobLine;
use super::{Rows, Runtime, output};
use crate::Result;
use crate::embedding::{self, EmbedPlan, EmbedRequest, Progress, Range, RunSummary};
use crate::inference::{Device, DeviceChoice, Engine, EngineChoice, Precision, default_threads};
use crate::model::ModelSpec;
use crate::text::{duration_in_words, thousands};

#[derive(clap::Args)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "each is a switch on the command line"
)]
pub(super) struct Arguments {
    /// A folder, a zip file or "sample"
    dataset: String,
    /// A model's name or its folder
    #[arg(long, value_name = "ID|DIR")]
    model: String,
    /// The folder for the files
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    #[command(flatten)]
    rows: Rows,
    /// Where the model runs; automatic is the fastest device that has passed its self-test
    #[arg(
        long,
        default_value = "auto",
        value_name = "auto|cpu|cuda|openvino|openvino-gpu|directml|coreml"
    )]
    device: DeviceChoice,
    /// Go on with a run that was begun on another device; run.json says which vectors came from which
    #[arg(long)]
    switch_device: bool,
    /// The numbers to compute with [default: those of the model]
    #[arg(long, value_name = "fp32|bf16|fp16|int8")]
    precision: Option<Precision>,
    /// Which engine runs it
    #[arg(long, default_value = "auto", value_name = "auto|onnxruntime|builtin")]
    engine: EngineChoice,
    #[command(flatten)]
    runtime: Runtime,
    /// Pictures in one call of the engine, 1 to 256 [default: fixed on the processor, measured on other devices]
    #[arg(long, value_name = "N")]
    batch: Option<usize>,
    /// Threads [default: all cores]
    #[arg(long, value_name = "N")]
    threads: Option<usize>,
    /// Embed only the first N products; a later run with more goes on from there
    #[arg(long, value_name = "N", conflicts_with = "first_look")]
    limit: Option<usize>,
    /// Embed only N products, spread evenly over the classes; a later run with more goes on from there
    #[arg(long, value_name = "N")]
    first_look: Option<usize>,
    /// Replace what the output folder holds of an earlier run
    #[arg(long)]
    fresh: bool,
    /// Try the pictures again that were skipped before
    #[arg(long)]
    retry_skipped: bool,
    /// Print the result as JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn run(context: &Context, arguments: Arguments) -> Result<()> {
    let json = arguments.json;
    let plan = plan(context, arguments)?;
    output::message(&format!(
        "{} on {}, because {}",
        plan.engine(),
        plan.device(),
        plan.engine().reason
    ));
    let progress = Arc::new(Progress::default());
    let line = JobLine::start(Arc::clone(&progress));
    let summary = embedding::run(&plan, &context.control, &progress);
    line.finish();
    let summary = summary?;
    if json {
        output::json(&to_json(&summary))
    } else {
        output::line(&describe(&summary))
    }
}

fn plan(context: &Context, arguments: Arguments) -> Result<EmbedPlan> {
    let model = context.model(&arguments.model, arguments.precision)?;
    let engine = context
        .engines(arguments.runtime.runtime.clone())
        .select(arguments.engine)?;
    let device = device(context, &arguments, &*engine, &model)?;
    let dataset = context.dataset(&arguments.dataset, arguments.rows.rows)?;
    EmbedPlan::new(EmbedRequest {
        dataset: Arc::new(dataset),
        model,
        engine,
        device,
        precision: arguments.precision,
        switch_device: arguments.switch_device,
        out: arguments.out,
        batch: arguments.batch,
        threads: arguments.threads,
        range: match (arguments.limit, arguments.first_look) {
            (Some(count), _) => Range::First(count),
            (None, Some(count)) => Range::Balanced(count),
            (None, None) => Range::All,
        },
        fresh: arguments.fresh,
        retry_skipped: arguments.retry_skipped,
    })
}

/// The device to run on: as asked for, or that of the run in the output folder, or the best one.
fn device(
    context: &Context,
    arguments: &Arguments,
    engine: &dyn Engine,
    model: &ModelSpec,
) -> Result<Device> {
    let held = if arguments.fresh {
        None
    } else {
        embedding::held_device(&arguments.out)?
    };
    let choice = match (arguments.device, held) {
        (DeviceChoice::Auto, Some(device)) => DeviceChoice::Only(device),
        (choice, _) => choice,
    };
    let precision = arguments.precision.unwrap_or(model.image.precision);
    let threads = arguments.threads.unwrap_or_else(default_threads).max(1);
    context.device(choice, engine, model, precision, threads)
}

fn to_json(summary: &RunSummary) -> serde_json::Value {
    let record = &summary.record;
    json!({
        "items": record.counts.items,
        "dim": record.model.dim,
        "skipped": record.counts.skipped,
        "seconds": record.seconds,
        "images_per_second": summary.images_per_second(),
        "device": record.device,
        "device_name": record.device_name,
        "precision": record.precision,
        "batch": record.batch,
        "parts": record.parts,
        "reproducible": record.reproducible,
        "engine": record.engine.kind,
        "engine_version": record.engine.version,
        "engine_reason": record.engine.reason,
        "norm_min": record.norms.min,
        "norm_max": record.norms.max,
        "embedded_now": summary.embedded,
        "peak_memory_bytes": crate::benchmark::peak_memory(),
    })
}

fn describe(summary: &RunSummary) -> String {
    let record = &summary.record;
    let vectors = format!(
        "{} vectors of {} numbers",
        thousands(record.counts.items),
        record.model.dim
    );
    let skipped = match record.counts.skipped {
        0 => String::new(),
        skipped => format!(", {} skipped (see skipped.csv)", thousands(skipped)),
    };
    if summary.embedded == 0 {
        return format!("{vectors}{skipped}; the folder already held them, and they were verified");
    }
    let time = duration_in_words(std::time::Duration::from_secs_f64(record.seconds));
    let rate = summary.images_per_second();
    format!("{vectors}{skipped}; {time} ({rate:.1} images/s); written and verified")
}
