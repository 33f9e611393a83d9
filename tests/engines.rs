//! Both engines against `PyTorch`'s answers, and the promise that a vector never depends on its batch.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test that cannot go on shall stop, and says so"
)]

mod common;

use vectorsearch_pro::inference::LoadOptions;
use vectorsearch_pro::model::{ModelSpec, TextTokenizer};

#[test]
fn texts_have_the_reference_ids_and_vectors() {
    let Some(folder) = common::shared("clip-tiny") else {
        return;
    };
    let model = ModelSpec::open(&folder).unwrap();
    let reference = std::fs::read_to_string(folder.join("reference/text.json")).unwrap();
    let reference: serde_json::Value = serde_json::from_str(&reference).unwrap();
    let queries = reference.as_array().unwrap();
    assert!(!queries.is_empty());
    let tokenizer = TextTokenizer::load(&model.text.tokenizer, model.text.length).unwrap();
    for engine in common::engines() {
        let mut encoder = engine.load_text(&model, LoadOptions::on_cpu(2)).unwrap();
        assert_eq!(encoder.dim(), 512);
        for query in queries {
            let ids = tokenizer.encode(query["text"].as_str().unwrap()).unwrap();
            let expected: Vec<i64> = query["input_ids"]
                .as_array()
                .unwrap()
                .iter()
                .map(|id| id.as_i64().unwrap())
                .collect();
            assert_eq!(ids, expected, "{}", query["text"]);
            let vector: Vec<f32> = query["text_embeds"]
                .as_array()
                .unwrap()
                .iter()
                .map(|x| x.as_f64().unwrap() as f32)
                .collect();
            let cosine = common::cosine(&encoder.encode(&ids).unwrap(), &vector);
            assert!(
                cosine >= 0.9999,
                "{}: cosine {cosine} with {}",
                query["text"],
                engine.info()
            );
        }
    }
}

#[test]
fn a_vector_does_not_depend_on_its_neighbours() {
    let Some(folder) = common::shared("clip-tiny") else {
        return;
    };
    let model = ModelSpec::open(&folder).unwrap();
    let (batch, picture) = (6, 3 * model.side() * model.side());
    let pixels: Vec<f32> = (0..batch * picture)
        .map(|i| ((i * 2_654_435_761) % 1000) as f32 / 300.0 - 1.5)
        .collect();
    let reversed: Vec<f32> = pixels.chunks(picture).rev().flatten().copied().collect();
    for engine in common::engines() {
        let encoder = engine.load_image(&model, LoadOptions::on_cpu(2)).unwrap();
        let dim = encoder.dim();
        let (mut forward, mut backward) = (vec![0.0; batch * dim], vec![0.0; batch * dim]);
        encoder.encode(&pixels, batch, &mut forward).unwrap();
        encoder.encode(&reversed, batch, &mut backward).unwrap();
        for (row, other) in forward.chunks(dim).zip(backward.chunks(dim).rev()) {
            assert_eq!(
                row,
                other,
                "same bits in any place of a batch with {}",
                engine.info()
            );
        }
    }
}

/// ONNX Runtime's telemetry keeps its log and its session where temporary files go.
#[test]
fn the_engine_leaves_no_trace_of_telemetry() {
    let temporary = tempfile::tempdir().unwrap();
    let program = common::Program::new();
    let out = program.home().join("out");
    let out = out.to_str().unwrap();
    let ran = program
        .command(&[
            "embed", "sample", "--model", "starter", "--limit", "4", "--out", out,
        ])
        .env("TMPDIR", temporary.path())
        .output()
        .unwrap();
    assert!(ran.status.success());
    let left = std::fs::read_dir(temporary.path()).unwrap();
    let left: Vec<_> = left.map(|entry| entry.unwrap().file_name()).collect();
    assert!(left.is_empty(), "{left:?}");
}
