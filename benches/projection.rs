//! The map at the size of the full dataset: PCA, the layout from a known graph, and what a moving pointer asks.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test that cannot go on shall stop, and says so"
)]

use std::hint::black_box;
use std::sync::Arc;
use std::time::Instant;

use criterion::{Criterion, criterion_group, criterion_main};
use ndarray::Array2;
use vectorsearch_pro::index::{GRAPH_K, Index, NeighbourGraph};
use vectorsearch_pro::job::{Control, Counter};
use vectorsearch_pro::projection::{
    Area, KeptNeighbours, MapProgress, MapRequest, PointGrid, draw_map, pca, pictures,
};

const ROWS: usize = 44_441;
const DIM: usize = 512;
const CLUSTERS: usize = 140;
/// Directions in which a cluster is wide.
const WIDE: usize = 8;
const THREADS: usize = 2;

/// Clusters of several sizes, each spread along a few directions of its own.
fn index() -> Arc<Index> {
    let mut state = 1_u32;
    let mut random = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        f32::from((state >> 16) as u16) / 32768.0 - 1.0
    };
    let mut table = |rows: usize| Array2::from_shape_simple_fn((rows, DIM), &mut random);
    let (centres, directions) = (table(CLUSTERS), table(CLUSTERS * WIDE));
    let mut vectors = table(ROWS) * 0.05;
    for (row, mut vector) in vectors.outer_iter_mut().enumerate() {
        let cluster = (row * row / 7) % CLUSTERS;
        vector += &centres.row(cluster);
        for direction in 0..WIDE {
            let along = random() * 0.5;
            vector.scaled_add(along, &directions.row(cluster * WIDE + direction));
        }
        let length = vector.dot(&vector).sqrt();
        vector /= length;
    }
    Arc::new(Index::new(vectors, (0..ROWS as i64).collect(), THREADS).expect("sizes agree"))
}

fn projection(criterion: &mut Criterion) {
    let (index, control) = (index(), Control::new());
    let mut group = criterion.benchmark_group(format!("map of {ROWS} x {DIM}"));
    group.sample_size(10);
    group.bench_function("PCA", |bencher| {
        bencher.iter(|| pca(&index, THREADS, &control).expect("it is not stopped"));
    });
    let start = pca(&index, THREADS, &control).expect("it is not stopped");
    let (vectors, ids) = (index.vectors(), index.ids());
    let graph = NeighbourGraph::build(
        &vectors,
        ids,
        GRAPH_K,
        THREADS,
        &control,
        &Counter::default(),
    );
    let request = MapRequest {
        index: Arc::clone(&index),
        graph: Some(Arc::new(graph.expect("it is not stopped"))),
        run: None,
        seed: 0,
        threads: THREADS,
    };
    // Too long to be done ten times: once, with the clock.
    let started = Instant::now();
    let map =
        draw_map(&request, &start, &control, &MapProgress::default()).expect("it is not stopped");
    println!(
        "layout: {:.1} s, {:.3} of the true neighbours kept",
        started.elapsed().as_secs_f64(),
        map.kept.mean.expect("there are neighbours")
    );
    group.bench_function("share of kept neighbours", |bencher| {
        bencher.iter(|| KeptNeighbours::measure(&map.layout, &map.graph, THREADS, &control));
    });
    let grid = PointGrid::new(&map.layout);
    group.bench_function("grid", |bencher| {
        bencher.iter(|| PointGrid::new(&map.layout));
    });
    group.bench_function("point under the pointer", |bencher| {
        bencher.iter(|| grid.nearest(black_box([0.1, 0.2]), 0.01));
    });
    let corners: Vec<[f32; 2]> = (0..200_u8)
        .map(|step| (f32::from(step) / 200.0 * std::f32::consts::TAU).sin_cos())
        .map(|(y, x)| [0.6 * x, 0.6 * y])
        .collect();
    group.bench_function("lasso of 200 corners", |bencher| {
        bencher.iter(|| grid.in_outline(black_box(&corners)).count());
    });
    group.bench_function("choice of pictures", |bencher| {
        let everything = Area::new([-1.0; 2], [1.0; 2]);
        bencher.iter(|| pictures(&grid, black_box(&everything), 0.05));
    });
    group.finish();
}

criterion_group!(benches, projection);
criterion_main!(benches);
