//! The examination, and what is asked of the text tower later.

use std::path::PathBuf;
use std::sync::Arc;

use super::App;
use crate::artifact::{FinishedRun, RunRecord};
use crate::dataset::Dataset;
use crate::inference::{EngineChoice, Engines, LoadOptions, TextEmbedder, default_threads};
use crate::job::{Control, Counter, give_way};
use crate::model::ModelStore;
use crate::quality::{
    ColumnQuality, Examine, ExamineProgress, PromptTemplate, QualitySettings, examine,
    identical_keys, identical_vectors, label_vectors, near_duplicates, orphans, suspects,
    zero_shot,
};
use crate::ui::command::Page;
use crate::ui::state::{Examined, Examining, VerdictBook};
use crate::{Error, Result};

/// Up to so many products the pictures are read without being asked.
const FEW: usize = 5_000;

/// What is needed to open a run and its model on another thread.
struct Sources {
    out: PathBuf,
    record: RunRecord,
    dataset: Arc<Dataset>,
    models: PathBuf,
    engines: Arc<Engines>,
    engine: EngineChoice,
}

impl App {
    /// Where the neighbours are on the disk already, nobody needs to press a button.
    pub(super) fn begin_by_itself(&mut self) -> Result<()> {
        let Some(run) = &self.live.run else {
            return Ok(());
        };
        let quality = &run.quality;
        let is_fresh =
            quality.examining.is_none() && quality.examined.is_none() && quality.failed.is_none();
        let can = self.live.engines.is_some() && self.live.dataset.is_some();
        if self.page() != Page::Quality || !quality.begins_by_itself || !is_fresh || !can {
            return Ok(());
        }
        let few = run.record.counts.items <= FEW;
        self.examine(few)
    }

    pub(super) fn examine(&mut self, pictures: bool) -> Result<()> {
        let sources = self.sources_of_quality()?;
        let settings = QualitySettings {
            near_threshold: self.view.quality.threshold,
            ..QualitySettings::default()
        };
        let request = Examine {
            threads: default_threads(),
            pictures,
            template: None,
            settings,
        };
        let progress = Arc::new(ExamineProgress::default());
        let theirs = Arc::clone(&progress);
        let task = self.task("examine", move |control| {
            give_way();
            sources.examine(&request, control, &theirs)
        })?;
        self.with_quality(|quality| {
            // What is not looked for any more must not begin again when it was stopped.
            quality.begins_by_itself = false;
            quality.failed = None;
            quality.examining = Some(Examining { task, progress });
        });
        Ok(())
    }

    /// Measures the column's labels with the prompt that was typed.
    pub(super) fn measure_prompt(&mut self) -> Result<()> {
        let view = &self.view.quality;
        let (column, Some(examined)) = (view.column, self.examined()) else {
            return Ok(());
        };
        let template = PromptTemplate::new(view.prompt.trim())?;
        let sources = self.sources_of_quality()?;
        let task = self.task("zero-shot", move |control| {
            let run = FinishedRun::open(&sources.out)?;
            let mut tower = sources.tower()?;
            let column = &examined.columns()[column];
            let embed = |text: &str| tower.embed(text);
            let texts = label_vectors(column, &template, control, &Counter::default(), embed)?;
            zero_shot(&run.vectors.view(), column, &template, &texts)
        })?;
        self.with_quality(|quality| quality.prompting = Some(task));
        Ok(())
    }

    fn sources_of_quality(&self) -> Result<Sources> {
        let dataset = self.dataset_of_run()?;
        let (Some(run), Some(engines)) = (&self.live.run, &self.live.engines) else {
            return Err(Error::new("There are no vectors yet").remedy("Embed the pictures first"));
        };
        Ok(Sources {
            out: run.out.clone(),
            record: run.record.clone(),
            dataset,
            models: self.paths.models(),
            engines: Arc::clone(engines),
            engine: self.persisted.settings.engine,
        })
    }

    pub(super) fn poll_examination(&mut self) {
        let Some(run) = &mut self.live.run else {
            return;
        };
        let quality = &mut run.quality;
        let examining = quality.examining.as_mut();
        let Some(examined) = examining.and_then(|examining| examining.task.poll()) else {
            return;
        };
        quality.examining = None;
        match examined {
            Ok(examined) => {
                let columns = examined.columns().len();
                self.view.quality.column = finest(&examined)
                    .filter(|_| quality.examined.is_none())
                    .unwrap_or(self.view.quality.column)
                    .min(columns.saturating_sub(1));
                quality.verdicts = VerdictBook::new(examined.examination.verdicts.clone());
                quality.texts.clone_from(&examined.report().zero_shot);
                quality.near = Some(examined.near.clone());
                quality.examined = Some(Arc::new(examined));
                let opened = self.open_fullest_cell();
                self.report(opened);
            }
            Err(stopped) if stopped.is_interrupted() => {}
            Err(error) => quality.failed = Some(error),
        }
    }
}

/// The places of a column's classes by rising agreement; those without one last.
fn worst_first(column: &ColumnQuality) -> Vec<usize> {
    let classes = &column.agreement.classes;
    let share = |at: usize| classes[at].agreement.unwrap_or(f64::INFINITY);
    let mut places: Vec<usize> = (0..classes.len()).collect();
    places.sort_by(|&a, &b| share(a).total_cmp(&share(b)));
    places
}

/// The column with the most labels, which has most to show.
fn finest(examined: &Examined) -> Option<usize> {
    let columns = examined.columns().iter().enumerate();
    let finest = columns.max_by_key(|(place, column)| (column.labels.len(), usize::MAX - place));
    finest.map(|(place, _)| place)
}

impl Sources {
    fn examine(
        &self,
        request: &Examine,
        control: &Control,
        progress: &ExamineProgress,
    ) -> Result<Examined> {
        let run = FinishedRun::open(&self.out)?;
        let (mut tower, without_texts) = match self.tower() {
            Ok(tower) => (Some(tower), None),
            Err(error) => (None, Some(error)),
        };
        let dataset = Some(&*self.dataset);
        let examination = examine(&run, dataset, tower.as_mut(), request, control, progress)?;
        let (graph, labels, ids) = (&examination.graph, &examination.labels, &run.ids);
        let tolerance = request.settings.tolerance;
        let columns = labels.columns.iter();
        let list = |column| {
            control.check()?;
            Ok(suspects(graph, column, ids, tolerance))
        };
        let files = examination.pictures.as_ref();
        Ok(Examined {
            suspects: columns.map(list).collect::<Result<_>>()?,
            identical_vectors: identical_vectors(&run.vectors.view(), ids, labels),
            identical_files: files
                .map(|pictures| identical_keys(pictures.hashes.iter().copied(), ids, labels)),
            near: near_duplicates(graph, request.settings.near_threshold, ids, labels),
            worst_first: examination.report.columns.iter().map(worst_first).collect(),
            orphans: orphans(graph),
            pictures: request.pictures,
            without_texts,
            ids: run.ids,
            examination,
        })
    }

    fn tower(&self) -> Result<TextEmbedder> {
        let spec = ModelStore::new(self.models.clone()).open_recorded(&self.record.model)?;
        let spec = self.record.own_model(spec)?;
        let engine = self.engines.select(self.engine)?;
        TextEmbedder::load(&spec, &*engine, LoadOptions::on_cpu(default_threads()))
    }
}
