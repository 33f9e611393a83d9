//! Archives that were damaged, or made to do harm: refused, with a reason, and nothing is written.
#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test that cannot go on shall stop, and says so"
)]

mod archive_support;
mod common;

use std::fs;
use std::path::{Path, PathBuf};

use archive_support::{
    Member, Raw, assert_says, noise, raw, raw_zip, tgz, unpack_all, zip_with_link,
};
use vectorsearch_pro::archive::{Archive, UnpackProgress, Wanted};
use vectorsearch_pro::job::Control;

/// A place with an archive in it, and the folder to unpack to.
struct Place {
    folder: tempfile::TempDir,
}

impl Place {
    fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    fn archive(&self) -> PathBuf {
        self.folder.path().join("archive.bin")
    }

    fn target(&self) -> PathBuf {
        self.folder.path().join("deep/target")
    }

    /// The error; nothing but the archive may be there afterwards.
    fn refusal(&self) -> String {
        let error = unpack_all(&self.archive(), &self.target()).unwrap_err();
        assert!(error.remedy_text().is_some(), "{error}");
        let left = common::contents(self.folder.path());
        assert_eq!(left.len(), 1, "{left:?}");
        error.to_string()
    }

    fn zip(files: &[Raw]) -> String {
        let place = Self::new();
        raw_zip(&place.archive(), files);
        place.refusal()
    }

    fn tgz(members: &[Member]) -> String {
        let place = Self::new();
        tgz(&place.archive(), members);
        place.refusal()
    }
}

const LEADING_OUT: [&str; 7] = [
    "../evil",
    "images/../../evil",
    "/etc/evil",
    "C:/evil",
    "c:evil",
    "..\\evil",
    "\\\\server\\share\\evil",
];

#[test]
fn paths_that_lead_out() {
    for name in LEADING_OUT {
        assert_says(Place::zip(&[raw(name, b"x")]), "leads out of it");
        assert_says(Place::tgz(&[Member::File(name, b"x")]), "leads out of it");
    }
}

#[test]
fn links_and_devices() {
    let place = Place::new();
    zip_with_link(&place.archive(), &[("a", b"x")], "images", "/etc");
    assert_says(place.refusal(), "holds a link");
    for member in [
        Member::Symlink("images", "/etc"),
        Member::Hardlink("passwd", "/etc/passwd"),
        Member::Device("disk"),
    ] {
        assert_says(
            Place::tgz(&[member, Member::File("images/a", b"x")]),
            "holds a link",
        );
    }
}

#[test]
fn names_that_not_every_system_can_have() {
    for name in [
        "images/CON",
        "images/nul.jpg",
        "com1/1.jpg",
        "lpt9.txt",
        "images/1.jpg.",
        "images /1.jpg",
        "images/1:2.jpg",
        "images/1?.jpg",
        "images/\u{1}.jpg",
    ] {
        for error in [
            Place::zip(&[raw(name, b"x")]),
            Place::tgz(&[Member::File(name, b"x")]),
        ] {
            assert_says(&error, "not every system can have");
            assert_says(&error, "nothing was written");
        }
    }
}

#[test]
fn two_files_of_one_name() {
    for pair in [
        ["images/1.jpg", "images/1.jpg"],
        ["images/1.jpg", "IMAGES/1.JPG"],
        ["images/1.jpg", "images//1.jpg"],
        ["images/1.jpg", "images\\1.jpg"],
        ["Ärmel.jpg", "ärmel.jpg"],
        ["images", "images/1.jpg"],
    ] {
        let files = pair.map(|name| raw(name, b"x"));
        assert_says(Place::zip(&files), "two files of the same name");
        let members = pair.map(|name| Member::File(name, b"x"));
        assert_says(Place::tgz(&members), "two files of the same name");
    }
}

#[test]
fn what_expands_beyond_all_measure() {
    let zeros = vec![0; 40 << 20];
    assert_says(
        Place::tgz(&[Member::File("zeros", &zeros)]),
        "expand beyond all measure",
    );
    let claims = Raw {
        claimed_size: Some(4_000_000_000),
        ..raw("a", b"x")
    };
    assert_says(Place::zip(&[claims]), "expand beyond all measure");
    let content = noise(1, 100_000);
    let mut files = vec![raw("first", &content)];
    files.extend(["b", "c", "d"].map(|name| Raw {
        shares_first: true,
        ..raw(name, &content)
    }));
    assert_says(Place::zip(&files), "share the same bytes");
}

#[test]
fn more_bytes_than_claimed_are_not_written() {
    let content = noise(2, 100_000);
    for claimed in [0, 99_999, 100_001] {
        let place = Place::new();
        let lie = Raw {
            claimed_size: Some(claimed),
            ..raw("lie", &content)
        };
        raw_zip(&place.archive(), &[lie]);
        let error = unpack_all(&place.archive(), &place.target()).unwrap_err();
        assert_says(&error, "\"lie\" cannot be unpacked");
        assert!(!place.target().join("lie").exists());
    }
}

fn opened(bytes: &[u8]) -> Result<(), String> {
    let place = Place::new();
    fs::write(place.archive(), bytes).unwrap();
    match unpack_all(&place.archive(), &place.target()) {
        Ok(_) => Ok(()),
        Err(error) => Err(error.to_string()),
    }
}

fn bytes_of(build: impl FnOnce(&Path)) -> Vec<u8> {
    let place = Place::new();
    build(&place.archive());
    fs::read(place.archive()).unwrap()
}

#[test]
fn damaged_archives_say_so() {
    let content = noise(3, 5000);
    let tgz = bytes_of(|path| tgz(path, &[Member::File("a", &content), Member::Folder("b/")]));
    opened(&tgz).unwrap();
    for length in [3, 20, tgz.len() / 2, tgz.len() - 4] {
        assert_says(opened(&tgz[..length]).unwrap_err(), "cut off or damaged");
    }
    let mut other = tgz.clone();
    other[tgz.len() / 2] ^= 0x10;
    assert_says(opened(&other).unwrap_err(), "damaged");
    let zip = bytes_of(|path| raw_zip(path, &[raw("a", &content)]));
    opened(&zip).unwrap();
    assert_says(opened(&zip[..2000]).unwrap_err(), "cut off or damaged");
    let mut other = zip;
    other[1000] ^= 0x10;
    assert_says(opened(&other).unwrap_err(), "\"a\" cannot be unpacked");
    assert_says(opened(b"").unwrap_err(), "empty");
    assert_says(opened(b"<html>Please log in").unwrap_err(), "a web page");
    let missing = Archive::open(Path::new("no/such.zip"), &Control::new());
    assert_says(missing.err().unwrap(), "not found");
}

/// Whatever byte of an archive is changed, unpacking it ends in an answer and stays in its folder.
#[test]
fn mutated_archives_do_no_harm() {
    let content = noise(4, 100);
    let zip = bytes_of(|path| raw_zip(path, &[raw("a/b.jpg", &content), raw("c.csv", b"id\n")]));
    let tgz = bytes_of(|path| {
        tgz(
            path,
            &[Member::File("a/b.jpg", &content), Member::Symlink("s", "t")],
        );
    });
    let place = Place::new();
    for original in [zip, tgz] {
        for at in (0..original.len()).step_by(2) {
            for value in [0xff, original[at] ^ 0x01] {
                let mut bytes = original.clone();
                bytes[at] = value;
                fs::write(place.archive(), bytes).unwrap();
                let _ = unpack_all(&place.archive(), &place.target());
                let _ = fs::remove_dir_all(place.folder.path().join("deep"));
            }
        }
    }
    assert_eq!(common::contents(place.folder.path()).len(), 1);
}

#[test]
fn a_wanted_name_cannot_lead_out_either() {
    let place = Place::new();
    raw_zip(&place.archive(), &[raw("a", b"x")]);
    let control = Control::new();
    let archive = Archive::open(&place.archive(), &control).unwrap();
    for name in LEADING_OUT {
        let wanted = [Wanted {
            entry: 0,
            name: name.to_owned(),
        }];
        let progress = UnpackProgress::default();
        let error = archive.unpack(&wanted, &place.target(), &control, &progress);
        assert!(error.is_err(), "{name}");
    }
    assert_eq!(common::contents(place.folder.path()).len(), 1);
}
