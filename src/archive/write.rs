//! One file of an archive, written beside its place and moved there when it is whole.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use flate2::Crc;

use super::progress::UnpackProgress;
use super::shared_file::fill;
use crate::artifact::cannot_write;
use crate::job::Control;
use crate::{Error, Result};

/// Read and written in pieces of so many bytes.
const BUFFER: usize = 1 << 18;
/// Files of this size and more are made durable one by one. For tens of thousands of small ones that would take
/// minutes; what a power cut takes of those is noticed by its checksum when the unpacking is continued.
const DURABLE: u64 = 1 << 20;

/// Why a file did not get into its place.
pub(super) enum Failure {
    /// The archive does not hold it whole.
    Damaged(String),
    /// It could not be written, or somebody asked to stop.
    Failed(Error),
}

/// Writes one file after the other.
pub(super) struct Writer<'a> {
    pub(super) partial: PathBuf,
    pub(super) control: &'a Control,
    pub(super) progress: &'a UnpackProgress,
    buffer: Vec<u8>,
}

impl<'a> Writer<'a> {
    pub(super) fn new(
        partial: PathBuf,
        control: &'a Control,
        progress: &'a UnpackProgress,
    ) -> Self {
        Self {
            partial,
            control,
            progress,
            buffer: vec![0; BUFFER],
        }
    }

    /// Writes what `reader` gives, which must be `size` bytes, to `place`. Checksums are the reader's business.
    pub(super) fn write(
        &mut self,
        reader: &mut impl Read,
        size: u64,
        place: &Path,
    ) -> Result<(), Failure> {
        let failed = |cause| Failure::Failed(cannot_write(place, cause));
        let mut file = File::create(&self.partial).map_err(failed)?;
        let mut written = 0;
        loop {
            let read = fill(reader, &mut self.buffer);
            let read = read.map_err(|cause| Failure::Damaged(cause.to_string()))?;
            written += read as u64;
            if written > size {
                break;
            }
            file.write_all(&self.buffer[..read]).map_err(failed)?;
            self.progress.add_bytes(read as u64);
            if read < BUFFER {
                break;
            }
            self.control.wait_while_paused().map_err(Failure::Failed)?;
        }
        if written != size {
            let reason = "its length is not what the archive says";
            return Err(Failure::Damaged(reason.to_owned()));
        }
        if size >= DURABLE {
            file.sync_all().map_err(failed)?;
        }
        drop(file);
        fs::rename(&self.partial, place).map_err(failed)?;
        self.progress.add_file();
        Ok(())
    }
}

/// The checksum that zip files hold of their files.
pub(super) fn checksum(path: &Path, buffer: &mut Vec<u8>, control: &Control) -> Result<u32> {
    let unreadable = |cause: io::Error| {
        Error::new("A file that is already there cannot be read")
            .meaning("So it cannot be told whether it is whole; nothing was written")
            .remedy("Check its permissions, or choose another folder")
            .at(path)
            .caused_by(cause)
    };
    buffer.resize(BUFFER, 0);
    let mut file = File::open(path).map_err(unreadable)?;
    let mut checksum = Crc::new();
    loop {
        let read = fill(&mut file, buffer).map_err(unreadable)?;
        checksum.update(&buffer[..read]);
        if read < buffer.len() {
            return Ok(checksum.sum());
        }
        control.check()?;
    }
}
