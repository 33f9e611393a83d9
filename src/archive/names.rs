//! Names that a file can have on every system.
//!
//! What is unpacked on one system is carried to another: names that Windows would refuse, or would take for the
//! printer, are refused everywhere, and so are two names that differ only in case.

use std::collections::HashMap;
use std::path::Path;

use super::guard::{refused, shown};
use crate::Result;

/// Names of devices, with whatever ending.
const DEVICES: [&str; 6] = ["con", "prn", "aux", "nul", "conin$", "conout$"];
/// Names of devices when a digit from 1 to 9 follows.
const NUMBERED_DEVICES: [&str; 2] = ["com", "lpt"];
/// What Windows does not allow in names; slashes part folders and never get here.
const FORBIDDEN: [char; 7] = ['<', '>', ':', '"', '|', '?', '*'];
/// The longest name that the usual file systems take, in bytes.
const LONGEST: usize = 255;

/// The files to be written, watched for names that cannot stand side by side.
pub(super) struct Names<'a> {
    archive: &'a Path,
    /// In lower case; whether it is a file.
    taken: HashMap<String, bool>,
}

impl<'a> Names<'a> {
    pub(super) fn new(archive: &'a Path) -> Self {
        Self {
            archive,
            taken: HashMap::new(),
        }
    }

    /// Takes a file's path, or says why it cannot be had.
    pub(super) fn add(&mut self, path: &str) -> Result<()> {
        if let Some(reason) = path.split('/').find_map(unfit) {
            return Err(self.refuse(
                "The archive holds a name that not every system can have",
                &format!("\"{}\" {reason}", shown(path)),
            ));
        }
        let key = path.to_lowercase();
        for (at, _) in key.match_indices('/') {
            self.take(&key[..at], false, path)?;
        }
        self.take(&key, true, path)
    }

    fn take(&mut self, key: &str, is_file: bool, path: &str) -> Result<()> {
        match self.taken.get(key) {
            None => {
                self.taken.insert(key.to_owned(), is_file);
                Ok(())
            }
            Some(false) if !is_file => Ok(()),
            Some(_) => Err(self.refuse(
                "The archive holds two files of the same name",
                &format!(
                    "\"{}\" is there twice, or differs from another name only in capital letters",
                    shown(path)
                ),
            )),
        }
    }

    fn refuse(&self, what: &str, meaning: &str) -> crate::Error {
        refused(self.archive, what).meaning(format!("{meaning}; nothing was written"))
    }
}

/// Why a file or folder cannot be called this everywhere.
fn unfit(name: &str) -> Option<&'static str> {
    let stem = name.split('.').next().unwrap_or_default();
    let stem = stem.trim_end_matches(' ').to_lowercase();
    let numbered = |device: &str| {
        let rest = stem.strip_prefix(device);
        rest.is_some_and(|rest| matches!(rest, "¹" | "²" | "³") || is_digit_from_one(rest))
    };
    if DEVICES.contains(&stem.as_str()) || NUMBERED_DEVICES.into_iter().any(numbered) {
        Some("is the name of a device on Windows")
    } else if name.ends_with(['.', ' ']) {
        Some("ends with a dot or a space")
    } else if name.contains(FORBIDDEN) || name.contains(char::is_control) {
        Some("holds a character that Windows does not allow in names")
    } else if name.len() > LONGEST {
        Some("is too long")
    } else {
        None
    }
}

fn is_digit_from_one(text: &str) -> bool {
    matches!(text.as_bytes(), [b'1'..=b'9'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_windows_refuses() {
        for name in [
            "CON",
            "con.jpg",
            "Nul.tar.gz",
            "aux ",
            "COM1",
            "lpt9.txt",
            "com¹",
            "conin$",
            "a.",
            "a ",
            "a:b",
            "what?.jpg",
            "a\tb",
            "\"a\"",
        ] {
            assert!(unfit(name).is_some(), "{name:?}");
        }
        assert!(unfit(&"ü".repeat(128)).is_some());
        for name in [
            "console.jpg",
            "com",
            "com0",
            "com10.jpg",
            "nul2",
            "lpt",
            "1163.jpg",
            "häßlich 商品.jpg",
            ".hidden",
            "a b",
        ] {
            assert_eq!(unfit(name), None, "{name:?}");
        }
    }

    #[test]
    fn names_that_cannot_stand_side_by_side() {
        let archive = Path::new("a.zip");
        for pair in [
            ["images/1.jpg", "images/1.jpg"],
            ["images/1.jpg", "images/1.JPG"],
            ["É.jpg", "é.jpg"],
            ["images", "images/1.jpg"],
            ["Images/1.jpg", "images"],
        ] {
            let mut names = Names::new(archive);
            names.add(pair[0]).unwrap();
            let error = names.add(pair[1]).unwrap_err().to_string();
            assert!(error.contains("two files of the same name"), "{error}");
        }
        let mut names = Names::new(archive);
        for path in [
            "images/1.jpg",
            "images/2.jpg",
            "images/a/1.jpg",
            "styles.csv",
        ] {
            names.add(path).unwrap();
        }
    }
}
