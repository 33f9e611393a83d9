//! The window, used by the names that a person (or a screen reader) sees.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stderr,
    reason = "a test that cannot go on shall stop, and says so"
)]

mod window_support;

use egui::accesskit::Role;
use egui::{Key, Modifiers, Theme};
use window_support::Start;

const PAGES: [&str; 8] = [
    "Dataset", "Embed", "Explore", "Map", "Quality", "Export", "Settings", "Help",
];

#[test]
fn from_the_sample_to_neighbours_by_mouse_and_keyboard() {
    let mut window = Start::new().open();
    window.press("Try the sample");
    window.wait_for("usable as they are");

    window.go_to("Explore");
    assert!(
        window.has("Search among the pictures"),
        "an empty page says what it is for"
    );
    assert!(window.has("Go to Embed"), "and leads to what comes first");
    window.go_to("Embed");
    window.press("Start embedding");
    window.wait_for("Done: written, read back and verified");

    window.go_to("Export");
    window.press("Verify again");
    window.wait_for("All checks passed");

    window.go_to("Explore");
    window.wait_for("Click a picture");
    window.type_into_the_field("red handbag");
    window.wait_for("ms");
    assert!(
        !window.has("Click a picture"),
        "results replace the pictures to begin with"
    );
    window.settle();
}

#[test]
fn a_wrong_path_is_explained_and_dismissed() {
    let mut window = Start::new().theme(Theme::Dark).open();
    window.type_into("Or type a path", "/there/is/nothing");
    window.press("Open");
    window.wait_for("was not found");
    window.press("Dismiss");
    assert!(!window.has("was not found"));
    assert!(window.has("Try the sample"));
}

#[test]
fn every_page_settles_in_both_themes() {
    for theme in [Theme::Light, Theme::Dark] {
        let mut window = Start::new().theme(theme).open();
        for page in PAGES {
            window.go_to(page);
            window.settle();
        }
        let mut window = Start::new().theme(theme).sample_run().open();
        for page in PAGES {
            window.go_to(page);
            window.harness.run_ok();
            window.settle();
        }
    }
}

#[test]
fn pages_hold_at_the_smallest_size_and_at_twice_the_zoom() {
    for (width, height, zoom) in [(1024.0, 700.0, 1.0), (1280.0, 800.0, 2.0)] {
        let mut window = Start::new()
            .size(width, height)
            .zoom(zoom)
            .sample_run()
            .open();
        for page in PAGES {
            window.go_to(page);
            window.harness.run_ok();
            window.settle();
        }
    }
}

/// What can be reached by keys or by a screen reader and has no name there.
fn nameless(window: &window_support::Window) -> Vec<String> {
    use egui_kittest::kittest::NodeT as _;
    let nodes = window.harness.root().children_recursive();
    nodes
        .map(|node| node.accesskit_node())
        .filter(|node| {
            let named = node.label().is_some_and(|label| !label.trim().is_empty());
            let acts = node.data().supports_action(egui::accesskit::Action::Focus)
                || node.data().supports_action(egui::accesskit::Action::Click);
            // A scroll bar goes by what it scrolls; the keys scroll without it.
            acts && !named && node.role() != Role::ScrollBar
        })
        .map(|node| format!("{:?} at {:?}", node.role(), node.bounding_box()))
        .collect()
}

#[test]
fn everything_that_can_be_used_has_a_name() {
    for start in [Start::new(), Start::new().sample_run()] {
        let mut window = start.open();
        for page in PAGES {
            window.go_to(page);
            window.rest();
            let nameless = nameless(&window);
            assert!(nameless.is_empty(), "{page}: {nameless:#?}");
        }
    }
}

#[test]
fn the_palette_finds_and_does_without_the_mouse() {
    let mut window = Start::new().open();
    window.keys(Modifiers::COMMAND, Key::K);
    assert!(window.has("All commands"));
    window.harness.event(egui::Event::Text("dark".to_owned()));
    window.harness.run_steps(3);
    window.keys(Modifiers::NONE, Key::Enter);
    window.harness.run_steps(3);
    assert!(!window.has("All commands"), "it closes");
    assert_eq!(window.harness.ctx.theme(), Theme::Dark);
    window.keys(Modifiers::COMMAND, Key::K);
    window.keys(Modifiers::NONE, Key::Escape);
    assert!(!window.has("All commands"));
}

#[test]
fn keys_lead_to_pages_and_back_where_the_app_was_closed() {
    let mut window = Start::new().page("help").open();
    assert!(
        window.has("Shortcuts"),
        "the page that the app was closed on"
    );
    window.keys(Modifiers::COMMAND, Key::Num4);
    assert!(window.has("All products as one picture"));
    window.keys(Modifiers::COMMAND, Key::Comma);
    assert!(window.has("Import ONNX Runtime…"));
    window.step_until("the session to be kept", |window| {
        let session = std::fs::read_to_string(window.home().join("config/session.json"));
        session.is_ok_and(|session| session.contains("settings"))
    });
}

#[test]
fn zooming_by_keys_is_kept_within_reason() {
    let mut window = Start::new().open();
    window.keys(Modifiers::COMMAND, Key::Plus);
    assert!((window.harness.ctx.zoom_factor() - 1.1).abs() < 1e-3);
    window.keys(Modifiers::COMMAND, Key::Num0);
    assert!((window.harness.ctx.zoom_factor() - 1.0).abs() < 1e-3);
}

#[test]
fn damaged_settings_are_set_aside_with_a_word() {
    let home = tempfile::tempdir().unwrap();
    let paths = vectorsearch_pro::paths::AppPaths::below(home.path());
    std::fs::create_dir_all(&paths.config).unwrap();
    std::fs::write(paths.settings(), "{\"theme\": ").unwrap();
    let mut harness = egui_kittest::Harness::builder()
        .with_size(egui::vec2(1280.0, 800.0))
        .build_eframe(move |creation| {
            vectorsearch_pro::ui::App::new(&creation.egui_ctx, paths).unwrap()
        });
    harness.run_steps(3);
    egui_kittest::kittest::Queryable::get_by_label_contains(
        &harness,
        "The settings could not be read",
    );
    assert!(home.path().join("config/settings.damaged.json").exists());
}
