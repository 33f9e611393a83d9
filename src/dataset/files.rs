//! The files of a dataset as they are, for a copy of it.

use super::layout::Layout;
use super::location::DatasetLocation;
use super::problem::ReadProblem;
use super::source::{self, Node, Source};
use crate::job::Control;
use crate::{Error, Result};

/// A csv file of more than this is none of this program's datasets.
const LARGEST: u64 = 256 << 20;

/// The csv file and the images of a dataset, each with its path as the dataset tells it.
pub(crate) struct DatasetFiles {
    source: Box<dyn Source>,
    files: Vec<(String, Node)>,
}

impl DatasetFiles {
    /// Finds the files; nothing is read or checked.
    pub(crate) fn open(location: &DatasetLocation, control: &Control) -> Result<Self> {
        let source = source::open(location)?;
        let layout = Layout::find(&*source, control).map_err(|error| super::at(error, location))?;
        let nodes = layout.csv.iter().chain(&layout.images);
        let named = |node: &Node| (layout.relative(&node.path).to_owned(), node.clone());
        Ok(Self {
            files: nodes.map(named).collect(),
            source,
        })
    }

    /// The paths, with forward slashes, relative to the folder of the csv file.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.files.iter().map(|(name, _)| name.as_str())
    }

    /// The content of a file, by its number among [`DatasetFiles::names`].
    pub(crate) fn read(&self, number: usize) -> Result<Vec<u8>> {
        let file = self.files.get(number);
        let read = file.ok_or(ReadProblem::Missing);
        read.and_then(|(_, node)| self.source.read(node, LARGEST))
            .map_err(|problem| {
                Error::new("A file of the dataset cannot be read")
                    .meaning("No copy was written")
                    .remedy("Replace the file or remove it, and try again")
                    .at(file.map_or("", |(name, _)| name))
                    .caused_by(problem)
            })
    }
}
