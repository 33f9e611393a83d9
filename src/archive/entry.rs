//! What an archive says of one of its entries.

/// An entry of an archive, in the order of the archive's list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The path inside the archive, with forward slashes; it does not lead out of it.
    pub path: String,
    /// Size in bytes, unpacked, as the archive claims it.
    pub size: u64,
    /// File, folder, link or something else.
    pub kind: EntryKind,
    /// The checksum of its content, where the archive's list holds one.
    pub(super) crc32: Option<u32>,
}

/// What an entry becomes when it is unpacked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntryKind {
    /// An ordinary file.
    File,
    /// A folder. Folders are made as files need them.
    Folder,
    /// A symbolic or hard link; never unpacked.
    Link,
    /// A device, a pipe or a sparse file; never unpacked.
    Other,
}

impl Entry {
    /// The last part of the path.
    pub fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or_default()
    }

    /// The path without its last part, empty at the top.
    pub fn folder(&self) -> &str {
        self.path.rsplit_once('/').map_or("", |(folder, _)| folder)
    }
}
