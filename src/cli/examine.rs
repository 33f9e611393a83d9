//! What `quality` and `report` have in common: the run, its dataset and its model, and the examination.

use std::path::PathBuf;
use std::sync::Arc;

use super::context::Context;
use super::progress::JobLine;
use super::{Runtime, output};
use crate::artifact::{FinishedRun, RunRecord};
use crate::dataset::Dataset;
use crate::inference::{EngineChoice, LoadOptions, TextEmbedder, default_threads};
use crate::quality::{
    Examination, Examine, ExamineProgress, PromptTemplate, QualitySettings, examine,
};
use crate::{Error, Result};

#[derive(clap::Args)]
pub(super) struct Examined {
    /// The folder of a run
    pub out: PathBuf,
    /// The dataset of the run: a folder, a zip file or "sample" [default: where the run found it]
    #[arg(long, value_name = "DATASET")]
    dataset: Option<String>,
    /// The model of the run, if it is no longer where it was
    #[arg(long, value_name = "ID|DIR")]
    model: Option<String>,
    /// Which engine runs the model's text side
    #[arg(long, default_value = "auto", value_name = "auto|onnxruntime|builtin")]
    engine: EngineChoice,
    #[command(flatten)]
    runtime: Runtime,
    /// The sentence that labels are put into, with {} for the label [default: one for each column]
    #[arg(long, value_name = "TEXT", value_parser = parse_template)]
    prompt: Option<PromptTemplate>,
    /// Similarity from which two products are near duplicates
    #[arg(long, value_name = "S", default_value_t = QualitySettings::default().near_threshold, value_parser = parse_similarity)]
    near: f32,
    /// Leave out what needs the model: how well texts find their pictures
    #[arg(long)]
    no_texts: bool,
    /// Leave out what needs the pictures' files: identical files, dependence on brightness and the like
    #[arg(long)]
    no_pictures: bool,
    /// Threads [default: all cores]
    #[arg(long, value_name = "N")]
    threads: Option<usize>,
}

/// A run with what is known about it.
pub(super) struct Subject {
    pub run: FinishedRun,
    pub dataset: Option<Dataset>,
    pub examination: Examination,
}

impl Examined {
    /// Opens everything, examines it and shows the progress.
    pub fn examine(&self, context: &Context) -> Result<Subject> {
        let run = FinishedRun::open(&self.out)?;
        let dataset = self.open_dataset(context, &run.record)?;
        let mut texts = if self.no_texts || dataset.is_none() {
            None
        } else {
            self.open_texts(context, &run.record)?
        };
        let request = Examine {
            threads: self.threads(),
            pictures: !self.no_pictures,
            template: self.prompt.clone(),
            settings: QualitySettings {
                near_threshold: self.near,
                ..QualitySettings::default()
            },
        };
        let progress = Arc::new(ExamineProgress::default());
        let shown = Arc::clone(&progress);
        let line = JobLine::showing(move || describe(&shown));
        let (dataset_ref, control) = (dataset.as_ref(), &context.control);
        let examination = examine(
            &run,
            dataset_ref,
            texts.as_mut(),
            &request,
            control,
            &progress,
        );
        line.finish();
        let mut examination = examination?;
        if let Some(error) = examination.not_kept.take() {
            output::message(&format!(
                "The neighbours are not kept for next time. {error}"
            ));
        }
        Ok(Subject {
            run,
            dataset,
            examination,
        })
    }

    fn threads(&self) -> usize {
        self.threads.unwrap_or_else(default_threads).max(1)
    }

    /// The dataset that was named must open; where none was, one that is no longer there is only told.
    fn open_dataset(&self, context: &Context, record: &RunRecord) -> Result<Option<Dataset>> {
        let rows = record.dataset.rows;
        if let Some(named) = &self.dataset {
            return context.dataset(named, rows).map(Some);
        }
        match context.dataset(&record.dataset.location, rows) {
            Ok(dataset) => Ok(Some(dataset)),
            Err(error) if error.is_interrupted() => Err(error),
            Err(error) => {
                output::message(&format!(
                    "Without labels and pictures, since the dataset of the run cannot be opened; name it with \
                     --dataset. {error}"
                ));
                Ok(None)
            }
        }
    }

    /// The same for the model.
    fn open_texts(&self, context: &Context, record: &RunRecord) -> Result<Option<TextEmbedder>> {
        let named = self.model.as_deref();
        let load = || {
            let spec = record.own_model(context.model_of_run(record, named)?)?;
            let engines = context.engines(self.runtime.runtime.clone());
            let engine = engines.select(self.engine)?;
            TextEmbedder::load(&spec, &*engine, LoadOptions::on_cpu(self.threads()))
        };
        match load() {
            Ok(texts) => Ok(Some(texts)),
            Err(error) if named.is_some() || error.is_interrupted() => Err(error),
            Err(error) => {
                output::message(&format!(
                    "Without figures on texts, since the model of the run cannot be loaded; name it with --model. \
                     {error}"
                ));
                Ok(None)
            }
        }
    }
}

fn describe(progress: &ExamineProgress) -> String {
    let stage = progress.stage().label();
    match progress.steps.fraction() {
        Some(fraction) => format!("{stage}, {:.0} %", fraction * 100.0),
        None => stage.to_owned(),
    }
}

fn parse_template(text: &str) -> Result<PromptTemplate, String> {
    PromptTemplate::new(text).map_err(|error| error.to_string())
}

fn parse_similarity(text: &str) -> Result<f32, String> {
    let similarity = text.parse().ok().filter(|s| (-1.0..=1.0).contains(s));
    similarity.ok_or_else(|| "expected a number from -1 to 1".to_owned())
}

impl Subject {
    /// An error where there is nothing to compare.
    pub fn check_comparable(&self) -> Result<()> {
        if self.examination.graph.k() > 0 {
            return Ok(());
        }
        Err(
            Error::new("There are fewer than two vectors that can be compared")
                .meaning("Quality is judged by neighbours, and there are none")
                .remedy("Embed more products")
                .at(&self.run.folder),
        )
    }
}
