//! `bench`: measure model, pipeline, preprocessing and search in one run.

use std::sync::Arc;

use super::context::Context;
use super::{Rows, Runtime, output};
use crate::Result;
use crate::benchmark::{self, BenchRequest, BenchResult};
use crate::inference::{DeviceChoice, EngineChoice, Precision, default_threads};

#[derive(clap::Args)]
pub(super) struct Arguments {
    /// A folder, a zip file or "sample"
    dataset: String,
    /// A model's name or its folder
    #[arg(long, value_name = "ID|DIR")]
    model: String,
    #[command(flatten)]
    rows: Rows,
    /// Where the model runs
    #[arg(
        long,
        default_value = "auto",
        value_name = "auto|cpu|cuda|openvino|openvino-gpu|directml|coreml"
    )]
    device: DeviceChoice,
    /// The numbers to compute with [default: those of the model]
    #[arg(long, value_name = "fp32|bf16|fp16|int8")]
    precision: Option<Precision>,
    /// Which engine runs it
    #[arg(long, default_value = "auto", value_name = "auto|onnxruntime|builtin")]
    engine: EngineChoice,
    #[command(flatten)]
    runtime: Runtime,
    /// Pictures in one call of the engine in the pipeline [default: automatic]
    #[arg(long, value_name = "N")]
    batch: Option<usize>,
    /// Threads [default: all cores]
    #[arg(long, value_name = "N")]
    threads: Option<usize>,
    /// Pictures in one round [default: about six seconds of them]
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
    /// Rounds, of which the median counts
    #[arg(long, default_value_t = 5, value_name = "N")]
    rounds: usize,
    /// Print the figures as JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn run(context: &Context, arguments: &Arguments) -> Result<()> {
    let model = context.model(&arguments.model, arguments.precision)?;
    let engine = context
        .engines(arguments.runtime.runtime.clone())
        .select(arguments.engine)?;
    let threads = arguments.threads.unwrap_or_else(default_threads).max(1);
    let precision = arguments.precision.unwrap_or(model.image.precision);
    let device = context.device(arguments.device, &*engine, &model, precision, threads)?;
    let request = BenchRequest {
        dataset: Arc::new(context.dataset(&arguments.dataset, arguments.rows.rows)?),
        model,
        engine,
        device,
        precision: arguments.precision,
        threads,
        batch: arguments.batch,
        limit: arguments.limit,
        rounds: arguments.rounds,
    };
    let result = benchmark::run(&request, &context.control)?;
    if arguments.json {
        return output::json(&result);
    }
    describe(&result)
        .iter()
        .try_for_each(|line| output::line(line))
}

fn describe(result: &BenchResult) -> Vec<String> {
    let mut lines = vec![
        format!(
            "engine      {:?} {}, {} threads, {}, {}",
            result.engine, result.engine_version, result.threads, result.device, result.precision
        ),
        format!(
            "model alone {:.1} images/s in batches of {}",
            result.model_images_per_second, result.model_best_batch
        ),
        format!(
            "preparing   {:.1} images/s alone",
            result.preprocess_images_per_second
        ),
        format!(
            "pipeline    {:.1} images/s in batches of {}: {:.3} of the model alone, {:.3} of what model and preparing allow together",
            result.pipeline_images_per_second,
            result.batch,
            result.pipeline_over_model,
            result.pipeline_over_possible
        ),
        "milliseconds an image, of one thread".to_owned(),
    ];
    let parts = [
        ("reading", result.read_ms_per_image),
        ("decoding", result.decode_ms_per_image),
        ("resizing", result.resize_ms_per_image),
        ("normalising", result.normalize_ms_per_image),
        ("encoding", result.encode_ms_per_image),
        ("writing", result.write_ms_per_image),
        (
            "engine waiting for pictures",
            result.encode_wait_ms_per_image,
        ),
        (
            "preparing waiting for the engine",
            result.decode_wait_ms_per_image,
        ),
        ("writer waiting for vectors", result.write_wait_ms_per_image),
    ];
    lines.extend(parts.map(|(what, time)| format!("  {what:<32}{time:>9.3}")));
    lines.push(format!(
        "search      {:.2} ms for the exact top 10 of 44,441",
        result.search_ms
    ));
    lines.extend(
        result
            .peak_memory_bytes
            .map(|bytes| format!("memory      {} at most", crate::text::bytes_in_words(bytes))),
    );
    lines
}
