//! Questions to a finished run, answered on a thread of their own.
//!
//! The run is read when the first question comes. What of it does not change from question to question, the vectors
//! and the columns row by row, is then shared with whatever else looks at the run, the map above all.

use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};
use std::time::Instant;

use super::state::{Part, Question, Subject, query};
use crate::artifact::FinishedRun;
use crate::dataset::{Dataset, MISSING_LABEL};
use crate::index::Index;
use crate::inference::{EngineChoice, Engines, default_threads};
use crate::job::{LatestWorker, Wake};
use crate::model::{ModelStore, STARTER};
use crate::search::{Answer, Attribute, Attributes, Request, RowMask, Searcher};
use crate::{Error, Result};

/// Questions that are proposed.
const PROPOSALS: usize = 6;

/// What is shared of a run that was read.
pub(super) struct RunData {
    pub index: Arc<Index>,
    pub attributes: Arc<Attributes>,
    /// For each column how many rows have each label.
    pub counts: Vec<Vec<usize>>,
    /// The product of each row, by its index in the dataset; none if the dataset does not know it.
    pub products: Vec<Option<usize>>,
    /// Products of the run that the dataset does not know, or not as usable ones.
    pub missing: usize,
    /// Texts that fit many of these products.
    pub proposals: Vec<String>,
}

/// A question and what came of it.
pub(super) struct Answered {
    pub question: Question,
    /// Nothing where nothing was asked.
    pub answer: Result<Option<Answer>>,
    pub milliseconds: f64,
}

/// The worker for a run, and what it shares once it has read the run.
pub(super) struct Explorer {
    worker: LatestWorker<Question, Arc<Answered>>,
    data: Arc<OnceLock<RunData>>,
}

/// What the worker needs to open run and model.
#[derive(Clone)]
pub(super) struct Sources {
    pub out: PathBuf,
    pub dataset: Arc<Dataset>,
    pub engines: Arc<Engines>,
    pub engine: EngineChoice,
    pub models: PathBuf,
}

impl Explorer {
    /// Starts the worker.
    pub fn start(sources: Sources, wake: Wake) -> Result<Self> {
        let data = Arc::new(OnceLock::new());
        let theirs = Arc::clone(&data);
        let mut searcher = None;
        let worker = LatestWorker::start("explore", wake, move |question| {
            let opened = match &mut searcher {
                Some(searcher) => Ok(searcher),
                None => open(&sources, &theirs).map(|opened| searcher.insert(opened)),
            };
            let started = Instant::now();
            let answer = opened.and_then(|searcher| answer(&sources, searcher, &question));
            Arc::new(Answered {
                question,
                answer,
                milliseconds: 1e3 * started.elapsed().as_secs_f64(),
            })
        })?;
        Ok(Self { worker, data })
    }

    /// Asks; a question that still waits is dropped for this one.
    pub fn ask(&self, question: Question) {
        self.worker.ask(question);
    }

    /// The newest answer, once.
    pub fn take(&self) -> Option<Arc<Answered>> {
        self.worker.take()
    }

    /// What is known of the run, once it was read.
    pub fn data(&self) -> Option<&RunData> {
        self.data.get()
    }

    /// The same for another thread.
    pub fn shared(&self) -> Arc<OnceLock<RunData>> {
        Arc::clone(&self.data)
    }
}

impl Answered {
    /// The answer, if there is one.
    pub fn found(&self) -> Option<&Answer> {
        self.answer.as_ref().ok()?.as_ref()
    }
}

fn open(sources: &Sources, data: &OnceLock<RunData>) -> Result<Searcher> {
    let mut searcher = Searcher::new(FinishedRun::open(&sources.out)?, default_threads())?;
    let ids = searcher.index().ids();
    let attributes = Arc::new(Attributes::of_dataset(&sources.dataset, ids));
    let products = sources.dataset.products.iter().zip(0..);
    let by_id: std::collections::HashMap<i64, usize> =
        products.map(|(product, at)| (product.id, at)).collect();
    let products: Vec<Option<usize>> = ids.iter().map(|id| by_id.get(id).copied()).collect();
    let shared = RunData {
        index: Arc::clone(searcher.index()),
        counts: attributes.columns().iter().map(Attribute::counts).collect(),
        missing: products.iter().filter(|product| product.is_none()).count(),
        products,
        proposals: proposals(&attributes),
        attributes: Arc::clone(&attributes),
    };
    searcher.set_attributes(attributes)?;
    // A run is read once for each worker, so nothing was shared before.
    let _ = data.set(shared);
    Ok(searcher)
}

fn answer(
    sources: &Sources,
    searcher: &mut Searcher,
    question: &Question,
) -> Result<Option<Answer>> {
    let parts = question.all_parts();
    if parts.is_empty() {
        warm_up(sources, searcher);
        return Ok(None);
    }
    let query = query(&parts, pictures(&parts)?);
    if query.needs_model() && !searcher.has_model() {
        give_model(sources, searcher)?;
    }
    let selection = question
        .within
        .as_ref()
        .map(|ids| within(searcher.index(), ids));
    let request = Request {
        query,
        filter: question.filter.clone(),
        selection: selection.map(Arc::new),
        k: question.k,
        group_identical: question.grouped,
    };
    searcher.search(&request).map(Some)
}

fn within(index: &Index, ids: &[i64]) -> RowMask {
    let rows = ids.iter().filter_map(|&id| index.row_of(id));
    RowMask::of_rows(index.len(), rows)
}

/// Loads the small model before the first question, which is then answered at once. What cannot be loaded is said when
/// a question needs it.
fn warm_up(sources: &Sources, searcher: &mut Searcher) {
    if searcher.record().model.id != STARTER || searcher.has_model() {
        return;
    }
    let loaded = give_model(sources, searcher).and_then(|()| searcher.load_text_tower());
    if let Err(error) = loaded {
        log::info!("the model of the run is not loaded ahead: {error}");
    }
}

fn give_model(sources: &Sources, searcher: &mut Searcher) -> Result<()> {
    let store = ModelStore::new(sources.models.clone());
    let spec = store.open_recorded(&searcher.record().model)?;
    searcher.set_model(
        spec,
        sources.engines.select(sources.engine)?,
        default_threads(),
    )
}

/// The pictures among the parts as the bytes of files, in the order of the parts.
fn pictures(parts: &[Part]) -> Result<Vec<Arc<[u8]>>> {
    let bytes = parts.iter().filter_map(|part| match &part.subject {
        Subject::File(path) => Some(read(path)),
        Subject::Pasted(image) => Some(encode(image)),
        Subject::Product(_) | Subject::Text(_) => None,
    });
    bytes.map(|bytes| bytes.map(Arc::from)).collect()
}

fn read(path: &Path) -> Result<Vec<u8>> {
    std::fs::read(path).map_err(|cause| {
        Error::new("The picture cannot be read")
            .remedy("Choose another one")
            .at(path)
            .caused_by(cause)
    })
}

/// A picture from the clipboard as a PNG file.
fn encode(image: &egui::ColorImage) -> Result<Vec<u8>> {
    let [width, height] = image.size;
    let pixels = image
        .pixels
        .iter()
        .flat_map(egui::Color32::to_srgba_unmultiplied);
    let mut bytes = Vec::new();
    let encoder = image::codecs::png::PngEncoder::new(&mut bytes);
    image::ImageEncoder::write_image(
        encoder,
        &pixels.collect::<Vec<u8>>(),
        width as u32,
        height as u32,
        image::ExtendedColorType::Rgba8,
    )
    .map_err(|cause| {
        Error::new("The pasted picture cannot be used")
            .remedy("Save it as a file and drop the file on the window")
            .caused_by(cause)
    })?;
    Ok(bytes)
}

/// Texts that fit these products: the most frequent kinds, each with its most frequent colour.
fn proposals(attributes: &Attributes) -> Vec<String> {
    let Ok(kinds) = attributes.column("articleType") else {
        return Vec::new();
    };
    let colours = attributes.column("baseColour").ok();
    let mut proposals = Vec::new();
    let mut used = Vec::new();
    for (code, kind) in (0..)
        .zip(&kinds.labels)
        .filter(|(_, kind)| *kind != MISSING_LABEL)
    {
        let colour = colours.and_then(|colours| {
            let mut counts = vec![0_usize; colours.labels.len()];
            for row in (0..attributes.rows()).filter(|&row| kinds.code(row) == Some(code)) {
                if let Some(colour) = colours.known_code(row) {
                    counts[colour as usize] += 1;
                }
            }
            // Another colour each time, as long as there is one.
            let fresh = |colour: &usize| counts[*colour] > 0 && !used.contains(colour);
            let best = (0..counts.len())
                .filter(fresh)
                .max_by_key(|&colour| counts[colour]);
            used.extend(best);
            best.map(|colour| colours.labels[colour].to_lowercase())
        });
        let kind = kind.to_lowercase();
        proposals.push(colour.map_or(kind.clone(), |colour| format!("{colour} {kind}")));
        if proposals.len() == PROPOSALS {
            break;
        }
    }
    proposals
}
