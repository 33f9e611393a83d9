//! One piece of work on a thread of its own, with a handle.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread::JoinHandle;

use crossbeam_channel::{Receiver, bounded};

use super::{Control, Wake};
use crate::{Error, Result};

/// The handle of a running piece of work that ends with a `T`.
///
/// Dropping the handle asks the work to stop and waits for it, so that no thread outlives what it works on.
pub struct Task<T> {
    control: Control,
    result: Receiver<Result<T>>,
    thread: Option<JoinHandle<()>>,
}

impl<T: Send + 'static> Task<T> {
    /// Starts `work` on a named thread and wakes the front end when it ends. A panic in `work` becomes an error.
    ///
    /// Work of minutes begins with `give_way`; work that somebody waits for does not.
    pub fn start(
        name: &str,
        control: Control,
        wake: Wake,
        work: impl FnOnce(&Control) -> Result<T> + Send + 'static,
    ) -> Result<Self> {
        let (send, result) = bounded(1);
        let theirs = control.clone();
        let thread = std::thread::Builder::new()
            .name(name.to_owned())
            .spawn(move || {
                let outcome = catch_unwind(AssertUnwindSafe(|| work(&theirs)));
                let outcome = outcome.unwrap_or_else(|panic| Err(panicked(&*panic)));
                // The handle may be gone: then nobody wants the result.
                let _ = send.send(outcome);
                wake.wake();
            })
            .map_err(|cause| {
                Error::new("A background thread could not be started")
                    .remedy("Close other programs and try again")
                    .caused_by(cause)
            })?;
        Ok(Self {
            control,
            result,
            thread: Some(thread),
        })
    }

    /// The result, once, as soon as there is one.
    pub fn poll(&mut self) -> Option<Result<T>> {
        self.result.try_recv().ok()
    }

    /// The switch of this work.
    pub fn control(&self) -> &Control {
        &self.control
    }
}

impl<T> Drop for Task<T> {
    fn drop(&mut self) {
        self.control.stop();
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            log::error!("a background task could not be joined");
        }
    }
}

/// The error for a worker that panicked; the panic hook has written the details to the log.
pub(crate) fn panicked(panic: &(dyn Any + Send)) -> Error {
    let text = panic.downcast_ref::<String>().cloned();
    let text = text.or_else(|| panic.downcast_ref::<&str>().map(|&text| text.to_owned()));
    Error::new("A part of the program stopped unexpectedly")
        .meaning("What was finished before is kept")
        .remedy("Start it again; if it happens again, report it with the log file")
        .caused_by(text.unwrap_or_else(|| "no details".to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wait<T: Send + 'static>(task: &mut Task<T>) -> Result<T> {
        loop {
            if let Some(result) = task.poll() {
                return result;
            }
            std::thread::yield_now();
        }
    }

    #[test]
    fn a_panic_becomes_an_error() {
        let mut task: Task<()> = Task::start("test", Control::new(), Wake::default(), |_| {
            panic!("as intended")
        })
        .unwrap();
        assert!(
            wait(&mut task)
                .unwrap_err()
                .to_string()
                .contains("as intended")
        );
    }

    #[test]
    fn dropping_the_handle_stops_the_work() {
        let control = Control::new();
        let task = Task::start("test", control.clone(), Wake::default(), |control| {
            control.pause();
            control.wait_while_paused()
        })
        .unwrap();
        drop(task);
        assert!(control.is_stopped());
    }
}
