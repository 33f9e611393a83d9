//! `quality` and `report` on runs that something happened to.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test that cannot go on shall stop, and says so"
)]

mod common;
mod quality_support;

use std::fs;

use common::shared;
use ndarray::{Array2, s};
use quality_support::{Scene, files_in, has_figures_that_are_none, notes};

#[test]
fn a_dataset_that_moved_away_costs_labels_and_pictures_only() {
    let scene = Scene::new(30);
    fs::rename(scene.dataset(), scene.folder.path().join("moved")).unwrap();
    let ran = scene.quality(&["--json"]);
    assert!(
        ran.stderr.contains("name it with --dataset"),
        "{}",
        ran.stderr
    );
    let report = ran.json();
    assert!(notes(&report).contains("No column of labels"));
    assert_eq!(report["columns"].as_array().unwrap().len(), 0);
    assert_eq!(report["outliers"].as_array().unwrap().len(), 30);
    let written = scene.report();
    assert_eq!(written.status, Some(0), "{}", written.stderr);
    assert!(
        fs::read_to_string(scene.page())
            .unwrap()
            .contains("no picture")
    );
    let moved = format!("--dataset={}", scene.folder.path().join("moved").display());
    let again = scene.quality(&["--json", &moved]).json();
    assert!(!again["columns"].as_array().unwrap().is_empty());
}

#[test]
fn rows_and_pictures_that_are_gone_are_counted() {
    let scene = Scene::new(30);
    let ids = scene.ids();
    let styles = scene.dataset().join("styles.csv");
    let table = fs::read_to_string(&styles).unwrap();
    let kept = table
        .lines()
        .filter(|line| !line.starts_with(&format!("{},", ids[4])));
    fs::write(&styles, kept.collect::<Vec<_>>().join("\n")).unwrap();
    let picture = files_in(&scene.dataset().join("images"))
        .into_iter()
        .find(|path| path.file_stem().unwrap().to_string_lossy() == ids[9].to_string());
    fs::remove_file(picture.unwrap()).unwrap();
    let report = scene.quality(&["--json"]).json();
    assert_eq!(report["missing_products"], 2);
    assert!(
        notes(&report).contains("2 products of the run no longer usable"),
        "{}",
        notes(&report)
    );
    assert!(
        notes(&report).contains("table is not the one"),
        "{}",
        notes(&report)
    );
    assert_eq!(report["unmeasured_total"], 2);
    assert_eq!(report["vectors"]["rows"], 30);
    assert_eq!(scene.report().status, Some(0));
}

#[test]
fn a_damaged_picture_is_named_and_the_others_are_measured() {
    let scene = Scene::new(30);
    let picture = files_in(&scene.dataset().join("images"))
        .into_iter()
        .find(|path| path.file_stem().unwrap().to_string_lossy() == scene.ids()[2].to_string())
        .unwrap();
    let bytes = fs::read(&picture).unwrap();
    fs::write(&picture, &bytes[..bytes.len() / 2]).unwrap();
    let report = scene.quality(&["--json"]).json();
    assert_eq!(report["unmeasured"][0]["id"], scene.ids()[2]);
    assert!(
        notes(&report).contains("1 picture could not be read"),
        "{}",
        notes(&report)
    );
    assert_eq!(report["dependence"][0]["products"], 29);
}

#[test]
fn a_single_product_has_nothing_to_be_compared_with() {
    let scene = Scene::new(1);
    let report = scene.quality(&["--json"]).json();
    assert!(
        notes(&report).contains("only one vector"),
        "{}",
        notes(&report)
    );
    assert_eq!(report["k"], 0);
    let refused = scene.report();
    assert!(
        refused.error().contains("fewer than two vectors"),
        "{}",
        refused.stderr
    );
    assert!(!scene.page().exists());
}

#[test]
fn a_collapsed_model_is_called_one() {
    let scene = Scene::new(30);
    let row = scene.vectors().row(0).to_owned();
    scene.put_vectors(&Array2::from_shape_fn((30, row.len()), |(_, at)| row[at]));
    let report = scene.quality(&["--json"]).json();
    assert!(
        notes(&report).starts_with("All vectors are the same"),
        "{}",
        notes(&report)
    );
    assert_eq!(report["vectors"]["collapsed"], true);
    assert_eq!(report["identical_vectors"]["products"], 30);
    assert_eq!(scene.report().status, Some(0));
    let page = fs::read_to_string(scene.page()).unwrap();
    assert!(page.contains("Read this first") && page.contains("Not in order."));
}

#[test]
fn vectors_with_faults_are_left_out_or_named() {
    let scene = Scene::new(30);
    let mut vectors = scene.vectors();
    vectors[[3, 0]] = f32::NAN;
    vectors[[4, 1]] = f32::INFINITY;
    vectors.row_mut(5).mapv_inplace(|x| x * 2.0);
    scene.put_vectors(&vectors);
    let report = scene.quality(&["--json"]).json();
    let said = notes(&report);
    assert!(
        said.contains("2 vectors with a value that is not a number"),
        "{said}"
    );
    assert!(said.contains("1 vector not of unit length"), "{said}");
    assert_eq!(report["vectors"]["not_finite"], serde_json::json!([3, 4]));
    assert_eq!(report["vectors"]["not_unit"], serde_json::json!([5]));
    assert_eq!(report["outliers"].as_array().unwrap().len(), 28);
    assert_eq!(scene.report().status, Some(0));
    let page = fs::read_to_string(scene.page()).unwrap();
    assert!(!has_figures_that_are_none(&page));
}

#[test]
fn vectors_that_are_all_not_a_number_are_no_report() {
    let scene = Scene::new(5);
    scene.put_vectors(&Array2::from_elem((5, 512), f32::NAN));
    let report = scene.quality(&["--json"]).json();
    assert!(
        notes(&report).starts_with("No vector can be compared"),
        "{}",
        notes(&report)
    );
    assert!(scene.report().error().contains("fewer than two vectors"));
}

#[test]
fn vectors_of_another_dimension_are_said_to_be_foreign() {
    let scene = Scene::new(30);
    let vectors = scene.vectors();
    scene.put_vectors(&vectors.slice(s![.., ..100]).to_owned());
    let report = scene.quality(&["--json"]).json();
    let said = notes(&report);
    assert!(
        said.contains("The vectors have 100 numbers, but run.json says 512"),
        "{said}"
    );
    assert_eq!(report["zero_shot"].as_array().unwrap().len(), 0);
}

#[test]
fn another_model_is_not_asked_for_texts() {
    let Some(other) = shared("clip-tiny") else {
        return;
    };
    let scene = Scene::new(12);
    let model = format!("--model={}", other.display());
    let refused = scene.quality(&[&model]);
    assert!(
        refused
            .error()
            .contains("not the model that the run was made with")
    );
}

#[test]
fn damaged_verdicts_stop_the_examination() {
    let scene = Scene::new(12);
    let path = scene.out().join("review_verdicts.json");
    fs::write(&path, "not json").unwrap();
    let refused = scene.quality(&[]);
    assert!(
        refused
            .error()
            .contains("verdicts of this run cannot be read")
    );
    assert_eq!(fs::read_to_string(&path).unwrap(), "not json");
}
