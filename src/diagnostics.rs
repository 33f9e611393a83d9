//! The log file and what happens on a panic.

use std::backtrace::Backtrace;
use std::fs::{self, File, OpenOptions};
use std::path::Path;

use crate::paths::AppPaths;

/// A log that has grown larger than this is begun anew; the former one is kept beside it.
const LARGEST_LOG: u64 = 4 << 20;

/// Begins to write the log file and to note panics in it. A log that cannot be written is no reason not to start.
pub fn start(paths: &AppPaths) {
    if let Some(file) = open_log(&paths.log()) {
        let lines = fern::Dispatch::new()
            .format(|out, message, record| {
                let time = humantime::format_rfc3339_seconds(std::time::SystemTime::now());
                out.finish(format_args!(
                    "{time} {} {}: {message}",
                    record.level(),
                    record.target()
                ));
            })
            .level(log::LevelFilter::Warn)
            .level_for("vectorsearch_pro", log::LevelFilter::Info)
            .chain(file);
        // A second logger in one process can only come from a test.
        let _ = lines.apply();
    }
    note_panics();
}

fn open_log(path: &Path) -> Option<File> {
    fs::create_dir_all(path.parent()?).ok()?;
    if fs::metadata(path).is_ok_and(|metadata| metadata.len() > LARGEST_LOG) {
        // If the former log cannot be moved, the log goes on in it.
        let _ = fs::rename(path, path.with_extension("old.txt"));
    }
    OpenOptions::new().create(true).append(true).open(path).ok()
}

/// Panics go to the log, where a report can take them from, and to the usual place.
fn note_panics() {
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        log::error!("{panic}\n{}", Backtrace::force_capture());
        usual(panic);
    }));
}
