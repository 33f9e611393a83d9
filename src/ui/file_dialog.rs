//! File dialogs that do not block the window: they are created on the window's thread and awaited on another.
//!
//! Some systems have none (no portal, a remote session): the answer then comes at once, without a choice. The path is
//! asked for in the window instead.

use std::future::Future;
use std::path::PathBuf;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake as TaskWake, Waker};
use std::thread::Thread;
use std::time::{Duration, Instant};

use super::command::{Asks, Command, CommandSender, Wanted};
use crate::job::Wake;

/// Nobody sees a dialog and closes it in less time.
const AT_ONCE: Duration = Duration::from_millis(400);

type Answer = std::pin::Pin<Box<dyn Future<Output = Option<rfd::FileHandle>> + Send>>;

/// Shows the dialog for what is wanted; the choice comes back as a command.
pub(super) fn choose(wanted: Wanted, send: CommandSender, wake: Wake) {
    let (title, asks) = wanted.asks();
    let dialog = rfd::AsyncFileDialog::new().set_title(title);
    let answer: Answer = match asks {
        Asks::Folder => Box::pin(dialog.pick_folder()),
        // A library may be named in ways that no list of endings covers.
        Asks::File(kind, endings) if matches!(wanted, Wanted::Runtime) => {
            let dialog = dialog.add_filter(kind, endings);
            Box::pin(dialog.add_filter("All files", &["*"]).pick_file())
        }
        Asks::File(kind, endings) => Box::pin(dialog.add_filter(kind, endings).pick_file()),
        Asks::Save(name, kind, ending) => Box::pin(
            dialog
                .set_file_name(name)
                .add_filter(kind, &[ending])
                .save_file(),
        ),
    };
    let asked = Instant::now();
    let waiting = std::thread::Builder::new()
        .name("file dialog".to_owned())
        .spawn(move || {
            match wait(answer) {
                Some(chosen) => {
                    send.send(Command::Chosen(wanted, PathBuf::from(chosen.path())));
                }
                None if asked.elapsed() < AT_ONCE => send.send(Command::NoDialog(wanted)),
                None => return,
            }
            wake.wake();
        });
    if let Err(cause) = waiting {
        log::error!("no thread for a file dialog: {cause}");
    }
}

struct Unpark(Thread);

impl TaskWake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

/// Runs a future to its end on this thread.
fn wait<T>(future: impl Future<Output = T>) -> T {
    let mut future = pin!(future);
    let waker = Waker::from(Arc::new(Unpark(std::thread::current())));
    let mut context = Context::from_waker(&waker);
    loop {
        match future.as_mut().poll(&mut context) {
            Poll::Ready(value) => return value,
            Poll::Pending => std::thread::park(),
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_future_is_run_to_its_end() {
        assert_eq!(super::wait(async { 7 }), 7);
    }
}
