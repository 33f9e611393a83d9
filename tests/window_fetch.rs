//! Bringing things in, by what a person sees: the Kaggle dialog, model cards, ONNX Runtime, a bundle dropped.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test that cannot go on shall stop, and says so"
)]

mod window_support;

use window_support::Start;

const KEY: &str = "0123456789abcdef0123456789abcdef";

#[test]
fn a_chosen_key_is_taken_and_never_shown() {
    let mut window = Start::new().open();
    let key = window.home().join("kaggle (1).json");
    std::fs::write(&key, format!(r#"{{"username":"student","key":"{KEY}"}}"#)).unwrap();
    window.press("Get the dataset…");
    window.wait_for("Folder for the dataset");
    window.press("Close");
    window.drop_file(key);
    window.wait_for("Found the key of student");
    assert!(window.texts().iter().all(|text| !text.contains(KEY)));
    window.settle();
}

#[test]
fn what_is_no_key_is_said_in_the_dialog() {
    let mut window = Start::new().open();
    let key = window.home().join("kaggle.json");
    std::fs::write(&key, "{}").unwrap();
    window.drop_file(key);
    window.wait_for("This is not a kaggle.json");
    window.settle();
}

#[test]
fn models_are_offered_with_their_size_and_state() {
    let mut window = Start::new().dataset("sample").page("embed").open();
    window.wait_for("CLIP ViT-B/32");
    assert!(window.has("Not installed"));
    assert!(window.has("Built in"));
    window.settle();
}

#[test]
fn settings_say_which_runtime_is_loaded_and_what_can_be_had() {
    let mut window = Start::new().page("settings").open();
    window.wait_for("Import ONNX Runtime…");
    window.wait_for("Save for offline use…");
    assert!(window.has("is loaded, because") || window.has("Not loaded"));
    window.settle();
}
