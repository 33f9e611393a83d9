//! Whether the window of the last start was closed, or ended some other way: a crash, a power cut.

use std::fs::{File, OpenOptions};
use std::io::{Read as _, Seek as _, Write as _};

use crate::paths::AppPaths;

/// A file that says "running" as long as the window is open. The lock on it tells a window that is open now from one
/// that has crashed.
#[derive(Debug)]
pub struct Running(Option<File>);

impl Running {
    /// The window opens. Gives whether the one before was not closed. A second window beside an open one, and a folder
    /// that cannot be written, tell nothing.
    pub fn begin(paths: &AppPaths) -> (Self, bool) {
        match open(paths) {
            Ok((file, left_behind)) => (Self(Some(file)), left_behind),
            Err(cause) => {
                log::info!("it cannot be noted that the window is open: {cause}");
                (Self(None), false)
            }
        }
    }

    /// The window was closed.
    pub fn end(&mut self) {
        if let Some(file) = self.0.take()
            && let Err(cause) = file.set_len(0)
        {
            log::warn!("it cannot be noted that the window was closed: {cause}");
        }
    }
}

fn open(paths: &AppPaths) -> std::io::Result<(File, bool)> {
    std::fs::create_dir_all(&paths.data)?;
    let mut file = OpenOptions::new()
        .create(true)
        .truncate(false)
        .read(true)
        .write(true)
        .open(paths.running())?;
    file.try_lock()?;
    let mut before = String::new();
    file.read_to_string(&mut before)?;
    file.rewind()?;
    file.write_all(b"running\n")?;
    Ok((file, !before.is_empty()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_not_closed_is_known_at_the_next_start() {
        let folder = tempfile::tempdir().unwrap();
        let paths = AppPaths::below(folder.path());
        let (mut first, crashed) = Running::begin(&paths);
        assert!(!crashed, "the first start");
        let (mut beside, crashed) = Running::begin(&paths);
        assert!(!crashed, "a second window is no crash");
        beside.end();
        first.end();
        drop(first);
        let (second, crashed) = Running::begin(&paths);
        assert!(!crashed, "it was closed");
        // Gone without a word, as after a crash.
        drop(second);
        assert!(Running::begin(&paths).1);
    }
}
