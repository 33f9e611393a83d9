//! Files and folders that are dropped on the window, and what they will do while they hover over it.

use std::path::{Path, PathBuf};

use super::{App, let_go};
use crate::job::Task;
use crate::ui::command::{FetchCommand, Page};
use crate::ui::state::DropKind;
use crate::{Error, Result};

impl App {
    pub(super) fn dropped(&mut self, paths: Vec<PathBuf>) -> Result<()> {
        let Some(path) = paths.into_iter().next() else {
            return Ok(());
        };
        let theirs = path.clone();
        let task = self.task("look at what was dropped", move |_| Ok(kind_of(&theirs)))?;
        self.live.dropping.dropped = Some((path, task));
        Ok(())
    }

    /// Notes what hovers over the window and looks at it in the background.
    pub(in crate::ui) fn hovering(&mut self, paths: Vec<PathBuf>) {
        if paths == self.live.dropping.hovering {
            return;
        }
        self.live.dropping.kind = None;
        let_go(self.live.dropping.looking.take());
        let first = paths.first().cloned();
        self.live.dropping.hovering = paths;
        if let Some(first) = first {
            match self.task("look at what hovers", move |_| Ok(kind_of(&first))) {
                Ok(task) => self.live.dropping.looking = Some(task),
                Err(error) => self.show_error(error),
            }
        }
    }

    pub(super) fn poll_drop(&mut self) {
        if let Some(kind) = self.live.dropping.looking.as_mut().and_then(Task::poll) {
            self.live.dropping.looking = None;
            self.live.dropping.kind = kind.ok();
        }
        let kind = self
            .live
            .dropping
            .dropped
            .as_mut()
            .and_then(|(_, task)| task.poll());
        if let Some(kind) = kind
            && let Some((path, _)) = self.live.dropping.dropped.take()
        {
            let taken = kind.and_then(|kind| self.take_in(&path, kind));
            self.report(taken);
        }
    }

    fn take_in(&mut self, path: &Path, kind: DropKind) -> Result<()> {
        let text = path.display().to_string();
        match kind {
            // A model in an archive has to be unpacked somewhere.
            DropKind::Model if path.is_file() => {
                self.carry_out_fetch(FetchCommand::ImportModel(path.to_path_buf()))
            }
            DropKind::Model => {
                self.show_page(Page::Embed);
                self.set_model(text)
            }
            DropKind::Picture if self.live.run.is_some() => {
                self.search_image(path.to_path_buf());
                Ok(())
            }
            DropKind::Bundle => self.carry_out_fetch(FetchCommand::OpenBundle(path.to_path_buf())),
            DropKind::KaggleKey => {
                self.carry_out_fetch(FetchCommand::KaggleKey(path.to_path_buf()))
            }
            DropKind::Picture => Err(Error::new("There is nothing to search yet")
                .meaning("A picture is searched with once the dataset has vectors")
                .remedy("Embed the dataset first, then drop the picture again")
                .at(path)),
            DropKind::Folder | DropKind::Zip | DropKind::Table | DropKind::Unknown => {
                self.show_page(Page::Dataset);
                self.open_dataset(&text)
            }
        }
    }
}

/// What lies at a path, seen from its name and its first bytes.
fn kind_of(path: &Path) -> DropKind {
    if path.is_dir() {
        let is_model = ["onnx/vision_model.onnx", "vision_model.onnx"]
            .iter()
            .any(|file| path.join(file).is_file());
        return if is_model {
            DropKind::Model
        } else {
            DropKind::Folder
        };
    }
    let bytes = first_bytes(path);
    let extension = path.extension().unwrap_or_default().to_ascii_lowercase();
    if bytes.starts_with(b"PK\x03\x04") && crate::bundle::is_bundle(path) {
        DropKind::Bundle
    } else if bytes.starts_with(b"PK\x03\x04") && crate::model::is_archive_of_model(path) {
        DropKind::Model
    } else if bytes.starts_with(b"PK\x03\x04") {
        DropKind::Zip
    } else if crate::image::sniff(&bytes).is_ok() {
        DropKind::Picture
    } else if is_kaggle_key(path) {
        DropKind::KaggleKey
    } else if extension == "csv" || extension == "tsv" {
        DropKind::Table
    } else {
        DropKind::Unknown
    }
}

/// A small file named like `kaggle.json`, or one downloaded twice: `kaggle (1).json`.
fn is_kaggle_key(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_ascii_lowercase();
    let name = name.to_string_lossy();
    name.starts_with("kaggle") && name.ends_with(".json")
}

fn first_bytes(path: &Path) -> Vec<u8> {
    use std::io::Read as _;
    let mut bytes = Vec::new();
    let limit = crate::image::SNIFF_BYTES as u64;
    // A file that cannot be read is no picture; opening it as a dataset says what is wrong with it.
    let read = std::fs::File::open(path).and_then(|file| file.take(limit).read_to_end(&mut bytes));
    if read.is_err() {
        bytes.clear();
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn things_are_known_by_what_they_hold() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        std::fs::create_dir_all(at("model/onnx")).unwrap();
        std::fs::write(at("model/onnx/vision_model.onnx"), "x").unwrap();
        std::fs::create_dir(at("plain")).unwrap();
        std::fs::write(at("archive"), b"PK\x03\x04....").unwrap();
        std::fs::write(at("styles.CSV"), "id\n").unwrap();
        std::fs::write(at("notes.txt"), "hello").unwrap();
        let mut jpeg = Vec::new();
        let picture = image::RgbImage::new(2, 2);
        image::codecs::jpeg::JpegEncoder::new(&mut jpeg)
            .encode_image(&picture)
            .unwrap();
        std::fs::write(at("photo"), jpeg).unwrap();
        let kinds = [
            "model",
            "plain",
            "archive",
            "styles.CSV",
            "notes.txt",
            "photo",
            "missing",
        ]
        .map(|name| kind_of(&at(name)));
        let expected = [
            DropKind::Model,
            DropKind::Folder,
            DropKind::Zip,
            DropKind::Table,
            DropKind::Unknown,
            DropKind::Picture,
            DropKind::Unknown,
        ];
        assert_eq!(kinds, expected);
    }
}
