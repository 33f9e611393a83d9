//! `compare`: what another precision or model costs and gains, on pictures of the dataset.

use std::sync::Arc;

use super::context::Context;
use super::{Rows, Runtime, output};
use crate::comparison::{
    self, CompareProgress, CompareRequest, Comparison, MOST_IMAGES, Way, WayFigures,
};
use crate::inference::{Device, DeviceChoice, EngineChoice, Precision, default_threads};
use crate::{Error, Result};

#[derive(clap::Args)]
pub(super) struct Arguments {
    /// A folder, a zip file or "sample"
    dataset: String,
    /// The model to measure by, on the processor: its name or folder
    #[arg(long, value_name = "ID|DIR")]
    model: String,
    /// The model to judge [default: the same one]
    #[arg(long, value_name = "ID|DIR")]
    against: Option<String>,
    /// The numbers that the model to judge computes with [default: its own]
    #[arg(long, value_name = "fp32|bf16|fp16|int8")]
    precision: Option<Precision>,
    /// Where the model to judge runs
    #[arg(
        long,
        default_value = "auto",
        value_name = "auto|cpu|cuda|openvino|openvino-gpu|directml|coreml"
    )]
    device: DeviceChoice,
    /// Pictures, spread evenly over the classes
    #[arg(long, default_value_t = MOST_IMAGES, value_name = "N")]
    limit: usize,
    #[command(flatten)]
    rows: Rows,
    /// Which engine runs both
    #[arg(long, default_value = "auto", value_name = "auto|onnxruntime|builtin")]
    engine: EngineChoice,
    #[command(flatten)]
    runtime: Runtime,
    /// Threads [default: all cores]
    #[arg(long, value_name = "N")]
    threads: Option<usize>,
    /// Print the figures as JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn run(context: &Context, arguments: &Arguments) -> Result<()> {
    let request = request(context, arguments)?;
    let progress = CompareProgress::default();
    let comparison = comparison::compare(&request, &context.control, &progress)?;
    if arguments.json {
        return output::json(&comparison);
    }
    let lines = describe(&comparison);
    lines.iter().try_for_each(|line| output::line(line))
}

fn request(context: &Context, arguments: &Arguments) -> Result<CompareRequest> {
    let is_same = arguments.against.is_none()
        && arguments.precision.is_none()
        && matches!(
            arguments.device,
            DeviceChoice::Auto | DeviceChoice::Only(Device::Cpu)
        );
    if is_same {
        return Err(
            Error::new("There is nothing to compare: both ways are the same").remedy(
                "Give another model with --against, another --precision or another --device",
            ),
        );
    }
    let reference = context.model(&arguments.model, None)?;
    let against = arguments.against.as_ref().unwrap_or(&arguments.model);
    let other = context.model(against, arguments.precision)?;
    let engine = context
        .engines(arguments.runtime.runtime.clone())
        .select(arguments.engine)?;
    let threads = arguments.threads.unwrap_or_else(default_threads).max(1);
    let precision = arguments.precision.unwrap_or(other.image.precision);
    let device = context.device(arguments.device, &*engine, &other, precision, threads)?;
    Ok(CompareRequest {
        dataset: Arc::new(context.dataset(&arguments.dataset, arguments.rows.rows)?),
        images: arguments.limit,
        reference: Way {
            model: reference,
            precision: None,
            engine: Arc::clone(&engine),
            device: Device::Cpu,
        },
        other: Way {
            model: other,
            precision: arguments.precision,
            engine,
            device,
        },
        threads,
    })
}

fn describe(comparison: &Comparison) -> Vec<String> {
    let way = |way: &WayFigures| {
        format!(
            "{} with {} on {}, {:.1} images/s",
            way.model, way.precision, way.device, way.images_per_second
        )
    };
    let mut lines = vec![
        format!("measured by  {}", way(&comparison.reference)),
        format!("judged       {}", way(&comparison.other)),
        format!(
            "speed        {:.2} times",
            comparison.other.images_per_second / comparison.reference.images_per_second
        ),
    ];
    if let (Some(mean), Some(worst)) = (comparison.mean_cosine, comparison.worst_cosine) {
        lines.push(format!(
            "cosine       {mean:.5} on average, {worst:.5} at worst"
        ));
    }
    lines.push(format!(
        "neighbours   {:.1} % of the nearest {} are the same; {} of {} pictures have others",
        100.0 * comparison.neighbour_overlap,
        comparison.neighbours,
        comparison.changed.len(),
        comparison.images
    ));
    lines.extend(comparison.changed.iter().take(5).map(|changed| {
        format!(
            "             product {}: {} of {} neighbours changed",
            changed.id,
            changed.lost.len(),
            comparison.neighbours
        )
    }));
    lines
}
