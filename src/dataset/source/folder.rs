//! A dataset in an ordinary folder.

use std::fs::{File, FileType};
use std::io::Read;
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use super::{Children, Node, Place, Probe, Source, Walked, is_hidden};
use crate::archive::{fill, read_at};
use crate::dataset::problem::ReadProblem;
use crate::dataset::sniff::HEADER_BYTES;
use crate::dataset::stamp::stamp;
use crate::job::Control;
use crate::{Error, Result};

/// How many bytes of a file's end go into its stamp: photos of equal size differ there.
const TAIL_BYTES: usize = 32;

pub(super) struct Folder {
    root: PathBuf,
}

impl Folder {
    pub(super) fn new(root: &Path) -> Self {
        Self {
            root: root.to_path_buf(),
        }
    }

    fn absolute(&self, node: &Node) -> PathBuf {
        match &node.place {
            Place::Path(path) => self.root.join(path),
            Place::Member(_) => self.root.join(&node.path),
        }
    }

    fn node(&self, absolute: &Path) -> Node {
        let relative = absolute.strip_prefix(&self.root).unwrap_or(absolute);
        let parts = relative
            .components()
            .map(|part| part.as_os_str().to_string_lossy());
        Node {
            path: parts.collect::<Vec<_>>().join("/"),
            place: Place::Path(relative.to_path_buf()),
        }
    }
}

impl Source for Folder {
    fn children(&self, folder: &Node) -> Result<Children> {
        let path = self.absolute(folder);
        let unreadable = |cause| no_listing(&path, cause);
        let mut children = Children::default();
        for entry in std::fs::read_dir(&path).map_err(unreadable)? {
            let entry = entry.map_err(unreadable)?;
            if is_hidden(&entry.file_name().to_string_lossy()) {
                continue;
            }
            let node = self.node(&entry.path());
            match kind(&entry) {
                Some(kind) if kind.is_dir() => children.folders.push(node),
                Some(kind) if kind.is_file() => children.files.push(node),
                _ => {}
            }
        }
        children.folders.sort_by(|a, b| a.path.cmp(&b.path));
        children.files.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(children)
    }

    fn walk(&self, folder: &Node, control: &Control) -> Result<Walked> {
        let top = self.absolute(folder);
        let mut walked = Walked::default();
        let entries = WalkDir::new(&top).follow_links(true).into_iter();
        let shown = |entry: &walkdir::DirEntry| {
            entry.depth() == 0 || !is_hidden(&entry.file_name().to_string_lossy())
        };
        for entry in entries.filter_entry(shown) {
            control.check()?;
            match entry {
                Ok(entry) if entry.file_type().is_file() => {
                    walked.files.push(self.node(entry.path()));
                }
                Ok(_) => {}
                Err(error) if error.depth() == 0 => return Err(no_listing(&top, error.into())),
                Err(error) => walked.notes.push(passed_over(&error)),
            }
        }
        Ok(walked)
    }

    fn probe(&self, file: &Node) -> Result<Probe, ReadProblem> {
        let mut opened = File::open(self.absolute(file))?;
        let size = opened.metadata()?.len();
        let mut bytes = [0; HEADER_BYTES];
        let length = fill(&mut opened, &mut bytes)?;
        let mut tail = [0; TAIL_BYTES];
        let mut tail_length = 0;
        if size > length as u64 {
            let start = size.saturating_sub(TAIL_BYTES as u64).max(length as u64);
            tail_length = read_at(&opened, &mut tail, start)?;
        }
        let stamp = stamp(size, &[&bytes[..length], &tail[..tail_length]]);
        Ok(Probe {
            bytes,
            length,
            stamp,
        })
    }

    fn read(&self, file: &Node, limit: u64) -> Result<Vec<u8>, ReadProblem> {
        let opened = File::open(self.absolute(file))?;
        let size = opened.metadata()?.len();
        if size > limit {
            return Err(ReadProblem::TooLarge);
        }
        let mut bytes = Vec::with_capacity(size as usize + 1);
        opened.take(limit + 1).read_to_end(&mut bytes)?;
        if bytes.len() as u64 > limit {
            return Err(ReadProblem::TooLarge);
        }
        Ok(bytes)
    }
}

/// What an entry is; links are followed, `images` may well be one. The system is asked only where the listing does
/// not say.
fn kind(entry: &std::fs::DirEntry) -> Option<FileType> {
    let kind = entry.file_type().ok()?;
    if !kind.is_symlink() {
        return Some(kind);
    }
    let target = std::fs::metadata(entry.path()).ok()?;
    Some(target.file_type())
}

fn no_listing(path: &Path, cause: std::io::Error) -> Error {
    let error = match cause.kind() {
        std::io::ErrorKind::PermissionDenied => {
            Error::new("There is no permission to read the folder")
                .remedy("Ask its owner for access, or copy the dataset to a folder of your own")
        }
        std::io::ErrorKind::NotFound => {
            Error::new("The folder was not found").remedy("Check whether it was moved or renamed")
        }
        _ => Error::new("The folder cannot be read")
            .remedy("Check the disk, or copy the dataset to another place"),
    };
    error
        .meaning("Its images cannot be listed; nothing was changed")
        .at(path)
        .caused_by(cause)
}

fn passed_over(error: &walkdir::Error) -> String {
    let place = error.path().map(|path| path.display().to_string());
    let reason = if error.loop_ancestor().is_some() {
        "a link that leads back to its own folder".to_owned()
    } else {
        let cause = error.io_error().map(ToString::to_string);
        cause.unwrap_or_else(|| error.to_string())
    };
    format!("{} was passed over: {reason}", place.unwrap_or_default())
}
