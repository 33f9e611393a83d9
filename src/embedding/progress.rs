//! Counters of a running job, to be sampled by whoever shows them.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicU8, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::artifact::Skipped;

/// Products remembered as done last: as many as a large window shows thumbnails of.
const RECENT: usize = 200;

/// What the job is doing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Stage {
    /// Hashing the model's files and looking at the output folder.
    #[default]
    Preparing,
    /// The engine loads the model.
    Loading,
    /// Pictures become vectors.
    Embedding,
    /// The artifacts are written.
    Writing,
    /// The artifacts are read back.
    Verifying,
}

/// Shared counters: written by the workers, sampled by the front end. All pictures are counted, also those of an
/// earlier start of the same run.
#[derive(Debug, Default)]
pub struct Progress {
    stage: AtomicU8,
    total: AtomicUsize,
    done: AtomicUsize,
    fresh: AtomicUsize,
    batch: AtomicUsize,
    first_batch: AtomicUsize,
    times: [AtomicU64; 6],
    lists: Mutex<Lists>,
}

#[derive(Debug, Default)]
struct Lists {
    /// Products that got a vector since this start.
    embedded: usize,
    recent: VecDeque<usize>,
    skipped: Vec<Skipped>,
}

/// What time is spent on, summed over threads.
#[derive(Clone, Copy, Debug)]
pub(super) enum Spent {
    /// Reading, decoding and preparing pictures (all threads together).
    Preparing,
    /// The engine at work (all lanes together).
    Encoding,
    /// Lanes waiting for pictures, or for the files that they prepare them from (all of them together).
    Starving,
    /// Preparing threads waiting until the engine takes what they have (all of them together).
    Idling,
    /// Writing vectors to disk.
    Storing,
    /// The storing thread waiting for vectors.
    Unwritten,
}

/// A sample of the counters.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Snapshot {
    /// What the job is doing.
    pub stage: Stage,
    /// Products of the run.
    pub total: usize,
    /// Products finished, skipped ones included.
    pub done: usize,
    /// Products finished since this start.
    pub fresh: usize,
    /// Products skipped.
    pub skipped: usize,
    /// Pictures in one call of the engine at present; it becomes smaller where memory is short.
    pub batch: usize,
    /// Pictures in one call of the engine as the run was meant.
    pub first_batch: usize,
    /// Seconds of reading and preparing pictures, all threads together.
    pub preparing: f64,
    /// Seconds of the engine at work, all lanes together.
    pub encoding: f64,
    /// Seconds the engine waited for pictures, all lanes together.
    pub starving: f64,
    /// Seconds the preparing threads waited for the engine, all threads together.
    pub idling: f64,
    /// Seconds of writing vectors.
    pub storing: f64,
    /// Seconds without anything to write.
    pub unwritten: f64,
}

impl Snapshot {
    /// Whether memory became short, so that the run goes on with less at once and is no longer the same byte for byte.
    pub fn was_halved(&self) -> bool {
        self.batch > 0 && self.batch < self.first_batch
    }
}

impl Progress {
    /// A sample of the counters.
    pub fn snapshot(&self) -> Snapshot {
        let seconds = |spent: Spent| {
            Duration::from_nanos(self.times[spent as usize].load(Ordering::Relaxed)).as_secs_f64()
        };
        Snapshot {
            stage: Stage::from_u8(self.stage.load(Ordering::Relaxed)),
            total: self.total.load(Ordering::Relaxed),
            done: self.done.load(Ordering::Relaxed),
            fresh: self.fresh.load(Ordering::Relaxed),
            skipped: self.lists().skipped.len(),
            batch: self.batch.load(Ordering::Relaxed),
            first_batch: self.first_batch.load(Ordering::Relaxed),
            preparing: seconds(Spent::Preparing),
            encoding: seconds(Spent::Encoding),
            starving: seconds(Spent::Starving),
            idling: seconds(Spent::Idling),
            storing: seconds(Spent::Storing),
            unwritten: seconds(Spent::Unwritten),
        }
    }

    /// How many products got a vector since this start, and the indexes of the last of them, newest first.
    pub fn recent(&self) -> (usize, Vec<usize>) {
        let lists = self.lists();
        (lists.embedded, lists.recent.iter().copied().collect())
    }

    /// Products skipped from number `from` on.
    pub fn skipped_since(&self, from: usize) -> Vec<Skipped> {
        self.lists()
            .skipped
            .get(from..)
            .map(<[Skipped]>::to_vec)
            .unwrap_or_default()
    }

    pub(super) fn set_stage(&self, stage: Stage) {
        self.stage.store(stage as u8, Ordering::Relaxed);
    }

    pub(super) fn set_first_batch(&self, batch: usize) {
        self.first_batch.store(batch, Ordering::Relaxed);
    }

    pub(super) fn set_batch(&self, batch: usize) {
        self.batch.store(batch, Ordering::Relaxed);
    }

    pub(super) fn start(&self, total: usize, done: usize) {
        self.total.store(total, Ordering::Relaxed);
        self.done.store(done, Ordering::Relaxed);
    }

    /// Counts a stored batch.
    pub(super) fn stored(&self, products: &[usize], skipped: &[Skipped]) {
        let finished = products.len() + skipped.len();
        self.done.fetch_add(finished, Ordering::Relaxed);
        self.fresh.fetch_add(finished, Ordering::Relaxed);
        let mut lists = self.lists();
        lists.embedded += products.len();
        for &product in products {
            lists.recent.push_front(product);
        }
        lists.recent.truncate(RECENT);
        lists.skipped.extend_from_slice(skipped);
    }

    pub(super) fn spend(&self, spent: Spent, since: Instant) {
        let nanos = u64::try_from(since.elapsed().as_nanos()).unwrap_or(u64::MAX);
        self.times[spent as usize].fetch_add(nanos, Ordering::Relaxed);
    }

    fn lists(&self) -> MutexGuard<'_, Lists> {
        self.lists.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Stage {
    const ALL: [Self; 5] = [
        Self::Preparing,
        Self::Loading,
        Self::Embedding,
        Self::Writing,
        Self::Verifying,
    ];

    fn from_u8(number: u8) -> Self {
        Self::ALL
            .get(usize::from(number))
            .copied()
            .unwrap_or_default()
    }

    /// The stage in words.
    pub fn label(self) -> &'static str {
        match self {
            Self::Preparing => "Preparing",
            Self::Loading => "Loading the model",
            Self::Embedding => "Embedding",
            Self::Writing => "Writing the files",
            Self::Verifying => "Reading the files back",
        }
    }
}

/// Images per second and time left, from samples of the counters.
#[derive(Clone, Debug, Default)]
pub struct RateMeter {
    samples: VecDeque<(Instant, usize)>,
}

impl RateMeter {
    /// Long enough to smooth batches out, short enough to follow a change.
    const WINDOW: Duration = Duration::from_secs(10);

    /// Batches come in bursts: over less time than this a rate says little.
    const STEADY: Duration = Duration::from_secs(2);

    /// Notes how many products were finished at a moment.
    pub fn note(&mut self, now: Instant, finished: usize) {
        if self
            .samples
            .back()
            .is_some_and(|&(_, last)| finished < last)
        {
            self.samples.clear();
        }
        self.samples.push_back((now, finished));
        while self.samples.len() > 2 && now.duration_since(self.samples[0].0) > Self::WINDOW {
            self.samples.pop_front();
        }
    }

    /// Forgets the past: after a pause, for instance.
    pub fn reset(&mut self) {
        self.samples.clear();
    }

    /// Products per second over the last seconds; `None` before there is anything to measure.
    pub fn per_second(&self) -> Option<f64> {
        let (&(from, before), &(to, after)) = (self.samples.front()?, self.samples.back()?);
        let seconds = to.duration_since(from).as_secs_f64();
        (seconds > 0.0 && after > before).then(|| (after - before) as f64 / seconds)
    }

    /// Whether enough time was seen for a rate that does not jump.
    pub fn is_steady(&self) -> bool {
        let ends = self.samples.front().zip(self.samples.back());
        ends.is_some_and(|(from, to)| to.0.duration_since(from.0) >= Self::STEADY)
    }

    /// Time for `left` products at the present rate.
    pub fn time_left(&self, left: usize) -> Option<Duration> {
        Duration::try_from_secs_f64(left as f64 / self.per_second()?).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rate_is_that_of_the_last_seconds() {
        let start = Instant::now();
        let mut meter = RateMeter::default();
        assert_eq!(meter.per_second(), None);
        for second in 0..30 {
            meter.note(
                start + Duration::from_secs(second),
                if second < 15 {
                    0
                } else {
                    (second as usize - 14) * 20
                },
            );
        }
        assert!(meter.is_steady());
        assert!((meter.per_second().unwrap() - 20.0).abs() < 1e-9);
        assert_eq!(meter.time_left(400), Some(Duration::from_secs(20)));
        meter.note(start + Duration::from_secs(31), 0);
        assert!(!meter.is_steady());
        assert_eq!(
            meter.per_second(),
            None,
            "a new run starts a new measurement"
        );
    }

    #[test]
    fn counts_and_lists() {
        let progress = Progress::default();
        progress.start(50, 10);
        let skipped = Skipped {
            id: Some(3),
            path: "images/3.jpg".into(),
            reason: "empty file".into(),
        };
        progress.stored(&(0..20).collect::<Vec<_>>(), std::slice::from_ref(&skipped));
        let snapshot = progress.snapshot();
        assert_eq!(
            (
                snapshot.total,
                snapshot.done,
                snapshot.fresh,
                snapshot.skipped
            ),
            (50, 31, 21, 1)
        );
        let (embedded, recent) = progress.recent();
        assert_eq!((embedded, recent.first()), (20, Some(&19)));
        progress.stored(&(20..=RECENT).collect::<Vec<_>>(), &[]);
        let last: Vec<usize> = (1..=RECENT).rev().collect();
        assert_eq!(progress.recent(), (RECENT + 1, last));
        assert_eq!(progress.skipped_since(0), [skipped]);
        assert_eq!(progress.skipped_since(1), []);
    }
}
