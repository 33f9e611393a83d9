//! Two ways to embed the same pictures, held against each other.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test that cannot go on shall stop, and says so"
)]

mod common;
mod fake;

use std::sync::Arc;
use std::sync::atomic::Ordering;

use fake::{DEVICE, FakeEngine, Fault};
use vectorsearch_pro::comparison::{CompareProgress, CompareRequest, Comparison, Way, compare};
use vectorsearch_pro::dataset::{CheckProgress, Dataset, DatasetLocation, RowPolicy};
use vectorsearch_pro::inference::{Device, Precision};
use vectorsearch_pro::job::Control;
use vectorsearch_pro::model::{ModelSpec, ModelStore, STARTER};

fn compare_with(fault: Fault) -> Comparison {
    let checked = CheckProgress::default();
    let dataset = Dataset::open(
        &DatasetLocation::Sample,
        RowPolicy::Repair,
        &Control::new(),
        &checked,
    );
    let way = |device| Way {
        model: ModelStore::new(std::env::temp_dir()).open(STARTER).unwrap(),
        precision: None,
        engine: Arc::new(FakeEngine::new(fault)),
        device,
    };
    let request = CompareRequest {
        dataset: Arc::new(dataset.unwrap()),
        images: 100,
        reference: way(Device::Cpu),
        other: way(DEVICE),
        threads: 2,
    };
    let progress = CompareProgress::default();
    let comparison = compare(&request, &Control::new(), &progress).unwrap();
    assert_eq!(progress.done.load(Ordering::Relaxed), 100);
    comparison
}

#[test]
fn the_same_vectors_have_the_same_neighbours() {
    let comparison = compare_with(Fault::None);
    assert_eq!((comparison.images, comparison.neighbours), (100, 10));
    assert_eq!(comparison.neighbour_overlap, 1.0);
    assert!(comparison.changed.is_empty());
    assert!((comparison.worst_cosine.unwrap() - 1.0).abs() < 1e-6);
    assert!(comparison.other.images_per_second > 0.0);
}

#[test]
fn what_changed_is_named() {
    let comparison = compare_with(Fault::ComputesNonsense);
    assert!(comparison.neighbour_overlap < 1.0);
    assert!(comparison.worst_cosine.unwrap() < comparison.mean_cosine.unwrap());
    let counts: Vec<usize> = comparison
        .changed
        .iter()
        .map(|changed| changed.lost.len())
        .collect();
    assert!(counts.is_sorted_by(|a, b| a >= b), "the most changed first");
    for changed in &comparison.changed {
        assert_eq!(changed.lost.len(), changed.gained.len());
        assert!(!changed.lost.contains(&changed.id) && !changed.gained.contains(&changed.id));
    }
    let lost: usize = counts.iter().sum();
    let overlap = 1.0 - lost as f64 / (100.0 * 10.0);
    assert!((comparison.neighbour_overlap - overlap).abs() < 1e-9);
}

#[test]
fn a_file_must_hold_the_precision_that_its_name_says() {
    let Some(source) = common::shared("clip-tiny") else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    for name in ["vision_model.onnx", "text_model.onnx", "tokenizer.json"] {
        let from = if name == "tokenizer.json" {
            source.join(name)
        } else {
            source.join("onnx").join(name)
        };
        std::fs::copy(from, folder.path().join(name)).unwrap();
    }
    let model = || ModelSpec::open(folder.path()).unwrap();
    assert_eq!(model().precisions(), [Precision::Fp32, Precision::Bf16]);
    assert_eq!(
        model()
            .at_precision(Precision::Bf16)
            .unwrap()
            .image
            .file
            .file_name(),
        "vision_model.onnx"
    );
    assert!(
        model()
            .at_precision(Precision::Fp16)
            .unwrap_err()
            .to_string()
            .contains("Choose fp32 or bf16")
    );
    std::fs::copy(
        folder.path().join("vision_model.onnx"),
        folder.path().join("vision_model_fp16.onnx"),
    )
    .unwrap();
    assert_eq!(
        model().precisions(),
        [Precision::Fp32, Precision::Bf16, Precision::Fp16]
    );
    let error = model()
        .at_precision(Precision::Fp16)
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("computes with fp32, not with fp16"),
        "{error}"
    );
}
