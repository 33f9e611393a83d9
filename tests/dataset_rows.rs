//! The csv reader on mutated and random input: it never panics, and every row is counted once.
#![allow(clippy::unwrap_used)] // A failing helper fails its test.

mod dataset_support;

use dataset_support::{JPEG, check, write};
use proptest::prelude::*;
use tempfile::TempDir;
use vectorsearch_pro::dataset::{Bucket, Dataset, DatasetLocation, RowPolicy};

const CSV: &str = "id,gender,year,productDisplayName\n1,Men,2011,Cap\n2,\"Wo\nmen\",,\"Bag, \"\"small\"\"\"\n\
                   3,Men,2012,Live, Love,Laugh\r\n4,NA\n\n3,Men,2013,Belt 3.5\"\nx,,,\n";

/// Four images; a csv file beside them can be changed and opened again and again.
struct Desk(TempDir);

impl Desk {
    fn new() -> Self {
        let place = tempfile::tempdir().unwrap();
        for id in 1..=4 {
            write(place.path(), &format!("images/{id}.jpg"), JPEG);
        }
        Self(place)
    }

    /// Opens this csv file; nothing where it is refused.
    fn read(&self, csv: &[u8], rows: RowPolicy) -> Option<Dataset> {
        write(self.0.path(), "styles.csv", csv);
        check(&DatasetLocation::Folder(self.0.path().to_path_buf()), rows).ok()
    }

    fn read_both_ways(&self, csv: &[u8]) {
        for rows in [RowPolicy::Repair, RowPolicy::Skip] {
            if let Some(dataset) = self.read(csv, rows) {
                assert!(dataset.report.rows > 0);
                let ledger = &dataset.report.ledger;
                assert!(ledger.iter().all(|entry| entry.raw.len() < 2000));
            }
        }
    }
}

#[test]
fn the_rows_are_read_as_written() {
    let dataset = Desk::new().read(CSV.as_bytes(), RowPolicy::Repair).unwrap();
    let names: Vec<_> = dataset
        .products
        .iter()
        .map(|product| product.name.as_str())
        .collect();
    assert_eq!(names, ["Cap", "Bag, \"small\"", "Live, Love,Laugh", ""]);
    let lines: Vec<_> = dataset
        .products
        .iter()
        .map(|product| product.line)
        .collect();
    assert_eq!(lines, [2, 3, 5, 6]);
    let buckets: Vec<_> = dataset
        .report
        .ledger
        .iter()
        .map(|entry| entry.bucket)
        .collect();
    assert_eq!(
        buckets,
        [Bucket::Repaired, Bucket::DuplicateId, Bucket::Skipped]
    );
}

/// Where the torn row is skipped, a later row with its id is no duplicate: so pandas has it.
#[test]
fn a_skipped_row_does_not_occupy_its_id() {
    let dataset = Desk::new().read(CSV.as_bytes(), RowPolicy::Skip).unwrap();
    let ids: Vec<_> = dataset.products.iter().map(|product| product.id).collect();
    assert_eq!(ids, [1, 2, 4, 3]);
    assert_eq!(dataset.products[3].name, "Belt 3.5\"");
}

#[test]
fn every_single_changed_byte_is_survived() {
    let desk = Desk::new();
    for at in 0..CSV.len() {
        for value in [b'"', b',', b'\n', b'\r', 0, 0xff] {
            let mut csv = CSV.as_bytes().to_vec();
            csv[at] = value;
            desk.read_both_ways(&csv);
        }
        desk.read_both_ways(&CSV.as_bytes()[..at]);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_table_adds_up(body in "([0-9]{0,2}|[\"\r\n,; \t]|NA|é|x){0,60}") {
        Desk::new().read_both_ways(format!("id,name,c\n{body}").as_bytes());
    }

    #[test]
    fn any_bytes_are_survived(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        Desk::new().read_both_ways(&bytes);
    }
}
