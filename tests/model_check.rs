//! The comparison with published values: it must pass what is right and refuse what is not.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test that cannot go on shall stop, and says so"
)]

mod common;

use std::path::{Path, PathBuf};
use std::process::Command;

use vectorsearch_pro::inference::Engine;
use vectorsearch_pro::job::Control;
use vectorsearch_pro::model::{Catalog, ModelSpec, Reference, Tolerance, WeightType};
use vectorsearch_pro::model_check::{ModelCheck, check_model};

/// What ONNX Runtime's Python package gives for the reference material's random model.
const CLIP_TINY: &str = include_str!("data/clip-tiny-values.json");

fn check(
    spec: &ModelSpec,
    engine: &dyn Engine,
    reference: &str,
    weights: WeightType,
) -> ModelCheck {
    let reference = Reference::parse(reference).unwrap();
    let tolerance = Tolerance::of(weights);
    check_model(spec, engine, &reference, tolerance, 2, &Control::new()).unwrap()
}

#[test]
fn another_model_does_not_pass_for_clip() {
    let catalog = Catalog::bundled().unwrap();
    let reference = catalog.reference(&catalog.models()[0]).unwrap().unwrap();
    let starter = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/starter");
    let tiny = common::shared("clip-tiny");
    for folder in [Some(starter), tiny].into_iter().flatten() {
        let spec = ModelSpec::open(&folder).unwrap();
        for engine in common::engines() {
            for weights in [WeightType::Fp32, WeightType::Int8] {
                let tolerance = Tolerance::of(weights);
                let check = check_model(
                    &spec,
                    engine.as_ref(),
                    &reference,
                    tolerance,
                    2,
                    &Control::new(),
                )
                .unwrap();
                assert!(!check.ok(), "{check}");
                assert_eq!(check.findings.len(), 4);
                assert!(!check.findings[0].ok, "the picture alone gives it away");
                assert!(check.to_string().starts_with("does not give"), "{check}");
            }
        }
    }
}

#[test]
fn recorded_values_pass_with_both_engines_and_wrong_ones_do_not() {
    let Some(folder) = common::shared("clip-tiny") else {
        return;
    };
    let spec = ModelSpec::open(&folder).unwrap();
    for engine in common::engines() {
        let passed = check(&spec, engine.as_ref(), CLIP_TINY, WeightType::Fp32);
        assert!(passed.ok(), "{passed} with {}", engine.info());
        assert!(passed.to_string().starts_with("gives the published values"));
    }
    let values: serde_json::Value = serde_json::from_str(CLIP_TINY).unwrap();
    let engine = &common::engines()[0];
    for (place, off, finding) in [
        ("/grey/values/7", 0.001, 0),
        ("/texts/0/first/0", 0.05, 1),
        ("/texts/0/sum", 1.0, 1),
        ("/texts/1/first/2", 0.001, 2),
    ] {
        let mut wrong = values.clone();
        let value = wrong.pointer_mut(place).unwrap();
        *value = (value.as_f64().unwrap() + off).into();
        let failed = check(&spec, engine.as_ref(), &wrong.to_string(), WeightType::Fp32);
        let is_wrong = |(index, found): (usize, &vectorsearch_pro::model_check::Finding)| {
            (!found.ok).then_some(index)
        };
        let named: Vec<usize> = failed
            .findings
            .iter()
            .enumerate()
            .filter_map(is_wrong)
            .collect();
        assert_eq!(named, [finding], "{place}: {failed}");
        assert_eq!(failed.worst(), Some(&failed.findings[finding]));
    }
}

#[test]
fn nothing_to_compare_is_not_a_success() {
    let starter = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/starter");
    let spec = ModelSpec::open(&starter).unwrap();
    let engine = &common::engines()[0];
    let check = check(&spec, engine.as_ref(), "{}", WeightType::Fp32);
    assert!(!check.ok());
}

/// Makes 8-bit towers of the reference material's random model, where Python has what it needs
/// (`VECTORSEARCH_TEST_PYTHON` names the interpreter).
fn quantized(target: &Path) -> Option<PathBuf> {
    let (from, tool) = (common::shared("clip-tiny")?, common::shared("reference")?);
    let python = std::env::var_os("VECTORSEARCH_TEST_PYTHON").unwrap_or_else(|| "python3".into());
    std::fs::create_dir_all(target.join("onnx")).unwrap();
    for tower in ["vision_model", "text_model"] {
        let made = Command::new(&python)
            .arg(tool.join("quantize.py"))
            .arg(from.join(format!("onnx/{tower}.onnx")))
            .arg(target.join(format!("onnx/{tower}_int8.onnx")))
            .output();
        if !made.is_ok_and(|made| made.status.success()) {
            eprintln!("skipped: Python cannot quantise models here");
            return None;
        }
    }
    for name in ["tokenizer.json", "preprocessor_config.json"] {
        std::fs::copy(from.join(name), target.join(name)).unwrap();
    }
    Some(target.to_path_buf())
}

#[test]
fn eight_bits_pass_with_their_own_tolerance_only() {
    let folder = tempfile::tempdir().unwrap();
    let Some(folder) = quantized(folder.path()) else {
        return;
    };
    let spec = ModelSpec::open(&folder).unwrap();
    assert!(
        spec.image.one_at_a_time,
        "the scale of activations is that of a batch"
    );
    assert_eq!(spec.image.file.file_name(), "vision_model_int8.onnx");
    for engine in common::engines() {
        let loose = check(&spec, engine.as_ref(), CLIP_TINY, WeightType::Int8);
        assert!(loose.ok(), "{loose} with {}", engine.info());
        let strict = check(&spec, engine.as_ref(), CLIP_TINY, WeightType::Fp32);
        assert!(!strict.ok(), "{strict} with {}", engine.info());
    }
}
