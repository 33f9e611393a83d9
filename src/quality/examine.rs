//! The whole examination of a run, from its files to the report.

use std::sync::atomic::{AtomicU8, Ordering};

use super::{
    Pictures, PromptTemplate, QualityInput, QualityReport, QualitySettings, RunLabels, Verdicts,
    ZeroShot, label_vectors, zero_shot,
};
use crate::artifact::FinishedRun;
use crate::dataset::Dataset;
use crate::index::{GRAPH_K, NeighbourGraph};
use crate::inference::TextEmbedder;
use crate::job::{Control, Counter};
use crate::{Error, Result};

/// What an examination does.
#[derive(Clone, Debug)]
pub struct Examine {
    /// Threads for the graph and the pictures.
    pub threads: usize,
    /// Whether the pictures are read: for identical files and the dependence on simple properties.
    pub pictures: bool,
    /// The prompt for every column; nothing for each column's own ([`PromptTemplate::for_column`]).
    pub template: Option<PromptTemplate>,
    /// Thresholds and lengths of lists.
    pub settings: QualitySettings,
}

/// What the examination is doing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ExamineStage {
    /// The labels are looked up.
    #[default]
    Labels,
    /// The neighbours are computed.
    Neighbours,
    /// The pictures are measured.
    Pictures,
    /// The labels' texts are embedded.
    Texts,
    /// The figures are put together.
    Figures,
}

impl ExamineStage {
    const ALL: [Self; 5] = [
        Self::Labels,
        Self::Neighbours,
        Self::Pictures,
        Self::Texts,
        Self::Figures,
    ];

    /// In words.
    pub fn label(self) -> &'static str {
        match self {
            Self::Labels => "Looking up the labels",
            Self::Neighbours => "Finding all neighbours",
            Self::Pictures => "Measuring the pictures",
            Self::Texts => "Embedding the labels",
            Self::Figures => "Putting the figures together",
        }
    }
}

/// How far an examination has come, to be sampled.
#[derive(Debug, Default)]
pub struct ExamineProgress {
    stage: AtomicU8,
    /// Steps of the present stage.
    pub steps: Counter,
}

impl ExamineProgress {
    /// What the examination is doing.
    pub fn stage(&self) -> ExamineStage {
        let number = usize::from(self.stage.load(Ordering::Relaxed));
        ExamineStage::ALL.get(number).copied().unwrap_or_default()
    }

    fn enter(&self, stage: ExamineStage) {
        self.steps.start(0);
        self.stage.store(stage as u8, Ordering::Relaxed);
    }
}

/// What an examination found, with everything that a screen needs to go on from there.
#[derive(Debug)]
pub struct Examination {
    /// The figures.
    pub report: QualityReport,
    /// The neighbours.
    pub graph: NeighbourGraph,
    /// The labels.
    pub labels: RunLabels,
    /// What was measured of the pictures.
    pub pictures: Option<Pictures>,
    /// What a person decided.
    pub verdicts: Verdicts,
    /// Why the neighbours could not be kept beside the run, where that is so; nothing else suffers from it.
    pub not_kept: Option<Error>,
}

/// Examines a run. Without the dataset there are neither labels nor pictures; without the text tower no zero-shot
/// scores.
pub fn examine(
    run: &FinishedRun,
    dataset: Option<&Dataset>,
    texts: Option<&mut TextEmbedder>,
    request: &Examine,
    control: &Control,
    progress: &ExamineProgress,
) -> Result<Examination> {
    progress.enter(ExamineStage::Labels);
    let labels = dataset.map_or_else(RunLabels::default, |dataset| {
        RunLabels::of(dataset, &run.ids)
    });
    let verdicts = Verdicts::open(&run.folder)?;
    progress.enter(ExamineStage::Neighbours);
    let kept = NeighbourGraph::of_run(
        &run.folder,
        &run.vectors.view(),
        &run.ids,
        GRAPH_K,
        request.threads,
        control,
        &progress.steps,
    )?;
    progress.enter(ExamineStage::Pictures);
    let dataset = dataset.filter(|_| request.pictures);
    let pictures = dataset.map(|dataset| {
        let (products, steps) = (&labels.products, &progress.steps);
        Pictures::measure(dataset, products, &run.ids, request.threads, control, steps)
    });
    let pictures = pictures.transpose()?;
    progress.enter(ExamineStage::Texts);
    // Vectors of another length are not the ones that the run wrote, which the report says.
    let fit = run.vectors.dim() == run.record.model.dim;
    let zero_shot = match texts.filter(|_| fit) {
        Some(texts) => by_texts(run, &labels, texts, request, control, progress)?,
        None => Vec::new(),
    };
    progress.enter(ExamineStage::Figures);
    control.check()?;
    let input = QualityInput {
        record: &run.record,
        vectors: &run.vectors.view(),
        ids: &run.ids,
        graph: &kept.graph,
        labels: &labels,
        pictures: pictures.as_ref(),
        zero_shot: &zero_shot,
        verdicts: &verdicts,
    };
    Ok(Examination {
        report: QualityReport::new(&input, request.settings),
        graph: kept.graph,
        not_kept: kept.not_kept,
        labels,
        pictures,
        verdicts,
    })
}

fn by_texts(
    run: &FinishedRun,
    labels: &RunLabels,
    texts: &mut TextEmbedder,
    request: &Examine,
    control: &Control,
    progress: &ExamineProgress,
) -> Result<Vec<ZeroShot>> {
    let mut scores = Vec::with_capacity(labels.columns.len());
    for column in &labels.columns {
        let own = || PromptTemplate::for_column(&column.name);
        let template = request.template.clone().unwrap_or_else(own);
        let embed = |text: &str| texts.embed(text);
        let vectors = label_vectors(column, &template, control, &progress.steps, embed)?;
        scores.push(zero_shot(&run.vectors.view(), column, &template, &vectors)?);
    }
    Ok(scores)
}
