//! The parts of pages that have several: of Quality, of Help, of Export, and what lies above a page.

use egui::accesskit::Role;
use egui_kittest::kittest::Queryable as _;

use super::Scene;
use super::window_support::{Start, Window};

pub const SCENES: &[Scene] = &[
    Scene {
        name: "quality-confusions",
        start: || Start::new().page("quality").sample_run(),
        act: |window| part(window, "Confusions"),
    },
    Scene {
        name: "quality-review",
        start: || Start::new().page("quality").sample_run(),
        act: |window| part(window, "Review"),
    },
    Scene {
        name: "quality-duplicates",
        start: || Start::new().page("quality").sample_run(),
        act: |window| part(window, "Duplicates"),
    },
    Scene {
        name: "quality-outliers",
        start: || Start::new().page("quality").sample_run(),
        act: |window| part(window, "Outliers"),
    },
    Scene {
        name: "quality-hubs",
        start: || Start::new().page("quality").sample_run(),
        act: |window| part(window, "Hubs"),
    },
    Scene {
        name: "quality-vectors",
        start: || Start::new().page("quality").sample_run(),
        act: |window| part(window, "Vectors"),
    },
    Scene {
        name: "quality-texts",
        start: || Start::new().page("quality").sample_run(),
        act: |window| part(window, "Texts"),
    },
    Scene {
        name: "help-guide",
        start: || Start::new().page("help"),
        act: |window| guide(window, "User guide"),
    },
    Scene {
        name: "help-install",
        start: || Start::new().page("help"),
        act: |window| guide(window, "Install and start"),
    },
    Scene {
        name: "help-steps",
        start: || Start::new().page("help"),
        act: |window| guide(window, "The six steps"),
    },
    Scene {
        name: "help-kaggle",
        start: || Start::new().page("help"),
        act: |window| guide(window, "The dataset from Kaggle"),
    },
    Scene {
        name: "help-devices",
        start: || Start::new().page("help"),
        act: |window| guide(window, "Processor or graphics card"),
    },
    Scene {
        name: "help-classroom",
        start: || Start::new().page("help"),
        act: |window| guide(window, "A classroom without internet"),
    },
    Scene {
        name: "help-files",
        start: || Start::new().page("help"),
        act: |window| guide(window, "The files and notebook 03"),
    },
    Scene {
        name: "help-trouble",
        start: || Start::new().page("help"),
        act: |window| guide(window, "What to do when"),
    },
    Scene {
        name: "export-certificate",
        start: || Start::new().page("export").sample_run(),
        act: |window| {
            window.wait_for("Verify again");
            window.press("Verify again");
            window.wait_for("All checks passed");
        },
    },
    Scene {
        name: "tour",
        start: Start::new,
        act: |window| window.press("Take the tour"),
    },
    Scene {
        name: "map-kinds",
        start: || Start::new().page("map").sample_run(),
        act: |window| {
            window.wait_for("of true neighbours are near");
            window.click(Role::ComboBox, "Colour by");
            window.click_text("Article type");
        },
    },
    Scene {
        name: "map-choices",
        start: || Start::new().page("map").sample_run(),
        act: |window| {
            window.wait_for("of true neighbours are near");
            window.click(Role::ComboBox, "Colour by");
        },
    },
];

/// Measures the quality of the sample's vectors.
pub fn measure(window: &mut Window) {
    window.wait_for("Measure quality");
    window.press("Measure quality");
    window.wait_for("From the exact 10 nearest neighbours");
}

fn part(window: &mut Window, name: &str) {
    measure(window);
    window.click(Role::RadioButton, name);
}

fn guide(window: &mut Window, page: &str) {
    let found = window.harness.query_all_by_label_contains(page).next();
    found.expect("the page is in the list").click();
    window.rest();
}
