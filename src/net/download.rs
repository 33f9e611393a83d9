//! What is to be downloaded, and what was.

use std::path::PathBuf;

use super::Source;

/// A file to be downloaded.
pub struct Download<'a> {
    /// Where it comes from.
    pub source: &'a mut dyn Source,
    /// The final name. Until the file is complete and verified, its bytes are in a file beside it with `.part` added
    /// to the name. Missing folders are created; a former file is replaced.
    pub target: PathBuf,
    /// What is known about it beforehand.
    pub expected: Expected,
}

/// What is known about a file beforehand. What the server says about it is checked in any case.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Expected {
    /// Length in bytes.
    pub size: Option<u64>,
    /// SHA-256 in hexadecimal.
    pub sha256: Option<String>,
    /// MD5 in hexadecimal.
    pub md5: Option<String>,
    /// How the file begins (`PK\x03\x04` for a zip file), so that something else is noticed before it is downloaded.
    pub begins_with: Option<&'static [u8]>,
}

impl Expected {
    /// A file whose length and SHA-256 are known.
    pub fn pinned(size: u64, sha256: &str) -> Self {
        Self {
            size: Some(size),
            sha256: Some(sha256.to_owned()),
            ..Self::default()
        }
    }

    /// Whether a hash can prove that the file is right.
    pub(super) fn has_hash(&self) -> bool {
        self.sha256.is_some() || self.md5.is_some()
    }
}

/// A file that is complete, verified and under its final name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fetched {
    /// Its path.
    pub path: PathBuf,
    /// Its length in bytes.
    pub size: u64,
    /// Its SHA-256 in hexadecimal, computed from the bytes on the disk.
    pub sha256: String,
    /// The entity tag that the server gave it, without quotes.
    pub etag: Option<String>,
    /// Bytes that came over the network now; fewer than `size` if an earlier download was continued, 0 if the right
    /// file was already there.
    pub received: u64,
}
