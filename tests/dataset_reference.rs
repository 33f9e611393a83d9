//! The real dataset, read as the notebook reads it. Skipped where the shared material is absent.
#![allow(clippy::unwrap_used, clippy::print_stdout)] // A failing helper fails its test.

mod dataset_support;

use std::path::PathBuf;

use dataset_support::check;
use vectorsearch_pro::dataset::{Dataset, DatasetLocation, RowPolicy};

fn shared(path: &str) -> Option<PathBuf> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../shared")
        .join(path);
    if path.exists() {
        return Some(path);
    }
    println!("skipped: {} is absent", path.display());
    None
}

fn open(location: &DatasetLocation, rows: RowPolicy) -> Dataset {
    check(location, rows).unwrap()
}

/// The csv that pandas' `to_csv` writes: minimal quoting, line feeds.
fn metadata_csv(dataset: &Dataset) -> Vec<u8> {
    let mut csv = csv::WriterBuilder::new()
        .terminator(csv::Terminator::Any(b'\n'))
        .from_writer(Vec::new());
    csv.write_record(["id", "productDisplayName", "image_path"])
        .unwrap();
    for product in &dataset.products {
        let id = product.id.to_string();
        csv.write_record([&id, &product.name, &product.image_path])
            .unwrap();
    }
    csv.into_inner().unwrap()
}

#[test]
fn skipping_gives_the_notebooks_metadata_byte_for_byte() {
    let Some(folder) = shared("fashion-sample") else {
        return;
    };
    let Some(reference) = shared("clip-tiny/reference") else {
        return;
    };
    let dataset = open(&DatasetLocation::Folder(folder), RowPolicy::Skip);
    let expected = std::fs::read(reference.join("metadata_clean.csv")).unwrap();
    assert!(
        metadata_csv(&dataset) == expected,
        "metadata_clean.csv differs"
    );
    let ids: ndarray::Array1<i64> = ndarray_npy::read_npy(reference.join("image_ids.npy")).unwrap();
    let found: Vec<i64> = dataset.products.iter().map(|product| product.id).collect();
    assert_eq!(found, ids.to_vec());
    assert_eq!(dataset.report.skipped_rows, 22);
}

#[test]
fn repairing_keeps_all_images_of_the_sample() {
    let Some(folder) = shared("fashion-sample") else {
        return;
    };
    let dataset = open(&DatasetLocation::Folder(folder), RowPolicy::Repair);
    assert_eq!(dataset.products.len(), 1500);
    assert_eq!(dataset.report.orphan_images, 0);
    let torn = dataset
        .products
        .iter()
        .find(|product| product.id == 3428)
        .unwrap();
    assert_eq!(torn.name, "Myntra Mens Be Reasonable,Do It My Way T-shirt");
    let ledger = &dataset.report.ledger;
    let missing_and_repaired = ledger.iter().find(|entry| entry.id == Some(44065)).unwrap();
    assert!(
        missing_and_repaired.note.contains("repaired"),
        "{missing_and_repaired:?}"
    );
    for (index, product) in dataset.products.iter().enumerate().step_by(97) {
        let path = dataset.root().unwrap().join(&product.image_path);
        assert_eq!(
            dataset.read_image(index).unwrap(),
            std::fs::read(path).unwrap()
        );
    }
}

#[test]
fn the_full_archive_is_accounted_for() {
    let Some(zip) = shared("fashion-full/fashion-product-images-small.zip") else {
        return;
    };
    let dataset = open(&DatasetLocation::Zip(zip), RowPolicy::Repair);
    let report = dataset.report.to_json();
    assert_eq!(report["rows"], 44_446);
    assert_eq!(report["repaired"], 22);
    assert_eq!(report["usable"], 42_941);
    assert_eq!(report["missing_images"].as_array().unwrap().len(), 1505);
    assert_eq!(report["orphan_images"], 0);
    assert_eq!(report["encoding"], "UTF-8");
    let colours = dataset.column("baseColour").unwrap();
    assert!(colours.labels.iter().any(|label| label == "(none)"));
    assert_eq!(colours.counts().iter().sum::<usize>(), 42_941);
    assert!(dataset.read_image(0).unwrap().starts_with(b"\xff\xd8"));
}
