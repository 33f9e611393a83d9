//! The Map page, used by the names that a person (or a screen reader) sees.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on shall stop, and says so"
)]

mod window_support;

use egui::accesskit::Role;
use egui::{Event, Modifiers, PointerButton, Pos2, Rect};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use window_support::{Start, Window};

fn map() -> Window {
    let mut window = Start::new().page("map").sample_run().open();
    window.wait_for("of true neighbours are near here too");
    window
}

fn canvas(window: &Window) -> Rect {
    window
        .harness
        .get_by_role_and_label(Role::Canvas, "Map of all products")
        .rect()
}

fn drag(window: &mut Window, path: &[Pos2]) {
    let button = |pos, pressed| Event::PointerButton {
        pos,
        button: PointerButton::Primary,
        pressed,
        modifiers: Modifiers::NONE,
    };
    let (first, last) = (path[0], path[path.len() - 1]);
    window.harness.event(Event::PointerMoved(first));
    window.harness.run_steps(2);
    window.harness.event(button(first, true));
    window.harness.run_steps(2);
    for &pos in &path[1..] {
        window.harness.event(Event::PointerMoved(pos));
        window.harness.run_steps(1);
    }
    window.harness.event(button(last, false));
    window.harness.run_steps(3);
}

/// How many products are selected, as the page says it.
fn selected(window: &Window) -> Option<usize> {
    let nodes = window.harness.root().children_recursive();
    let texts: Vec<String> = nodes
        .filter_map(|node| {
            node.accesskit_node()
                .value()
                .or(node.accesskit_node().label())
        })
        .collect();
    let at = texts
        .iter()
        .position(|text| text.starts_with("selected, on every"))?;
    texts[at - 1].replace(',', "").parse().ok()
}

#[test]
fn the_map_is_drawn_settles_and_says_how_true_it_is() {
    let mut window = map();
    window.settle();
    assert!(window.has("arranged so that neighbours lie together"));
    window.click(Role::RadioButton, "PCA");
    assert!(window.has("The two directions in which"));
    window.settle();
}

#[test]
fn a_box_and_a_lasso_select_and_the_selection_filters_explore() {
    let mut window = map();
    let area = canvas(&window);
    window.click(Role::RadioButton, "Box");
    drag(
        &mut window,
        &[
            area.min + egui::vec2(4.0, 4.0),
            area.center(),
            area.max - egui::vec2(4.0, 4.0),
        ],
    );
    let all = selected(&window).expect("everything is selected");
    drag(
        &mut window,
        &[area.min + egui::vec2(4.0, 4.0), area.center()],
    );
    let some = selected(&window).unwrap_or(0);
    assert!(some < all, "{some} of {all}");
    window.click(Role::RadioButton, "Lasso");
    let around = [
        area.left_top() + egui::vec2(4.0, 4.0),
        area.right_top() + egui::vec2(-4.0, 4.0),
        area.right_bottom() - egui::vec2(4.0, 4.0),
        area.left_bottom() + egui::vec2(4.0, -4.0),
    ];
    drag(&mut window, &around);
    assert_eq!(selected(&window), Some(all), "a lasso around everything");
    window.press("Search among the selected");
    window.wait_for("Search among all products");
    window.settle();
}

#[test]
fn the_legend_hides_points_and_what_is_hidden_is_not_selected() {
    let mut window = map();
    let area = canvas(&window);
    window.click(Role::RadioButton, "Box");
    let corners = [
        area.min + egui::vec2(4.0, 4.0),
        area.center(),
        area.max - egui::vec2(4.0, 4.0),
    ];
    drag(&mut window, &corners);
    let all = selected(&window).unwrap();
    let entry = window
        .harness
        .get_all_by_role(Role::CheckBox)
        .next()
        .expect("a line of the legend");
    let label = entry.accesskit_node().label().unwrap();
    let count: usize = label
        .rsplit(' ')
        .next()
        .unwrap()
        .replace(',', "")
        .parse()
        .unwrap();
    entry.click();
    window.harness.run_steps(3);
    drag(&mut window, &corners);
    assert_eq!(selected(&window), Some(all - count), "{label} is hidden");
    window.press("Show all");
    drag(&mut window, &corners);
    assert_eq!(selected(&window), Some(all));
}

#[test]
fn a_map_that_was_drawn_is_there_at_once_the_next_time() {
    let mut window = map();
    window.go_to("Explore");
    window.go_to("Map");
    assert!(window.has("of true neighbours are near here too"));
    window.settle();
}

/// Where a product's point lies: found by walking over the map, as a person does.
fn a_point(window: &mut Window) -> Pos2 {
    let area = canvas(window);
    let steps = 40;
    for down in 1..steps {
        for across in 1..steps {
            let share = |step: i32| step as f32 / steps as f32;
            let at = area.min + area.size() * egui::vec2(share(across), share(down));
            window.harness.event(Event::PointerMoved(at));
            window.harness.run_steps(2);
            if window.has("Click to select") {
                return at;
            }
        }
    }
    panic!("there is no point anywhere");
}

#[test]
fn the_point_under_the_pointer_is_named_with_its_true_neighbours() {
    let mut window = map();
    a_point(&mut window);
    assert!(window.has("true neighbours are near it on the map; lines lead to all"));
    let outside = canvas(&window).max + egui::vec2(40.0, 0.0);
    window.harness.event(Event::PointerMoved(outside));
    window.harness.run_steps(3);
    assert!(!window.has("Click to select"));
}

#[test]
fn a_click_selects_and_a_double_click_searches() {
    let mut window = map();
    let at = a_point(&mut window);
    // Within one frame, however long the frames of a test are.
    let click = |window: &mut Window, times: usize| {
        let events = &mut window.harness.input_mut().events;
        for pressed in [true, false].repeat(times) {
            events.push(Event::PointerButton {
                pos: at,
                button: PointerButton::Primary,
                pressed,
                modifiers: Modifiers::NONE,
            });
        }
        window.harness.run_steps(3);
    };
    click(&mut window, 1);
    assert_eq!(selected(&window), Some(1));
    // Too late to be one double click with the first.
    window.harness.run_steps(8);
    click(&mut window, 2);
    window.wait_for("Results agree on");
}

#[test]
fn magnified_points_become_pictures_and_the_whole_map_comes_back() {
    let mut window = map();
    let at = a_point(&mut window);
    let pictures = |window: &Window| window.has("in place of points");
    assert!(!pictures(&window));
    assert!(!window.has("Show the whole map"), "all of it is shown");
    // The point is near the pointer, not under its tip: magnified too much it would leave the screen.
    for _ in 0..12 {
        window.harness.event(Event::PointerMoved(at));
        window.harness.event(Event::Zoom(1.5));
        window.harness.run_steps(3);
        if pictures(&window) {
            break;
        }
    }
    window.step_until("pictures", pictures);
    window.settle();
    window.press("Show the whole map");
    assert!(!pictures(&window));
    assert!(!window.has("Show the whole map"));
}

#[test]
fn the_groups_have_names_that_can_be_switched_off() {
    let mut window = map();
    let name = |window: &Window, text: &str| window.has(&format!("Here: {text}"));
    assert!(name(&window, "Apparel") && name(&window, "Footwear"));
    let names = window.harness.query_all_by_label_contains("Here: ");
    let places: Vec<Rect> = names.map(|name| name.rect()).collect();
    let area = canvas(&window);
    for (at, place) in places.iter().enumerate() {
        assert!(area.contains_rect(*place), "{place:?} is on the map");
        let others = places[at + 1..].iter();
        assert_eq!(others.filter(|other| place.intersects(**other)).count(), 0);
    }
    let entries = window.harness.get_all_by_role(Role::CheckBox);
    let entry = entries.into_iter().find(|entry| {
        let label = entry.accesskit_node().label().unwrap_or_default();
        label.starts_with("Apparel, ")
    });
    entry.expect("a line of the legend").click();
    window.harness.run_steps(3);
    assert!(!name(&window, "Apparel"), "what is hidden has no name");
    assert!(name(&window, "Footwear"));
    window.press("Show all");
    window.click(Role::CheckBox, "Names on the map");
    assert!(!name(&window, ""));
    window.click(Role::CheckBox, "Names on the map");
    assert!(name(&window, "Apparel"));
    window.settle();
}

#[test]
fn a_line_on_the_map_says_what_one_can_do() {
    let mut window = map();
    assert!(window.has("drag to move"));
    window.click(Role::RadioButton, "Lasso");
    assert!(window.has("Draw around products to select them"));
    a_point(&mut window);
    assert!(
        !window.has("Draw around products to select them"),
        "it gives way to the card of a product"
    );
}

#[test]
fn arranging_can_be_stopped_and_begun_again() {
    let mut window = Start::new().page("map").sample_run().open();
    window.wait_for("Stop arranging");
    window.step_until("points", |window| !window.has("Reading 300 vectors"));
    window.press("Stop arranging");
    window.wait_for("The arrangement was stopped, so nothing is measured");
    assert!(!window.has("neighbours are near here too"));
    window.settle();
    a_point(&mut window);
    assert!(
        window.has("Click to select"),
        "points on their way have names too"
    );
    window.press("Arrange the map");
    window.wait_for("of true neighbours are near here too");
    window.settle();
}

#[test]
fn points_are_coloured_by_measures_of_their_neighbourhoods() {
    for (measure, end) in [
        ("True neighbours kept", "1"),
        ("Neighbours share article type", "1"),
        ("Similarity to neighbours", "0."),
        ("How often a neighbour", ""),
    ] {
        let mut window = map();
        let choice = window.harness.get_by_role(Role::ComboBox);
        choice.click();
        window.harness.run_steps(8);
        window.click_text(measure);
        let choice = window.harness.get_by_role(Role::ComboBox);
        let chosen = choice.accesskit_node().value().unwrap_or_default();
        assert_eq!(chosen, measure);
        assert!(window.has(end), "the scale has ends");
        window.settle();
    }
}

#[test]
fn the_rail_says_what_was_done() {
    let mut window = Start::new().page("explore").sample_run().open();
    window.wait_for("Try");
    let state = |window: &Window, page: &str| {
        let step = window.harness.get_by_role_and_label(Role::Tab, page);
        step.accesskit_node().description().unwrap_or_default()
    };
    for page in ["Explore", "Map", "Quality"] {
        assert_eq!(state(&window, page), "to do", "{page}");
    }
    window.type_into_the_field("watch");
    window.wait_for("Results agree on");
    assert_eq!(state(&window, "Explore"), "done");
    window.go_to("Map");
    window.wait_for("of true neighbours are near here too");
    assert_eq!(state(&window, "Map"), "done");
    window.go_to("Quality");
    if window.has("Read the pictures too") {
        window.press("Measure quality");
    }
    window.wait_for("Do neighbours share the label?");
    assert_eq!(state(&window, "Quality"), "done");
}
