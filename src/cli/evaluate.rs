//! `evaluate`: how well a model finds products by words and likeness, on products with known labels.

use std::collections::HashSet;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicUsize;

use super::context::Context;
use super::{Rows, Runtime, output};
use crate::evaluation::{EvaluationRequest, Figures, Which, evaluate};
use crate::inference::{EngineChoice, default_threads};
use crate::model::STARTER;
use crate::text::thousands;
use crate::{Error, Result};

#[derive(clap::Args)]
pub(super) struct Arguments {
    /// A folder, a zip file or "sample"
    dataset: String,
    /// A model's name or its folder
    #[arg(long, value_name = "ID|DIR", default_value = STARTER)]
    model: String,
    /// Which products: the starter model's validation set, all, or those whose ids stand in a file, one a line
    #[arg(long, value_name = "validation|all|FILE", default_value = "validation")]
    ids: String,
    #[command(flatten)]
    rows: Rows,
    /// Which engine runs the model
    #[arg(long, default_value = "auto", value_name = "auto|onnxruntime|builtin")]
    engine: EngineChoice,
    #[command(flatten)]
    runtime: Runtime,
    /// List the colour and article pairs for which another product comes first
    #[arg(long)]
    misses: bool,
    /// Print the figures as JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn run(context: &Context, arguments: &Arguments) -> Result<()> {
    let request = EvaluationRequest {
        which: which(&arguments.ids)?,
        model: context.model(&arguments.model, None)?,
        engine: context
            .engines(arguments.runtime.runtime.clone())
            .select(arguments.engine)?,
        dataset: Arc::new(context.dataset(&arguments.dataset, arguments.rows.rows)?),
        threads: default_threads(),
    };
    let figures = evaluate(&request, &context.control, &AtomicUsize::new(0))?;
    if arguments.json {
        return output::json(&figures);
    }
    output::line(&format!(
        "{} on {}",
        request.model.label,
        request.dataset.location.label()
    ))?;
    describe(&figures)
        .iter()
        .try_for_each(|line| output::line(line))?;
    if arguments.misses {
        for [colour, article, first_colour, first_article] in &figures.pairs_missed {
            output::line(&format!(
                "missed: {colour} {article}, first is {first_colour} {first_article}"
            ))?;
        }
    }
    Ok(())
}

fn which(ids: &str) -> Result<Which> {
    match ids {
        "validation" => Ok(Which::Validation),
        "all" => Ok(Which::All),
        file => read_ids(&PathBuf::from(file)).map(Which::Ids),
    }
}

fn read_ids(file: &PathBuf) -> Result<HashSet<i64>> {
    let unusable = || {
        Error::new("The list of ids cannot be used")
            .remedy("Give validation, all, or a text file with one id a line")
            .at(file)
    };
    let text = std::fs::read_to_string(file).map_err(|cause| unusable().caused_by(cause))?;
    text.split_whitespace()
        .map(|word| {
            word.parse()
                .map_err(|_| unusable().caused_by(format!("\"{word}\" is not an id")))
        })
        .collect()
}

fn describe(figures: &Figures) -> Vec<String> {
    let mut lines = vec![format!(
        "{} products are the candidates",
        thousands(figures.images)
    )];
    if figures.unreadable > 0 {
        lines.push(format!(
            "{} pictures could not be read",
            thousands(figures.unreadable)
        ));
    }
    let shares = [
        ("name to picture, recall@1", figures.title_recall_1),
        ("name to picture, recall@10", figures.title_recall_10),
        (
            "same article type among 10 neighbours",
            figures.type_among_neighbours,
        ),
        (
            "same colour among 10 neighbours",
            figures.colour_among_neighbours,
        ),
        (
            "article word to picture, precision@10",
            figures.type_word_precision,
        ),
        ("  the most that is possible", figures.type_word_possible),
        ("  of what is possible", figures.type_word_of_possible),
        (
            "colour word, of what is possible",
            figures.colour_word_of_possible,
        ),
        (
            "\"colour article\" puts a right one first",
            figures.pairs_first,
        ),
    ];
    let measured = shares
        .iter()
        .filter_map(|(what, share)| Some((what, (*share)?)));
    lines.extend(measured.map(|(what, share)| format!("{what:<42} {share:.4}")));
    lines
}
