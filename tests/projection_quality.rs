//! The map of real products held against the maps that scikit-learn and umap-learn draw of the same vectors.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test that cannot go on shall stop, and says so"
)]

mod common;

use std::sync::Arc;

use common::{Program, shared};
use vectorsearch_pro::artifact::FinishedRun;
use vectorsearch_pro::index::Index;
use vectorsearch_pro::job::Control;
use vectorsearch_pro::projection::{Layout, MapProgress, MapRequest, draw_map, pca};

const K: usize = 10;

/// What `tests/data/projection/reference.py` printed for these vectors.
const REFERENCE: &str = include_str!("data/projection/reference.txt");

/// The figure behind `measure` in the lines that begin with `name`, on average.
fn reference(name: &str, measure: &str) -> f64 {
    let lines = REFERENCE.lines().filter(|line| line.starts_with(name));
    let figures: Vec<f64> = lines
        .map(|line| {
            let mut words = line.split_whitespace().skip_while(|&word| word != measure);
            words.nth(1).unwrap().parse().unwrap()
        })
        .collect();
    assert!(!figures.is_empty(), "no figure of {name}");
    figures.iter().sum::<f64>() / figures.len() as f64
}

/// Trustworthiness (Venna and Kaski 2001): how little the `K` nearest points of the plane are strangers, weighted by
/// how far down the true order they are.
fn trustworthiness(index: &Index, layout: &Layout) -> f64 {
    let n = index.len();
    let place = |row| layout.position(row).unwrap();
    let mut penalty = 0;
    for row in 0..n {
        let scores = index.scores(index.vector(row)).unwrap();
        let mut order: Vec<usize> = (0..n).filter(|&other| other != row).collect();
        order.sort_by(|&a, &b| scores[b].total_cmp(&scores[a]));
        let mut rank = vec![0; n];
        for (at, &other) in order.iter().enumerate() {
            rank[other] = at + 1;
        }
        let own = place(row);
        let distance = |other: usize| {
            let theirs = place(other);
            (theirs[0] - own[0]).powi(2) + (theirs[1] - own[1]).powi(2)
        };
        order.sort_by(|&a, &b| distance(a).total_cmp(&distance(b)));
        penalty += order[..K]
            .iter()
            .map(|&other| rank[other].saturating_sub(K))
            .sum::<usize>();
    }
    let most = (n * K * (2 * n - 3 * K - 1)) as f64 / 2.0;
    1.0 - penalty as f64 / most
}

#[test]
fn the_map_is_as_true_as_the_best_known_ones() {
    let Some(dataset) = shared("fashion-sample") else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let (dataset, out) = (dataset.display().to_string(), folder.path().join("out"));
    let arguments = [
        "embed",
        &dataset,
        "--model",
        "starter",
        "--out",
        out.to_str().unwrap(),
        "--json",
    ];
    assert_eq!(Program::new().run(&arguments).json()["items"], 1500);
    let run = FinishedRun::open(&out).unwrap();
    let request = MapRequest {
        index: Arc::new(Index::new(run.vectors, run.ids, 2).unwrap()),
        graph: None,
        run: None,
        seed: 0,
        threads: 2,
    };
    let control = Control::new();
    let start = pca(&request.index, 2, &control).unwrap();
    let map = draw_map(&request, &start, &control, &MapProgress::default()).unwrap();
    let trusted = trustworthiness(&request.index, &map.layout);
    let kept = map.kept.mean.unwrap();
    println!("trustworthiness@{K} {trusted:.4}, kept@{K} {kept:.4}");
    for rival in ["scikit-learn t-SNE", "umap-learn"] {
        let theirs = reference(rival, "trustworthiness@10");
        assert!(
            trusted > theirs - 0.02,
            "{trusted} against {theirs} of {rival}"
        );
    }
    assert!(kept > reference("umap-learn", "kept@10"), "{kept}");
    // The share is what scikit-learn's neighbours give for the same layout, and the plane of PCA is the same plane.
    let plane = trustworthiness(&request.index, &start.layout);
    let theirs = reference("PCA", "trustworthiness@10");
    assert!((plane - theirs).abs() < 0.02, "{plane} against {theirs}");
}
