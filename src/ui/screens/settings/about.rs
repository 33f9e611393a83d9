//! What this program is and what it is made of.

use egui::Ui;

use crate::build_info;
use crate::ui::theme::space;
use crate::ui::widgets;

/// Parts of others, with their licences.
const PARTS: [(&str, &str); 7] = [
    ("Typeface Inter", "SIL Open Font License 1.1"),
    ("Typeface JetBrains Mono", "Apache-2.0"),
    ("Icons Lucide", "ISC"),
    ("egui and eframe", "MIT or Apache-2.0"),
    ("ONNX Runtime", "MIT"),
    ("tract", "MIT or Apache-2.0"),
    (
        "Other Rust libraries",
        "MIT, Apache-2.0, BSD and similar; their texts are in the package, in the folder licences",
    ),
];

/// Width of the names.
const NAMES: f32 = 170.0;

pub(super) fn show(ui: &mut Ui) {
    widgets::card(ui, |ui| {
        ui.spacing_mut().item_spacing.y = space::XS;
        ui.horizontal(|ui| {
            widgets::logo(ui, 24.0);
            widgets::heading(ui, format!("VectorSearch Pro {}", build_info::VERSION));
        });
        for (name, value) in [
            (
                "Built from",
                build_info::COMMIT.unwrap_or("sources without a commit"),
            ),
            ("Built for", build_info::TARGET),
            ("Built with", build_info::COMPILER),
        ] {
            widgets::name_and_value(ui, NAMES, name, value);
        }
        ui.add_space(space::XS);
        widgets::muted(ui, "Free software under MIT or Apache-2.0, made with:");
        for (part, licence) in PARTS {
            widgets::name_and_value(ui, NAMES, part, licence);
        }
    });
}
