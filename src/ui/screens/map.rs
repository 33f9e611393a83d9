//! Map: all products as points, near each other where their pictures are alike.

use egui::Ui;

use super::needs_run;
use crate::ui::app::App;
use crate::ui::command::Page;
use crate::ui::widgets::{self, Drawing, PushButton};

pub(super) fn show(app: &mut App, ui: &mut Ui) {
    let text = "Every product becomes a point, and products that look alike lie together. The map comes alive once a run is finished.";
    if needs_run(app, ui, Drawing::Map, "All products as one picture", text) {
        return;
    }
    widgets::empty(
        ui,
        Drawing::Map,
        "All products as one picture",
        "The vectors are here. This version does not draw the map yet: the neighbours themselves are in Explore.",
        |ui| {
            PushButton::new("Go to Explore")
                .primary()
                .send(ui, &app.send, Page::Explore);
        },
    );
}
