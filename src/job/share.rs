//! Sharing a number of equal pieces of work among threads.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use super::Control;
use super::task::panicked;
use crate::Result;

/// Runs `work` for each number below `count`, on up to `threads` threads called `name`, the calling one included.
/// Every thread makes itself one `scratch`. Pausing and stopping take effect between two pieces; the first error
/// ends the rest, and a panic becomes an error.
pub(crate) fn share_out<Scratch>(
    name: &str,
    threads: usize,
    count: usize,
    control: &Control,
    scratch: impl Fn() -> Scratch + Sync,
    work: impl Fn(&mut Scratch, usize) -> Result<()> + Sync,
) -> Result<()> {
    let next = AtomicUsize::new(0);
    let run = || {
        let mut scratch = scratch();
        loop {
            let piece = next.fetch_add(1, Ordering::Relaxed);
            if piece >= count {
                return Ok(());
            }
            let done = control
                .wait_while_paused()
                .and_then(|()| work(&mut scratch, piece));
            if done.is_err() {
                next.store(count, Ordering::Relaxed);
                return done;
            }
        }
    };
    thread::scope(|scope| {
        let start = |_| {
            let builder = thread::Builder::new().name(name.to_owned());
            // Fewer threads are slower, not wrong.
            builder.spawn_scoped(scope, run).ok()
        };
        let helpers: Vec<_> = (1..threads.min(count)).map_while(start).collect();
        let own = run();
        helpers.into_iter().fold(own, |outcome, helper| {
            let theirs = helper.join().unwrap_or_else(|panic| Err(panicked(&*panic)));
            outcome.and(theirs)
        })
    })
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;
    use crate::Error;

    #[test]
    fn every_piece_is_done_once_by_any_number_of_threads() {
        for threads in [0, 1, 3, 50] {
            let done = Mutex::new(Vec::new());
            let note = |(): &mut (), piece| {
                done.lock().unwrap().push(piece);
                Ok(())
            };
            share_out("test", threads, 20, &Control::new(), || (), note).unwrap();
            let mut done = done.into_inner().unwrap();
            done.sort_unstable();
            assert_eq!(done, (0..20).collect::<Vec<_>>());
        }
    }

    #[test]
    fn errors_and_stops_are_reported() {
        let control = Control::new();
        let fail = |(): &mut (), piece| match piece {
            7 => Err(Error::new("seven")),
            _ => Ok(()),
        };
        let error = share_out("test", 2, 20, &control, || (), fail).unwrap_err();
        assert_eq!(error.what(), "seven");
        let stop = |(): &mut (), _| {
            control.stop();
            Ok(())
        };
        let error = share_out("test", 2, 20, &control, || (), stop).unwrap_err();
        assert!(error.is_interrupted());
    }
}
