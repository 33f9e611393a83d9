//! What a user hands over: an archive, an unpacked folder, or the library itself.

use std::fs;
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use super::contents::{Choice, choose, choose_around};
use crate::archive::{Archive, EntryKind, UnpackProgress, Wanted};
use crate::artifact::cannot_write;
use crate::inference::runtime::is_library;
use crate::job::Control;
use crate::{Error, Result};

/// A package is not deeper than this, counted from its top folder.
const DEEPEST: usize = 4;

/// Something that may hold ONNX Runtime: its files, in a list.
pub(super) struct Source {
    place: Place,
    /// With forward slashes, relative to the top.
    paths: Vec<String>,
    /// The file that was named, where it is one of several in its folder.
    named: Option<usize>,
}

enum Place {
    Archive {
        archive: Archive,
        /// Of each file, its place in the archive's own list.
        entries: Vec<usize>,
    },
    Folder(PathBuf),
}

impl Source {
    /// Looks at what is at `path`.
    pub(super) fn open(path: &Path, control: &Control) -> Result<Self> {
        if path.is_dir() {
            return Ok(Self::folder(path, DEEPEST));
        }
        // Links carry names without a version.
        let path = &path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
        let name = path.file_name().unwrap_or_default();
        if !is_library(name, std::env::consts::OS) && !looks_like_a_library(path) {
            return Self::archive(path, control);
        }
        let around = path.parent().unwrap_or(Path::new("."));
        let mut source = Self::folder(around, 1);
        let name = name.to_string_lossy();
        source.named = source.paths.iter().position(|path| *path == name);
        Ok(source)
    }

    fn archive(path: &Path, control: &Control) -> Result<Self> {
        let archive = Archive::open(path, control)?;
        let files = archive.entries().iter().enumerate();
        let files = files.filter(|(_, entry)| entry.kind == EntryKind::File);
        let (entries, paths) = files.map(|(at, entry)| (at, entry.path.clone())).unzip();
        Ok(Self {
            place: Place::Archive { archive, entries },
            paths,
            named: None,
        })
    }

    fn folder(root: &Path, depth: usize) -> Self {
        let files = WalkDir::new(root)
            .max_depth(depth)
            .follow_links(true)
            .sort_by_file_name();
        let files = files.into_iter().flatten();
        let path = |entry: walkdir::DirEntry| {
            let relative = entry.path().strip_prefix(root).ok()?;
            let parts: Option<Vec<&str>> = relative
                .components()
                .map(|part| part.as_os_str().to_str())
                .collect();
            entry.file_type().is_file().then_some(parts?.join("/"))
        };
        Self {
            place: Place::Folder(root.to_path_buf()),
            paths: files.filter_map(path).collect(),
            named: None,
        }
    }

    /// The files that are needed. The error is a clause.
    pub(super) fn choose(&self) -> Result<Choice, String> {
        let paths: Vec<&str> = self.paths.iter().map(String::as_str).collect();
        match self.named {
            Some(library) => Ok(choose_around(&paths, library, std::env::consts::OS)),
            None => choose(&paths, std::env::consts::OS),
        }
    }

    /// File name of a file of the list.
    pub(super) fn name(&self, index: usize) -> &str {
        self.paths[index].rsplit('/').next().unwrap_or_default()
    }

    /// Writes the chosen files into `target`, without the folders that they are in.
    pub(super) fn write(
        &self,
        choice: &Choice,
        target: &Path,
        control: &Control,
        progress: &UnpackProgress,
    ) -> Result<()> {
        let chosen = [choice.library].into_iter();
        let chosen: Vec<usize> = chosen.chain(choice.all_beside()).collect();
        match &self.place {
            Place::Archive { archive, entries } => {
                let wanted = |index: &usize| Wanted {
                    entry: entries[*index],
                    name: self.name(*index).to_owned(),
                };
                let wanted: Vec<Wanted> = chosen.iter().map(wanted).collect();
                archive.unpack(&wanted, target, control, progress).map(drop)
            }
            Place::Folder(root) => {
                progress.start(chosen.len() as u64, 0);
                fs::create_dir_all(target).map_err(|cause| cannot_write(target, cause))?;
                chosen.iter().try_for_each(|index| {
                    control.wait_while_paused()?;
                    let from = root.join(&self.paths[*index]);
                    copy(&from, &target.join(self.name(*index)))?;
                    progress.add_file();
                    Ok(())
                })
            }
        }
    }
}

impl Choice {
    fn all_beside(&self) -> impl Iterator<Item = usize> {
        self.companions.iter().chain(&self.licences).copied()
    }
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::copy(from, to).map(drop).map_err(|cause| {
        Error::new("A library could not be copied")
            .meaning("ONNX Runtime was not installed")
            .remedy("Check that the file can be read and that the disk is not full")
            .at(from)
            .caused_by(cause)
    })
}

/// A library under a name of its own, or for another system: better refused as a library than as no archive.
fn looks_like_a_library(path: &Path) -> bool {
    let end = path
        .extension()
        .and_then(|end| end.to_str())
        .unwrap_or_default();
    let name = path
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .to_lowercase();
    ["dll", "dylib", "so"].contains(&end.to_lowercase().as_str()) || name.contains(".so.")
}
