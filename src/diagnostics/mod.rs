//! The log file, what happens on a panic, and what can be copied for a report.

mod running;
mod scrub;

use std::backtrace::Backtrace;
use std::fs::{self, File, OpenOptions};
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use crate::paths::AppPaths;

pub use running::Running;
pub use scrub::scrub;

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

/// Facts about program and system and the last `lines` of the log, without secrets and without the user's name. `facts`
/// are added as they are given: name and value.
pub fn for_a_report(paths: &AppPaths, facts: &[(&str, String)], lines: usize) -> String {
    let mut text = format!(
        "VectorSearch Pro {} on {} {}, {} threads\n",
        crate::build_info::in_words(),
        std::env::consts::OS,
        std::env::consts::ARCH,
        crate::inference::default_threads()
    );
    let folders = [
        ("Settings", paths.config.display().to_string()),
        ("Data", paths.data.display().to_string()),
    ];
    for (name, value) in facts.iter().chain(&folders) {
        text.extend([*name, ": ", value, "\n"]);
    }
    text.push_str("\nLog:\n");
    text.push_str(&last_lines(&paths.log(), lines));
    scrub(&text, home().as_deref())
}
fn home() -> Option<PathBuf> {
    directories::BaseDirs::new().map(|places| places.home_dir().to_path_buf())
}

/// The last `lines` lines of a log file, or a note that there is none.
pub fn last_lines(path: &Path, lines: usize) -> String {
    // Log messages are short: what is needed lies within the last part of the file.
    const PART: u64 = 64 << 10;
    let read = || {
        let mut file = File::open(path)?;
        let length = file.metadata()?.len();
        file.seek(SeekFrom::Start(length.saturating_sub(PART)))?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        std::io::Result::Ok(bytes)
    };
    match read() {
        Ok(bytes) => {
            let text = String::from_utf8_lossy(&bytes);
            let all: Vec<&str> = text.lines().collect();
            all[all.len().saturating_sub(lines)..].join("\n")
        }
        Err(cause) => format!("(there is no log: {cause})"),
    }
}

fn open_log(path: &Path) -> Option<File> {
    fs::create_dir_all(path.parent()?).ok()?;
    if fs::metadata(path).is_ok_and(|metadata| metadata.len() > LARGEST_LOG) {
        // If the former log cannot be moved, the log goes on in it.
        let _ = fs::rename(path, path.with_extension("old.txt"));
    }
    OpenOptions::new().create(true).append(true).open(path).ok()
}

/// Panics go to the log, where a report can take them from, and to the usual place. Their texts may quote anything that
/// was at hand, so what could be a secret is taken out before it reaches the disk.
fn note_panics() {
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        let text = format!("{panic}\n{}", Backtrace::force_capture());
        log::error!("{}", scrub(&text, home().as_deref()));
        usual(panic);
    }));
}
