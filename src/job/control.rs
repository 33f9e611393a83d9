//! Pausing and stopping a job from another thread.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::{Error, Result};

/// Shared switch of a job: run, pause, stop. Clones steer the same job.
///
/// Workers call [`Control::check`] between items (stops at once) and [`Control::wait_while_paused`] between batches
/// (also waits while paused). A stop wakes a paused job.
#[derive(Clone, Debug, Default)]
pub struct Control {
    shared: Arc<Shared>,
}

#[derive(Debug, Default)]
struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Clone, Copy, Debug, Default)]
struct State {
    paused: bool,
    stopped: bool,
}

impl Control {
    /// A job that runs.
    pub fn new() -> Self {
        Self::default()
    }

    /// Asks the job to stop; what is finished is kept.
    pub fn stop(&self) {
        self.update(|state| state.stopped = true);
    }

    /// Asks the job to wait at the next batch.
    pub fn pause(&self) {
        self.update(|state| state.paused = true);
    }

    /// Lets a paused job go on.
    pub fn resume(&self) {
        self.update(|state| state.paused = false);
    }

    /// Whether a stop was asked for.
    pub fn is_stopped(&self) -> bool {
        self.lock().stopped
    }

    /// Whether the job was asked to wait.
    pub fn is_paused(&self) -> bool {
        self.lock().paused
    }

    /// An interruption error once a stop was asked for.
    pub fn check(&self) -> Result<()> {
        if self.is_stopped() {
            Err(Error::interrupted())
        } else {
            Ok(())
        }
    }

    /// Blocks while the job is paused; an interruption error once a stop was asked for.
    pub fn wait_while_paused(&self) -> Result<()> {
        let state = self.lock();
        let state = self
            .shared
            .changed
            .wait_while(state, |state| state.paused && !state.stopped)
            .unwrap_or_else(PoisonError::into_inner);
        if state.stopped {
            Err(Error::interrupted())
        } else {
            Ok(())
        }
    }

    /// Waits for a time, but no longer than until a stop or a pause is asked for; an interruption error after a stop.
    pub fn sleep(&self, time: Duration) -> Result<()> {
        let state = self.lock();
        let waited = self
            .shared
            .changed
            .wait_timeout_while(state, time, |state| !state.paused && !state.stopped);
        drop(waited.unwrap_or_else(PoisonError::into_inner));
        self.check()
    }

    fn update(&self, change: impl FnOnce(&mut State)) {
        change(&mut self.lock());
        self.shared.changed.notify_all();
    }

    /// The state is two booleans: a panic elsewhere cannot leave it half changed.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.shared
            .state
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stop_ends_a_pause() {
        let control = Control::new();
        control.pause();
        let waiting = control.clone();
        let worker = std::thread::spawn(move || waiting.wait_while_paused());
        control.stop();
        let error = worker.join().unwrap().unwrap_err();
        assert!(error.is_interrupted());
        assert!(control.check().is_err());
    }

    #[test]
    fn a_stop_ends_a_sleep() {
        let control = Control::new();
        control.sleep(Duration::ZERO).unwrap();
        let sleeping = control.clone();
        let worker = std::thread::spawn(move || sleeping.sleep(Duration::from_secs(1 << 30)));
        control.stop();
        assert!(worker.join().unwrap().unwrap_err().is_interrupted());
    }

    #[test]
    fn a_resumed_job_goes_on() {
        let control = Control::new();
        control.pause();
        assert!(control.is_paused());
        let waiting = control.clone();
        let worker = std::thread::spawn(move || waiting.wait_while_paused());
        control.resume();
        worker.join().unwrap().unwrap();
        control.check().unwrap();
    }
}
