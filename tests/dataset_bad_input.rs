//! What is not a dataset gets one clear sentence, and nothing is written or lost.
#![allow(clippy::unwrap_used, clippy::needless_pass_by_value)] // A failing helper fails its test.

mod dataset_support;

use std::path::{Path, PathBuf};

use dataset_support::{JPEG, check, write, zip_of};
use vectorsearch_pro::Error;
use vectorsearch_pro::dataset::{CheckProgress, Dataset, DatasetLocation, RowPolicy};
use vectorsearch_pro::job::Control;

const CSV: &str = "id,name\n7,Cap\n";

fn error_of(location: DatasetLocation) -> Error {
    let error = check(&location, RowPolicy::Repair).unwrap_err();
    assert!(error.remedy_text().is_some(), "{error}");
    assert!(error.path().is_some(), "{error}");
    assert!(!error.to_string().contains('\n'));
    error
}

fn folder_error(path: &Path) -> Error {
    error_of(DatasetLocation::Folder(path.to_path_buf()))
}

fn csv_error(content: impl AsRef<[u8]>) -> String {
    let place = tempfile::tempdir().unwrap();
    write(place.path(), "styles.csv", content);
    write(place.path(), "images/7.jpg", JPEG);
    folder_error(place.path()).to_string()
}

fn assert_says(text: impl ToString, wanted: &str) {
    let text = text.to_string();
    assert!(text.contains(wanted), "{text:?} does not say {wanted:?}");
}

#[test]
fn folders_that_are_no_dataset() {
    let place = tempfile::tempdir().unwrap();
    assert_says(
        folder_error(place.path()),
        "neither a styles.csv nor an image",
    );
    write(place.path(), "archive.zip", b"PK\x03\x04");
    assert_says(folder_error(place.path()), "archive.zip itself");
    write(place.path(), "a.csv", CSV);
    write(place.path(), "b.csv", CSV);
    assert_says(folder_error(place.path()), "Found: a.csv, b.csv");
    assert_says(folder_error(&place.path().join("gone")), "not found");
}

#[test]
fn csv_files_that_list_no_products() {
    assert_says(csv_error(""), "is empty");
    assert_says(csv_error("\n  \n"), "is empty");
    assert_says(csv_error("id,name\n"), "a header but no rows");
    assert_says(csv_error("sku,label\n1,a\n"), "sku, label");
    assert_says(csv_error("<!DOCTYPE html><html>"), "is a web page");
    assert_says(csv_error(b"PK\x03\x04rest"), "is a zip file or a workbook");
    assert_says(csv_error([0_u8; 4000]), "no column \"id\"");
}

#[test]
fn a_csv_file_of_absurd_size_is_not_read() {
    let place = tempfile::tempdir().unwrap();
    let file = std::fs::File::create(place.path().join("styles.csv")).unwrap();
    file.set_len(1 << 30).unwrap();
    assert_says(folder_error(place.path()), "larger than 256 MB");
}

#[test]
fn a_last_line_without_end_counts() {
    let place = tempfile::tempdir().unwrap();
    write(place.path(), "styles.csv", "id,name\n7,Cap\n8,\"Bag");
    write(place.path(), "images/8.jpg", JPEG);
    let dataset = dataset_support::open(place.path());
    assert_eq!(dataset.products[0].name, "\"Bag");
    assert_eq!(dataset.report.repaired, 1);
}

#[test]
fn rows_without_any_image_are_reported_with_what_to_do() {
    let place = tempfile::tempdir().unwrap();
    write(place.path(), "styles.csv", CSV);
    let dataset = dataset_support::open(place.path());
    let error = dataset.report.nothing_usable().unwrap();
    assert_says(&error, "no product that can be embedded");
    assert_says(&error, "images");
    write(place.path(), "images/7.jpg", JPEG);
    assert!(
        dataset_support::open(place.path())
            .report
            .nothing_usable()
            .is_none()
    );
}

/// A zip file with a csv file and an image, changed by `change`.
fn zip_error(change: impl FnOnce(&mut Vec<u8>)) -> String {
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("archive.zip");
    zip_of(
        &path,
        &[
            ("styles.csv", CSV.as_bytes()),
            ("images/7.jpg", JPEG),
            ("ab/evil", b"x"),
        ],
    );
    let mut bytes = std::fs::read(&path).unwrap();
    change(&mut bytes);
    std::fs::write(&path, bytes).unwrap();
    error_of(DatasetLocation::Zip(path)).to_string()
}

fn replace_all(bytes: &mut [u8], from: &[u8], to: &[u8]) {
    assert_eq!(from.len(), to.len());
    for at in 0..=bytes.len() - from.len() {
        if bytes[at..].starts_with(from) {
            bytes[at..at + to.len()].copy_from_slice(to);
        }
    }
}

#[test]
fn zip_files_that_cannot_be_trusted_or_read() {
    assert_says(
        zip_error(|zip| zip.truncate(zip.len() / 2)),
        "cut off or damaged",
    );
    assert_says(
        zip_error(|zip| zip.truncate(zip.len() - 1)),
        "cut off or damaged",
    );
    assert_says(zip_error(Vec::clear), "zip file is empty");
    assert_says(zip_error(|zip| *zip = vec![b'x'; 900]), "not a zip file");
    assert_says(
        zip_error(|zip| *zip = b"<html>login</html>".to_vec()),
        "a web page",
    );
    assert_says(
        zip_error(|zip| replace_all(zip, b"ab/evil", b"../evil")),
        "leads out of it",
    );
    assert_says(
        zip_error(|zip| replace_all(zip, b"ab/evil", b"/b/evil")),
        "leads out of it",
    );
    assert_says(
        zip_error(|zip| replace_all(zip, b"ab/evil", b"C:/evil")),
        "leads out of it",
    );
    let encrypt = |zip: &mut Vec<u8>| {
        for (magic, flags) in [(b"PK\x03\x04", 6), (b"PK\x01\x02", 8)] {
            for at in 0..zip.len() - 4 {
                if zip[at..].starts_with(magic) {
                    zip[at + flags] |= 1;
                }
            }
        }
    };
    assert_says(zip_error(encrypt), "protected by a password");
    let other_checksum = |zip: &mut Vec<u8>| {
        let central = (0..zip.len()).find(|&at| zip[at..].starts_with(b"PK\x01\x02"));
        zip[central.unwrap() + 16] ^= 1;
    };
    assert_says(zip_error(other_checksum), "damaged inside the zip");
}

#[test]
fn a_zip_that_expands_a_thousandfold_is_refused() {
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("bomb.zip");
    let zeros = vec![0; 20 << 20];
    zip_of(
        &path,
        &[("styles.csv", CSV.as_bytes()), ("images/7.jpg", &zeros)],
    );
    assert_says(
        error_of(DatasetLocation::Zip(path.clone())),
        "expand beyond all measure",
    );
    let many: Vec<String> = (0..40).map(|n| format!("images/{n}.jpg")).collect();
    let many: Vec<(&str, &[u8])> = many
        .iter()
        .map(|name| (name.as_str(), &zeros[..500_000]))
        .collect();
    zip_of(&path, &many);
    assert_says(
        error_of(DatasetLocation::Zip(path)),
        "expand beyond all measure",
    );
}

#[test]
fn one_damaged_image_in_a_zip_does_not_stop_the_others() {
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("archive.zip");
    let noise: Vec<u8> = (0..5000_u32)
        .map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8)
        .collect();
    let image = [JPEG, &noise].concat();
    zip_of(&path, &[("images/1.jpg", &image), ("images/2.jpg", &image)]);
    let mut bytes = std::fs::read(&path).unwrap();
    for byte in &mut bytes[1200..1240] {
        *byte = !*byte;
    }
    std::fs::write(&path, bytes).unwrap();
    let dataset = check(&DatasetLocation::Zip(path), RowPolicy::Repair).unwrap();
    assert_eq!(
        dataset.read_image(0).map(drop).unwrap_err().to_string(),
        "damaged inside the zip"
    );
    assert_eq!(dataset.read_image(1).unwrap(), image);
}

/// Whatever byte of a zip file is changed, opening it and reading it ends in an answer.
#[test]
fn mutated_zip_files_do_no_harm() {
    let place = tempfile::tempdir().unwrap();
    let path: PathBuf = place.path().join("archive.zip");
    zip_of(
        &path,
        &[("styles.csv", CSV.as_bytes()), ("images/7.jpg", JPEG)],
    );
    let original = std::fs::read(&path).unwrap();
    for at in 0..original.len() {
        for value in [0x00, 0xff, original[at] ^ 0x01, original[at] ^ 0x80] {
            let mut bytes = original.clone();
            bytes[at] = value;
            std::fs::write(&path, bytes).unwrap();
            if let Ok(dataset) = check(&DatasetLocation::Zip(path.clone()), RowPolicy::Skip) {
                for index in 0..dataset.products.len() {
                    let _ = dataset.read_image(index);
                }
            }
        }
    }
}

#[test]
fn a_stopped_check_ends_at_once() {
    let control = Control::new();
    control.stop();
    let progress = CheckProgress::default();
    let opened = Dataset::open(
        &DatasetLocation::Sample,
        RowPolicy::Repair,
        &control,
        &progress,
    );
    assert!(opened.unwrap_err().is_interrupted());
}

#[cfg(unix)]
#[test]
fn files_without_permission() {
    use std::os::unix::fs::PermissionsExt;
    let place = tempfile::tempdir().unwrap();
    write(place.path(), "styles.csv", "id,name\n7,Cap\n8,Bag\n");
    write(place.path(), "images/7.jpg", JPEG);
    write(place.path(), "images/8.jpg", JPEG);
    let lock = |path: &Path, mode| {
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    };
    let image = place.path().join("images/8.jpg");
    lock(&image, 0o000);
    if std::fs::read(&image).is_ok() {
        println!("skipped: this user may read everything");
        return;
    }
    let dataset = dataset_support::open(place.path());
    assert_eq!(dataset.report.ledger[0].note, "no permission to read it");
    lock(place.path(), 0o000);
    let error = check(
        &DatasetLocation::Folder(place.path().to_path_buf()),
        RowPolicy::Repair,
    );
    lock(place.path(), 0o700);
    assert_says(error.unwrap_err(), "no permission");
}
