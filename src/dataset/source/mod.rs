//! Where the files of a dataset come from: a folder, a zip or the program itself, behind one trait.
//!
//! Everything above this module works on [`Node`]s with forward-slash paths and does not know which it is. Hidden
//! files and what macOS adds to zips are left out here, once for all.

mod drawn;
mod folder;
mod zip;

use std::path::PathBuf;

pub(super) use self::zip::Zip;
use super::DatasetLocation;
use super::problem::ReadProblem;
use super::sniff::HEADER_BYTES;
use crate::Result;
use crate::job::Control;

/// Larger files are no product photos; reading one would only exhaust the memory.
const LARGEST_IMAGE: u64 = 256 << 20;

/// A file or folder of a source.
#[derive(Clone, Debug)]
pub(super) struct Node {
    /// Relative to the source's root, with forward slashes; characters that are not Unicode are replaced.
    pub(super) path: String,
    pub(super) place: Place,
}

/// How a source finds a node again.
#[derive(Clone, Debug)]
pub(super) enum Place {
    /// A path relative to the source's root, exactly as the system has it.
    Path(PathBuf),
    /// A position in the archive or among the drawn products.
    Member(usize),
}

impl Node {
    pub(super) fn root() -> Self {
        Self::folder("")
    }

    pub(super) fn folder(path: &str) -> Self {
        Self {
            path: path.to_owned(),
            place: Place::Path(PathBuf::from(path)),
        }
    }

    /// The last part of the path.
    pub(super) fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or_default()
    }

    fn member(path: String, index: usize) -> Self {
        Self {
            path,
            place: Place::Member(index),
        }
    }
}

/// What lies directly in a folder, each list in order of path.
#[derive(Debug, Default)]
pub(super) struct Children {
    pub(super) folders: Vec<Node>,
    pub(super) files: Vec<Node>,
}

/// All files below a folder, and what could not be looked at.
#[derive(Debug, Default)]
pub(super) struct Walked {
    pub(super) files: Vec<Node>,
    pub(super) notes: Vec<String>,
}

/// The beginning of a file and its stamp (see [`super::stamp`]).
#[derive(Debug)]
pub(super) struct Probe {
    bytes: [u8; HEADER_BYTES],
    length: usize,
    pub(super) stamp: u64,
}

impl Probe {
    pub(super) fn header(&self) -> &[u8] {
        &self.bytes[..self.length]
    }
}

/// A tree of files that can be listed and read, from many threads at once.
pub(super) trait Source: Send + Sync {
    /// The files and folders directly in `folder`.
    fn children(&self, folder: &Node) -> Result<Children>;

    /// All files below `folder`, in no particular order.
    fn walk(&self, folder: &Node, control: &Control) -> Result<Walked>;

    /// The first bytes of a file.
    fn probe(&self, file: &Node) -> Result<Probe, ReadProblem>;

    /// A whole file, unless it is larger than `limit`.
    fn read(&self, file: &Node, limit: u64) -> Result<Vec<u8>, ReadProblem>;

    /// A whole image file.
    fn read_image(&self, file: &Node) -> Result<Vec<u8>, ReadProblem> {
        self.read(file, LARGEST_IMAGE)
    }
}

/// Opens what the location names.
pub(super) fn open(location: &DatasetLocation) -> Result<Box<dyn Source>> {
    Ok(match location {
        DatasetLocation::Folder(path) => Box::new(folder::Folder::new(path)),
        DatasetLocation::Zip(path) => Box::new(Zip::open(path)?),
        DatasetLocation::Sample => Box::new(drawn::Drawn),
    })
}

/// Whether a file or folder of this name is to be ignored.
fn is_hidden(name: &str) -> bool {
    name.starts_with('.') || name == "__MACOSX"
}
