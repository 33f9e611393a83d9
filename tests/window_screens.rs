//! Export, Quality, Settings and Help, used by the names that a person (or a screen reader) sees.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on shall stop, and says so"
)]

mod window_support;

use std::path::PathBuf;

use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;
use window_support::{Start, Window};

fn run_folder(window: &Window) -> PathBuf {
    window.home().join("data/runs/Sample - starter")
}

fn sample(page: &'static str) -> Window {
    Start::new().page(page).sample_run().open()
}

fn examined() -> Window {
    let mut window = sample("quality");
    window.wait_for("Measure quality");
    window.press("Measure quality");
    window.wait_for("From the exact 10 nearest neighbours");
    window
}

fn choose_column(window: &mut Window, column: &str) {
    window.click(Role::ComboBox, "Labels");
    let choices = window.harness.query_all_by_label_contains(column);
    choices
        .into_iter()
        .last()
        .expect("the column is offered")
        .click();
    window.harness.run_steps(4);
}

#[test]
fn a_form_is_written_and_the_certificate_shown() {
    let mut window = sample("export");
    window.wait_for("FAISS IndexFlatIP");
    let index = run_folder(&window).join("image_embeddings.faiss");
    assert!(
        !index.exists(),
        "nothing is written without being asked for"
    );
    window.press("Write faiss");
    window.wait_for("FAISS IndexFlatIP written");
    assert!(index.is_file());
    assert!(window.has("Write faiss again"));

    window.press("Verify again");
    window.wait_for("All checks passed");
    for check in ["Unchanged", "Rows aligned", "Embedded again"] {
        assert!(window.has(check), "{check} is shown");
    }
    window.press("Dismiss");
    window.settle();
}

#[test]
fn the_cell_for_the_next_notebook_is_copied() {
    let mut window = sample("export");
    window.wait_for("Copy cell for notebook 03");
    window.press("Copy cell for notebook 03");
    window.wait_for("Notebook cell copied");
}

#[test]
fn quality_is_examined_and_a_cell_opens_its_pairs() {
    let mut window = examined();
    assert!(window.has("Do neighbours share the label?"));
    window.settle();
    window.click(Role::RadioButton, "Confusions");
    let cells = window.harness.query_all_by_role(Role::Button);
    let cell = cells
        .into_iter()
        .find(|node| {
            use egui_kittest::kittest::NodeT as _;
            let label = node.accesskit_node().label().unwrap_or_default();
            label.contains(" beside ") && !label.contains(", 0 pairs")
        })
        .expect("a cell with pairs");
    cell.click();
    window.wait_for("pairs, the most similar first");
    window.rest();
    window.settle();
    for part in [
        "Duplicates",
        "Outliers",
        "Hubs",
        "Vectors",
        "Texts",
        "Review",
    ] {
        window.click(Role::RadioButton, part);
        window.rest();
        window.settle();
    }
}

#[test]
fn a_verdict_by_key_is_saved_and_taken_back() {
    let mut window = examined();
    window.click(Role::RadioButton, "Review");
    if window.has("Nothing to review") {
        choose_column(&mut window, "season");
    }
    window.wait_for("Is the label wrong?");
    let file = run_folder(&window).join(vectorsearch_pro::quality::VERDICTS);
    window.keys(Modifiers::NONE, Key::Num1);
    window.step_until("the verdict on the disk", |_| {
        std::fs::read_to_string(&file).is_ok_and(|text| text.contains("label_wrong"))
    });
    window.wait_for("1 judged");
    window.keys(Modifiers::NONE, Key::ArrowUp);
    window.keys(Modifiers::NONE, Key::Backspace);
    window.step_until("the verdict gone", |_| {
        std::fs::read_to_string(&file).is_ok_and(|text| !text.contains("label_wrong"))
    });
    window.settle();
}

#[test]
fn a_reset_of_the_settings_can_be_undone() {
    let mut window = Start::new().page("settings").open();
    window.click(Role::RadioButton, "Dark");
    assert_eq!(window.harness.ctx.theme(), egui::Theme::Dark);
    window.press("Reset settings");
    window.press("Undo");
    assert_eq!(window.harness.ctx.theme(), egui::Theme::Dark);
}

#[test]
fn diagnostics_are_copied_without_secrets() {
    let mut window = sample("help");
    let log = window.home().join("data/log.txt");
    std::fs::create_dir_all(log.parent().unwrap()).unwrap();
    std::fs::write(
        &log,
        "2026-01-02T03:04:05Z WARN net: refused, KAGGLE_KEY=plantedsecret\n",
    )
    .unwrap();
    let button = window
        .harness
        .get_by_role_and_label(Role::Button, "Copy diagnostics");
    button.click();
    let mut copied = None;
    for _ in 0..2_000 {
        std::thread::sleep(std::time::Duration::from_millis(5));
        window.harness.step();
        let commands = &window.harness.output().platform_output.commands;
        copied = commands.iter().find_map(|command| match command {
            egui::OutputCommand::CopyText(text) => Some(text.clone()),
            _ => None,
        });
        if copied.is_some() {
            break;
        }
    }
    let copied = copied.expect("a text is copied");
    assert!(copied.contains("VectorSearch Pro"), "{copied}");
    assert!(copied.contains("refused"), "the log is in it: {copied}");
    assert!(!copied.contains("plantedsecret"), "{copied}");
}

#[test]
fn the_guide_is_read_in_help_and_its_links_are_followed() {
    let mut window = Start::new().page("help").open();
    window.click(Role::Tab, "User guide");
    assert!(window.has("In ten seconds"));
    window.click(Role::Link, "Install and start");
    window.wait_for("Where the app keeps your things");
    assert!(!window.has("In ten seconds"), "another page is shown");
    // Every page can be drawn, to its end.
    for page in vectorsearch_pro::guide::PAGES {
        window.click(Role::Tab, page.title);
        let heading = page.text.lines().next().unwrap().trim_start_matches("# ");
        window.wait_for(heading);
    }
    window.click(Role::Tab, "At a glance");
    assert!(window.has("Shortcuts"));
    assert!(window.texts().iter().all(|text| !text.contains("cannot draw")));
}
