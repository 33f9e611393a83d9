//! Runs that something happened to, in the window: everything that can be shown is shown, and what is wrong is said.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on shall stop, and says so"
)]

mod window_support;

use std::fs::{self, File};
use std::path::Path;

use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable;
use ndarray::{Array1, Array2, s};
use ndarray_npy::{ReadNpyExt, WriteNpyExt};
use vectorsearch_pro::paths::AppPaths;
use window_support::{Start, Window};

fn vectors(run: &Path) -> Array2<f32> {
    Array2::read_npy(File::open(run.join("image_embeddings.npy")).unwrap()).unwrap()
}

fn put_vectors(run: &Path, vectors: &Array2<f32>) {
    let file = File::create(run.join("image_embeddings.npy")).unwrap();
    vectors.write_npy(file).unwrap();
}

/// Keeps the first `count` products of a run.
fn shorten(run: &Path, count: usize) {
    let kept = vectors(run).slice(s![..count, ..]).to_owned();
    put_vectors(run, &kept);
    let path = run.join("image_ids.npy");
    let ids = Array1::<i64>::read_npy(File::open(&path).unwrap()).unwrap();
    let ids = ids.slice(s![..count]).to_owned();
    ids.write_npy(File::create(&path).unwrap()).unwrap();
    let path = run.join("metadata_clean.csv");
    let table = fs::read_to_string(&path).unwrap();
    let lines: Vec<&str> = table.lines().take(count + 1).collect();
    fs::write(&path, lines.join("\n") + "\n").unwrap();
}

/// Replaces the ids of the first `count` products by ones that no dataset has.
fn rename_products(run: &Path, count: usize) {
    let path = run.join("image_ids.npy");
    let mut ids = Array1::<i64>::read_npy(File::open(&path).unwrap()).unwrap();
    let path_of_table = run.join("metadata_clean.csv");
    let table = fs::read_to_string(&path_of_table).unwrap();
    let mut lines: Vec<String> = table.lines().map(str::to_owned).collect();
    for at in 0..count {
        let strange = 9_000_000 + at as i64;
        let rest = lines[at + 1].split_once(',').unwrap().1.to_owned();
        lines[at + 1] = format!("{strange},{rest}");
        ids[at] = strange;
    }
    ids.write_npy(File::create(&path).unwrap()).unwrap();
    fs::write(path_of_table, lines.join("\n") + "\n").unwrap();
}

fn open(page: &'static str, change: fn(&Path)) -> Window {
    Start::new().page(page).sample_run_after(change).open()
}

fn ask(window: &mut Window, text: &str) {
    window.type_into_the_field(text);
}

fn measure(window: &mut Window) {
    window.go_to("Quality");
    if window.has("Read the pictures too") {
        window.press("Measure quality");
    }
}

#[test]
fn vectors_of_another_dimension_are_called_foreign() {
    let mut window = open("explore", |run| {
        let short = vectors(run).slice(s![.., ..100]).to_owned();
        put_vectors(run, &short);
    });
    window.wait_for("The vectors have 100 numbers, but run.json says 512");
    ask(&mut window, "red handbag");
    window.wait_for("They come from different models and cannot be compared");
    window.settle();
    window.go_to("Map");
    window.wait_for("neighbours are near here too");
    assert!(window.has("run.json says 512"));
    measure(&mut window);
    window.wait_for("The vectors have 100 numbers");
    window.settle();
}

#[test]
fn products_that_the_dataset_does_not_know_any_more_are_counted() {
    let mut window = open("explore", |run| rename_products(run, 7));
    window.wait_for("7 products of this run cannot be used in the open dataset any more");
    ask(&mut window, "watch");
    window.wait_for("Where these scores lie");
    window.settle();
    window.go_to("Map");
    window.wait_for("neighbours are near here too");
    assert!(window.has("7 products of this run"));
    measure(&mut window);
    window.wait_for("7 products of the run no longer usable");
    window.settle();
}

#[test]
fn one_product_alone_is_no_obstacle() {
    let mut window = open("explore", |run| shorten(run, 1));
    window.wait_for("Try");
    ask(&mut window, "watch");
    window.wait_for("Where these scores lie");
    window.settle();
    window.go_to("Map");
    window.wait_for("arranged so that neighbours lie together");
    window.settle();
    measure(&mut window);
    window.wait_for("only one vector");
    window.settle();
}

#[test]
fn vectors_that_are_all_the_same_are_called_so() {
    let mut window = open("explore", |run| {
        let all = vectors(run);
        let same = Array2::from_shape_fn(all.dim(), |(_, at)| all[[0, at]]);
        put_vectors(run, &same);
    });
    window.wait_for("Try");
    ask(&mut window, "watch");
    window.wait_for("Where these scores lie");
    window.settle();
    window.go_to("Map");
    window.wait_for("arranged so that neighbours lie together");
    window.settle();
    measure(&mut window);
    window.wait_for("All vectors are the same");
    window.settle();
}

#[test]
fn vectors_with_values_that_are_no_numbers_are_left_out_and_counted() {
    let mut window = open("explore", |run| {
        let mut all = vectors(run);
        all[[3, 0]] = f32::NAN;
        all.row_mut(4).fill(f32::INFINITY);
        put_vectors(run, &all);
    });
    window.wait_for("Try");
    ask(&mut window, "watch");
    window.wait_for("2 products cannot be compared: their vectors are not finite");
    window.settle();
    window.go_to("Map");
    window.wait_for("neighbours are near here too");
    window.settle();
    measure(&mut window);
    window.wait_for("2 vectors with a value that is not a number");
    window.settle();
}

#[test]
fn another_model_is_not_asked_for_texts() {
    let mut window = open("explore", |run| {
        let path = run.join("run.json");
        let mut record: serde_json::Value =
            serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
        record["model"]["files"][1]["sha256"] = "0".repeat(64).into();
        fs::write(&path, record.to_string()).unwrap();
    });
    window.wait_for("Try");
    ask(&mut window, "watch");
    window.wait_for("This is not the model that the run was made with");
    window.settle();
    window.press("Empty the field");
    window.pick(2);
    window.wait_for("Results agree on");
    measure(&mut window);
    window.wait_for("Do neighbours share the label?");
    window.click(Role::RadioButton, "Texts");
    window.wait_for("This is not the model that the run was made with");
    window.settle();
}

#[test]
fn a_damaged_finished_run_can_be_replaced() {
    let mut window = open("embed", |run| {
        let path = run.join("metadata_clean.csv");
        let table = fs::read_to_string(&path).unwrap();
        fs::write(&path, table.replacen("Women", "Somen", 1)).unwrap();
    });
    window.choose_command("Start embedding");
    window.wait_for("The files in the output folder are not what this run wrote");
    assert!(!window.has("--fresh"), "this is not the command line");
    window.settle();
    window.press("Replace the earlier run…");
    window.press("Replace the earlier run");
    window.wait_for("Done: written, read back and verified. 300 pictures");
}

#[test]
fn a_chosen_output_folder_is_remembered_with_what_it_is_for() {
    let elsewhere = tempfile::tempdir().unwrap();
    window_support::copy_of_sample_run(elsewhere.path());
    let chosen = elsewhere.path().display().to_string();
    let mut window = Start::new().page("embed").dataset("sample").open();
    let field = window
        .harness
        .get_by_role_and_label(Role::TextInput, "Output folder");
    field.focus();
    window.keys(Modifiers::COMMAND, Key::A);
    window.type_text(&chosen);
    window.keys(Modifiers::NONE, Key::Enter);
    window.wait_for(" vectors");
    let settings = AppPaths::below(window.home()).settings();
    window.step_until("the settings", |_| {
        fs::read_to_string(&settings).is_ok_and(|text| text.contains(&chosen))
    });
    let kept = fs::read(&settings).unwrap();
    drop(window);
    let mut window = Start::new()
        .page("embed")
        .dataset("sample")
        .furnished(move |paths| fs::write(paths.settings(), &kept).unwrap())
        .open();
    window.wait_for(" vectors");
}
