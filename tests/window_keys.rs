//! The window by keyboard alone: everything that can be reached has a name, and the whole way can be gone.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on shall stop, and says so"
)]

mod window_support;

use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::NodeT as _;
use window_support::{Start, Window};

/// More stops than any page has.
const STOPS: usize = 200;

/// Role and name of what has the keyboard's focus.
fn focused(window: &Window) -> Option<(Role, String)> {
    let nodes = window.harness.root().children_recursive();
    let mut focused = nodes.filter(|node| node.accesskit_node().is_focused());
    let node = focused.next()?;
    let node = node.accesskit_node();
    let name = node
        .label()
        .or_else(|| node.placeholder().map(str::to_owned));
    Some((node.role(), name.unwrap_or_default()))
}

/// Presses Tab until what is wanted has the focus.
fn tab_to(window: &mut Window, wanted: &str) {
    let mut passed = Vec::new();
    for _ in 0..STOPS {
        window.keys(Modifiers::NONE, Key::Tab);
        let Some((_, name)) = focused(window) else {
            continue;
        };
        if name == wanted {
            return;
        }
        passed.push(name);
    }
    panic!("Tab never comes to \"{wanted}\", but to {passed:?}");
}

/// Every stop of the Tab key on the page that is shown, until it begins again.
fn stops(window: &mut Window) -> Vec<(Role, String)> {
    let mut stops: Vec<(Role, String)> = Vec::new();
    for _ in 0..STOPS {
        window.keys(Modifiers::NONE, Key::Tab);
        match focused(window) {
            Some(stop) if stops.first() != Some(&stop) => stops.push(stop),
            // Where the last stop is at the end of all that is drawn, nothing has the focus before the first one.
            Some(_) | None => return stops,
        }
    }
    panic!("Tab does not come to an end: {stops:?}");
}

#[test]
fn the_whole_way_by_keys() {
    let mut window = Start::new().open();
    tab_to(&mut window, "Try the sample");
    window.keys(Modifiers::NONE, Key::Enter);
    window.wait_for("usable as they are");

    window.keys(Modifiers::COMMAND, Key::Num2);
    tab_to(&mut window, "Start embedding");
    window.keys(Modifiers::NONE, Key::Space);
    window.wait_for("Done: written, read back and verified");

    window.keys(Modifiers::COMMAND, Key::Num3);
    window.wait_for("Click a picture");
    tab_to(&mut window, "Describe what you look for, or drop a picture");
    window
        .harness
        .event(egui::Event::Text("red handbag".to_owned()));
    window.wait_for("Where these scores lie");

    window.keys(Modifiers::COMMAND, Key::Num6);
    tab_to(&mut window, "Verify again");
    window.keys(Modifiers::NONE, Key::Enter);
    window.wait_for("All checks passed");
}

#[test]
fn every_stop_of_the_tab_key_has_a_name() {
    for page in [
        "dataset", "embed", "explore", "map", "quality", "export", "settings", "help",
    ] {
        let mut window = Start::new().page(page).sample_run().open();
        window.rest();
        let stops = stops(&mut window);
        let without: Vec<_> = stops.iter().filter(|(_, name)| name.is_empty()).collect();
        assert!(without.is_empty(), "on {page}: {without:?} of {stops:?}");
        // The eight steps of the rail and the status bar are the same everywhere; a page has something of its own.
        assert!(stops.len() > 9, "on {page} there is only {stops:?}");
    }
}
