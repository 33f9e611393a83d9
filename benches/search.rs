//! Exact top 10 over as many vectors as the full dataset has, by number of threads, beside the time that reading the
//! vectors alone takes: a scan of 32-bit vectors cannot be faster than that.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test that cannot go on shall stop, and says so"
)]

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use ndarray::Array2;
use vectorsearch_pro::index::Index;
use vectorsearch_pro::inference::normalize;

const ROWS: usize = 44_441;
const DIM: usize = 512;

/// Vectors as CLIP makes them: unit length, far from the middle, in groups, with two dimensions larger than all others.
fn vectors() -> Array2<f32> {
    let mut state = 1_u32;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        f32::from((state >> 16) as u16) / 32768.0 - 1.0
    };
    let mean: Vec<f32> = (0..DIM).map(|_| next() * 0.8).collect();
    let groups: Vec<Vec<f32>> = (0..140)
        .map(|_| (0..DIM).map(|_| next() * 0.6).collect())
        .collect();
    let mut vectors = Array2::from_shape_simple_fn((ROWS, DIM), || next() * 0.5);
    for (row, mut vector) in vectors.outer_iter_mut().enumerate() {
        for (dim, x) in vector.iter_mut().enumerate() {
            *x += mean[dim] + groups[row % groups.len()][dim];
        }
        vector[92] += 6.0;
        vector[133] += 10.0;
        normalize(vector.as_slice_mut().expect("rows are whole")).expect("not zero");
    }
    vectors
}

/// Reads all numbers, as fast as the compiler can make it.
fn read(numbers: &[f32]) -> f32 {
    let mut sums = [0.0_f32; 64];
    for block in numbers.as_chunks::<64>().0 {
        for (sum, x) in sums.iter_mut().zip(block) {
            *sum += x;
        }
    }
    sums.iter().sum()
}

fn search(criterion: &mut Criterion) {
    let vectors = vectors();
    let query = vectors.row(7).to_vec();
    for threads in [1, 2] {
        let share = (ROWS / threads) * DIM;
        let numbers = vectors.as_slice().expect("in the usual order");
        criterion.bench_function(
            &format!("reading {ROWS} x {DIM}, {threads} threads"),
            |bencher| {
                bencher.iter(|| {
                    std::thread::scope(|scope| {
                        for part in numbers.chunks(share).skip(1) {
                            scope.spawn(move || black_box(read(part)));
                        }
                        black_box(read(&numbers[..share]))
                    })
                });
            },
        );
        let index =
            Index::new(vectors.clone(), (0..ROWS as i64).collect(), threads).expect("sizes agree");
        criterion.bench_function(
            &format!("top 10 of {ROWS} x {DIM}, {threads} threads"),
            |bencher| {
                bencher.iter(|| {
                    index
                        .top_k(black_box(&query), 10, None)
                        .expect("the lengths agree")
                });
            },
        );
    }
    criterion.bench_function(&format!("building an index of {ROWS} x {DIM}"), |bencher| {
        bencher.iter_batched(
            || vectors.clone(),
            |vectors| Index::new(vectors, (0..ROWS as i64).collect(), 2).expect("sizes agree"),
            criterion::BatchSize::PerIteration,
        );
    });
}

criterion_group!(benches, search);
criterion_main!(benches);
