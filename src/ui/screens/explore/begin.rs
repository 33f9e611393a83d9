//! Nothing asked yet: what one can ask, and pictures to begin with.

use egui::Ui;

use crate::model::STARTER;
use crate::ui::command::{CommandSender, ExploreCommand};
use crate::ui::screens::pick::Pick;
use crate::ui::state::{OpenDataset, OpenRun, Selection};
use crate::ui::theme::{SMALL_HEIGHT, space};
use crate::ui::widgets::{self, PushButton};

/// Least width of a picture.
const SIDE: f32 = 132.0;

pub(super) fn show(
    ui: &mut Ui,
    open: &mut OpenDataset,
    run: &OpenRun,
    selection: &Selection,
    within: Option<&[Option<usize>]>,
    send: &CommandSender,
) {
    widgets::heading(ui, "What are you looking for?");
    widgets::muted(ui, speaker(run));
    let proposals = run.explorer.data().map_or(&[][..], |data| &data.proposals);
    ui.horizontal_wrapped(|ui| {
        ui.set_row_height(SMALL_HEIGHT);
        widgets::muted_word(ui, "Try");
        for proposal in proposals {
            let button = PushButton::new(proposal.clone()).small();
            button.send(ui, send, ExploreCommand::Text(proposal.clone()));
        }
    });
    ui.add_space(space::XS);
    widgets::muted(
        ui,
        "Click a picture to see its nearest neighbours, or describe above what you look for.",
    );
    let count = within.map_or(open.dataset.products.len(), <[Option<usize>]>::len);
    let product = |index: usize| match within {
        Some(shown) => shown.get(index).copied().flatten(),
        None => (index < count).then_some(index),
    };
    let pick = Pick {
        id: "explore start",
        name: "Products",
        side: SIDE,
        count,
        product: &product,
        selection,
    };
    pick.show(ui, open, send);
}

/// Which model answers, in a sentence.
fn speaker(run: &OpenRun) -> String {
    let model = &run.record.model;
    if model.id == STARTER {
        "The starter model answers. It was trained on this dataset's words and is not CLIP: short descriptions by \
         colour and kind work best."
            .to_owned()
    } else {
        format!(
            "{} answers. Describe what one would see on the photo.",
            model.label
        )
    }
}
