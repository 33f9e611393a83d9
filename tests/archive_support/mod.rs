//! Archives for the tests of unpacking, honest and hostile ones.
#![allow(dead_code)] // Each test binary uses its own part.

use std::fmt::Display;
use std::fs::{self, File};
use std::io::Write;
use std::path::Path;

use flate2::write::GzEncoder;
use flate2::{Compression, Crc};
use vectorsearch_pro::Result;
use vectorsearch_pro::archive::{Archive, EntryKind, UnpackProgress, Unpacked, Wanted};
use vectorsearch_pro::job::Control;
use zip::write::SimpleFileOptions;

/// A file of a hand-made zip file, stored without compression.
#[derive(Clone, Default)]
pub struct Raw<'a> {
    pub name: &'a str,
    pub content: &'a [u8],
    /// What the archive claims, if not the truth.
    pub claimed_size: Option<u32>,
    /// Shares the bytes of the first file.
    pub shares_first: bool,
}

pub fn raw<'a>(name: &'a str, content: &'a [u8]) -> Raw<'a> {
    Raw {
        name,
        content,
        ..Raw::default()
    }
}

/// A zip file written byte by byte, so that it can hold what no library would write.
pub fn raw_zip(path: &Path, files: &[Raw]) {
    let (mut bytes, mut list) = (Vec::new(), Vec::new());
    for file in files {
        let offset = if file.shares_first { 0 } else { bytes.len() };
        let mut facts = Vec::new();
        facts.extend([20, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        facts.extend(crc(file.content).to_le_bytes());
        facts.extend((file.content.len() as u32).to_le_bytes());
        let size = file.claimed_size.unwrap_or(file.content.len() as u32);
        facts.extend(size.to_le_bytes());
        facts.extend((file.name.len() as u16).to_le_bytes());
        facts.extend([0, 0]);
        if !file.shares_first {
            bytes.extend(b"PK\x03\x04");
            bytes.extend(&facts);
            bytes.extend(file.name.as_bytes());
            bytes.extend(file.content);
        }
        list.extend(b"PK\x01\x02\x14\x00");
        list.extend(&facts);
        list.extend([0; 10]);
        list.extend((offset as u32).to_le_bytes());
        list.extend(file.name.as_bytes());
    }
    let start = bytes.len() as u32;
    bytes.extend(&list);
    bytes.extend(b"PK\x05\x06\0\0\0\0");
    for _ in 0..2 {
        bytes.extend((files.len() as u16).to_le_bytes());
    }
    bytes.extend((list.len() as u32).to_le_bytes());
    bytes.extend(start.to_le_bytes());
    bytes.extend([0, 0]);
    fs::write(path, bytes).unwrap();
}

pub fn crc(bytes: &[u8]) -> u32 {
    let mut crc = Crc::new();
    crc.update(bytes);
    crc.sum()
}

/// An ordinary zip file with a link in it.
pub fn zip_with_link(path: &Path, files: &[(&str, &[u8])], link: &str, to: &str) {
    let mut zip = zip::ZipWriter::new(File::create(path).unwrap());
    for (name, content) in files {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(content).unwrap();
    }
    zip.add_symlink(link, to, SimpleFileOptions::default())
        .unwrap();
    zip.finish().unwrap();
}

/// What goes into a tar file.
pub enum Member<'a> {
    File(&'a str, &'a [u8]),
    Folder(&'a str),
    Symlink(&'a str, &'a str),
    Hardlink(&'a str, &'a str),
    Device(&'a str),
}

/// A tar file packed with gzip. Names are written as they are, whatever they say.
pub fn tgz(path: &Path, members: &[Member]) {
    let gzip = GzEncoder::new(File::create(path).unwrap(), Compression::default());
    let mut tar = tar::Builder::new(gzip);
    for member in members {
        let (name, content, kind, to): (&str, &[u8], _, _) = match *member {
            Member::File(name, content) => (name, content, tar::EntryType::Regular, ""),
            Member::Folder(name) => (name, b"", tar::EntryType::Directory, ""),
            Member::Symlink(name, to) => (name, b"", tar::EntryType::Symlink, to),
            Member::Hardlink(name, to) => (name, b"", tar::EntryType::Link, to),
            Member::Device(name) => (name, b"", tar::EntryType::Block, ""),
        };
        let mut header = tar::Header::new_gnu();
        header.set_entry_type(kind);
        header.set_size(content.len() as u64);
        header.set_mode(0o755);
        header.as_old_mut().name[..name.len()].copy_from_slice(name.as_bytes());
        header.as_old_mut().linkname[..to.len()].copy_from_slice(to.as_bytes());
        header.set_cksum();
        tar.append(&header, content).unwrap();
    }
    tar.into_inner().unwrap().finish().unwrap();
}

/// Unpacks all entries that are not folders, at their own paths.
pub fn unpack_all(archive: &Path, target: &Path) -> Result<Unpacked> {
    let control = Control::new();
    let archive = Archive::open(archive, &control)?;
    let entries = archive.entries().iter().enumerate();
    let wanted: Vec<Wanted> = entries
        .filter(|(_, entry)| entry.kind != EntryKind::Folder)
        .map(|(index, entry)| Wanted {
            entry: index,
            name: entry.path.clone(),
        })
        .collect();
    archive.unpack(&wanted, target, &control, &UnpackProgress::default())
}

pub fn assert_says(message: impl Display, part: &str) {
    let message = format!("{message}");
    assert!(message.contains(part), "{message:?} does not say {part:?}");
}

/// Bytes that do not repeat.
pub fn noise(seed: usize, length: usize) -> Vec<u8> {
    let mut state = seed as u32 ^ 0x9e37_79b9;
    let next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    };
    std::iter::repeat_with(next).take(length).collect()
}
