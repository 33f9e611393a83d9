//! Bringing things in, by what a person sees: the Kaggle dialog, model cards, ONNX Runtime, a bundle dropped.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test that cannot go on shall stop, and says so"
)]

mod window_support;

use std::fs;
use std::io::Write;
use std::path::Path;

use egui::accesskit::Role;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use window_support::{Start, Window};
use zip::write::SimpleFileOptions;

const KEY: &str = "0123456789abcdef0123456789abcdef";

#[test]
fn a_chosen_key_is_taken_and_never_shown() {
    let mut window = Start::new().open();
    let key = window.home().join("kaggle (1).json");
    fs::write(&key, format!(r#"{{"username":"student","key":"{KEY}"}}"#)).unwrap();
    window.press("Get the dataset…");
    window.wait_for("Folder for the dataset");
    window.press("Close");
    window.drop_file(key);
    window.wait_for("Found the key of student");
    assert!(window.texts().iter().all(|text| !text.contains(KEY)));
    window.settle();
}

#[test]
fn the_download_waits_for_a_key() {
    let mut window = Start::new().open();
    window.press("Get the dataset…");
    window.wait_for("Account and terms");
    if window.has("Use another key") {
        // The key of whoever runs the tests.
        window.press("Use another key");
    }
    let is_enabled = |window: &Window, name: &str| {
        let button = window.harness.get_by_role_and_label(Role::Button, name);
        !button.accesskit_node().is_disabled()
    };
    assert!(!is_enabled(&window, "Download"));
    assert!(!is_enabled(&window, "Test the key"));
    window.click(Role::RadioButton, "Token");
    let field = window
        .harness
        .get_by_role_and_label(Role::PasswordInput, "Token");
    field.focus();
    window.type_text(KEY);
    assert!(is_enabled(&window, "Download"));
    assert!(is_enabled(&window, "Test the key"));
    window.settle();
}

#[test]
fn what_is_no_key_is_said_in_the_dialog() {
    let mut window = Start::new().open();
    let key = window.home().join("kaggle.json");
    fs::write(&key, "{}").unwrap();
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
    assert!(window.has("In use") || window.has("Not loaded"));
    window.settle();
}

#[test]
fn an_interrupted_download_is_told_on_the_dataset_page_until_it_is_put_away() {
    let mut window = Start::new().dataset("sample").open();
    assert!(!window.has("Fashion dataset from Kaggle"));
    let part = "data/datasets/fashion-product-images-small.zip.part";
    let part = window.home().join(part);
    fs::create_dir_all(part.parent().unwrap()).unwrap();
    fs::write(&part, "PK").unwrap();
    window.choose_command("Download from Kaggle");
    window.wait_for("Continue the download");
    window.press("Close");
    window.wait_for("Interrupted");
    window.wait_for("Fashion dataset from Kaggle");
    window.press("Continue…");
    window.wait_for("Folder for the dataset");
    window.press("Close");
    window.press("Put away");
    window.step_until("the end of the message", |window| {
        !window.has("Interrupted")
    });
    assert!(part.exists(), "what has arrived is kept");
    window.settle();
}

/// A zip file with the starter model's files in a folder.
fn write_model_zip(path: &Path) {
    let starter = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/starter");
    let mut zip = zip::ZipWriter::new(fs::File::create(path).unwrap());
    for name in [
        "onnx/vision_model.onnx",
        "onnx/text_model.onnx",
        "tokenizer.json",
        "preprocessor_config.json",
    ] {
        let name_inside = format!("Klasse 7b/{name}");
        zip.start_file(name_inside, SimpleFileOptions::default())
            .unwrap();
        zip.write_all(&fs::read(starter.join(name)).unwrap())
            .unwrap();
    }
    zip.finish().unwrap();
}

#[test]
fn a_model_is_imported_by_a_drop_then_found_damaged_and_removed() {
    let mut window = Start::new().page("settings").size(1280.0, 1400.0).open();
    let zip = window.home().join("model.zip");
    write_model_zip(&zip);
    window.drop_file(zip);
    window.wait_for("Imported: Klasse 7b");
    window.wait_for("in the app's folder, every file verified");

    let folder = window.home().join("data/models/Klasse 7b");
    let tower = folder.join("onnx/text_model.onnx");
    let mut bytes = fs::read(&tower).unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    fs::write(&tower, bytes).unwrap();
    window.press("Verify");
    window.wait_for("It is not used: text_model.onnx was changed since it was imported");
    window.wait_for("Damaged");

    window.press("Remove…");
    window.press("Remove the model");
    window.wait_for("The model is removed");
    assert!(!folder.exists());
    window.settle();
}
