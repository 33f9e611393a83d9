//! Looking at the first bytes of all images, on all cores.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use super::sniff::sniff;
use super::source::{Node, Source};
use crate::job::Control;
use crate::{Error, Result};

/// So many files are taken at a time: few enough to stop soon, enough to make sharing cheap.
const CHUNK: usize = 64;

/// How far a check has come, to be sampled by whoever shows it.
#[derive(Debug, Default)]
pub struct CheckProgress {
    checked: AtomicUsize,
    total: AtomicUsize,
}

impl CheckProgress {
    /// How many images have been looked at.
    pub fn checked(&self) -> usize {
        self.checked.load(Ordering::Relaxed)
    }

    /// How many there are to look at; 0 while the files are being listed.
    pub fn total(&self) -> usize {
        self.total.load(Ordering::Relaxed)
    }
}

/// The stamp of each file, or the reason why it is no image.
pub(super) fn probe_all(
    source: &dyn Source,
    files: &[&Node],
    control: &Control,
    progress: &CheckProgress,
) -> Result<Vec<Result<u64, String>>> {
    progress.total.store(files.len(), Ordering::Relaxed);
    let shared = Shared {
        source,
        files,
        control,
        progress,
        next: AtomicUsize::new(0),
        chunks: Mutex::new(Vec::new()),
    };
    let cores = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        let helpers = cores.min(files.len() / CHUNK);
        for _ in 1..helpers {
            let builder = thread::Builder::new().name("check images".to_owned());
            // Fewer threads are slower, not wrong.
            if builder.spawn_scoped(scope, || shared.work()).is_err() {
                break;
            }
        }
        shared.work();
    });
    control.check()?;
    shared.collect()
}

type Chunk = (usize, Vec<Result<u64, String>>);

struct Shared<'a> {
    source: &'a dyn Source,
    files: &'a [&'a Node],
    control: &'a Control,
    progress: &'a CheckProgress,
    next: AtomicUsize,
    chunks: Mutex<Vec<Chunk>>,
}

impl Shared<'_> {
    fn work(&self) {
        while !self.control.is_stopped() {
            let start = self.next.fetch_add(CHUNK, Ordering::Relaxed);
            let end = (start + CHUNK).min(self.files.len());
            if start >= end {
                return;
            }
            let looked = self.files[start..end]
                .iter()
                .map(|file| look(self.source, file));
            let chunk = (start, looked.collect());
            self.progress
                .checked
                .fetch_add(end - start, Ordering::Relaxed);
            if let Ok(mut chunks) = self.chunks.lock() {
                chunks.push(chunk);
            }
        }
    }

    fn collect(self) -> Result<Vec<Result<u64, String>>> {
        let mut chunks = self.chunks.into_inner().unwrap_or_default();
        chunks.sort_unstable_by_key(|(start, _)| *start);
        let all: Vec<_> = chunks.into_iter().flat_map(|(_, chunk)| chunk).collect();
        if all.len() != self.files.len() {
            return Err(Error::new("The check of the images broke off")
                .meaning("Nothing was changed")
                .remedy("Try again; if it happens again, report it with the log file"));
        }
        Ok(all)
    }
}

fn look(source: &dyn Source, file: &Node) -> Result<u64, String> {
    let probe = source.probe(file).map_err(|problem| problem.to_string())?;
    sniff(probe.header())?;
    Ok(probe.stamp)
}
