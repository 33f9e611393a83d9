//! The exact ten nearest neighbours of as many random unit vectors as the full dataset has products, on two threads.
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
use vectorsearch_pro::index::{GRAPH_K, NeighbourGraph};
use vectorsearch_pro::job::{Control, Counter};

const DIM: usize = 512;

fn unit_vectors(rows: usize) -> Array2<f32> {
    let mut state = 1_u32;
    let mut vectors = Array2::from_shape_simple_fn((rows, DIM), || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        f32::from((state >> 16) as u16) / 32768.0 - 1.0
    });
    for mut row in vectors.rows_mut() {
        let length = row.dot(&row).sqrt();
        row /= length;
    }
    vectors
}

fn graph(criterion: &mut Criterion) {
    let (control, progress) = (Control::new(), Counter::default());
    let mut group = criterion.benchmark_group("neighbour graph");
    group.sample_size(10);
    for rows in [5_000_usize, 44_441] {
        let vectors = unit_vectors(rows);
        let ids: Vec<i64> = (0..rows as i64).collect();
        group.bench_function(format!("{rows} x {DIM}, 2 threads"), |bencher| {
            bencher.iter(|| {
                NeighbourGraph::build(black_box(&vectors), &ids, GRAPH_K, 2, &control, &progress)
                    .expect("the sizes agree")
            });
        });
    }
    group.finish();
}

criterion_group!(benches, graph);
criterion_main!(benches);
