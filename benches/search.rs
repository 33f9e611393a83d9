//! Exact top 10 over as many vectors as the full dataset has, by number of threads.
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

const ROWS: usize = 44_441;
const DIM: usize = 512;

fn vectors() -> Array2<f32> {
    let mut state = 1_u32;
    Array2::from_shape_simple_fn((ROWS, DIM), || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        f32::from((state >> 16) as u16) / 32768.0 - 1.0
    })
}

fn search(criterion: &mut Criterion) {
    let vectors = vectors();
    let query = vectors.row(7).to_vec();
    for threads in [1, 2] {
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
}

criterion_group!(benches, search);
criterion_main!(benches);
