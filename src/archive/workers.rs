//! Many small pieces of work, spread over all cores.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

use crate::job::Control;
use crate::{Error, Result};

/// At most so many pieces are taken at a time: neighbours in the archive are neighbours on the disk.
const LARGEST_CHUNK: usize = 32;
/// Each worker comes back for more at least so often, so that none waits long for the others at the end.
const CHUNKS_EACH: usize = 8;
/// More threads than this only wait for the disk.
const MOST_WORKERS: usize = 8;

/// Calls `work` once for each number below `count`, from several threads, each with a worker made by `worker` (which
/// is told its number). The first error stops all; `control` can pause and stop between two pieces.
pub(super) fn spread<W>(
    count: usize,
    control: &Control,
    worker: impl Fn(usize) -> W + Sync,
    work: impl Fn(&mut W, usize) -> Result<()> + Sync,
) -> Result<()> {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let workers = cores.min(MOST_WORKERS).min(count);
    let shared = Shared {
        count,
        chunk: (count / (workers.max(1) * CHUNKS_EACH)).clamp(1, LARGEST_CHUNK),
        control,
        next: AtomicUsize::new(0),
        failed: AtomicBool::new(false),
        error: Mutex::new(None),
    };
    thread::scope(|scope| {
        for number in 1..workers {
            let (shared, worker, work) = (&shared, &worker, &work);
            let run = move || shared.run(worker(number), work);
            let builder = thread::Builder::new().name("unpack".to_owned());
            // Fewer threads are slower, not wrong.
            if builder.spawn_scoped(scope, run).is_err() {
                break;
            }
        }
        shared.run(worker(0), &work);
    });
    let error = shared.error.into_inner();
    match error.unwrap_or_else(PoisonError::into_inner) {
        Some(error) => Err(error),
        None => Ok(()),
    }
}

struct Shared<'a> {
    count: usize,
    chunk: usize,
    control: &'a Control,
    next: AtomicUsize,
    failed: AtomicBool,
    error: Mutex<Option<Error>>,
}

impl Shared<'_> {
    fn run<W>(&self, mut worker: W, work: &impl Fn(&mut W, usize) -> Result<()>) {
        while !self.failed.load(Ordering::Relaxed) {
            let start = self.next.fetch_add(self.chunk, Ordering::Relaxed);
            if start >= self.count {
                return;
            }
            let end = (start + self.chunk).min(self.count);
            let done = self.control.wait_while_paused().and_then(|()| {
                (start..end).try_for_each(|piece| {
                    self.control.check()?;
                    work(&mut worker, piece)
                })
            });
            if let Err(error) = done {
                self.failed.store(true, Ordering::Relaxed);
                let mut first = self.error.lock().unwrap_or_else(PoisonError::into_inner);
                first.get_or_insert(error);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_piece_is_done_once_and_an_error_is_not_lost() {
        let done: Vec<AtomicUsize> = (0..1000).map(|_| AtomicUsize::new(0)).collect();
        let work = |(): &mut (), piece: usize| {
            done[piece].fetch_add(1, Ordering::Relaxed);
            Ok(())
        };
        spread(1000, &Control::new(), |_| (), work).unwrap();
        assert!(done.iter().all(|count| count.load(Ordering::Relaxed) == 1));
        let failing = |(): &mut (), piece: usize| match piece {
            500 => Err(Error::new("piece 500")),
            _ => Ok(()),
        };
        let error = spread(1000, &Control::new(), |_| (), failing).unwrap_err();
        assert_eq!(error.what(), "piece 500");
    }

    #[test]
    fn a_stop_stops_it() {
        let control = Control::new();
        let count = AtomicUsize::new(0);
        let work = |(): &mut (), _| {
            count.fetch_add(1, Ordering::Relaxed);
            control.stop();
            Ok(())
        };
        let error = spread(1_000_000, &control, |_| (), work).unwrap_err();
        assert!(error.is_interrupted());
        assert!(count.load(Ordering::Relaxed) <= MOST_WORKERS);
    }
}
