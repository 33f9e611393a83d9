//! From a zip file to a dataset folder: what is written, what is kept, and what an interruption leaves.
#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test that cannot go on shall stop, and says so"
)]

mod archive_support;
mod common;
mod dataset_support;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::time::SystemTime;

use archive_support::{assert_says, noise, raw, raw_zip};
use common::{Program, contents};
use dataset_support::{JPEG, open, zip_of};
use vectorsearch_pro::Result;
use vectorsearch_pro::archive::{UnpackProgress, unfinished};
use vectorsearch_pro::dataset::{UnpackedDataset, unpack_dataset};
use vectorsearch_pro::job::Control;

const CSV: &[u8] = b"id,productDisplayName\n7,Shoe\n8,Shirt\n";

fn unpack(zip: &Path, target: &Path) -> Result<UnpackedDataset> {
    unpack_dataset(zip, target, &Control::new(), &UnpackProgress::default())
}

/// Paths of all files below a folder, with forward slashes.
fn paths(folder: &Path) -> Vec<String> {
    let relative = |(path, _): (PathBuf, Vec<u8>)| {
        let path = path.strip_prefix(folder).unwrap().to_string_lossy();
        path.replace('\\', "/")
    };
    contents(folder).into_iter().map(relative).collect()
}

fn unpacked_paths(files: &[(&str, &[u8])]) -> Vec<String> {
    let place = tempfile::tempdir().unwrap();
    let (zip, target) = (place.path().join("a.zip"), place.path().join("out"));
    let files: Vec<_> = files.iter().map(|(name, bytes)| raw(name, bytes)).collect();
    raw_zip(&zip, &files);
    let unpacked = unpack(&zip, &target).unwrap();
    assert_eq!(unpacked.folder, target);
    assert_eq!(unpacked.damaged, []);
    assert_eq!(open(&target).products.len(), 2);
    paths(&target)
}

#[test]
fn the_dataset_is_found_wherever_it_is_and_nothing_else_is_written() {
    let plain = ["images/7.jpg", "images/8.jpg", "styles.csv"];
    let kaggle = unpacked_paths(&[
        ("images/7.jpg", JPEG),
        ("images/8.jpg", JPEG),
        ("myntradataset/images/7.jpg", JPEG),
        ("myntradataset/images/8.jpg", JPEG),
        ("myntradataset/styles.csv", CSV),
        ("styles.csv", CSV),
    ]);
    assert_eq!(kaggle, plain);
    let nested = unpacked_paths(&[
        ("my data/", b""),
        ("my data/styles.csv", CSV),
        ("my data/images/", b""),
        ("my data/images/7.jpg", JPEG),
        ("my data/images/8.jpg", JPEG),
        ("my data/images/.DS_Store", b"x"),
        ("my data/images/Thumbs.db", b"x"),
        ("__MACOSX/my data/images/._7.jpg", b"x"),
        ("__MACOSX/my data/._styles.csv", b"x"),
    ]);
    assert_eq!(nested, plain);
    let backslashes = unpacked_paths(&[
        ("fashion\\styles.csv", CSV),
        ("fashion\\images\\", b""),
        ("fashion\\images\\7.jpg", JPEG),
        ("fashion\\images\\8.jpg", JPEG),
    ]);
    assert_eq!(backslashes, plain);
}

#[test]
fn names_in_any_language_are_fine() {
    let found = unpacked_paths(&[
        ("Möbel & Mode/商品/7.jpg", JPEG),
        ("Möbel & Mode/商品/8.jpg", JPEG),
    ]);
    assert_eq!(
        found,
        ["Möbel & Mode/商品/7.jpg", "Möbel & Mode/商品/8.jpg"]
    );
}

#[test]
fn what_is_there_and_whole_is_kept_and_what_differs_is_not_overwritten() {
    let place = tempfile::tempdir().unwrap();
    let (zip, target) = (place.path().join("a.zip"), place.path().join("out"));
    let files = [
        ("images/7.jpg", JPEG),
        ("images/8.jpg", JPEG),
        ("styles.csv", CSV),
    ];
    zip_of(&zip, &files);
    let progress = UnpackProgress::default();
    let first = unpack_dataset(&zip, &target, &Control::new(), &progress).unwrap();
    assert_eq!((first.files.files, first.files.written), (3, 3));
    assert_eq!((progress.files(), progress.files_total()), (3, 3));
    assert_eq!(progress.bytes(), progress.bytes_total());
    assert_eq!(progress.bytes(), first.files.bytes);

    fs::write(target.join("notes.txt"), "mine").unwrap();
    fs::remove_file(target.join("images/8.jpg")).unwrap();
    let again = unpack(&zip, &target).unwrap();
    assert_eq!((again.files.files, again.files.written), (3, 1));

    let edited = b"id,productDisplayName\n7,Boot\n8,Shirt\n";
    assert_eq!(edited.len(), CSV.len());
    fs::write(target.join("styles.csv"), edited).unwrap();
    fs::remove_file(target.join("images/7.jpg")).unwrap();
    let before = contents(&target);
    let error = unpack(&zip, &target).unwrap_err();
    assert_says(&error, "already holds another file");
    assert_eq!(error.path(), Some(target.join("styles.csv").as_path()));
    assert_eq!(contents(&target), before);
}

#[test]
fn a_damaged_picture_is_left_out_and_told() {
    let place = tempfile::tempdir().unwrap();
    let (zip, target) = (place.path().join("a.zip"), place.path().join("out"));
    let picture = [JPEG, &noise(1, 2000)].concat();
    raw_zip(
        &zip,
        &[
            raw("images/7.jpg", &picture),
            raw("images/8.jpg", JPEG),
            raw("styles.csv", CSV),
        ],
    );
    let mut bytes = fs::read(&zip).unwrap();
    bytes[1000] ^= 1;
    fs::write(&zip, bytes).unwrap();
    let unpacked = unpack(&zip, &target).unwrap();
    assert_eq!(unpacked.files.files, 2);
    assert_eq!(unpacked.damaged.len(), 1);
    assert_eq!(unpacked.damaged[0].name, "images/7.jpg");
    assert_eq!(paths(&target), ["images/8.jpg", "styles.csv"]);
    assert_eq!(open(&target).report.missing_images, [7]);
}

/// A zip file of many pictures.
fn large_zip(path: &Path, pictures: usize) {
    let pictures: Vec<(String, Vec<u8>)> = (0..pictures)
        .map(|id| {
            (
                format!("images/{id}.jpg"),
                [JPEG, &noise(id, 500 + id % 3000)].concat(),
            )
        })
        .collect();
    let mut files: Vec<(&str, &[u8])> = vec![("styles.csv", CSV)];
    files.extend(
        pictures
            .iter()
            .map(|(name, bytes)| (name.as_str(), bytes.as_slice())),
    );
    zip_of(path, &files);
}

#[test]
fn a_stopped_unpacking_is_known_and_goes_on() {
    let place = tempfile::tempdir().unwrap();
    let (zip, target) = (place.path().join("a.zip"), place.path().join("out"));
    large_zip(&zip, 2000);
    let (control, progress) = (Control::new(), UnpackProgress::default());
    std::thread::scope(|scope| {
        let work = scope.spawn(|| unpack_dataset(&zip, &target, &control, &progress));
        while progress.files() < 100 {
            std::thread::yield_now();
        }
        control.stop();
        assert!(work.join().unwrap().unwrap_err().is_interrupted());
    });
    let marker = unfinished(&target).unwrap();
    assert_eq!(marker.archive, zip);
    let notes = open(&target).report.notes;
    assert!(
        notes
            .iter()
            .any(|note| note.contains("not unpacked to its end")),
        "{notes:?}"
    );

    let other = place.path().join("other.zip");
    zip_of(&other, &[("images/1.jpg", JPEG), ("styles.csv", CSV)]);
    assert_says(
        unpack(&other, &target).unwrap_err(),
        "Something else was being unpacked",
    );

    // A power cut can leave files that have their name and size, but not their content.
    let cut = target.join("images/0.jpg");
    let zeros = vec![0; fs::metadata(&cut).unwrap().len() as usize];
    fs::write(&cut, zeros).unwrap();
    let renamed = place.path().join("renamed.zip");
    fs::rename(&zip, &renamed).unwrap();
    let unpacked = unpack(&renamed, &target).unwrap();
    assert_eq!(unpacked.files.files, 2001);
    assert!(unpacked.files.written < 2001);
    assert_eq!(unfinished(&target), None);
    let whole = place.path().join("whole");
    unpack(&renamed, &whole).unwrap();
    assert_same(&target, &whole);
}

fn assert_same(one: &Path, other: &Path) {
    let (a, b) = (contents(one), contents(other));
    assert_eq!(a.len(), b.len());
    for ((path, bytes), (other_path, other_bytes)) in a.iter().zip(&b) {
        assert_eq!(
            path.strip_prefix(one).unwrap(),
            other_path.strip_prefix(other).unwrap()
        );
        assert!(bytes == other_bytes, "{} differs", path.display());
    }
}

/// When each picture in a folder was written.
fn written(images: &Path) -> Vec<(PathBuf, SystemTime)> {
    let entries = fs::read_dir(images).into_iter().flatten();
    let times = entries.map(|entry| {
        let entry = entry.unwrap();
        (entry.path(), entry.metadata().unwrap().modified().unwrap())
    });
    let mut times: Vec<_> = times.collect();
    times.sort();
    times
}

/// Kills the child once so many pictures are there, unless it is faster than that.
fn kill_at(child: &mut Child, images: &Path, count: usize) -> bool {
    while fs::read_dir(images).map_or(0, Iterator::count) < count {
        if child.try_wait().unwrap().is_some() {
            return false;
        }
    }
    child.kill().unwrap();
    !child.wait().unwrap().success()
}

#[test]
fn killed_again_and_again_it_ends_with_the_same_files() {
    const PICTURES: usize = 12_000;
    let place = tempfile::tempdir().unwrap();
    let (zip, target) = (place.path().join("a.zip"), place.path().join("out"));
    large_zip(&zip, PICTURES);
    let program = Program::new();
    let arguments = [
        "unpack".as_ref(),
        zip.as_os_str(),
        target.as_os_str(),
        "--json".as_ref(),
    ];
    let images = target.join("images");
    let mut kept = Vec::new();
    let mut kills = 0;
    for count in [1, 500, 1500] {
        let mut command = program.command(&arguments);
        let command = command.stdout(Stdio::null()).stderr(Stdio::null());
        let mut child = command.spawn().unwrap();
        if !kill_at(&mut child, &images, count) {
            break;
        }
        kills += 1;
        let now = written(&images);
        assert!(
            kept.iter().all(|file| now.contains(file)),
            "a whole file was written again"
        );
        kept = now;
        assert!(unfinished(&target).is_some());
    }
    assert!(kills > 0, "it ended before it could be killed");
    let result = program.run(&arguments).json();
    assert_eq!(result["files"], PICTURES + 1);
    assert!(result["written"].as_u64().unwrap() <= (PICTURES + 1 - kept.len()) as u64);
    let now = written(&images);
    assert!(
        kept.iter().all(|file| now.contains(file)),
        "a whole file was written again"
    );
    let whole = place.path().join("whole");
    unpack(&zip, &whole).unwrap();
    assert_same(&target, &whole);
    assert_eq!(program.run(&arguments).json()["written"], 0);
}

#[test]
fn the_real_dataset_is_the_same_in_its_folder() {
    let Some(shared) = common::shared("fashion-full") else {
        return;
    };
    let zip = shared.join("fashion-product-images-small.zip");
    let place = tempfile::tempdir().unwrap();
    let unpacked = unpack(&zip, place.path()).unwrap();
    assert_eq!(unpacked.files.files, 42_942);
    let folder = open(place.path());
    let inside = dataset_support::check(
        &vectorsearch_pro::dataset::DatasetLocation::Zip(zip),
        vectorsearch_pro::dataset::RowPolicy::Repair,
    );
    let inside = inside.unwrap();
    assert_eq!(folder.products, inside.products);
    for index in (0..folder.products.len()).step_by(997) {
        assert_eq!(
            folder.read_image(index).unwrap(),
            inside.read_image(index).unwrap()
        );
    }
}
