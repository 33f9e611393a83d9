//! `devices`: where models can run, and whether that works.

use serde_json::json;

use super::context::Context;
use super::{Runtime, output};
use crate::Result;
use crate::inference::self_test::{DeviceState, DeviceTests, TestReport};
use crate::inference::{Device, EngineChoice, EngineInfo, Precision, default_threads};
use crate::model::STARTER;
use crate::text::bytes_in_words;

#[derive(clap::Args)]
pub(super) struct Arguments {
    /// Test every device with the model, each in a process of its own
    #[arg(long)]
    test: bool,
    /// The model that the devices are tested with: its name or folder
    #[arg(long, default_value = STARTER, value_name = "ID|DIR")]
    model: String,
    /// The numbers that the devices compute with [default: those of the model]
    #[arg(long, value_name = "fp32|bf16|fp16|int8")]
    precision: Option<Precision>,
    /// Threads of the processor [default: all cores]
    #[arg(long, value_name = "N")]
    threads: Option<usize>,
    #[command(flatten)]
    runtime: Runtime,
    /// Print the list as JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn run(context: &Context, arguments: &Arguments) -> Result<()> {
    let model = context.model(&arguments.model, arguments.precision)?;
    let precision = arguments.precision.unwrap_or(model.image.precision);
    let engine = context
        .engines(arguments.runtime.runtime.clone())
        .select(EngineChoice::Auto)?;
    let threads = arguments.threads.unwrap_or_else(default_threads).max(1);
    let store = context.tests();
    let tests = DeviceTests::new(&*engine, &model, precision, threads, &store)?;
    if arguments.test {
        for device in engine
            .devices()
            .into_iter()
            .filter(|&device| device != Device::Cpu)
        {
            output::message(&format!("Testing {device} with {} …", model.id));
            tests.test(device, &context.control)?;
        }
    }
    let states = tests.states();
    if arguments.json {
        return output::json(&to_json(&states, engine.info(), threads));
    }
    for state in &states {
        output::line(&describe(state, threads))?;
    }
    output::line(&format!(
        "{}, because {}",
        engine.info(),
        engine.info().reason
    ))
}

fn to_json(states: &[DeviceState], engine: &EngineInfo, threads: usize) -> serde_json::Value {
    let devices = states.iter().map(|state| {
        let report = state.report.as_ref();
        json!({
            "device": state.device,
            "label": state.device.label(),
            "name": state.name,
            "memory_bytes": state.memory,
            "threads": state.device.is_processor().then_some(threads),
            "usable": state.is_offered(),
            "tested": report.map(|report| &report.tested),
            "verdict": report.map(|report| &report.verdict),
            "words": report.map(TestReport::in_words),
            "evidence": report.and_then(|report| report.evidence.as_ref()),
        })
    });
    json!({
        "devices": devices.collect::<Vec<_>>(),
        "engine": engine.kind,
        "engine_version": engine.version,
        "engine_reason": engine.reason,
        "library": engine.library,
    })
}

fn describe(state: &DeviceState, threads: usize) -> String {
    let mut parts = vec![state.device.label().to_owned()];
    parts.extend(state.name.clone());
    parts.extend(state.memory.map(bytes_in_words));
    let what = parts.join(", ");
    let verdict = match (&state.report, state.device) {
        (_, Device::Cpu) => format!("{threads} threads"),
        (Some(report), _) => report.in_words(),
        (None, _) => "not tested yet: devices --test".to_owned(),
    };
    format!("{:<13} {what}: {verdict}", state.device.name())
}
