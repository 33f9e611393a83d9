//! How many pictures, and how many of them at a time.

use egui::Ui;

use crate::embedding::{DEFAULT_BATCH, LARGEST_BATCH};
use crate::inference::Device;
use crate::text::thousands;
use crate::ui::app::{App, FIRST_LOOK};
use crate::ui::theme::{CONTROL_HEIGHT, space};
use crate::ui::widgets::{card, heading, muted};

pub(super) fn show(app: &mut App, ui: &mut Ui) {
    let products = app.live.dataset.as_ref();
    let products = products.map_or(0, |open| open.dataset.products.len());
    card(ui, |ui| {
        heading(ui, "Range");
        let all = format!("All {} products", thousands(products));
        let look = format!("A first look: {FIRST_LOOK} products");
        ui.radio_value(&mut app.view.embed.first_look, false, all);
        if products > FIRST_LOOK {
            ui.radio_value(&mut app.view.embed.first_look, true, look);
            ui.indent("first look", |ui| {
                muted(
                    ui,
                    "Spread evenly over the classes. They are kept when all are embedded later.",
                );
            });
        }
        ui.add_space(space::S);
        heading(ui, "Pictures at a time");
        batch(app, ui);
    });
}

fn batch(app: &mut App, ui: &mut Ui) {
    let mut automatic = app.view.embed.batch == 0;
    if ui.checkbox(&mut automatic, "Automatic").changed() {
        app.view.embed.batch = if automatic { 0 } else { DEFAULT_BATCH };
    }
    if automatic {
        let text = if app.device() == Device::Cpu {
            format!(
                "{DEFAULT_BATCH} on the CPU: always the same, so that a run can be repeated byte for byte."
            )
        } else {
            "Measured on this device before the run, within its memory, and kept for the run."
                .to_owned()
        };
        muted(ui, text);
        return;
    }
    ui.horizontal(|ui| {
        ui.set_min_height(CONTROL_HEIGHT);
        let label = ui.label("Batch of");
        let value = egui::DragValue::new(&mut app.view.embed.batch).range(1..=LARGEST_BATCH);
        ui.add(value)
            .labelled_by(label.id)
            .on_hover_text(format!("1 to {LARGEST_BATCH}: drag, or click and type"));
        ui.label("pictures");
    });
    muted(
        ui,
        "More need more memory and are faster on graphics cards only. Where memory is short, the job goes on with half of it.",
    );
}
