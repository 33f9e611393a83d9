//! `search`: nearest neighbours of texts, pictures, products and sums of these.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::{Value, json};

use super::context::Context;
use super::{Runtime, output};
use crate::artifact::FinishedRun;
use crate::inference::{EngineChoice, default_threads};
use crate::search::{
    Answer, Attributes, Condition, Filter, Found, Query, Request, Searcher, Subject, write_results,
};
use crate::text::counted;
use crate::{Error, Result};

#[derive(clap::Args)]
pub(super) struct Arguments {
    /// The folder of a run
    out: PathBuf,
    #[command(flatten)]
    terms: Terms,
    /// Number of results
    #[arg(short, default_value_t = 10, value_name = "N")]
    k: usize,
    /// Only products with this value in a column, or with a number in a range (year=2011..2013); values of the same
    /// column add up
    #[arg(long, value_name = "COLUMN=VALUE", value_parser = parse_condition)]
    filter: Vec<Condition>,
    /// Show products with the very same picture once
    #[arg(long)]
    group: bool,
    /// The dataset of the run, for filters and labels [default with --filter: where it was]
    #[arg(long, value_name = "DATASET")]
    dataset: Option<String>,
    /// The model of the run, if it is no longer where it was
    #[arg(long, value_name = "ID|DIR")]
    model: Option<String>,
    /// Which engine runs the model
    #[arg(long, default_value = "auto", value_name = "auto|onnxruntime|builtin")]
    engine: EngineChoice,
    #[command(flatten)]
    runtime: Runtime,
    /// Write the results as a csv file too
    #[arg(long, value_name = "FILE")]
    csv: Option<PathBuf>,
    /// Print the results as JSON
    #[arg(long)]
    json: bool,
}

/// The parts of the question. Each may be given several times; they are added up.
#[derive(clap::Args)]
#[group(required = true, multiple = true)]
struct Terms {
    /// Products that fit this text
    #[arg(long, value_name = "TEXT")]
    text: Vec<String>,
    /// Products that look like the picture in this file
    #[arg(long, value_name = "FILE")]
    image: Vec<PathBuf>,
    /// Neighbours of this product, itself left out
    #[arg(long, value_name = "ID", allow_negative_numbers = true)]
    id: Vec<i64>,
    /// Less of this text
    #[arg(long, value_name = "TEXT")]
    minus_text: Vec<String>,
    /// Less of what is in this picture
    #[arg(long, value_name = "FILE")]
    minus_image: Vec<PathBuf>,
    /// Less of this product
    #[arg(long, value_name = "ID", allow_negative_numbers = true)]
    minus_id: Vec<i64>,
}

pub(super) fn run(context: &Context, arguments: &Arguments) -> Result<()> {
    let mut searcher = Searcher::new(FinishedRun::open(&arguments.out)?, default_threads())?;
    let query = arguments.terms.query()?;
    if query.needs_model() {
        give_model(context, arguments, &mut searcher)?;
    }
    if arguments.dataset.is_some() || !arguments.filter.is_empty() {
        give_attributes(context, arguments, &mut searcher)?;
    }
    let answer = searcher.search(&Request {
        filter: Filter::new(arguments.filter.iter().cloned()),
        group_identical: arguments.group,
        ..Request::new(query, arguments.k)
    })?;
    let attributes = searcher.attributes().map(Arc::as_ref);
    if let Some(path) = &arguments.csv {
        write_results(path, &answer, attributes)?;
    }
    print(&answer, attributes, arguments)
}

impl Terms {
    fn query(&self) -> Result<Query> {
        let mut query = Query::default();
        let signs = [
            (1.0, &self.id, &self.text, &self.image),
            (-1.0, &self.minus_id, &self.minus_text, &self.minus_image),
        ];
        for (weight, ids, texts, images) in signs {
            let ids = ids.iter().map(|&id| Ok(Subject::Product(id)));
            let texts = texts.iter().map(|text| Ok(Subject::Text(text.clone())));
            let images = images.iter().map(|file| read(file).map(Subject::Image));
            for subject in ids.chain(texts).chain(images) {
                query = query.with(subject?, weight);
            }
        }
        Ok(query)
    }
}

fn give_model(context: &Context, arguments: &Arguments, searcher: &mut Searcher) -> Result<()> {
    let spec = context.model_of_run(searcher.record(), arguments.model.as_deref())?;
    let engine = context
        .engines(arguments.runtime.runtime.clone())
        .select(arguments.engine)?;
    searcher.set_model(spec, engine, default_threads())
}

fn give_attributes(
    context: &Context,
    arguments: &Arguments,
    searcher: &mut Searcher,
) -> Result<()> {
    let recorded = &searcher.record().dataset;
    let dataset = match &arguments.dataset {
        Some(dataset) => context.dataset(dataset, recorded.rows)?,
        None => context
            .dataset(&recorded.location, recorded.rows)
            .map_err(|error| {
                Error::new("The dataset of this run is no longer where it was")
                    .meaning("Its columns are needed to filter the results")
                    .remedy("Name it with --dataset")
                    .caused_by(error)
            })?,
    };
    let attributes = Attributes::of_dataset(&dataset, searcher.index().ids());
    match attributes.unknown() {
        0 => {}
        unknown if unknown == attributes.rows() => {
            return Err(Error::new("This dataset holds no product of the run")
                .remedy("Name the dataset that the run was made from"));
        }
        unknown => output::message(&format!(
            "{} of the run not found in the dataset: no filter lets them pass",
            counted(unknown as u64, "product")
        )),
    }
    searcher.set_attributes(Arc::new(attributes))
}

fn read(file: &Path) -> Result<Arc<[u8]>> {
    let bytes = std::fs::read(file).map_err(|cause| {
        Error::new("The picture cannot be read")
            .remedy("Check the path")
            .at(file)
            .caused_by(cause)
    })?;
    Ok(bytes.into())
}

fn print(answer: &Answer, attributes: Option<&Attributes>, arguments: &Arguments) -> Result<()> {
    if answer.unusable > 0 {
        output::message(&format!(
            "{} left out: the vector holds a value that is not a number",
            counted(answer.unusable as u64, "product")
        ));
    }
    if arguments.json {
        let results = answer.results.iter();
        return output::json(
            &results
                .map(|found| as_json(found, attributes, arguments.group))
                .collect::<Vec<_>>(),
        );
    }
    answer.results.iter().try_for_each(|found| {
        output::line(&format!(
            "{:>3}  {:.4}  {:>7.3} %  {:>6}  {}",
            found.rank, found.score, found.percentile, found.id, found.name
        ))
    })
}

fn as_json(found: &Found, attributes: Option<&Attributes>, grouped: bool) -> Value {
    let mut result = json!({
        "rank": found.rank,
        "id": found.id,
        "score": found.score,
        "name": found.name,
        "image_path": found.image_path,
        "percentile": found.percentile,
    });
    if let Some(attributes) = attributes {
        let labels = attributes.columns().iter();
        let labels = labels.map(|column| (column.name.clone(), column.label(found.row).into()));
        result["labels"] = Value::Object(labels.collect());
    }
    if grouped {
        result["identical"] = found.identical.clone().into();
    }
    result
}

fn parse_condition(text: &str) -> Result<Condition, String> {
    Condition::parse(text).map_err(|error| error.to_string())
}
