//! A model in a zip or tgz file.

use std::path::Path;

use super::import::Import;
use super::{ModelStage, root};
use crate::archive::{Archive, EntryKind, Wanted};
use crate::{Error, Result};

/// Whether a zip file holds a model, as far as its list of contents tells.
pub(crate) fn is_archive_of_model(path: &Path) -> bool {
    Archive::open_zip(path).is_ok_and(|archive| root_in(&archive).is_some())
}

fn root_in(archive: &Archive) -> Option<&str> {
    let files = archive
        .entries()
        .iter()
        .filter(|entry| entry.kind == EntryKind::File)
        .map(|entry| entry.path.as_str());
    root::in_archive(files)
}

impl Import<'_> {
    /// Unpacks the model of an archive, and nothing else of it, into the import's folder.
    pub(super) fn unpack(&mut self, path: &Path) -> Result<()> {
        let archive = Archive::open(path, self.control)?;
        let root = root_in(&archive).ok_or_else(|| {
            Error::new("There is no model in this archive")
                .meaning("Nothing was imported")
                .remedy("A model is onnx/vision_model.onnx, onnx/text_model.onnx and tokenizer.json, together in one folder")
                .at(path)
        })?;
        if !root.is_empty() {
            self.name = root::name_of(Path::new(root));
        }
        let wanted = archive.entries().iter().enumerate();
        let wanted: Vec<Wanted> = wanted
            .filter_map(|(entry, listed)| {
                let name = root::belongs(&listed.path, root)?.to_owned();
                Some(Wanted { entry, name })
            })
            .collect();
        self.progress.begin(ModelStage::Unpacking, 0);
        archive
            .unpack(&wanted, &self.folder, self.control, &self.progress.unpack)
            .map(|_| ())
    }
}
