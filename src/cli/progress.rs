//! One line on stderr that says how far a job is.

use std::io::{self, IsTerminal, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crate::embedding::{Progress, RateMeter, Snapshot, Stage};
use crate::text::{duration_in_words, thousands};

/// Rewritten in place on a terminal; elsewhere a line now and then.
const ON_TERMINAL: Duration = Duration::from_millis(200);
const IN_A_FILE: Duration = Duration::from_secs(10);

/// Prints how far a job is until it is finished.
pub(super) struct JobLine {
    done: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl JobLine {
    /// Prints the progress of an embedding job.
    pub fn start(progress: Arc<Progress>) -> Self {
        let mut meter = RateMeter::default();
        Self::showing(move || {
            let snapshot = progress.snapshot();
            meter.note(Instant::now(), snapshot.fresh);
            describe(&snapshot, &meter)
        })
    }

    /// Prints what `describe` says now, again and again.
    pub fn showing(describe: impl FnMut() -> String + Send + 'static) -> Self {
        let done = Arc::new(AtomicBool::new(false));
        let theirs = Arc::clone(&done);
        let show = move || show_until_done(describe, &theirs);
        // Without a thread for it there is no progress line, and the job is no worse for that.
        let thread = std::thread::Builder::new()
            .name("progress".to_owned())
            .spawn(show)
            .ok();
        Self { done, thread }
    }

    pub fn finish(mut self) {
        self.done.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            thread.thread().unpark();
            // It only prints; a panic there is in the log and changes nothing.
            let _ = thread.join();
        }
    }
}

fn show_until_done(mut describe: impl FnMut() -> String, done: &AtomicBool) {
    let terminal = io::stderr().is_terminal();
    let pause = if terminal { ON_TERMINAL } else { IN_A_FILE };
    while !done.load(Ordering::Relaxed) {
        show(&describe(), terminal);
        std::thread::park_timeout(pause);
    }
    if terminal {
        show("", true);
    }
}

fn show(text: &str, terminal: bool) {
    let mut stderr = io::stderr().lock();
    // Progress that cannot be shown is no reason to stop.
    let _ = if terminal {
        write!(stderr, "\r\x1b[2K{text}")
    } else {
        writeln!(stderr, "{text}")
    };
    let _ = stderr.flush();
}

fn describe(snapshot: &Snapshot, meter: &RateMeter) -> String {
    if snapshot.stage != Stage::Embedding {
        return snapshot.stage.label().to_owned();
    }
    let mut parts = vec![format!(
        "{} of {} images",
        thousands(snapshot.done),
        thousands(snapshot.total)
    )];
    parts.extend(meter.per_second().map(|rate| format!("{rate:.1} images/s")));
    let left = meter.time_left(snapshot.total.saturating_sub(snapshot.done));
    parts.extend(left.map(|left| format!("{} left", duration_in_words(left))));
    if snapshot.skipped > 0 {
        parts.push(format!("{} skipped", thousands(snapshot.skipped)));
    }
    parts.join(", ")
}
