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

/// Shows the dialog for what is wanted; the choice comes back as a command.
pub(super) fn choose(wanted: Wanted, send: CommandSender, wake: Wake) {
    let dialog = rfd::AsyncFileDialog::new();
    let answer: Answer = match wanted {
        Wanted::DatasetFolder => Box::pin(
            dialog
                .set_title("Choose the dataset's folder")
                .pick_folder(),
        ),
        Wanted::Model => Box::pin(dialog.set_title("Choose the model's folder").pick_folder()),
        Wanted::Output | Wanted::Export => Box::pin(
            dialog
                .set_title("Choose the folder for the files")
                .pick_folder(),
        ),
        Wanted::DatasetZip => Box::pin(
            dialog
                .set_title("Choose the dataset's zip file")
                .add_filter("Zip", &["zip"])
                .pick_file(),
        ),
        Wanted::DownloadFolder => Box::pin(
            dialog
                .set_title("Choose the folder for the dataset")
                .pick_folder(),
        ),
        Wanted::ModelFolder => {
            Box::pin(dialog.set_title("Choose the model's folder").pick_folder())
        }
        Wanted::ModelZip => Box::pin(
            dialog
                .set_title("Choose the model's zip file")
                .add_filter("Zip", &["zip"])
                .pick_file(),
        ),
        Wanted::SaveBundle => save(
            dialog,
            ["Save for offline use", "vectorsearch-bundle.zip"],
            "Bundle",
            "zip",
        ),
        Wanted::OpenBundle => Box::pin(
            dialog
                .set_title("Choose a bundle")
                .add_filter("Bundle", &["zip"])
                .pick_file(),
        ),
        Wanted::KaggleKey => Box::pin(
            dialog
                .set_title("Choose kaggle.json")
                .add_filter("Key", &["json", "txt"])
                .pick_file(),
        ),
        Wanted::QueryImage => Box::pin(
            dialog
                .set_title("Choose a picture")
                .add_filter("Pictures", &["jpg", "jpeg", "png", "webp"])
                .pick_file(),
        ),
        Wanted::Results => save(dialog, ["Save the results", "results.csv"], "CSV", "csv"),
        Wanted::Report => save(dialog, ["Save the report", "quality.html"], "HTML", "html"),
        Wanted::Verdicts => save(
            dialog,
            ["Save the verdicts", "review_verdicts.csv"],
            "CSV",
            "csv",
        ),
        Wanted::OtherRun => Box::pin(
            dialog
                .set_title("Choose the folder of another run")
                .pick_folder(),
        ),
        Wanted::Runtime => Box::pin(
            dialog
                .set_title("Choose ONNX Runtime")
                .add_filter(
                    "ONNX Runtime",
                    &["tgz", "gz", "zip", "whl", "so", "dll", "dylib"],
                )
                .add_filter("All files", &["*"])
                .pick_file(),
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

/// A dialog that asks where to write: its title, the name that is proposed, what such files are called and their ending.
fn save(
    dialog: rfd::AsyncFileDialog,
    [title, name]: [&str; 2],
    filter: &str,
    ending: &str,
) -> Answer {
    let dialog = dialog.set_title(title).set_file_name(name);
    Box::pin(dialog.add_filter(filter, &[ending]).save_file())
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
