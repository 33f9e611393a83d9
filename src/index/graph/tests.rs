use ndarray::{Array2, s};
use proptest::prelude::*;

use super::*;

/// Neighbours by sorting all scores, computed in 64 bits one by one.
fn by_sorting(vectors: &Array2<f32>, ids: &[i64], k: usize) -> Vec<Vec<usize>> {
    let finite = |row: usize| vectors.row(row).iter().all(|x| x.is_finite());
    let score = |a: usize, b: usize| -> f64 {
        let pairs = vectors.row(a).into_iter().zip(vectors.row(b));
        let sum: f64 = pairs.map(|(x, y)| f64::from(*x) * f64::from(*y)).sum();
        // A sum of nothing but negative zeros is one itself; to a person both zeros are the same score.
        sum + 0.0
    };
    let neighbours = |row: usize| {
        let others = (0..vectors.nrows()).filter(|&other| other != row && finite(other));
        let mut all: Vec<(f64, i64, usize)> = others
            .map(|other| (score(row, other), ids[other], other))
            .collect();
        all.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let best = all.into_iter().map(|(_, _, other)| other);
        best.take(if finite(row) { k } else { 0 }).collect()
    };
    (0..vectors.nrows()).map(neighbours).collect()
}

fn build(vectors: &Array2<f32>, ids: &[i64], k: usize, threads: usize) -> NeighbourGraph {
    let (control, progress) = (Control::new(), Counter::default());
    let graph = NeighbourGraph::build(vectors, ids, k, threads, &control, &progress).unwrap();
    assert_eq!(progress.done(), progress.total());
    graph
}

fn rows(graph: &NeighbourGraph) -> Vec<Vec<usize>> {
    let row = |row: usize| graph.neighbours(row).iter().map(|&r| r as usize).collect();
    (0..graph.len()).map(row).collect()
}

/// Pseudo-random numbers from -1 to 1.
fn noise(shape: (usize, usize), seed: u32) -> Array2<f32> {
    let mut state = seed;
    Array2::from_shape_simple_fn(shape, || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        f32::from((state >> 16) as u16) / 32768.0 - 1.0
    })
}

#[test]
fn several_blocks_give_what_sorting_gives() {
    // Three blocks, the last of them partly filled.
    let vectors = noise((1100, 24), 5);
    let ids: Vec<i64> = (0..1100).map(|i| i * 7919 % 1100).collect();
    let graph = build(&vectors, &ids, 10, 3);
    assert_eq!(rows(&graph), by_sorting(&vectors, &ids, 10));
    assert_eq!(build(&vectors, &ids, 10, 1), graph);
    for edge in graph.edges_of(700) {
        let score: f32 = (&vectors.row(edge.from) * &vectors.row(edge.to)).sum();
        assert!((edge.score - score).abs() < 1e-4);
    }
}

#[test]
fn scores_too_close_for_32_bits_are_told_apart() {
    // All vectors nearly the same: differences of the scores are far below the rounding of 32-bit sums.
    let vectors = noise((600, 40), 9).mapv(|x| 1.0 + x * 1e-5);
    let ids: Vec<i64> = (0..600).collect();
    let graph = build(&vectors, &ids, 5, 2);
    assert_eq!(rows(&graph), by_sorting(&vectors, &ids, 5));
}

#[test]
fn identical_vectors_are_ordered_by_id() {
    let vectors = Array2::from_elem((700, 8), 0.25_f32);
    let ids: Vec<i64> = (0..700).rev().collect();
    let graph = build(&vectors, &ids, 3, 2);
    assert_eq!(graph.neighbours(0), [699, 698, 697]);
    assert_eq!(graph.neighbours(698), [699, 697, 696]);
}

#[test]
fn rows_that_are_not_finite_stand_apart() {
    let mut vectors = noise((40, 6), 3);
    vectors[[7, 2]] = f32::NAN;
    vectors[[30, 0]] = f32::INFINITY;
    let ids: Vec<i64> = (0..40).collect();
    let graph = build(&vectors, &ids, 4, 2);
    assert_eq!(rows(&graph), by_sorting(&vectors, &ids, 4));
    assert!(graph.neighbours(7).is_empty() && graph.scores(30).is_empty());
    assert_eq!(graph.edges().count(), 38 * 4);
}

#[test]
fn few_rows_have_few_neighbours() {
    for count in 0..5 {
        let vectors = noise((count, 4), 1);
        let ids: Vec<i64> = (0..count as i64).collect();
        let graph = build(&vectors, &ids, 3, 2);
        assert_eq!(
            (graph.len(), graph.k()),
            (count, count.saturating_sub(1).min(3))
        );
        assert_eq!(rows(&graph), by_sorting(&vectors, &ids, 3));
    }
    let all_bad = Array2::from_elem((3, 4), f32::NAN);
    assert_eq!(
        rows(&build(&all_bad, &[1, 2, 3], 2, 1)),
        [[]; 3] as [[usize; 0]; 3]
    );
}

#[test]
fn very_long_and_very_short_vectors_are_compared_exactly() {
    let mut vectors = noise((60, 5), 8);
    vectors.slice_mut(s![..20, ..]).mapv_inplace(|x| x * 1e30);
    vectors.slice_mut(s![40.., ..]).mapv_inplace(|x| x * 1e-30);
    let ids: Vec<i64> = (0..60).collect();
    assert_eq!(
        rows(&build(&vectors, &ids, 6, 2)),
        by_sorting(&vectors, &ids, 6)
    );
    let short = vectors.slice(s![40.., ..]).to_owned();
    assert_eq!(
        rows(&build(&short, &ids[40..], 6, 2)),
        by_sorting(&short, &ids[40..], 6)
    );
}

#[test]
fn a_stop_ends_it_and_mismatches_are_refused() {
    let (control, progress) = (Control::new(), Counter::default());
    let vectors = noise((30, 4), 2);
    assert!(NeighbourGraph::build(&vectors, &[1], 3, 1, &control, &progress).is_err());
    control.stop();
    let ids: Vec<i64> = (0..30).collect();
    let stopped = NeighbourGraph::build(&vectors, &ids, 3, 2, &control, &progress);
    assert!(stopped.unwrap_err().is_interrupted());
}

#[test]
fn fewer_neighbours_are_the_first_of_more() {
    let vectors = noise((50, 4), 6);
    let ids: Vec<i64> = (0..50).collect();
    assert_eq!(
        build(&vectors, &ids, 9, 1).first(4),
        build(&vectors, &ids, 4, 1)
    );
}

proptest! {
    #[test]
    fn equals_sorting_with_frequent_ties(
        table in prop::collection::vec(prop::collection::vec(-2_i8..3, 3), 1..160),
        k in 1_usize..14,
        threads in 1_usize..4,
    ) {
        let flat: Vec<f32> = table.iter().flatten().map(|&x| f32::from(x)).collect();
        let vectors = Array2::from_shape_vec((table.len(), 3), flat).unwrap();
        let ids: Vec<i64> = (0..table.len() as i64).map(|i| 500 - i).collect();
        prop_assert_eq!(rows(&build(&vectors, &ids, k, threads)), by_sorting(&vectors, &ids, k));
    }
}
