//! Making a bundle.

use std::fs::File;
use std::io::{self, BufWriter, Cursor, Read, Seek, Write};
use std::path::{Path, PathBuf};

use ::zip::write::SimpleFileOptions;
use ::zip::{CompressionMethod, ZipWriter};
use sha2::{Digest, Sha256};

use super::manifest::{MANIFEST, MARKER, MARKER_TEXT, Manifest, is_bundle};
use super::parts::{Origin, Part, Parts};
use super::progress::{BundleProgress, BundleStage};
use crate::archive::check_names;
use crate::artifact::{cannot_write, hex, write_atomically};
use crate::dataset::DatasetLocation;
use crate::inference::package::Installed;
use crate::job::Control;
use crate::model::{FileHash, ModelSpec};
use crate::net::require_space;
use crate::{Error, Result};

const BUFFER: usize = 1 << 18;

/// What a bundle is to hold, and where it is to be.
pub struct BundleRequest {
    /// The file to be written; only another bundle is replaced.
    pub target: PathBuf,
    /// A dataset in a folder or a zip file.
    pub dataset: Option<DatasetLocation>,
    /// Models on disk.
    pub models: Vec<ModelSpec>,
    /// An installed runtime, for computers like this one.
    pub runtime: Option<Installed>,
}

/// Makes a bundle. The file gets its name when it is complete; a stop leaves nothing behind.
pub fn create(
    request: &BundleRequest,
    control: &Control,
    progress: &BundleProgress,
) -> Result<Manifest> {
    progress.enter(BundleStage::Packing);
    let target = &request.target;
    if target.exists() && !is_bundle(target) {
        return Err(Error::new("There is another file of this name")
            .meaning("It is not a bundle and was not replaced")
            .remedy("Choose another name")
            .at(target));
    }
    let mut parts = Parts::gather(request, control)?;
    check_names(parts.files.iter().map(|part| part.name.as_str())).map_err(|reason| {
        Error::new("A file cannot go into a bundle")
            .meaning(format!("{reason}; no file was written"))
            .remedy("Rename it, or leave its part out")
    })?;
    let bytes = parts.files.iter().map(Part::bytes).sum();
    progress.files.start(parts.files.len() as u64, bytes);
    require_space(target.parent().unwrap_or(Path::new(".")), bytes)?;
    let mut failure = None;
    let written = write_atomically(target, |file| {
        pack(&mut parts, file, target, control, progress).map_err(|error| {
            failure = Some(error);
            io::Error::other("the bundle is not complete")
        })
    });
    // What went wrong inside says more than that something did.
    match failure {
        Some(error) => Err(error),
        None => written.map(|()| parts.manifest),
    }
}

impl Part {
    /// Size of a file on disk; what a dataset's file has is known when it is read.
    fn bytes(&self) -> u64 {
        match &self.origin {
            Origin::File(path) => std::fs::metadata(path).map_or(0, |found| found.len()),
            Origin::Dataset(_) => 0,
        }
    }
}

fn pack(
    parts: &mut Parts,
    file: &mut BufWriter<File>,
    target: &Path,
    control: &Control,
    progress: &BundleProgress,
) -> Result<()> {
    let mut packer = Packer {
        zip: ZipWriter::new(file),
        buffer: vec![0; BUFFER],
        target,
        control,
        progress,
    };
    packer.add(
        MARKER,
        &mut MARKER_TEXT.as_bytes(),
        MARKER_TEXT.len() as u64,
    )?;
    for part in &parts.files {
        let hash = match (&part.origin, &parts.dataset) {
            (Origin::Dataset(number), Some(dataset)) => {
                let bytes = dataset.read(*number)?;
                let length = bytes.len() as u64;
                packer.add(&part.name, &mut Cursor::new(bytes), length)?
            }
            (Origin::Dataset(_), None) => continue,
            (Origin::File(path), _) => {
                let mut opened = File::open(path).map_err(|cause| unreadable(path, cause))?;
                packer.add(&part.name, &mut opened, part.bytes())?
            }
        };
        parts.manifest.files.push(hash);
        progress.files.add_file();
    }
    let manifest = serde_json::to_vec_pretty(&parts.manifest)
        .map_err(|cause| cannot_write(target, cause.into()))?;
    packer.add(MANIFEST, &mut manifest.as_slice(), manifest.len() as u64)?;
    let finished = packer.zip.finish();
    finished
        .map(drop)
        .map_err(|cause| cannot_write(target, cause.into()))
}

struct Packer<'a, W: Write + Seek> {
    zip: ZipWriter<W>,
    buffer: Vec<u8>,
    target: &'a Path,
    control: &'a Control,
    progress: &'a BundleProgress,
}

impl<W: Write + Seek> Packer<'_, W> {
    /// Adds a file of about `length` bytes.
    fn add(&mut self, name: &str, reader: &mut dyn Read, length: u64) -> Result<FileHash> {
        let failed = |cause: io::Error| cannot_write(self.target, cause);
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Stored)
            .large_file(length >= u64::from(u32::MAX));
        self.zip
            .start_file(name, options)
            .map_err(|cause| failed(cause.into()))?;
        let (mut hash, mut bytes) = (Sha256::new(), 0);
        loop {
            self.control.wait_while_paused()?;
            let read = reader.read(&mut self.buffer);
            let read = read.map_err(|cause| unreadable(Path::new(name), cause))?;
            if read == 0 {
                break;
            }
            hash.update(&self.buffer[..read]);
            self.zip.write_all(&self.buffer[..read]).map_err(failed)?;
            self.progress.files.add_bytes(read as u64);
            bytes += read as u64;
        }
        Ok(FileHash {
            name: name.to_owned(),
            bytes,
            sha256: hex(&hash.finalize()),
        })
    }
}

fn unreadable(path: &Path, cause: io::Error) -> Error {
    Error::new("A file for the bundle cannot be read")
        .meaning("No bundle was written")
        .remedy("Check that the file is still there and that you may read it")
        .at(path)
        .caused_by(cause)
}
