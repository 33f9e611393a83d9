//! `search`: nearest neighbours of a text, a picture or a product.

use std::path::PathBuf;

use serde_json::json;

use super::context::Context;
use super::{Runtime, output};
use crate::artifact::FinishedRun;
use crate::index::Hit;
use crate::inference::{EngineChoice, default_threads};
use crate::search::Searcher;
use crate::{Error, Result};

#[derive(clap::Args)]
pub(super) struct Arguments {
    /// The folder of a run
    out: PathBuf,
    #[command(flatten)]
    query: Query,
    /// Number of results
    #[arg(short, default_value_t = 10, value_name = "N")]
    k: usize,
    /// The model of the run, if it is no longer where it was
    #[arg(long, value_name = "ID|DIR")]
    model: Option<String>,
    /// Which engine runs the model
    #[arg(long, default_value = "auto", value_name = "auto|onnxruntime|builtin")]
    engine: EngineChoice,
    #[command(flatten)]
    runtime: Runtime,
    /// Print the results as JSON
    #[arg(long)]
    json: bool,
}

#[derive(clap::Args)]
#[group(required = true, multiple = false)]
struct Query {
    /// Products that fit this text
    #[arg(long, value_name = "TEXT")]
    text: Option<String>,
    /// Products that look like the picture in this file
    #[arg(long, value_name = "FILE")]
    image: Option<PathBuf>,
    /// Neighbours of this product, itself left out
    #[arg(long, value_name = "ID", allow_negative_numbers = true)]
    id: Option<i64>,
}

pub(super) fn run(context: &Context, arguments: &Arguments) -> Result<()> {
    let mut searcher = Searcher::new(FinishedRun::open(&arguments.out)?, default_threads())?;
    if arguments.query.id.is_none() {
        give_model(context, arguments, &mut searcher)?;
    }
    let k = arguments.k;
    let hits = match &arguments.query {
        Query { id: Some(id), .. } => searcher.by_id(*id, k, None)?,
        Query {
            text: Some(text), ..
        } => searcher.by_text(text, k, None)?,
        Query {
            image: Some(file), ..
        } => searcher.by_image(&read(file)?, k, None)?,
        _ => Vec::new(),
    };
    print(&searcher, &hits, arguments.json)
}

fn give_model(context: &Context, arguments: &Arguments, searcher: &mut Searcher) -> Result<()> {
    let recorded = &searcher.record().model;
    let spec = match (&arguments.model, &recorded.folder) {
        (Some(model), _) => context.model(model, None)?,
        (None, Some(folder)) => {
            context
                .model(&folder.display().to_string(), None)
                .map_err(|error| {
                    Error::new("The model of this run is no longer where it was")
                        .remedy("Name it with --model")
                        .caused_by(error)
                })?
        }
        (None, None) => context.model(&recorded.id, None)?,
    };
    let engine = context
        .engines(arguments.runtime.runtime.clone())
        .select(arguments.engine)?;
    searcher.set_model(spec, engine, default_threads())
}

fn read(file: &PathBuf) -> Result<Vec<u8>> {
    std::fs::read(file).map_err(|cause| {
        Error::new("The picture cannot be read")
            .remedy("Check the path")
            .at(file)
            .caused_by(cause)
    })
}

fn print(searcher: &Searcher, hits: &[Hit], as_json: bool) -> Result<()> {
    if as_json {
        let results: Vec<_> = (1..)
            .zip(hits)
            .map(|(rank, hit)| {
                let row = searcher.metadata(hit.row);
                json!({"rank": rank, "id": hit.id, "score": hit.score, "name": row.name, "image_path": row.image_path})
            })
            .collect();
        return output::json(&results);
    }
    (1..).zip(hits).try_for_each(|(rank, hit): (usize, _)| {
        output::line(&format!(
            "{rank:>3}  {:.4}  {:>6}  {}",
            hit.score,
            hit.id,
            searcher.metadata(hit.row).name
        ))
    })
}
