//! Several products that are selected together.

use egui::{Sense, Ui, vec2};

use crate::text::counted;
use crate::ui::app::App;
use crate::ui::command::DatasetCommand;
use crate::ui::grid::paint_picture;
use crate::ui::state::Selection;
use crate::ui::thumbnails::Picture;
use crate::ui::widgets::{self, PushButton, heading, muted};

/// So many of them are shown as pictures.
const SHOWN: usize = 8;

pub(super) fn show(app: &mut App, ui: &mut Ui) {
    let App {
        live, view, send, ..
    } = app;
    let Some(open) = &mut live.dataset else {
        return;
    };
    let products = &view.selection.products;
    heading(ui, counted(products.len() as u64, "product") + " selected");
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(6.0, 6.0);
        for &product in products.iter().take(SHOWN) {
            let (rect, _) = ui.allocate_exact_size(vec2(51.0, 60.0), Sense::hover());
            paint_picture(ui, rect, Some(Picture::Small(product)), open);
        }
    });
    if products.len() > SHOWN {
        muted(
            ui,
            format!(
                "and {} more",
                crate::text::thousands(products.len() - SHOWN)
            ),
        );
    }
    ui.horizontal_wrapped(|ui| {
        for command in [DatasetCommand::OnlySelected, DatasetCommand::CopyIds] {
            PushButton::of(&command.clone().into())
                .small()
                .send(ui, send, command);
        }
        let none = DatasetCommand::Select(Selection::default());
        PushButton::new("Select none")
            .small()
            .ghost()
            .send(ui, send, none);
    });
    widgets::hairline(ui);
}
