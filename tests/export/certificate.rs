//! What the certificate says of a sound run, and of every kind of unsound one.

use std::fs::{self, File};
use std::path::Path;

use ndarray::Array2;
use ndarray_npy::{ReadNpyExt, WriteNpyExt};
use serde_json::Value;

use crate::common::engines;
use crate::sample_run::SampleRun;

/// The findings by name: result and detail.
fn finding<'a>(certificate: &'a Value, name: &str) -> (&'a str, &'a str) {
    let checks = certificate["checks"].as_array().unwrap();
    let check = checks.iter().find(|check| check["name"] == name).unwrap();
    (
        check["result"].as_str().unwrap(),
        check["detail"].as_str().unwrap(),
    )
}

/// The certificate as printed, whatever the status.
fn certificate(run: &SampleRun, more: &[&str]) -> (Option<i32>, Value) {
    let ran = run.run("verify", &[&["--json", "--again", "16"], more].concat());
    let printed = ran.stdout.lines().last().expect(&ran.stderr);
    (ran.status, serde_json::from_str(printed).unwrap())
}

#[test]
fn a_sound_run_is_certified_with_either_engine() {
    let run = SampleRun::new(40);
    let (status, sound) = certificate(&run, &[]);
    assert_eq!(
        (status, &sound["ok"], &sound["complete"]),
        (Some(0), &true.into(), &true.into())
    );
    assert_eq!(sound["items"], 40);
    let (result, detail) = finding(&sound, "embedded_again");
    assert_eq!(result, "passed");
    assert!(
        detail.starts_with("16 of 40 pictures, with built-in engine"),
        "{detail}"
    );
    assert!(
        detail.contains("as in the run") && detail.contains("required 0.9999"),
        "{detail}"
    );
    let sample = sound["sample"].as_array().unwrap();
    assert_eq!(sample.len(), 16);
    assert!(
        sample
            .iter()
            .all(|sampled| sampled["cosine"].as_f64().unwrap() > 0.999_999)
    );

    if engines().len() > 1 {
        let (status, other) = certificate(&run, &["--engine", "onnxruntime"]);
        let (result, detail) = finding(&other, "embedded_again");
        assert_eq!((status, result), (Some(0), "passed"), "{detail}");
        assert!(
            detail.contains("in the run with Built-in engine"),
            "{detail}"
        );
    }
}

/// Swaps two vectors and makes the record agree with it: only embedding again can notice.
fn swap_vectors(out: &Path, one: usize, other: usize) {
    let path = out.join("image_embeddings.npy");
    let mut vectors = Array2::<f32>::read_npy(File::open(&path).unwrap()).unwrap();
    for x in 0..vectors.ncols() {
        vectors.swap([one, x], [other, x]);
    }
    vectors.write_npy(File::create(&path).unwrap()).unwrap();
    let record = out.join("run.json");
    let mut json: Value = serde_json::from_slice(&fs::read(&record).unwrap()).unwrap();
    let hash = vectorsearch_pro::artifact::hash_file(&path).unwrap().1;
    json["files"]["image_embeddings.npy"]["sha256"] = hash.into();
    fs::write(&record, json.to_string()).unwrap();
}

#[test]
fn rows_that_are_not_their_pictures_are_found() {
    let run = SampleRun::new(16);
    swap_vectors(&run.out(), 3, 11);
    run.run("verify", &["--json"]).json();
    let (status, unsound) = certificate(&run, &[]);
    assert_eq!((status, &unsound["ok"]), (Some(1), &false.into()));
    let (result, detail) = finding(&unsound, "embedded_again");
    assert_eq!(result, "failed");
    assert!(
        detail.contains("2 below that, the worst in row"),
        "{detail}"
    );
}

#[test]
fn a_dataset_that_was_moved_or_changed_is_said() {
    let run = SampleRun::new(16);
    let moved = run.folder().join("moved");
    fs::rename(run.dataset(), &moved).unwrap();
    let (status, without) = certificate(&run, &[]);
    assert_eq!(
        (status, &without["ok"], &without["complete"]),
        (Some(1), &true.into(), &false.into())
    );
    let (result, detail) = finding(&without, "same_dataset");
    assert_eq!(result, "not_done");
    assert!(detail.contains("no longer where it was"), "{detail}");
    assert_eq!(finding(&without, "embedded_again").0, "not_done");

    let named = moved.to_str().unwrap();
    let (status, found) = certificate(&run, &["--dataset", named]);
    assert_eq!(
        (status, finding(&found, "embedded_again").0),
        (Some(0), "passed")
    );

    let first = moved.join(found["sample"][0]["image_path"].as_str().unwrap());
    let second = moved.join(found["sample"][1]["image_path"].as_str().unwrap());
    fs::copy(second, first).unwrap();
    let (status, changed) = certificate(&run, &["--dataset", named]);
    let (result, detail) = finding(&changed, "embedded_again");
    assert_eq!((status, result), (Some(1), "not_done"));
    assert!(
        detail.ends_with("the picture was changed since the run"),
        "{detail}"
    );

    let (_, other) = certificate(&run, &["--dataset", run.out().to_str().unwrap()]);
    assert_eq!(finding(&other, "same_dataset").0, "not_done");
}

#[test]
fn a_model_that_is_gone_or_another_one_is_said() {
    let run = SampleRun::new(8);
    let (status, gone) = certificate(&run, &["--model", "no-such-model"]);
    assert_eq!(
        (status, finding(&gone, "same_model").0),
        (Some(1), "not_done")
    );
    assert!(finding(&gone, "same_model").1.contains("no-such-model"));

    let copy = run.folder().join("model");
    vectorsearch_pro::model::write_starter(&copy).unwrap();
    let named = copy.to_str().unwrap();
    let (status, same) = certificate(&run, &["--model", named]);
    assert_eq!(
        (status, finding(&same, "same_model").0),
        (Some(0), "passed")
    );

    let tokenizer = copy.join("tokenizer.json");
    let changed = fs::read_to_string(&tokenizer).unwrap() + " ";
    fs::write(&tokenizer, changed).unwrap();
    let (_, other) = certificate(&run, &["--model", named]);
    let (result, detail) = finding(&other, "same_model");
    assert_eq!(result, "not_done");
    assert!(
        detail.contains("not the model that the run was made with"),
        "{detail}"
    );
}
