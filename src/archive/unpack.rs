//! Unpacking chosen entries of an archive into a folder.

use std::collections::{BTreeSet, HashMap};
use std::fs;
use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use ::zip::read::ZipReadOptions;
use sha2::{Digest, Sha256};

use super::listing::{Archive, Content};
use super::marker::{Unfinished, Workplace};
use super::names::check_names;
use super::progress::UnpackProgress;
use super::workers::spread;
use super::write::{Failure, Writer, checksum};
use super::zip::Zip;
use super::{Entry, EntryKind, guard, tgz};
use crate::artifact::{cannot_write, hex};
use crate::job::Control;
use crate::net::require_space;
use crate::{Error, Result};

/// An entry to be unpacked, and where to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// Index into [`Archive::entries`].
    pub entry: usize,
    /// Path below the target folder, with forward slashes.
    pub name: String,
}

/// Disks give out space in blocks of so many bytes: even a file of one byte takes one.
const BLOCK: u64 = 4096;

/// What is in the folder after an unpacking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unpacked {
    /// How many of the wanted files are there, whole.
    pub files: usize,
    /// How many of them were written this time; the others were there already.
    pub written: usize,
    /// Their size together, in bytes.
    pub bytes: u64,
}

/// A file that the archive does not hold whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Damaged {
    /// Where it would have been, relative to the target folder.
    pub name: String,
    /// What is wrong with it.
    pub reason: String,
}

impl Archive {
    /// Unpacks the `wanted` entries into the folder `target`, made if need be. Files that are there and whole are not
    /// written again; a file that is there and differs is an error, unless this same unpacking was interrupted
    /// before. `control` pauses and stops it; what is done is kept, and the same call goes on from there.
    pub fn unpack(
        &self,
        wanted: &[Wanted],
        target: &Path,
        control: &Control,
        progress: &UnpackProgress,
    ) -> Result<Unpacked> {
        let (unpacked, damaged) = self.unpack_whole_ones(wanted, target, control, progress)?;
        match damaged.into_iter().next() {
            None => Ok(unpacked),
            Some(first) => Err(self.damaged(&first.name, first.reason)),
        }
    }

    /// The same, but files that the archive does not hold whole are told rather than an error.
    pub(crate) fn unpack_whole_ones(
        &self,
        wanted: &[Wanted],
        target: &Path,
        control: &Control,
        progress: &UnpackProgress,
    ) -> Result<(Unpacked, Vec<Damaged>)> {
        let files = self.files(wanted, target)?;
        Job {
            archive: self,
            files,
            target,
            control,
            progress,
        }
        .run()
    }

    /// What is to be written, judged.
    fn files<'a>(&'a self, wanted: &'a [Wanted], target: &Path) -> Result<Vec<Planned<'a>>> {
        if self.has_duplicates() {
            return Err(self.unfit_names("A name is there twice"));
        }
        let plan = |wanted: &'a Wanted| {
            let entry = self.entries().get(wanted.entry);
            let entry = entry.filter(|entry| entry.kind == EntryKind::File);
            let entry = entry.ok_or_else(|| self.no_file(&wanted.name))?;
            Ok(Planned {
                index: wanted.entry,
                entry,
                name: &wanted.name,
                place: target.join(guard::safe_path(&wanted.name, self.path())?),
            })
        };
        let planned = wanted.iter().map(plan).collect::<Result<_>>()?;
        check_names(wanted.iter().map(|wanted| wanted.name.as_str()))
            .map_err(|reason| self.unfit_names(&reason))?;
        Ok(planned)
    }

    fn unfit_names(&self, reason: &str) -> Error {
        let what = "The archive holds names that not every system can have";
        guard::refused(self.path(), what).meaning(format!("{reason}; nothing was written"))
    }

    fn no_file(&self, name: &str) -> Error {
        guard::refused(self.path(), "The archive holds a link in place of a file").meaning(format!(
            "\"{}\" would lead somewhere else; nothing was written",
            guard::shown(name)
        ))
    }
}

/// A file and its place.
struct Planned<'a> {
    index: usize,
    entry: &'a Entry,
    name: &'a str,
    place: PathBuf,
}

/// What is at a file's place before.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Present {
    Nothing,
    Whole,
    Different,
}

struct Job<'a> {
    archive: &'a Archive,
    files: Vec<Planned<'a>>,
    target: &'a Path,
    control: &'a Control,
    progress: &'a UnpackProgress,
}

impl Job<'_> {
    fn run(self) -> Result<(Unpacked, Vec<Damaged>)> {
        let size = |file: &Planned| file.entry.size;
        let bytes = self.files.iter().map(size).sum();
        self.progress.start(self.files.len() as u64, bytes);
        let identity = self.identity();
        let workplace = Workplace::look(self.target, &identity)?;
        let missing = self.missing(workplace.continued)?;
        let mut damaged = Vec::new();
        if !missing.is_empty() {
            let blocks = |file: &&Planned| file.entry.size.div_ceil(BLOCK);
            let blocks: u64 = missing.iter().map(blocks).sum();
            require_space(self.target, blocks.saturating_mul(BLOCK))?;
            workplace.mark(&identity)?;
            make_folders(&missing)?;
            damaged = self.write(&missing, &workplace)?;
        }
        if workplace.continued || !missing.is_empty() {
            workplace.finish()?;
        }
        let lost: u64 = damaged.iter().map(|(_, size)| size).sum();
        let unpacked = Unpacked {
            files: self.files.len() - damaged.len(),
            written: missing.len() - damaged.len(),
            bytes: bytes - lost,
        };
        Ok((
            unpacked,
            damaged.into_iter().map(|(file, _)| file).collect(),
        ))
    }

    fn identity(&self) -> Unfinished {
        let mut hash = Sha256::new();
        for file in &self.files {
            hash.update(format!(
                "{:?}",
                (file.name, file.entry.size, file.entry.crc32)
            ));
        }
        let path = self.archive.path();
        Unfinished {
            archive: std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf()),
            fingerprint: hex(&hash.finalize()),
        }
    }

    /// The files that are to be written; those that are whole already count as done.
    fn missing(&self, continued: bool) -> Result<Vec<&Planned<'_>>> {
        let found = Mutex::new(vec![Present::Nothing; self.files.len()]);
        let look = |buffer: &mut Vec<u8>, index: usize| {
            let file = &self.files[index];
            let present = self.look(file, buffer)?;
            if present == Present::Different && !continued {
                return Err(occupied(&file.place));
            }
            if present == Present::Whole {
                self.progress.add_file();
                self.progress.add_bytes(file.entry.size);
            }
            found.lock().unwrap_or_else(PoisonError::into_inner)[index] = present;
            Ok(())
        };
        spread(self.files.len(), self.control, |_| Vec::new(), look)?;
        let found = found.into_inner().unwrap_or_else(PoisonError::into_inner);
        let missing = self.files.iter().zip(found);
        let missing = missing.filter(|(_, present)| *present != Present::Whole);
        Ok(missing.map(|(file, _)| file).collect())
    }

    fn look(&self, file: &Planned, buffer: &mut Vec<u8>) -> Result<Present> {
        let Ok(metadata) = fs::symlink_metadata(&file.place) else {
            return Ok(Present::Nothing);
        };
        let same = metadata.is_file()
            && metadata.len() == file.entry.size
            && file.entry.crc32.is_some()
            && file.entry.crc32 == Some(checksum(&file.place, buffer, self.control)?);
        Ok(if same {
            Present::Whole
        } else {
            Present::Different
        })
    }

    /// Writes the missing files; returns those that the archive does not hold whole, with their sizes.
    fn write(&self, missing: &[&Planned], workplace: &Workplace) -> Result<Vec<(Damaged, u64)>> {
        let writer = |worker| Writer::new(workplace.partial(worker), self.control, self.progress);
        match &self.archive.content {
            Content::Zip(zip) => {
                let damaged = Mutex::new(Vec::new());
                let worker = |number| (writer(number), BufReader::new(zip.file()));
                spread(
                    missing.len(),
                    self.control,
                    worker,
                    |(writer, reader), index| {
                        let file = missing[index];
                        let found = sort_out(write_from_zip(zip, reader, writer, file), file)?;
                        let mut damaged = damaged.lock().unwrap_or_else(PoisonError::into_inner);
                        damaged.extend(found);
                        Ok(())
                    },
                )?;
                let mut damaged = damaged.into_inner().unwrap_or_else(PoisonError::into_inner);
                damaged.sort_by(|(a, _), (b, _)| a.name.cmp(&b.name));
                Ok(damaged)
            }
            Content::Tgz => {
                let mut damaged = Vec::new();
                let mut writer = writer(0);
                let wanted: HashMap<usize, &Planned> =
                    missing.iter().map(|file| (file.index, *file)).collect();
                tgz::visit(self.archive.path(), self.control, |index, entry| {
                    if let Some(file) = wanted.get(&index) {
                        let written = writer.write(entry, file.entry.size, &file.place);
                        damaged.extend(sort_out(written, file)?);
                    }
                    Ok(())
                })?;
                Ok(damaged)
            }
        }
    }
}

fn make_folders(missing: &[&Planned]) -> Result<()> {
    let folders: BTreeSet<&Path> = missing
        .iter()
        .filter_map(|file| file.place.parent())
        .collect();
    folders.into_iter().try_for_each(|folder| {
        fs::create_dir_all(folder).map_err(|cause| cannot_write(folder, cause))
    })
}

fn write_from_zip(
    zip: &Zip,
    reader: &mut BufReader<super::SharedFile>,
    writer: &mut Writer,
    file: &Planned,
) -> Result<(), Failure> {
    let opened = zip
        .entry(file.index)
        .and_then(|entry| entry.with_reader(reader, ZipReadOptions::new()));
    let mut opened = opened.map_err(|cause| Failure::Damaged(cause.to_string()))?;
    writer.write(&mut opened, file.entry.size, &file.place)
}

/// Damage is data, anything else an error.
fn sort_out(written: Result<(), Failure>, file: &Planned) -> Result<Option<(Damaged, u64)>> {
    match written {
        Ok(()) => Ok(None),
        Err(Failure::Failed(error)) => Err(error),
        Err(Failure::Damaged(reason)) => {
            let name = file.name.to_owned();
            Ok(Some((Damaged { name, reason }, file.entry.size)))
        }
    }
}

fn occupied(place: &Path) -> Error {
    Error::new("The folder already holds another file of this name")
        .meaning("It would be overwritten; nothing was written")
        .remedy("Choose an empty folder")
        .at(place)
}
