//! What is known about the bytes of a `.part` file.

use std::fs;
use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::Expected;
use super::remote::Remote;
use crate::Result;
use crate::artifact::write_atomically;

/// Where the bytes of a `.part` file came from, and how many of them are surely on the disk. Kept beside the file as
/// JSON; a journal that cannot be read means that the bytes cannot be trusted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Journal {
    /// Address of the source, without its query.
    pub source: String,
    /// Length of the whole file, if the server said it.
    pub size: Option<u64>,
    /// Entity tag as the server sent it.
    pub etag: Option<String>,
    /// Time of the last change as the server sent it.
    pub last_modified: Option<String>,
    /// MD5 that the server promised, in hexadecimal.
    pub md5: Option<String>,
    /// Bytes that survive a power cut.
    pub synced: u64,
}

impl Journal {
    /// For a file that begins anew.
    pub fn begin(source: &str, remote: &Remote) -> Self {
        Self {
            source: source.to_owned(),
            size: remote.size,
            etag: remote.etag.clone(),
            last_modified: remote.last_modified.clone(),
            md5: remote.md5.clone(),
            synced: 0,
        }
    }

    /// Reads a journal. `None` if there is none or it is damaged.
    pub fn load(path: &Path) -> Option<Self> {
        let text = fs::read(path).ok()?;
        serde_json::from_slice(&text).ok()
    }

    /// Writes it; the old one stays until the new one is complete.
    pub fn save(&self, path: &Path) -> Result<()> {
        write_atomically(path, |file| {
            serde_json::to_writer(file, self).map_err(io::Error::from)
        })
    }

    /// What proves to a server that the bytes are those of its present file, for `If-Range`. A weak tag proves
    /// nothing about bytes.
    pub fn validator(&self) -> Option<&str> {
        let strong = self.etag.as_deref().filter(|tag| !tag.starts_with("W/"));
        strong.or(self.last_modified.as_deref())
    }

    /// Whether these bytes can be continued: they come from the same source, nothing known contradicts that, and either
    /// the server or a hash can prove in the end that all fits together.
    pub fn can_continue(&self, source: &str, expected: &Expected) -> bool {
        let same_size = match (self.size, expected.size) {
            (Some(ours), Some(wanted)) => ours == wanted,
            _ => true,
        };
        let provable = self.validator().is_some() || self.md5.is_some() || expected.has_hash();
        self.source == source && same_size && provable
    }

    /// Whether an answer is about the same file.
    pub fn agrees_with(&self, remote: &Remote) -> bool {
        fn differ<T: PartialEq>(ours: Option<&T>, theirs: Option<&T>) -> bool {
            matches!((ours, theirs), (Some(ours), Some(theirs)) if ours != theirs)
        }
        !differ(self.size.as_ref(), remote.size.as_ref())
            && !differ(self.etag.as_ref(), remote.etag.as_ref())
            && !differ(self.md5.as_ref(), remote.md5.as_ref())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn journal() -> Journal {
        Journal {
            source: "https://h.example/f".into(),
            size: Some(100),
            etag: Some("\"a\"".into()),
            synced: 40,
            ..Journal::default()
        }
    }

    #[test]
    fn comes_back_from_the_disk_or_not_at_all() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("f.part.json");
        assert_eq!(Journal::load(&path), None);
        journal().save(&path).unwrap();
        assert_eq!(Journal::load(&path), Some(journal()));
        fs::write(&path, "{\"source\": ").unwrap();
        assert_eq!(Journal::load(&path), None);
    }

    #[test]
    fn bytes_are_continued_only_if_that_can_be_proved() {
        let none = Expected::default();
        let source = "https://h.example/f";
        assert!(journal().can_continue(source, &none));
        assert!(!journal().can_continue("https://h.example/g", &none));
        let other_size = Expected {
            size: Some(99),
            ..Expected::default()
        };
        assert!(!journal().can_continue(source, &other_size));
        let weak = Journal {
            etag: Some("W/\"a\"".into()),
            ..journal()
        };
        assert!(!weak.can_continue(source, &none));
        assert!(weak.can_continue(source, &Expected::pinned(100, "00")));
    }

    #[test]
    fn another_file_is_noticed() {
        let same = Remote {
            size: Some(100),
            ..Remote::default()
        };
        assert!(journal().agrees_with(&same));
        for other in [
            Remote {
                size: Some(101),
                ..Remote::default()
            },
            Remote {
                etag: Some("\"b\"".into()),
                ..same.clone()
            },
        ] {
            assert!(!journal().agrees_with(&other));
        }
    }
}
