//! Folders and zip files in all the shapes they come in.
#![allow(clippy::unwrap_used)] // A failing helper fails its test.

mod dataset_support;

use std::path::Path;

use dataset_support::{JPEG, PNG, WEBP, check, open, write, zip_of};
use vectorsearch_pro::dataset::{Bucket, DatasetLocation, RowPolicy};

const CSV: &str = "id,gender,productDisplayName\n7,Men,Cap\n8,Women,Bag\n";

fn paths(folder: &Path) -> Vec<(i64, String)> {
    let dataset = open(folder);
    let products = dataset.products.iter();
    products
        .map(|product| (product.id, product.image_path.clone()))
        .collect()
}

#[test]
fn a_plain_folder_and_the_same_nested_tell_the_same_paths_and_fingerprint() {
    let place = tempfile::tempdir().unwrap();
    let mut fingerprints = Vec::new();
    for base in ["plain", "nested/myntradataset"] {
        write(place.path(), &format!("{base}/styles.csv"), CSV);
        write(place.path(), &format!("{base}/images/7.jpg"), JPEG);
        write(place.path(), &format!("{base}/images/8.jpg"), JPEG);
        let top = base.split('/').next().unwrap();
        let dataset = open(&place.path().join(top));
        assert_eq!(dataset.root(), Some(place.path().join(base).as_path()));
        assert_eq!(dataset.products[1].image_path, "images/8.jpg");
        assert_eq!(dataset.products[1].line, 3);
        assert_eq!(dataset.read_image(1).unwrap(), JPEG);
        fingerprints.push(dataset.fingerprint());
    }
    assert_eq!(fingerprints[0], fingerprints[1]);
}

#[test]
fn names_in_any_case_and_other_formats() {
    let place = tempfile::tempdir().unwrap();
    write(place.path(), "Styles.CSV", "ID,Name\n7,a\n8,b\n9,c\n10,d\n");
    write(place.path(), "Images/7.JPG", JPEG);
    write(place.path(), "Images/8.png", PNG);
    write(place.path(), "Images/9.webp", WEBP);
    write(place.path(), "Images/10.jpeg", JPEG);
    write(place.path(), "Images/.10.jpeg", JPEG);
    let expected = [
        "Images/7.JPG",
        "Images/8.png",
        "Images/9.webp",
        "Images/10.jpeg",
    ];
    let found: Vec<String> = paths(place.path())
        .into_iter()
        .map(|(_, path)| path)
        .collect();
    assert_eq!(found, expected);
}

#[test]
fn every_row_and_file_ends_in_one_bucket() {
    let place = tempfile::tempdir().unwrap();
    let csv = "id,name\n1,ok\n2,a,torn\n3,gone\n1,again\nx,bad\n4,page\n5,empty\n6,torn,gone\n";
    write(place.path(), "styles.csv", csv);
    for (id, content) in [(1, JPEG), (2, JPEG), (4, b"<html>"), (5, b""), (77, JPEG)] {
        write(place.path(), &format!("images/{id}.jpg"), content);
    }
    write(place.path(), "images/1.png", PNG);
    write(place.path(), "images/cover.jpg", JPEG);
    let dataset = open(place.path());
    let report = &dataset.report;
    assert_eq!((report.rows, report.usable(), report.intact), (8, 2, 1));
    assert_eq!((report.repaired, report.repaired_usable), (2, 1));
    assert_eq!(report.missing_images, [3, 6]);
    assert_eq!(
        (report.skipped_rows, report.duplicate_ids, report.unreadable),
        (1, 1, 2)
    );
    assert_eq!(
        (
            report.image_files,
            report.images_with_row,
            report.orphan_images
        ),
        (7, 5, 2)
    );
    let notes: Vec<_> = report
        .ledger
        .iter()
        .map(|entry| (entry.line, entry.bucket))
        .collect();
    let expected = [
        (3, Bucket::Repaired),
        (4, Bucket::NoImage),
        (5, Bucket::DuplicateId),
        (6, Bucket::Skipped),
        (7, Bucket::Unreadable),
        (8, Bucket::Unreadable),
        (9, Bucket::NoImage),
        (0, Bucket::Orphan),
        (0, Bucket::Orphan),
    ];
    assert_eq!(notes, expected);
    assert_eq!(report.ledger[4].note, "not an image: HTML page");
    assert_eq!(report.ledger[4].path.as_deref(), Some("images/4.jpg"));
    assert_eq!(report.ledger[5].note, "empty file");
    assert_eq!(report.ledger[3].raw, "x,bad");
    assert_eq!(report.ledger[7].path.as_deref(), Some("images/77.jpg"));
    let json = report.to_json();
    assert_eq!(json["missing_images"], serde_json::json!([3, 6]));
    assert_eq!(json["repaired"], 2);
}

#[test]
fn images_without_a_csv() {
    let place = tempfile::tempdir().unwrap();
    write(place.path(), "caps/Red Cap.jpg", JPEG);
    write(place.path(), "bags/été 1.png", PNG);
    write(place.path(), "bags/broken.jpg", b"nothing");
    write(place.path(), "__MACOSX/bags/._x.jpg", JPEG);
    write(place.path(), "readme.txt", b"hello");
    let dataset = open(place.path());
    let names: Vec<_> = dataset
        .products
        .iter()
        .map(|p| (p.id, p.name.as_str()))
        .collect();
    assert_eq!(names, [(2, "été 1"), (3, "Red Cap")]);
    assert_eq!(dataset.products[0].image_path, "bags/été 1.png");
    assert_eq!(dataset.report.rows, 3);
    assert_eq!(dataset.report.unreadable, 1);
    assert_eq!(dataset.report.csv, None);
    assert_eq!(dataset.column("folder").unwrap().label(1), "caps");
    write(place.path(), "numbers/12.jpg", JPEG);
    write(place.path(), "numbers/3.jpg", JPEG);
    let numbers = paths(&place.path().join("numbers"));
    assert_eq!(
        numbers,
        [(12, "12.jpg".to_owned()), (3, "3.jpg".to_owned())]
    );
}

#[test]
fn encodings_and_delimiters() {
    let text = "id;productDisplayName;baseColour\r\n7;Café; NA\r\n8;\"a;b\nc\";Red";
    let utf16: Vec<u8> = format!("\u{feff}{text}")
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let latin: Vec<u8> = text.chars().map(|c| c as u8).collect();
    let tabs = text.replace(';', "\t").into_bytes();
    let cases = [
        (text.as_bytes().to_vec(), "UTF-8", "semicolon", "a;b\nc"),
        (utf16, "UTF-16 LE", "semicolon", "a;b\nc"),
        (latin, "Windows-1252", "semicolon", "a;b\nc"),
        (tabs, "UTF-8", "tab", "a\tb\nc"),
    ];
    for (bytes, encoding, delimiter, second) in cases {
        let place = tempfile::tempdir().unwrap();
        write(place.path(), "styles.csv", &bytes);
        write(place.path(), "images/7.jpg", JPEG);
        write(place.path(), "images/8.jpg", JPEG);
        let dataset = open(place.path());
        assert_eq!(dataset.report.encoding.to_string(), encoding);
        assert_eq!(dataset.report.delimiter.to_string(), delimiter);
        assert_eq!(dataset.products[0].name, "Café");
        assert_eq!(dataset.products[1].name, second);
        assert_eq!(dataset.columns[0].labels, ["(none)", "Red"]);
    }
}

#[test]
fn other_columns_and_another_csv_name() {
    let place = tempfile::tempdir().unwrap();
    let csv = "Title,filename,Id,price\nCap,photos\\red cap.jpg,5,10\nBag,,6,20\n";
    write(place.path(), "products.csv", csv);
    write(place.path(), "photos/Red Cap.jpg", JPEG);
    write(place.path(), "photos/6.jpg", JPEG);
    let dataset = open(place.path());
    let found: Vec<_> = dataset
        .products
        .iter()
        .map(|p| (p.name.as_str(), p.image_path.as_str()))
        .collect();
    assert_eq!(
        found,
        [("Cap", "photos/Red Cap.jpg"), ("Bag", "photos/6.jpg")]
    );
    assert_eq!(dataset.columns.len(), 1);
    assert_eq!(dataset.columns[0].name, "price");
    assert_eq!(dataset.report.orphan_images, 0);
}

#[test]
fn a_zip_is_read_in_place_and_its_second_copy_ignored() {
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("archive.zip");
    zip_of(
        &path,
        &[
            ("myntradataset/styles.csv", CSV.as_bytes()),
            ("myntradataset/images/7.jpg", JPEG),
            ("__MACOSX/images/._7.jpg", b"x"),
            ("images/7.jpg", JPEG),
            ("images/8.jpg", JPEG),
            ("images/été.jpg", JPEG),
            ("styles.csv", CSV.as_bytes()),
        ],
    );
    let dataset = check(&DatasetLocation::Zip(path), RowPolicy::Repair).unwrap();
    assert_eq!(dataset.report.csv.as_deref(), Some("styles.csv"));
    assert_eq!(
        (dataset.report.image_files, dataset.report.orphan_images),
        (3, 1)
    );
    assert_eq!(dataset.root(), None);
    assert_eq!(dataset.products[0].image_path, "images/7.jpg");
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for index in [0, 1, 0, 1] {
                    assert_eq!(dataset.read_image(index).unwrap(), JPEG);
                }
            });
        }
    });
}

#[test]
fn a_nested_zip_tells_paths_from_its_csv() {
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("archive.zip");
    let images: &[u8] = JPEG;
    zip_of(
        &path,
        &[
            ("set/styles.csv", CSV.as_bytes()),
            ("set\\images\\7.jpg", images),
        ],
    );
    let dataset = check(&DatasetLocation::Zip(path), RowPolicy::Repair).unwrap();
    assert_eq!(dataset.products[0].image_path, "images/7.jpg");
    assert_eq!(dataset.report.missing_images, [8]);
}

#[test]
fn a_changed_image_changes_the_fingerprint() {
    let place = tempfile::tempdir().unwrap();
    write(place.path(), "styles.csv", CSV);
    write(place.path(), "images/7.jpg", JPEG);
    write(place.path(), "images/8.jpg", JPEG);
    let before = open(place.path());
    let mut other = JPEG.to_vec();
    *other.last_mut().unwrap() ^= 1;
    write(place.path(), "images/8.jpg", &other);
    let after = open(place.path());
    assert_ne!(before.fingerprint(), after.fingerprint());
    assert_eq!(before.image_stamp(0), after.image_stamp(0));
    assert_ne!(before.image_stamp(1), after.image_stamp(1));
    std::fs::remove_file(place.path().join("images/7.jpg")).unwrap();
    assert_eq!(
        after.read_image(0).unwrap_err().to_string(),
        "file is missing"
    );
}

#[test]
fn the_sample_is_a_dataset_like_any_other() {
    let drawn = check(&DatasetLocation::Sample, RowPolicy::Repair).unwrap();
    assert_eq!(drawn.report.usable(), 300);
    assert_eq!(drawn.report.ledger, []);
    let place = tempfile::tempdir().unwrap();
    let count = vectorsearch_pro::dataset::write_sample(&place.path().join("sample")).unwrap();
    assert_eq!(count, 300);
    let written = open(&place.path().join("sample"));
    assert_eq!(written.products, drawn.products);
    assert_eq!(written.columns, drawn.columns);
    assert_eq!(
        written.read_image(42).unwrap(),
        drawn.read_image(42).unwrap()
    );
}

#[test]
fn a_csv_two_folders_down_is_found_and_a_stray_one_is_not() {
    let place = tempfile::tempdir().unwrap();
    write(place.path(), "photos/7.jpg", JPEG);
    write(place.path(), "logs/results.csv", "step,loss\n1,2\n");
    assert_eq!(open(place.path()).report.csv, None);
    write(place.path(), "archive/set/styles.csv", CSV);
    write(place.path(), "archive/set/images/8.jpg", JPEG);
    let dataset = open(place.path());
    assert_eq!(
        dataset.report.csv.as_deref(),
        Some("archive/set/styles.csv")
    );
    assert_eq!(dataset.products[0].image_path, "images/8.jpg");
}

// macOS and Windows have no such names.
#[cfg(target_os = "linux")]
#[test]
fn names_that_are_not_unicode_do_no_harm() {
    use std::os::unix::ffi::OsStrExt;
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().join(std::ffi::OsStr::from_bytes(b"caf\xe9"));
    std::fs::create_dir(&folder).unwrap();
    std::fs::write(folder.join(std::ffi::OsStr::from_bytes(b"b\xe9.jpg")), JPEG).unwrap();
    let dataset = open(place.path());
    assert_eq!(dataset.products[0].name, "b\u{fffd}");
    assert_eq!(dataset.read_image(0).unwrap(), JPEG);
}

#[cfg(unix)]
#[test]
fn links_to_folders_are_followed_once() {
    let place = tempfile::tempdir().unwrap();
    write(place.path(), "real/7.jpg", JPEG);
    write(place.path(), "set/styles.csv", CSV);
    std::os::unix::fs::symlink("../real", place.path().join("set/images")).unwrap();
    std::os::unix::fs::symlink("..", place.path().join("real/loop")).unwrap();
    let dataset = open(&place.path().join("set"));
    assert_eq!(dataset.products.len(), 1);
    assert!(!dataset.report.notes.is_empty());
}
