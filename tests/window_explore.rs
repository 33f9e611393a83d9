//! The Explore page, used by the names that a person (or a screen reader) sees.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on shall stop, and says so"
)]

mod window_support;

use egui::accesskit::Role;
use egui::{Color32, ColorImage, Event, Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use window_support::{Start, Window, copy_of_sample_run};

fn explore() -> Window {
    let mut window = Start::new().page("explore").sample_run().open();
    window.wait_for("Try");
    window.wait_for("not CLIP");
    window
}

fn results(window: &Window) -> Vec<String> {
    let cells = window.harness.get_all_by_role(Role::ListItem);
    cells
        .filter_map(|cell| cell.accesskit_node().label())
        .collect()
}

fn type_text(window: &mut Window, text: &str) {
    window.type_into_the_field(text);
}

#[test]
fn typing_a_text_shows_results_with_their_place_among_all() {
    let mut window = explore();
    let before = results(&window);
    type_text(&mut window, "red handbag");
    window.wait_for("Where these scores lie");
    window.wait_for(" ms");
    assert_ne!(results(&window), before);
    assert!(
        window.has("Cosines of all"),
        "the histogram says what it is"
    );
    assert!(
        !window.has("Ways to ask"),
        "they are said before a question"
    );
    assert!(
        !window.has("Clear the question"),
        "the field's own cross clears what is typed"
    );
    window.settle();
    window.press("Empty the field");
    window.wait_for("Ways to ask");
}

#[test]
fn a_click_pivots_and_back_returns() {
    let mut window = explore();
    type_text(&mut window, "black watch");
    window.wait_for("Where these scores lie");
    let first = results(&window);
    window
        .harness
        .get_all_by_role(Role::ListItem)
        .nth(1)
        .unwrap()
        .click();
    window.harness.run_steps(3);
    window.step_until("the neighbours", |window| {
        window.has("Results agree on") && results(window) != first
    });
    let remove = format!("Remove {}", first[1]);
    assert!(window.has(&remove), "the product is a chip");
    assert!(
        !results(&window).contains(&first[1]) || results(&window)[0] != first[1],
        "a product is no neighbour of its own"
    );
    window.keys(Modifiers::ALT, Key::ArrowLeft);
    window.step_until("the first answer", |window| results(window) == first);
    window.keys(Modifiers::ALT, Key::ArrowRight);
    window.step_until("the second answer", |window| window.has(&remove));
    window.settle();
}

#[test]
fn words_are_added_with_weights_and_taken_away_with_a_minus() {
    let mut window = explore();
    type_text(&mut window, "watch");
    window.keys(Modifiers::NONE, Key::Enter);
    window.step_until("the chip", |window| window.has("Remove “watch”"));
    window.wait_for("Where these scores lie");
    let watches = results(&window);
    // The field is still the one that is typed into.
    window.harness.event(Event::Text("- black".to_owned()));
    window.harness.run_steps(3);
    window.keys(Modifiers::NONE, Key::Enter);
    window.step_until("the subtracted chip", |window| window.has("Remove “black”"));
    window.step_until("other results", |window| results(window) != watches);
    assert_eq!(
        window.harness.get_all_by_role(Role::SpinButton).count(),
        3,
        "two weights and the number of results"
    );
    window.press("Remove “black”");
    window.step_until("the former results", |window| results(window) == watches);
    window.press("Clear the question");
    assert!(window.has("What are you looking for?"));
}

#[test]
fn parts_that_cancel_each_other_are_explained() {
    let mut window = explore();
    for text in ["watch", "- watch"] {
        type_text(&mut window, text);
        window.keys(Modifiers::NONE, Key::Enter);
        window.wait_for("Remove “watch”");
    }
    window.wait_for("cancel each other out");
    window.settle();
}

#[test]
fn filters_narrow_the_results() {
    let mut window = explore();
    type_text(&mut window, "shirt");
    window.wait_for("Where these scores lie");
    let all = results(&window);
    window.press("Gender: any");
    let women = window
        .harness
        .query_all_by_role(Role::CheckBox)
        .find(|node| {
            let label = node.accesskit_node().label();
            label.is_some_and(|label| label.starts_with("Women"))
        });
    women.expect("the values of the column").click();
    window.harness.run_steps(3);
    window.step_until("the filter", |window| window.has("Gender: Women"));
    window.step_until("fewer results", |window| results(window) != all);
    window.keys(Modifiers::NONE, Key::Escape);
    window.press("Clear");
    window.step_until("all results", |window| results(window) == all);
}

#[test]
fn an_answer_is_pinned_beside_the_next() {
    let mut window = explore();
    type_text(&mut window, "red bag");
    window.wait_for("Where these scores lie");
    window.press("Pin and compare");
    window.wait_for("as well.");
    type_text(&mut window, " black");
    window.wait_for("among the pinned ones");
    assert!(window.has("“red bag”"));
    window.press("Unpin");
    assert!(!window.has("as well."));
    window.settle();
}

#[test]
fn a_proposal_can_be_pressed_and_finds_what_it_names() {
    let mut window = explore();
    let proposal = |window: &Window| {
        let buttons = window.harness.get_all_by_role(Role::Button);
        let mut labels = buttons.filter_map(|node| node.accesskit_node().label());
        labels.find(|label| label.ends_with("backpacks") || label.ends_with("belts"))
    };
    window.step_until("a proposal", |window| proposal(window).is_some());
    let proposal = proposal(&window).unwrap();
    window.press(&proposal);
    window.wait_for("Results agree on");
    window.settle();
}

#[test]
fn a_picture_from_the_clipboard_is_searched_with() {
    let mut window = explore();
    let before = results(&window);
    let red = ColorImage::filled([60, 80], Color32::from_rgb(200, 20, 30));
    window.harness.event(Event::PasteImage(red.into()));
    window.harness.run_steps(3);
    window.step_until("the chip", |window| window.has("Remove Pasted picture"));
    window.wait_for("Where these scores lie");
    window.step_until("other products", |window| results(window) != before);
    window.settle();
    let first = results(&window);
    window.press("Clear the question");
    // With words beside it, it is one part of a sum.
    type_text(&mut window, "watch");
    window.wait_for("Where these scores lie");
    let blue = ColorImage::filled([60, 80], Color32::from_rgb(20, 30, 200));
    window.harness.event(Event::PasteImage(blue.into()));
    window.harness.run_steps(3);
    window.step_until("both chips", |window| {
        window.has("Remove Pasted picture") && window.has("Remove “watch”")
    });
    window.step_until("other products", |window| results(window) != first);
}

/// Chooses what is done less often from its menu.
fn choose_more(window: &mut Window, name: &str) {
    window.press("More");
    window.press(name);
}

/// Puts a path into the dialog that asks for one.
fn type_path(window: &mut Window, name: &str, path: &std::path::Path) {
    let field = window.harness.get_by_role_and_label(Role::TextInput, name);
    field.focus();
    window.harness.run_steps(2);
    window.keys(Modifiers::COMMAND, Key::A);
    window
        .harness
        .event(Event::Text(path.display().to_string()));
    window.harness.run_steps(2);
}

#[test]
fn results_are_written_to_the_path_that_is_typed() {
    let mut window = explore();
    window.press("More");
    assert!(
        window.has("Export results…"),
        "it is there, though nothing is asked"
    );
    window.keys(Modifiers::NONE, Key::Escape);
    assert!(!window.has("Export results…"), "the menu is closed");
    type_text(&mut window, "red handbag");
    window.wait_for("Where these scores lie");
    let shown = results(&window);
    choose_more(&mut window, "Export results…");
    let path = window.home().join("found é.csv");
    type_path(&mut window, "File", &path);
    window.press("Save");
    window.wait_for("60 results are in");
    let table = std::fs::read_to_string(path).unwrap();
    assert_eq!(table.lines().count(), 61);
    assert!(table.lines().next().unwrap().contains("score"));
    let first = shown[0].split(", ").next().unwrap();
    assert!(
        table.lines().nth(1).unwrap().contains(first),
        "{first} is the best in {table}"
    );
    choose_more(&mut window, "Export results…");
    window.press("Cancel");
    assert!(!window.has("A file of this name is replaced"));
}

#[test]
fn where_there_is_room_nothing_is_in_a_menu() {
    let mut window = Start::new()
        .size(1600.0, 900.0)
        .page("explore")
        .sample_run()
        .open();
    window.wait_for("Try");
    assert!(window.has("Export results…") && window.has("Compare with another run…"));
    assert!(!window.has("More"));
}

#[test]
fn another_run_answers_the_same_questions() {
    let mut window = explore();
    type_text(&mut window, "black watch");
    window.wait_for("Where these scores lie");
    let folder = window.home().join("another run");
    choose_more(&mut window, "Compare with another run…");
    type_path(&mut window, "Folder", &folder);
    window.press("Open");
    window.wait_for("There is no finished run in this folder");
    copy_of_sample_run(&folder);
    choose_more(&mut window, "Compare with another run…");
    type_path(&mut window, "Folder", &folder);
    window.keys(Modifiers::NONE, Key::Enter);
    window.wait_for("60 of these 60 results are among the other run as well");
    window.wait_for("100.0 % of the 10 nearest neighbours are the same in both runs");
    window.settle();
    window.press("Close the other run");
    assert!(!window.has("the other run as well"));
    window.settle();
}
