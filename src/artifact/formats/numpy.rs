//! The files of the run themselves, copied into another folder.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::Path;

use super::{Format, Material, Work};
use crate::artifact::{RUN, RunRecord, cannot_write, write_atomically};
use crate::{Error, Result};

/// Bytes copied between two looks at the switch.
const BLOCK: usize = 1 << 20;

/// Size of a `run.json`, which lists the other files but not itself.
const RUN_BYTES: u64 = 4_000;

pub(super) fn size(record: &RunRecord) -> u64 {
    RUN_BYTES + record.files.values().map(|file| file.bytes).sum::<u64>()
}

/// Copies the files, `run.json` last; they are there already if `to` is the folder of the run.
pub(super) fn write(material: &Material<'_>, to: &Path, work: &Work<'_>) -> Result<Vec<String>> {
    let from = &material.run().folder;
    if is_same_folder(from, to) {
        return Ok(Vec::new());
    }
    refuse_other_files(from, to)?;
    let length = |name: &&str| fs::metadata(from.join(name)).map_or(0, |file| file.len() as usize);
    let names = Format::Numpy.files();
    work.expect(names.iter().map(length).sum());
    for name in names {
        let source = from.join(name);
        let mut source = File::open(&source).map_err(|cause| unreadable(&source, cause))?;
        write_atomically(&to.join(name), |file| copy(&mut source, file, work))?;
    }
    Ok(Vec::new())
}

fn copy(source: &mut impl Read, target: &mut impl Write, work: &Work<'_>) -> io::Result<()> {
    let mut buffer = vec![0; BLOCK];
    loop {
        match source.read(&mut buffer)? {
            0 => return Ok(()),
            read => {
                target.write_all(&buffer[..read])?;
                work.step(read)?;
            }
        }
    }
}

fn is_same_folder(one: &Path, other: &Path) -> bool {
    match (one.canonicalize(), other.canonicalize()) {
        (Ok(one), Ok(other)) => one == other,
        _ => false,
    }
}

/// Files of another run, or of somebody else, are not written over.
fn refuse_other_files(from: &Path, to: &Path) -> Result<()> {
    let same_run = matches!((fs::read(from.join(RUN)), fs::read(to.join(RUN))), (Ok(one), Ok(other)) if one == other);
    let mut names = Format::Numpy.files().iter();
    match names.find(|name| to.join(name).exists()) {
        Some(name) if !same_run => Err(Error::new(format!(
            "The folder already holds a {name} of something else"
        ))
        .meaning("Nothing in it was touched")
        .remedy("Choose another folder")
        .at(to)),
        _ => Ok(()),
    }
}

fn unreadable(path: &Path, cause: io::Error) -> Error {
    if cause.kind() == io::ErrorKind::NotFound {
        return Error::new("A file of the run is missing")
            .meaning("The copy is not complete")
            .remedy("Embed again into a new folder")
            .at(path);
    }
    cannot_write(path, cause)
}
