//! The window, used by the names that a person (or a screen reader) sees.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stderr,
    reason = "a test that cannot go on shall stop, and says so"
)]

use std::time::{Duration, Instant};

use egui::accesskit::Role;
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use vectorsearch_pro::paths::AppPaths;
use vectorsearch_pro::ui::App;

/// Long enough for a slow machine; what is waited for usually takes a second or two.
const PATIENCE: Duration = Duration::from_mins(2);

struct Window {
    harness: Harness<'static, App>,
    _home: tempfile::TempDir,
}

impl Window {
    fn open(theme: egui::Theme) -> Self {
        let home = tempfile::tempdir().unwrap();
        let paths = AppPaths::below(home.path());
        let harness = Harness::builder()
            .with_size(egui::vec2(1280.0, 800.0))
            .with_theme(theme)
            .build_eframe(move |creation| App::new(&creation.egui_ctx, paths).unwrap());
        Self {
            harness,
            _home: home,
        }
    }

    fn has(&self, label: &str) -> bool {
        self.harness
            .query_all_by_label_contains(label)
            .next()
            .is_some()
    }

    /// Steps until a text is there.
    fn wait_for(&mut self, label: &str) {
        let started = Instant::now();
        while !self.has(label) {
            assert!(started.elapsed() < PATIENCE, "\"{label}\" did not appear");
            std::thread::sleep(Duration::from_millis(20));
            self.harness.step();
        }
    }

    fn click(&mut self, role: Role, label: &str) {
        self.harness.get_by_role_and_label(role, label).click();
        self.harness.run_steps(3);
    }

    fn go_to(&mut self, page: &str) {
        self.click(Role::Tab, page);
    }
}

#[test]
fn from_the_sample_to_neighbours_by_mouse_and_keyboard() {
    let mut window = Window::open(egui::Theme::Light);
    window.wait_for("Try the sample");
    window.wait_for("CPU, ");
    window.click(Role::Button, "Try the sample");
    window.wait_for("usable as they are");

    window.go_to("Explore");
    assert!(
        window.has("First the vectors"),
        "an empty page says what comes first"
    );
    window.go_to("Embed");
    window.click(Role::Button, "Start embedding");
    window.wait_for("Done: written, read back and verified");

    window.go_to("Export");
    window.click(Role::Button, "Verify again");
    window.wait_for("All checks passed");

    window.go_to("Explore");
    window.wait_for("Click a picture");
    let field = window.harness.get_by_role(Role::TextInput);
    field.focus();
    field.type_text("red handbag");
    window.wait_for("ms");
    assert!(
        !window.has("Click a picture"),
        "results replace the pictures to begin with"
    );
    // Idle: nothing asks to be drawn again.
    window.harness.run();
}

#[test]
fn a_wrong_path_is_explained_and_dismissed() {
    let mut window = Window::open(egui::Theme::Dark);
    window.wait_for("Try the sample");
    let field = window.harness.get_by_role(Role::TextInput);
    field.focus();
    field.type_text("/there/is/nothing");
    window.harness.run_steps(2);
    window.click(Role::Button, "Open this path");
    window.wait_for("was not found");
    window.click(Role::Button, "Dismiss");
    assert!(!window.has("was not found"));
    assert!(window.has("Try the sample"));
}

#[test]
fn every_page_settles_in_both_themes() {
    for theme in [egui::Theme::Light, egui::Theme::Dark] {
        let mut window = Window::open(theme);
        window.wait_for("CPU, ");
        for page in ["Embed", "Explore", "Export", "Settings", "Dataset"] {
            window.go_to(page);
            window.harness.run();
        }
    }
}
