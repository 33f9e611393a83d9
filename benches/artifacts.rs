//! Writing and reading back the table of a full run.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test that cannot go on shall stop, and says so"
)]

use criterion::{Criterion, criterion_group, criterion_main};
use vectorsearch_pro::artifact::{MetadataRow, read_metadata, write_metadata};

fn rows() -> Vec<MetadataRow> {
    let row = |id: i64| MetadataRow {
        id,
        name: format!("Aster Women Red Handbag, No. {id}"),
        image_path: format!("images/{id}.jpg"),
    };
    (0..44_441).map(row).collect()
}

fn metadata(criterion: &mut Criterion) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("metadata_clean.csv");
    let rows = rows();
    let mut group = criterion.benchmark_group("metadata of 44,441 products");
    group.sample_size(20);
    group.bench_function("write", |bencher| {
        bencher.iter(|| write_metadata(&path, rows.iter().cloned()).expect("it can be written"));
    });
    group.bench_function("read", |bencher| {
        bencher.iter(|| read_metadata(&path).expect("it can be read").len());
    });
    group.finish();
}

criterion_group!(benches, metadata);
criterion_main!(benches);
