//! Exact top 10 among a million vectors that stay in their file, 2 GB of them: time and memory.
//!
//! The file is written first, into the system's folder for temporary files, and is then in the system's cache.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "what fails here ends the measurement"
)]

use std::fs::File;
use std::hint::black_box;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::time::Instant;

use criterion::{Criterion, criterion_group, criterion_main};
use vectorsearch_pro::index::{Index, Vectors};
use vectorsearch_pro::inference::normalize;

const ROWS: usize = 1_000_000;
const DIM: usize = 512;
const GROUPS: usize = 500;
const THREADS: usize = 2;

struct Random(u32);

impl Random {
    fn next(&mut self) -> f32 {
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        f32::from((self.0 >> 16) as u16) / 32768.0 - 1.0
    }
}

/// Writes unit vectors in groups; gives one of them.
fn write_vectors(path: &Path) -> Vec<f32> {
    let mut random = Random(1);
    let groups: Vec<Vec<f32>> = (0..GROUPS)
        .map(|_| (0..DIM).map(|_| random.next()).collect())
        .collect();
    let mut file = BufWriter::with_capacity(1 << 20, File::create(path).unwrap());
    let shape = format!("({ROWS}, {DIM})");
    let text = format!("{{'descr': '<f4', 'fortran_order': False, 'shape': {shape}, }}");
    let length = (10 + text.len() + 1).next_multiple_of(64) - 10;
    file.write_all(b"\x93NUMPY\x01\x00").unwrap();
    file.write_all(&(length as u16).to_le_bytes()).unwrap();
    writeln!(file, "{text:<width$}", width = length - 1).unwrap();
    let mut vector = vec![0.0; DIM];
    for row in 0..ROWS {
        for (x, middle) in vector.iter_mut().zip(&groups[row % GROUPS]) {
            *x = middle + 0.7 * random.next();
        }
        normalize(&mut vector).expect("not zero");
        for x in &vector {
            file.write_all(&x.to_le_bytes()).unwrap();
        }
    }
    file.flush().unwrap();
    vector
}

/// What the system counts as this program's memory, in words; nothing where it does not tell.
fn memory() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let lines = status.lines().filter(|line| line.starts_with("VmRSS"));
    lines.collect()
}

fn stored(criterion: &mut Criterion) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("vectors.npy");
    let query = write_vectors(&path);
    let started = Instant::now();
    let ids = (0..ROWS as i64).collect();
    let index = Index::new(Vectors::in_file(&path).unwrap(), ids, THREADS).unwrap();
    println!(
        "opened in {:.1} s; {}",
        started.elapsed().as_secs_f64(),
        memory()
    );
    criterion.bench_function(
        "top 10 of 1,000,000 x 512 in a file, 2 threads",
        |bencher| {
            bencher.iter(|| index.top_k(black_box(&query), 10, None).unwrap());
        },
    );
    println!("after the search: {}", memory());
}

criterion_group!(benches, stored);
criterion_main!(benches);
