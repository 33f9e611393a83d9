//! What this program is and what it is made of.

use egui::Ui;

use crate::ui::theme::space;
use crate::ui::widgets;

/// Parts of others, with their licences.
const PARTS: [(&str, &str); 6] = [
    ("Typeface Inter", "SIL Open Font License 1.1"),
    ("Icons Lucide", "ISC"),
    ("egui and eframe", "MIT or Apache-2.0"),
    ("ONNX Runtime", "MIT"),
    ("tract", "MIT or Apache-2.0"),
    (
        "Other Rust libraries",
        "MIT, Apache-2.0, BSD and similar; see Cargo.lock",
    ),
];

pub(super) fn show(ui: &mut Ui) {
    widgets::card(ui, |ui| {
        ui.spacing_mut().item_spacing.y = space::XS;
        ui.horizontal(|ui| {
            widgets::logo(ui, 24.0);
            widgets::heading(ui, concat!("VectorSearch Pro ", env!("CARGO_PKG_VERSION")));
        });
        widgets::muted(ui, "Free software under MIT or Apache-2.0, made with:");
        for (part, licence) in PARTS {
            widgets::name_and_value(ui, 170.0, part, licence);
        }
    });
}
