//! File dialogs that do not block the window: they are created on the window's thread and awaited on another.

use std::future::Future;
use std::path::PathBuf;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake as TaskWake, Waker};
use std::thread::Thread;

use super::command::{Command, CommandSender, Wanted};
use crate::job::Wake;

type Answer = std::pin::Pin<Box<dyn Future<Output = Option<rfd::FileHandle>> + Send>>;

/// What a dialog asks for.
enum Asks {
    Folder,
    File(&'static str, &'static [&'static str]),
    Save(&'static str, &'static str, &'static str),
}

/// Title and kind of the dialog for what is wanted.
fn dialog(wanted: Wanted) -> (&'static str, Asks) {
    use Asks::{File, Folder, Save};
    match wanted {
        Wanted::DatasetFolder => ("Choose the dataset's folder", Folder),
        Wanted::DatasetZip => ("Choose the dataset's zip file", File("Zip", &["zip"])),
        Wanted::DownloadFolder => ("Choose the folder for the dataset", Folder),
        Wanted::Model | Wanted::ModelFolder => ("Choose the model's folder", Folder),
        Wanted::ModelZip => ("Choose the model's zip file", File("Zip", &["zip"])),
        Wanted::Output | Wanted::Export => ("Choose the folder for the files", Folder),
        Wanted::SaveBundle => (
            "Save for offline use",
            Save("vectorsearch-bundle.zip", "Bundle", "zip"),
        ),
        Wanted::OpenBundle => ("Choose a bundle", File("Bundle", &["zip"])),
        Wanted::KaggleKey => ("Choose kaggle.json", File("Key", &["json", "txt"])),
        Wanted::QueryImage => (
            "Choose a picture",
            File("Pictures", &["jpg", "jpeg", "png", "webp"]),
        ),
        Wanted::Results => ("Save the results", Save("results.csv", "CSV", "csv")),
        Wanted::Report => ("Save the report", Save("quality.html", "HTML", "html")),
        Wanted::Verdicts => (
            "Save the verdicts",
            Save("review_verdicts.csv", "CSV", "csv"),
        ),
        Wanted::OtherRun => ("Choose the folder of another run", Folder),
        Wanted::Runtime => (
            "Choose ONNX Runtime",
            File(
                "ONNX Runtime",
                &["tgz", "gz", "zip", "whl", "so", "dll", "dylib"],
            ),
        ),
    }
}

/// Shows the dialog for what is wanted; the choice comes back as a command.
pub(super) fn choose(wanted: Wanted, send: CommandSender, wake: Wake) {
    let (title, asks) = dialog(wanted);
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
    let waiting = std::thread::Builder::new()
        .name("file dialog".to_owned())
        .spawn(move || {
            if let Some(chosen) = wait(answer) {
                send.send(Command::Chosen(wanted, PathBuf::from(chosen.path())));
                wake.wake();
            }
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
