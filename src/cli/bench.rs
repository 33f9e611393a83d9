//! `bench`: measure model, pipeline, preprocessing and search in one run.

use std::sync::Arc;

use super::context::Context;
use super::{Rows, Runtime, output};
use crate::Result;
use crate::benchmark::{self, BenchRequest, BenchResult};
use crate::inference::{EngineChoice, default_threads};

#[derive(clap::Args)]
pub(super) struct Arguments {
    /// A folder, a zip file or "sample"
    dataset: String,
    /// A model's name or its folder
    #[arg(long, value_name = "ID|DIR")]
    model: String,
    #[command(flatten)]
    rows: Rows,
    /// Which engine runs it
    #[arg(long, default_value = "auto", value_name = "auto|onnxruntime|builtin")]
    engine: EngineChoice,
    #[command(flatten)]
    runtime: Runtime,
    /// Threads [default: all cores]
    #[arg(long, value_name = "N")]
    threads: Option<usize>,
    /// Pictures in one round [default: about six seconds of them]
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
    /// Print the figures as JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn run(context: &Context, arguments: &Arguments) -> Result<()> {
    let request = BenchRequest {
        model: context.model(&arguments.model, None)?,
        engine: context
            .engines(arguments.runtime.runtime.clone())
            .select(arguments.engine)?,
        dataset: Arc::new(context.dataset(&arguments.dataset, arguments.rows.rows)?),
        threads: arguments.threads.unwrap_or_else(default_threads).max(1),
        limit: arguments.limit,
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
            "engine      {:?} {}, {} threads, {}",
            result.engine, result.engine_version, result.threads, result.device
        ),
        format!(
            "model alone {:.1} images/s at batch {}",
            result.model_images_per_second, result.model_best_batch
        ),
        format!(
            "pipeline    {:.1} images/s, {:.3} of the model alone",
            result.pipeline_images_per_second, result.pipeline_over_model
        ),
        format!(
            "preparing   {:.3} ms an image on one thread, {:.3} of it decoding",
            result.preprocess_ms_per_image, result.decode_ms_per_image
        ),
        format!(
            "waiting     {:.3} ms an image until the engine had pictures",
            result.engine_wait_ms_per_image
        ),
        format!("storing     {:.3} ms an image", result.store_ms_per_image),
        format!(
            "search      {:.2} ms for the exact top 10 of 44,441",
            result.search_ms
        ),
    ];
    lines.extend(
        result
            .peak_memory_bytes
            .map(|bytes| format!("memory      {} at most", crate::text::bytes_in_words(bytes))),
    );
    lines
}
