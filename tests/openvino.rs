//! A second execution provider for real: OpenVINO on the processor, from the self-test to the vectors.
//!
//! The library is the one that `VECTORSEARCH_TEST_OPENVINO` names: `libonnxruntime` of the Python package
//! `onnxruntime-openvino`, for instance. A process keeps the library that it loaded first, so everything here runs in
//! processes of its own.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test that cannot go on shall stop, and says so"
)]

mod common;

use std::path::Path;

use common::{Program, cosine};
use ndarray::Array2;
use ndarray_npy::ReadNpyExt as _;
use vectorsearch_pro::artifact::{EMBEDDINGS, RunRecord};
use vectorsearch_pro::inference::{Device, OpenVinoTarget, Precision, has_bf16};

const VARIABLE: &str = "VECTORSEARCH_TEST_OPENVINO";

const OPENVINO: Device = Device::OpenVino(OpenVinoTarget::Cpu);

/// The library, or `None` with a note that the test is skipped.
fn library() -> Option<String> {
    let library = std::env::var(VARIABLE).ok();
    if library.is_none() {
        eprintln!("skipped: {VARIABLE} names no ONNX Runtime with OpenVINO");
    }
    library
}

fn embed(program: &Program, library: &str, out: &Path, more: &[&str]) -> RunRecord {
    let out = out.display().to_string();
    let mut arguments = vec!["embed", "sample", "--model", "starter", "--limit", "64"];
    arguments.extend(["--out", &out, "--runtime", library, "--json"]);
    arguments.extend(more);
    program.run(&arguments).json();
    RunRecord::read(Path::new(&out)).unwrap().unwrap()
}

fn worst_cosine(one: &Path, other: &Path) -> f64 {
    let read = |out: &Path| {
        let file = std::fs::File::open(out.join(EMBEDDINGS)).unwrap();
        Array2::<f32>::read_npy(file).unwrap()
    };
    let (one, other) = (read(one), read(other));
    assert_eq!(one.dim(), other.dim());
    let pairs = one.rows().into_iter().zip(other.rows());
    let cosines = pairs.map(|(one, other)| cosine(&one.to_vec(), &other.to_vec()));
    cosines.fold(1.0, f64::min)
}

#[test]
fn openvino_is_tested_and_gives_the_processors_vectors() {
    let Some(library) = library() else { return };
    let program = Program::new();
    let listed = program
        .run(&["devices", "--test", "--runtime", &library, "--json"])
        .json();
    let devices = listed["devices"].as_array().unwrap();
    let openvino = devices.iter().find(|device| device["device"] == "openvino");
    let openvino = openvino.expect("the library has the provider");
    let verdict = openvino["verdict"].as_str().unwrap_or_default();
    assert!(["usable", "slower"].contains(&verdict), "{openvino}");

    let folder = tempfile::tempdir().unwrap();
    let out = |name: &str| folder.path().join(name);
    embed(&program, &library, &out("cpu"), &["--device", "cpu"]);
    let record = embed(
        &program,
        &library,
        &out("openvino"),
        &["--device", "openvino"],
    );
    assert_eq!(
        (record.device, record.precision),
        (OPENVINO, Precision::Fp32)
    );
    assert!(
        record.placement.is_some(),
        "what ran where was seen: {record:?}"
    );
    let worst = worst_cosine(&out("cpu"), &out("openvino"));
    assert!(worst >= 0.999, "cosine {worst}");
}

#[test]
fn bf16_is_near_fp32_where_the_processor_has_it() {
    let Some(library) = library() else { return };
    if !has_bf16() {
        eprintln!("skipped: this processor has no instructions for bf16");
        return;
    }
    let program = Program::new();
    let folder = tempfile::tempdir().unwrap();
    let out = |name: &str| folder.path().join(name);
    embed(&program, &library, &out("fp32"), &["--device", "cpu"]);
    let record = embed(&program, &library, &out("bf16"), &["--precision", "bf16"]);
    assert_eq!(
        (record.device, record.precision),
        (OPENVINO, Precision::Bf16)
    );
    let worst = worst_cosine(&out("fp32"), &out("bf16"));
    assert!(worst >= 0.999, "cosine {worst}");
    assert!(worst < 1.0, "16 bits are not 32");
}
