//! A file is either the old one or the new one, never half of it.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use crate::{Error, Result};

/// Writes a file beside `path`, makes it durable and moves it into place. On an error nothing is left behind and a
/// former file at `path` stays as it was.
pub fn write_atomically(
    path: &Path,
    write: impl FnOnce(&mut BufWriter<File>) -> io::Result<()>,
) -> Result<()> {
    let beside = beside(path);
    write_beside(&beside, write)
        .and_then(|()| fs::rename(&beside, path))
        .map_err(|cause| {
            // The error that matters is the first one.
            let _ = fs::remove_file(&beside);
            cannot_write(path, cause)
        })
}

/// The error for an output file that cannot be written.
pub(crate) fn cannot_write(path: &Path, cause: io::Error) -> Error {
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
    let mut writer = BufWriter::with_capacity(1 << 18, File::create(path)?);
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
}
