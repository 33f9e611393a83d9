//! Every figure on quality against the same figure by numpy, scipy and scikit-learn: `data/quality_reference.py` made
//! `data/quality_reference.json`.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test that cannot go on shall stop, and says so"
)]

mod common;

use std::fs::File;

use common::shared;
use ndarray::{Array1, Array2, Axis};
use ndarray_npy::ReadNpyExt;
use serde_json::Value;
use vectorsearch_pro::dataset::{CheckProgress, Dataset, DatasetLocation, RowPolicy};
use vectorsearch_pro::index::NeighbourGraph;
use vectorsearch_pro::job::{Control, Counter};
use vectorsearch_pro::quality::{
    Confusion, LabelAgreement, LabelColumn, Pictures, PromptTemplate, RunLabels, VectorHealth,
    dependences, hubness, identical_vectors, near_duplicates, outliers, suspects, zero_shot,
};

const K: usize = 10;

/// Figures of the two sides may differ by the rounding of 32-bit similarities.
const TOLERANCE: f64 = 2e-6;

fn reference(of: &str) -> Value {
    let all: Value = serde_json::from_str(include_str!("data/quality_reference.json")).unwrap();
    all[of].clone()
}

fn assert_close(found: f64, expected: &Value, what: &str) {
    let expected = expected
        .as_f64()
        .unwrap_or_else(|| panic!("{what}: no figure"));
    assert!(
        (found - expected).abs() <= TOLERANCE,
        "{what}: {found}, expected {expected}"
    );
}

/// The numbers that the script draws too.
struct Numbers(u32);

impl Numbers {
    fn next(&mut self) -> u32 {
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        self.0 >> 16
    }

    fn signed(&mut self) -> f64 {
        f64::from(self.next()) / 32768.0 - 1.0
    }
}

fn unit(values: &[f64]) -> Vec<f32> {
    let length = values.iter().fold(0.0, |sum, x| sum + x * x).sqrt();
    values.iter().map(|x| (x / length) as f32).collect()
}

struct Generated {
    vectors: Array2<f32>,
    ids: Vec<i64>,
    labels: RunLabels,
    values: Vec<f32>,
    texts: Vec<Vec<f32>>,
}

/// Row by row what `generated` in the script makes.
fn generated() -> Generated {
    let (mut numbers, rows, dim) = (Numbers(12345), 240, 20);
    let mut vectors: Vec<Vec<f32>> = Vec::new();
    let (mut kinds, mut halves, mut rare, mut values) = (vec![], vec![], vec![], vec![]);
    for row in 0..rows {
        let kind = numbers.next() % 5;
        let is_kind = |at: u32| if at == kind { 1.0 } else { 0.0 };
        let drawn: Vec<f64> = (0..dim)
            .map(|at| 0.45 * numbers.signed() + is_kind(at))
            .collect();
        vectors.push(if row % 40 == 39 {
            vectors[row - 1].clone()
        } else {
            unit(&drawn)
        });
        let (wrong, other, unknown) = (numbers.next() % 8, numbers.next() % 5, numbers.next() % 20);
        let label = if wrong == 0 { other } else { kind };
        kinds.push((unknown != 0).then(|| format!("kind {label}")));
        halves.push(Some(if kind < 2 { "low" } else { "high" }.to_owned()));
        rare.push(Some(format!("rare {}", numbers.next() % 60)));
        values.push((0.5 * f64::from(kind) + 0.3 * numbers.signed()) as f32);
    }
    let text = |kind: u32, numbers: &mut Numbers| {
        let is_kind = |at: u32| if at == kind { 1.0 } else { 0.0 };
        let drawn: Vec<f64> = (0..dim)
            .map(|at| 0.5 * numbers.signed() + is_kind(at))
            .collect();
        unit(&drawn)
    };
    let column = |name: &str, labels: &[Option<String>]| {
        LabelColumn::new(name, labels.iter().map(Option::as_deref))
    };
    Generated {
        vectors: Array2::from_shape_vec((rows, dim as usize), vectors.concat()).unwrap(),
        ids: (0..rows as i64)
            .map(|row| 7 * (row * 11 % 240) + 3)
            .collect(),
        labels: RunLabels {
            columns: vec![
                column("kind", &kinds),
                column("half", &halves),
                column("rare", &rare),
            ],
            ..RunLabels::default()
        },
        values,
        texts: (0..5).map(|kind| text(kind, &mut numbers)).collect(),
    }
}

fn graph(vectors: &Array2<f32>, ids: &[i64]) -> NeighbourGraph {
    let (control, progress) = (Control::new(), Counter::default());
    NeighbourGraph::build(vectors, ids, K, 2, &control, &progress).unwrap()
}

/// What both sets of vectors are measured by.
fn compare(
    vectors: &Array2<f32>,
    ids: &[i64],
    labels: &RunLabels,
    threshold: f32,
    expected: &Value,
) {
    let graph = graph(vectors, ids);
    let near: Vec<i64> = graph
        .neighbours(17)
        .iter()
        .map(|&row| ids[row as usize])
        .collect();
    assert_eq!(serde_json::json!(near), expected["neighbours_of_row_17"]);
    let health = VectorHealth::of(vectors);
    assert!(health.is_sound());
    assert_close(
        health.mean_similarity.unwrap(),
        &expected["mean_similarity"],
        "mean similarity",
    );
    let identical = identical_vectors(vectors, ids, labels);
    assert_eq!(identical.len(), expected["identical_groups"]);
    let near = near_duplicates(&graph, threshold, ids, labels).groups;
    let products: usize = near.iter().map(|group| group.rows.len()).sum();
    assert_eq!(near.len(), expected["near_groups"]);
    assert_eq!(products, expected["near_products"]);
    assert_eq!(near[0].rows.len(), expected["largest_near_group"]);
    let lonely = outliers(&graph, ids, 5);
    let lonely_ids: Vec<i64> = lonely.iter().map(|outlier| outlier.id).collect();
    assert_eq!(serde_json::json!(lonely_ids), expected["outliers"]);
    assert_close(
        lonely[0].similarity,
        &expected["lowest_similarity"],
        "lowest similarity",
    );
    let hubness = hubness(&graph, ids, 1);
    assert_close(hubness.skewness.unwrap(), &expected["skewness"], "skewness");
    assert_eq!(hubness.orphans, expected["orphans"]);
    assert_eq!(hubness.hubs[0].occurrence, expected["largest_occurrence"]);
    let columns = expected["columns"].as_object().unwrap();
    assert_eq!(labels.columns.len(), columns.len());
    for column in &labels.columns {
        compare_column(&graph, ids, column, &columns[&column.name]);
    }
}

fn compare_column(graph: &NeighbourGraph, ids: &[i64], column: &LabelColumn, expected: &Value) {
    let name = &column.name;
    let confusion = Confusion::count(graph, column);
    let measured = LabelAgreement::measure(graph, column, &confusion);
    assert_eq!(measured.classes.len(), expected["labels"], "{name}");
    assert_eq!(measured.unknown, expected["unknown"], "{name}");
    for (at, agreement) in measured.at.iter().enumerate() {
        assert_close(
            agreement.unwrap(),
            &expected["at"][at],
            &format!("{name} at {}", at + 1),
        );
    }
    assert_close(measured.chance.unwrap(), &expected["chance"], name);
    assert_close(measured.ceiling.unwrap(), &expected["ceiling"], name);
    assert_close(measured.balanced.unwrap(), &expected["balanced"], name);
    let first = &measured.classes[0];
    assert_eq!(first.label, expected["first_class"][0]);
    assert_eq!(first.count, expected["first_class"][1]);
    assert_close(first.agreement.unwrap(), &expected["first_class"][2], name);
    let of_first: Vec<usize> = (0..column.labels.len() as u32)
        .map(|other| confusion.pairs(0, other))
        .collect();
    assert_eq!(
        serde_json::json!(of_first),
        expected["confusion_of_first"],
        "{name}"
    );
    let suspects = suspects(graph, column, ids, 1);
    assert_eq!(suspects.len(), expected["suspects"], "{name}");
    let most = expected["most_suspicious"].as_array().unwrap();
    for (suspect, expected) in suspects.iter().zip(most) {
        assert_eq!(suspect.id, expected[0], "{name}");
        assert_eq!(suspect.suggested, expected[1], "{name}");
        assert_close(suspect.suspicion, &expected[2], name);
    }
}

#[test]
fn generated_vectors_give_the_same_figures() {
    let made = generated();
    let expected = reference("generated");
    compare(&made.vectors, &made.ids, &made.labels, 0.75, &expected);

    let graph = graph(&made.vectors, &made.ids);
    let pictures = Pictures {
        properties: made
            .values
            .iter()
            .map(|&x| Some([x, 0.5, 0.75, 12.0]))
            .collect(),
        ..Pictures::default()
    };
    let measured = dependences(&graph, &pictures, Some(&made.labels.columns[0]));
    let expected_dependence = &expected["dependence"];
    assert_close(
        measured[0].all.unwrap().ratio,
        &expected_dependence["ratio"],
        "ratio",
    );
    assert_close(
        measured[0].within.unwrap().ratio,
        &expected_dependence["within"],
        "within",
    );
    assert_close(
        measured[0].correlation.unwrap(),
        &expected_dependence["correlation"],
        "correlation",
    );
    assert_eq!(measured[1].all, None, "a constant says nothing");

    let kinds = &made.labels.columns[0];
    let text = |label: &String| {
        let kind: usize = label.trim_start_matches("kind ").parse().unwrap();
        Array1::from_vec(made.texts[kind].clone())
    };
    let texts: Vec<Array1<f32>> = kinds.labels.iter().map(text).collect();
    let rows: Vec<_> = texts.iter().map(|text| text.view()).collect();
    let texts = ndarray::stack(Axis(0), &rows).unwrap();
    let template = PromptTemplate::for_column("kind");
    let scores = zero_shot(&made.vectors, kinds, &template, &texts).unwrap();
    let expected = &expected["zero_shot"];
    assert_eq!(scores.products, expected["products"]);
    assert_close(scores.accuracy, &expected["accuracy"], "accuracy");
    assert_close(scores.macro_f1, &expected["macro_f1"], "macro F1");
    assert_close(scores.weighted_f1, &expected["weighted_f1"], "weighted F1");
}

#[test]
fn real_labels_and_reference_vectors_give_the_same_figures() {
    let (Some(dataset), Some(model)) = (shared("fashion-sample"), shared("clip-tiny")) else {
        return;
    };
    let reference_folder = model.join("reference");
    let open = |name: &str| File::open(reference_folder.join(name)).unwrap();
    let vectors = Array2::<f32>::read_npy(open("image_embeddings.npy")).unwrap();
    let ids = Array1::<i64>::read_npy(open("image_ids.npy"))
        .unwrap()
        .to_vec();
    let location = DatasetLocation::from_path(&dataset).unwrap();
    let progress = CheckProgress::default();
    let dataset = Dataset::open(&location, RowPolicy::Skip, &Control::new(), &progress).unwrap();
    let labels = RunLabels::of(&dataset, &ids);
    assert_eq!(labels.missing(), 0);
    compare(&vectors, &ids, &labels, 0.9995, &reference("clip_tiny"));
}

#[test]
fn reference_vectors_have_the_neighbours_of_brute_force() {
    let Some(model) = shared("clip-tiny") else {
        return;
    };
    let file = File::open(model.join("reference/image_embeddings.npy")).unwrap();
    let vectors = Array2::<f32>::read_npy(file).unwrap();
    let ids: Vec<i64> = (0..vectors.nrows() as i64).collect();
    let graph = graph(&vectors, &ids);
    let scores = {
        let wide = vectors.mapv(f64::from);
        wide.dot(&wide.t())
    };
    for row in 0..graph.len() {
        let mut order: Vec<usize> = (0..graph.len()).filter(|&other| other != row).collect();
        order.sort_by(|&a, &b| scores[[row, b]].total_cmp(&scores[[row, a]]));
        let kth = scores[[row, order[K - 1]]];
        for (rank, &neighbour) in graph.neighbours(row).iter().enumerate() {
            let (found, expected) = (
                scores[[row, neighbour as usize]],
                scores[[row, order[rank]]],
            );
            assert!((found - expected).abs() < 1e-13, "row {row}, rank {rank}");
            assert!(found >= kth - 1e-13);
        }
    }
}
