//! `devices`: the engines and devices that can be used.

use serde_json::json;

use super::context::Context;
use super::{Runtime, output};
use crate::Result;
use crate::inference::{EngineChoice, default_threads};

#[derive(clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    runtime: Runtime,
    /// Print the list as JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn run(context: &Context, arguments: &Arguments) -> Result<()> {
    let engines = context.engines(arguments.runtime.runtime.clone());
    let used = engines.select(EngineChoice::Auto)?;
    let threads = default_threads();
    if arguments.json {
        return output::json(&json!({
            "devices": [{"device": "cpu", "threads": threads, "usable": true}],
            "engine": used.info().kind,
            "engine_version": used.info().version,
            "engine_reason": used.info().reason,
            "library": used.info().library,
        }));
    }
    output::line(&format!("cpu: {threads} threads"))?;
    output::line(&format!("{}, because {}", used.info(), used.info().reason))
}
