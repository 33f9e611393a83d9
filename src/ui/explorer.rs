//! Questions to a finished run, answered on a thread of their own.

use std::path::PathBuf;
use std::sync::Arc;

use super::state::Query;
use crate::artifact::FinishedRun;
use crate::index::Hit;
use crate::inference::{EngineChoice, Engines, default_threads};
use crate::job::{LatestWorker, Wake};
use crate::model::ModelStore;
use crate::search::Searcher;
use crate::{Error, Result};

/// Results shown for a query.
const RESULTS: usize = 60;

/// A result with what is needed to show it.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub id: i64,
    pub score: f32,
    pub name: String,
}

/// The answer to a query.
pub(super) struct Answer {
    pub result: Result<Vec<Found>>,
    pub milliseconds: f64,
}

/// What the worker needs to open run and model.
pub(super) struct Sources {
    pub out: PathBuf,
    pub engines: Arc<Engines>,
    pub engine: EngineChoice,
    pub models: PathBuf,
}

/// Starts the worker for a run; the run is read when the first question comes.
pub(super) fn start(sources: Sources, wake: Wake) -> Result<LatestWorker<Query, Answer>> {
    let mut searcher = None;
    LatestWorker::start("explore", wake, move |query| {
        let opened = match &mut searcher {
            Some(searcher) => Ok(searcher),
            None => open(&sources).map(|opened| searcher.insert(opened)),
        };
        let started = std::time::Instant::now();
        let result = opened.and_then(|searcher| answer(&sources, searcher, &query));
        Answer {
            result,
            milliseconds: 1e3 * started.elapsed().as_secs_f64(),
        }
    })
}

fn open(sources: &Sources) -> Result<Searcher> {
    Searcher::new(FinishedRun::open(&sources.out)?, default_threads())
}

fn answer(sources: &Sources, searcher: &mut Searcher, query: &Query) -> Result<Vec<Found>> {
    if !matches!(query, Query::Product(_)) && !searcher.has_model() {
        give_model(sources, searcher)?;
    }
    let hits = match query {
        Query::Product(id) => searcher.by_id(*id, RESULTS, None)?,
        Query::Text(text) => searcher.by_text(text, RESULTS, None)?,
        Query::Image(path) => searcher.by_image(&read(path)?, RESULTS, None)?,
    };
    Ok(hits.iter().map(|hit| found(searcher, hit)).collect())
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

fn read(path: &PathBuf) -> Result<Vec<u8>> {
    std::fs::read(path).map_err(|cause| {
        Error::new("The picture cannot be read")
            .remedy("Choose another one")
            .at(path)
            .caused_by(cause)
    })
}

fn found(searcher: &Searcher, hit: &Hit) -> Found {
    Found {
        id: hit.id,
        score: hit.score,
        name: searcher.metadata(hit.row).name.clone(),
    }
}
