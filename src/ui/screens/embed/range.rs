//! How many pictures, and how many of them at a time.

use egui::Ui;

use crate::embedding::{DEFAULT_BATCH, LARGEST_BATCH};
use crate::inference::Device;
use crate::text::thousands;
use crate::ui::app::{App, FIRST_LOOK};
use crate::ui::theme::CONTROL_HEIGHT;
use crate::ui::widgets::{self, card, heading, muted};

/// Whether there are so many products that a first look at some of them is worth it.
pub(super) fn is_choice(app: &App) -> bool {
    products(app) > FIRST_LOOK
}

fn products(app: &App) -> usize {
    let open = app.live.dataset.as_ref();
    open.map_or(0, |open| open.dataset.products.len())
}

pub(super) fn show(app: &mut App, ui: &mut Ui) {
    card(ui, |ui| {
        heading(ui, "Range");
        let all = format!("All {} products", thousands(products(app)));
        let look = format!("A first look: {FIRST_LOOK} products");
        widgets::radio_value(ui, &mut app.view.embed.first_look, false, &all);
        widgets::radio_value(ui, &mut app.view.embed.first_look, true, &look);
        ui.indent("first look", |ui| {
            muted(
                ui,
                "Spread evenly over the classes. They are kept when all are embedded later.",
            );
        });
    });
}

/// How many pictures the model gets in one call.
pub(super) fn batch(app: &mut App, ui: &mut Ui) {
    let mut automatic = app.view.embed.batch == 0;
    if widgets::checkbox(ui, &mut automatic, "Automatic").changed() {
        app.view.embed.batch = if automatic { 0 } else { DEFAULT_BATCH };
    }
    if automatic {
        let text = if app.device() == Device::Cpu {
            format!(
                "{DEFAULT_BATCH} on the CPU, always: so that a second run gives the very same files."
            )
        } else {
            "As many as are fastest on this device: measured before the run, and kept for it."
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
