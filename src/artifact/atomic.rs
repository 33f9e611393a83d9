//! A file is either the old one or the new one, never half of it; files that belong together come together.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use crate::job::{busy, open_locked};
use crate::{Error, Result};

/// How often, and after what pauses, a file is tried that another program writes at the moment.
const PATIENCE: usize = 100;
const INTERVAL: Duration = Duration::from_millis(20);

/// Writes a file beside `path`, makes it durable and moves it into place. On an error nothing is left behind and a
/// former file at `path` stays as it was. Two programs that write one file do it one after the other; the file of the
/// last one stays.
pub fn write_atomically(
    path: &Path,
    write: impl FnOnce(&mut BufWriter<File>) -> io::Result<()>,
) -> Result<()> {
    let beside = beside(path);
    let file = alone(&beside).map_err(|cause| cannot_write(path, cause))?;
    let file = file.ok_or_else(|| busy(path, "This file is being written"))?;
    // The file stays locked until it has its name: the lock goes with the last handle.
    let written = file
        .try_clone()
        .and_then(|handle| write_into(handle, write))
        .and_then(|()| fs::rename(&beside, path));
    written.map_err(|cause| {
        // The error that matters is the first one.
        let _ = fs::remove_file(&beside);
        cannot_write(path, cause)
    })
}

/// Opens an empty file that no other program writes; `None` if another one does so for long.
fn alone(path: &Path) -> io::Result<Option<File>> {
    for _ in 0..PATIENCE {
        if let Some(file) = open_locked(path)? {
            file.set_len(0)?;
            return Ok(Some(file));
        }
        thread::sleep(INTERVAL);
    }
    Ok(None)
}

/// Files that are of use only together: written into a hidden folder, moved into theirs when all of them are there.
/// Dropped before that, they leave nothing behind.
pub(crate) struct Staging {
    hidden: PathBuf,
    target: PathBuf,
    names: Vec<String>,
}

impl Staging {
    /// Begins a set of files for the folder `target`, which need not exist yet.
    pub fn new(target: &Path) -> Result<Self> {
        let hidden = beside(target);
        // What a crash may have left there.
        if hidden.exists() {
            fs::remove_dir_all(&hidden).map_err(|cause| cannot_write(&hidden, cause))?;
        }
        fs::create_dir_all(&hidden).map_err(|cause| cannot_write(target, cause))?;
        Ok(Self {
            hidden,
            target: target.to_path_buf(),
            names: Vec::new(),
        })
    }

    /// Writes one file of the set.
    pub fn write(
        &mut self,
        name: &str,
        write: impl FnOnce(&mut BufWriter<File>) -> io::Result<()>,
    ) -> Result<()> {
        write_beside(&self.hidden.join(name), write)
            .map_err(|cause| cannot_write(&self.target.join(name), cause))?;
        self.names.push(name.to_owned());
        Ok(())
    }

    /// Moves the files into their folder in the order in which they were written. The last one makes the set complete:
    /// a former one is taken away first, so that old and new files never pass for one set.
    pub fn commit(self) -> Result<()> {
        let Some(last) = self.names.last() else {
            return Ok(());
        };
        fs::create_dir_all(&self.target).map_err(|cause| cannot_write(&self.target, cause))?;
        let former = self.target.join(last);
        match fs::remove_file(&former) {
            Err(cause) if cause.kind() != io::ErrorKind::NotFound => {
                return Err(cannot_write(&former, cause));
            }
            _ => {}
        }
        for name in &self.names {
            let path = self.target.join(name);
            fs::rename(self.hidden.join(name), &path)
                .map_err(|cause| cannot_write(&path, cause))?;
        }
        Ok(())
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        if let Err(cause) = fs::remove_dir_all(&self.hidden) {
            log::warn!("{} was not removed: {cause}", self.hidden.display());
        }
    }
}

/// Gives a folder another name. On Windows a folder cannot be moved while a virus scanner looks at a new file in it, so
/// there it is tried for two seconds.
pub(crate) fn move_folder(from: &Path, to: &Path) -> io::Result<()> {
    /// `ERROR_ACCESS_DENIED` and `ERROR_SHARING_VIOLATION`.
    const IN_USE: [i32; 2] = [5, 32];
    for _ in 0..PATIENCE {
        match fs::rename(from, to) {
            Err(cause)
                if cfg!(windows)
                    && cause
                        .raw_os_error()
                        .is_some_and(|code| IN_USE.contains(&code)) =>
            {
                thread::sleep(INTERVAL);
            }
            moved => return moved,
        }
    }
    fs::rename(from, to)
}

/// The error for an output file that cannot be written. A cause that is an [`Error`] itself, such as a stop that was
/// asked for while writing, is passed on as it is.
pub(crate) fn cannot_write(path: &Path, cause: io::Error) -> Error {
    let cause = match cause.downcast::<Error>() {
        Ok(error) => return error,
        Err(cause) => cause,
    };
    let (what, remedy) = match cause.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => (
            "The disk is full",
            "Free some space and start the same job again",
        ),
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => (
            "The output folder cannot be written to",
            "Choose another folder, or allow writing to this one",
        ),
        _ => (
            "An output file could not be written",
            "Check the disk and start the same job again",
        ),
    };
    Error::new(what)
        .meaning("What was saved before is kept")
        .remedy(remedy)
        .at(path)
        .caused_by(cause)
}

fn beside(path: &Path) -> PathBuf {
    let mut name = std::ffi::OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(".part");
    path.with_file_name(name)
}

fn write_beside(
    path: &Path,
    write: impl FnOnce(&mut BufWriter<File>) -> io::Result<()>,
) -> io::Result<()> {
    write_into(File::create(path)?, write)
}

fn write_into(
    file: File,
    write: impl FnOnce(&mut BufWriter<File>) -> io::Result<()>,
) -> io::Result<()> {
    let mut writer = BufWriter::with_capacity(1 << 18, file);
    write(&mut writer)?;
    writer.flush()?;
    writer.get_ref().sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_write_leaves_the_former_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ids é.npy");
        write_atomically(&path, |file| file.write_all(b"old")).unwrap();
        let failed = write_atomically(&path, |file| {
            file.write_all(b"half")?;
            Err(io::Error::from(io::ErrorKind::StorageFull))
        });
        assert!(
            failed
                .unwrap_err()
                .to_string()
                .starts_with("The disk is full.")
        );
        assert_eq!(fs::read(&path).unwrap(), b"old");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn writers_take_turns() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("settings.json");
        let texts: Vec<Vec<u8>> = (0..4).map(|n| vec![n; 1000 * usize::from(n + 1)]).collect();
        thread::scope(|scope| {
            for text in &texts {
                scope.spawn(|| {
                    for _ in 0..20 {
                        write_atomically(&path, |file| file.write_all(text)).unwrap();
                        let there = fs::read(&path).unwrap();
                        assert!(texts.contains(&there), "half of one and half of another");
                    }
                });
            }
        });
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_stop_while_writing_stays_a_stop() {
        let folder = tempfile::tempdir().unwrap();
        let stopped = write_atomically(&folder.path().join("x"), |_| {
            Err(io::Error::other(Error::interrupted()))
        });
        assert!(stopped.unwrap_err().is_interrupted());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[test]
    fn a_set_of_files_comes_as_a_whole_or_not_at_all() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("set");
        let names = || -> Vec<_> {
            let read = |path: &Path| fs::read_dir(path).unwrap().map(|e| e.unwrap().file_name());
            read(folder.path()).collect()
        };
        let mut broken = Staging::new(&target).unwrap();
        broken.write("a", |file| file.write_all(b"new")).unwrap();
        let full = |_: &mut BufWriter<File>| Err(io::Error::from(io::ErrorKind::StorageFull));
        assert!(broken.write("b", full).is_err());
        drop(broken);
        assert!(names().is_empty());

        fs::create_dir(&target).unwrap();
        for (name, text) in [("a", "old"), ("b", "old"), ("mine", "kept")] {
            fs::write(target.join(name), text).unwrap();
        }
        let mut whole = Staging::new(&target).unwrap();
        for name in ["a", "b"] {
            whole.write(name, |file| file.write_all(b"new")).unwrap();
        }
        whole.commit().unwrap();
        assert_eq!(names(), ["set"]);
        let text = |name: &str| fs::read_to_string(target.join(name)).unwrap();
        assert_eq!([text("a"), text("b"), text("mine")], ["new", "new", "kept"]);
    }
}
