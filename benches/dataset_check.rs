//! The check of a dataset of the real one's size, in a folder and in a zip file.
//!
//! The files are generated; `VECTORSEARCH_BENCH_DATASET` names a real folder or zip file to measure as well.
#![allow(clippy::unwrap_used)] // What fails here ends the measurement.

use std::fmt::Write as _;
use std::fs::File;
use std::hint::black_box;
use std::io::{BufWriter, Write};
use std::path::Path;

use criterion::{Criterion, criterion_group, criterion_main};
use vectorsearch_pro::dataset::{CheckProgress, Dataset, DatasetLocation, RowPolicy};
use vectorsearch_pro::job::Control;
use zip::write::SimpleFileOptions;

const ROWS: usize = 44_446;
const IMAGES: usize = 42_941;

fn check(location: &DatasetLocation) -> Dataset {
    let progress = CheckProgress::default();
    Dataset::open(location, RowPolicy::Repair, &Control::new(), &progress).unwrap()
}

fn csv() -> String {
    let mut csv = String::from("id,gender,articleType,baseColour,season,year,productDisplayName\n");
    for row in 0..ROWS {
        let _ = writeln!(
            csv,
            "{},Men,Tshirts,Navy Blue,Fall,2011,Aster Men Blue T-shirt {row}",
            row + 1163
        );
    }
    csv
}

/// Starts like a JPEG and is as long as a small one.
fn image(id: usize) -> Vec<u8> {
    let mut bytes = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01".to_vec();
    let noise = (0..3000 + id % 1000).map(|at| (at * at * 31 + id * 7) as u8);
    bytes.extend(noise);
    bytes
}

fn write_folder(folder: &Path) {
    let images = folder.join("images");
    std::fs::create_dir_all(&images).unwrap();
    std::fs::write(folder.join("styles.csv"), csv()).unwrap();
    for id in (1163..).take(IMAGES) {
        std::fs::write(images.join(format!("{id}.jpg")), image(id)).unwrap();
    }
}

fn write_zip(path: &Path) {
    let mut zip = zip::ZipWriter::new(BufWriter::new(File::create(path).unwrap()));
    for id in (1163..).take(IMAGES) {
        zip.start_file(format!("images/{id}.jpg"), SimpleFileOptions::default())
            .unwrap();
        zip.write_all(&image(id)).unwrap();
    }
    zip.start_file("styles.csv", SimpleFileOptions::default())
        .unwrap();
    zip.write_all(csv().as_bytes()).unwrap();
    zip.finish().unwrap().flush().unwrap();
}

fn bench(criterion: &mut Criterion) {
    let place = tempfile::tempdir().unwrap();
    write_folder(&place.path().join("folder"));
    write_zip(&place.path().join("archive.zip"));
    let mut places = vec![
        ("folder", place.path().join("folder").display().to_string()),
        (
            "zip",
            place.path().join("archive.zip").display().to_string(),
        ),
        ("sample", "sample".to_owned()),
    ];
    if let Ok(real) = std::env::var("VECTORSEARCH_BENCH_DATASET") {
        places.push(("real", real));
    }
    let mut group = criterion.benchmark_group("dataset_check");
    group.sample_size(10);
    for (name, text) in places {
        let location = DatasetLocation::parse(&text).unwrap();
        group.bench_function(name, |bencher| bencher.iter(|| black_box(check(&location))));
    }
    group.finish();
}

criterion_group!(benches, bench);
criterion_main!(benches);
