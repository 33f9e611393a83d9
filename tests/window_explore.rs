//! The Explore page, used by the names that a person (or a screen reader) sees.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on shall stop, and says so"
)]

mod window_support;

use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use window_support::{Start, Window};

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
    let field = window.harness.get_by_role(Role::TextInput);
    field.focus();
    field.type_text(text);
    window.harness.run_steps(3);
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
    window.settle();
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
    type_text(&mut window, "- black");
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
