//! The whole program against what `PyTorch`, transformers and Pillow give for the same pictures and weights.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test that cannot go on shall stop, and says so"
)]

mod common;

use std::fs::{self, File};

use common::{Program, cosine, shared};
use ndarray::{Array1, Array2};
use ndarray_npy::ReadNpyExt;

#[test]
fn equals_the_reference_with_both_engines() {
    let (Some(dataset), Some(model)) = (shared("fashion-sample"), shared("clip-tiny")) else {
        return;
    };
    let reference = model.join("reference");
    let expected =
        Array2::<f32>::read_npy(File::open(reference.join("image_embeddings.npy")).unwrap())
            .unwrap();
    let expected_ids =
        Array1::<i64>::read_npy(File::open(reference.join("image_ids.npy")).unwrap()).unwrap();
    let program = Program::new();
    let folder = tempfile::tempdir().unwrap();
    for engine in common::engines() {
        let name = match engine.info().kind {
            vectorsearch_pro::inference::EngineKind::OnnxRuntime => "onnxruntime",
            vectorsearch_pro::inference::EngineKind::BuiltIn => "builtin",
        };
        let out = folder.path().join(name);
        let result = program
            .run(&[
                "embed".as_ref(),
                dataset.as_os_str(),
                "--model".as_ref(),
                model.as_os_str(),
                "--out".as_ref(),
                out.as_os_str(),
                "--rows".as_ref(),
                "skip".as_ref(),
                "--engine".as_ref(),
                name.as_ref(),
                "--json".as_ref(),
            ])
            .json();
        assert_eq!(
            (result["items"].as_u64(), result["engine"].as_str()),
            (Some(1489), Some(name))
        );
        let bytes = fs::read(out.join("image_embeddings.npy")).unwrap();
        assert_eq!(&bytes[..8], b"\x93NUMPY\x01\x00", "NPY 1.0");
        let vectors = Array2::<f32>::read_npy(&bytes[..]).unwrap();
        let ids = Array1::<i64>::read_npy(File::open(out.join("image_ids.npy")).unwrap()).unwrap();
        assert_eq!(ids, expected_ids);
        let metadata =
            |folder: &std::path::Path| fs::read(folder.join("metadata_clean.csv")).unwrap();
        assert!(
            metadata(&out) == metadata(&reference),
            "metadata_clean.csv is not the notebook's"
        );
        for ((row, expected), id) in vectors.outer_iter().zip(expected.outer_iter()).zip(&ids) {
            let cosine = cosine(&row.to_vec(), &expected.to_vec());
            assert!(
                cosine >= 0.9999,
                "product {id}: cosine {cosine} with {name}"
            );
        }
    }
}

#[test]
fn the_real_table_is_accounted_for() {
    let Some(dataset) = shared("fashion-sample") else {
        return;
    };
    let program = Program::new();
    let check = |rows: &str| {
        program
            .run(&[
                "check".as_ref(),
                dataset.as_os_str(),
                "--rows".as_ref(),
                rows.as_ref(),
                "--json".as_ref(),
            ])
            .json()
    };
    let repaired = check("repair");
    assert_eq!(
        (repaired["rows"].as_u64(), repaired["repaired"].as_u64()),
        (Some(44_446), Some(22))
    );
    assert_eq!(
        (
            repaired["usable"].as_u64(),
            repaired["skipped_rows"].as_u64()
        ),
        (Some(1500), Some(0))
    );
    let skipped = check("skip");
    assert_eq!(
        (skipped["usable"].as_u64(), skipped["skipped_rows"].as_u64()),
        (Some(1489), Some(22))
    );
    for report in [repaired, skipped] {
        let number = |key: &str| report[key].as_u64().unwrap();
        let missing = report["missing_images"].as_array().unwrap().len() as u64;
        let sum = number("usable")
            + number("skipped_rows")
            + number("duplicate_ids")
            + missing
            + number("unreadable");
        assert_eq!(sum, number("rows"));
    }
}
