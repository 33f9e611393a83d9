//! Welcome, Export, Quality, Settings and Help, used by the names that a person (or a screen reader) sees.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on shall stop, and says so"
)]

mod window_support;

use std::path::PathBuf;

use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
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
    window.press("Dismiss");

    window.press("Verify again");
    window.wait_for("All checks passed");
    for check in ["Unchanged", "Rows aligned", "Embedded again"] {
        assert!(window.has(check), "{check} is shown");
    }
    window.settle();
}

#[test]
fn the_files_are_read_back_when_they_are_looked_at() {
    let mut window = sample("export");
    window.wait_for("the files are whole and belong together");
    for check in ["Unchanged", "Unit length", "Rows aligned"] {
        assert!(window.has(check), "{check} is shown");
    }
    assert!(
        window.has("Not yet: Verify again"),
        "what was not done is not claimed"
    );
    assert!(!window.has("All checks passed"));
    window.settle();
}

#[test]
fn files_that_were_changed_are_called_unusable_at_sight() {
    let start = Start::new().page("export").sample_run_after(|run| {
        let path = run.join("metadata_clean.csv");
        let table = std::fs::read_to_string(&path).unwrap();
        std::fs::write(&path, table.replacen("images/", "image/", 1)).unwrap();
    });
    let mut window = start.open();
    window.wait_for("These files should not be used");
    assert!(window.has("changed since the run: metadata_clean.csv"));
    assert!(!window.has("the files are whole"));
    window.settle();
}

/// Whether a text on the page holds this: not a tooltip, which names what it belongs to.
fn says(window: &Window, text: &str) -> bool {
    use egui_kittest::kittest::NodeT as _;
    let mut labels = window.harness.query_all_by_role(Role::Label);
    labels.any(|label| {
        let said = label.accesskit_node().value();
        said.is_some_and(|said| said.contains(text))
    })
}

#[test]
fn the_account_is_one_row_where_nothing_is_amiss() {
    let window = Start::new().dataset("sample").open();
    assert!(window.has("usable as they are") && window.has("Every row has its image"));
    assert!(!window.has("Repair rows") && !says(&window, "image files ="));
    let window = Start::new().messy_dataset().open();
    assert!(window.has("Repair rows") && window.has("skipping leaves 292"));
    assert!(says(&window, "image files =") && !window.has("Every row has its image"));
}

#[test]
fn what_the_model_sees_is_in_sight_and_the_large_picture_has_the_labels() {
    let mut window = Start::new().dataset("sample").open();
    window.pick(3);
    let words = window.harness.get_by_label_contains("The model gets 224");
    assert!(
        words.rect().bottom() < 756.0,
        "above the status bar: {:?}",
        words.rect()
    );
    window.keys(Modifiers::NONE, Key::Enter);
    window.rest();
    let dialog = window.harness.get_by_role(Role::Dialog);
    for text in ["Base colour", "Black", "As the model sees it"] {
        assert!(
            dialog.query_by_label(text).is_some(),
            "{text} is in the dialog"
        );
    }
    window.settle();
}

#[test]
fn what_hovers_over_the_window_is_told_what_will_happen() {
    let mut window = Start::new().open();
    let folder = window.home().to_path_buf();
    window.hover_file(folder);
    window.wait_for("Let go to open this folder as the dataset");
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
fn the_big_numbers_are_judged_and_lead_to_what_is_behind_them() {
    let mut window = examined();
    window.click(Role::RadioButton, "Vectors");
    let card = window
        .harness
        .get_by_label_contains("Neighbours of the same article type: ");
    let name = card.accesskit_node().label().unwrap_or_default();
    assert!(name.ends_with(" times better than chance"), "{name}");
    card.click();
    window.harness.run_steps(4);
    assert!(window.has("Labels of Article type"));
    assert!(
        window.has("Season: 27\u{a0}%, 27\u{a0}% by chance"),
        "a bar with the mark of chance"
    );
    assert!(window.has("Near duplicates: None"));
}

#[test]
fn the_ten_neighbours_stand_in_two_rows_and_those_of_the_same_label_are_ticked() {
    let mut window = examined();
    window.click(Role::RadioButton, "Review");
    window.wait_for("Is the label wrong?");
    let neighbours = window
        .harness
        .query_all_by_role(Role::Button)
        .filter(|node| {
            let label = node.accesskit_node().label().unwrap_or_default();
            // Neither the big numbers nor the engine in the status bar.
            label.contains(", ") && !label.contains(": ") && !label.contains(" · ")
        });
    let rows: Vec<i32> = neighbours
        .map(|node| node.rect().center().y as i32)
        .collect();
    assert_eq!(rows.len(), 10);
    assert!(rows[..5].iter().all(|y| *y == rows[0]), "{rows:?}");
    assert!(rows[5..].iter().all(|y| *y == rows[5]) && rows[5] > rows[0]);
    let ticked = window
        .harness
        .query_all_by_label_contains(", the same label");
    let ticked = ticked.count();
    assert!(window.has(&format!("{ticked} of 10")), "{ticked} ticked");
    assert!(window.has("Both could be right"));
}

#[test]
fn where_there_are_no_near_duplicates_the_threshold_can_be_lowered() {
    let mut window = examined();
    window.click(Role::RadioButton, "Duplicates");
    window.wait_for("No two products have a similarity of 0.995 or more.");
    window.press("Look from 0.98 on");
    window.step_until("another threshold", |window| {
        !window.has("similarity of 0.995 or more")
    });
    window.settle();
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

/// Settings in a window so high that everything on the page is seen and can be clicked.
fn whole_settings() -> Window {
    let mut window = Start::new()
        .size(1280.0, 2200.0)
        .page("settings")
        .sample_run()
        .open();
    window.wait_for("Clear runs");
    window.step_until("the folders to be measured", |window| {
        !window.has("Measuring")
    });
    window
}

#[test]
fn clearing_a_folder_asks_first_and_a_no_keeps_everything() {
    let mut window = whole_settings();
    let run = run_folder(&window);
    window.press("Clear runs…");
    assert!(window.has("Delete the runs?"), "it asks");
    window.press("Keep them");
    assert!(!window.has("Delete the runs?"));
    assert!(run.join("run.json").is_file(), "nothing was deleted");

    window.press("Clear runs…");
    window.press("Delete the runs");
    window.wait_for("Runs: deleted");
    assert!(!run.exists());
    assert!(window.home().join("data").is_dir());
}

#[test]
fn a_forgotten_dataset_comes_back() {
    let mut window = Start::new().recent().open();
    assert!(window.has("fashion-product-images-small.zip"));
    let crosses = window
        .harness
        .get_all_by_role_and_label(Role::Button, "Forget");
    crosses.last().expect("a cross beside each").click();
    window.harness.run_steps(3);
    window.wait_for("is off the list");
    assert!(!window.has("Open fashion-product-images-small.zip"));
    window.press("Undo");
    assert!(window.has("Open fashion-product-images-small.zip"));
}

#[test]
fn ctrl_z_brings_filters_and_selections_back() {
    let mut window = Start::new().dataset("sample").open();
    window.tick("Women");
    window.wait_for(" of 300 products");
    window.pick(1);
    window.keys(Modifiers::SHIFT, Key::ArrowDown);
    assert!(window.has("products selected"));
    window.keys(Modifiers::NONE, Key::Escape);
    assert!(!window.has("products selected"));
    window.keys(Modifiers::COMMAND, Key::Z);
    assert!(window.has("products selected"), "the selection is back");
    window.keys(Modifiers::COMMAND, Key::Z);
    window.step_until("all products", |window| !window.has(" of 300 products"));
    window.keys(Modifiers::COMMAND, Key::Z);
    assert!(window.has("There is nothing to undo"));
}

#[test]
fn a_verdict_is_undone_by_ctrl_z() {
    let mut window = examined();
    window.click(Role::RadioButton, "Review");
    if window.has("Nothing to review") {
        choose_column(&mut window, "season");
    }
    window.wait_for("Is the label wrong?");
    window.keys(Modifiers::NONE, Key::Num2);
    window.wait_for("1 judged");
    window.keys(Modifiers::COMMAND, Key::Z);
    window.step_until("the verdict to be gone", |window| !window.has("1 judged"));
}

#[test]
fn the_tour_leads_over_the_pages_and_ends_with_escape() {
    let mut window = Start::new().open();
    window.press("Take the tour");
    assert!(window.has("1 of 6"));
    window.press("Next");
    assert!(window.has("2 of 6") && window.has("Turn pictures into vectors"));
    window.keys(Modifiers::NONE, Key::Enter);
    assert!(window.has("3 of 6"), "Next has the focus");
    assert!(window.has("Search among the pictures"), "its page is shown");
    window.press("Back");
    assert!(window.has("2 of 6"));
    window.keys(Modifiers::NONE, Key::Escape);
    assert!(!window.has("2 of 6"));
    window.settle();
}

#[test]
fn a_start_after_a_crash_offers_the_log() {
    let home = tempfile::tempdir().unwrap();
    let paths = vectorsearch_pro::paths::AppPaths::below(home.path());
    std::fs::create_dir_all(&paths.data).unwrap();
    std::fs::write(paths.running(), "running\n").unwrap();
    let mut harness = egui_kittest::Harness::builder()
        .with_size(egui::vec2(1280.0, 800.0))
        .build_eframe(move |creation| {
            vectorsearch_pro::ui::App::new(&creation.egui_ctx, paths).unwrap()
        });
    harness.run_steps(3);
    harness.get_by_label_contains("was not closed the last time");
    harness.get_by_role_and_label(Role::Button, "Open the log");
}

#[test]
fn the_guide_is_read_in_help_and_its_links_are_followed() {
    // So high that the links at the end of a page are seen and can be clicked.
    let mut window = Start::new().size(1280.0, 3200.0).page("help").open();
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
    assert!(
        window
            .texts()
            .iter()
            .all(|text| !text.contains("cannot draw"))
    );
}
