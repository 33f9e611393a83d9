//! What can be chosen, as cards in columns.

use egui::Ui;

use super::{advanced, device, models, output, precision, range};
use crate::ui::app::App;
use crate::ui::theme::space;

/// From this width on there are three columns of cards.
const THREE_COLUMNS: f32 = 1300.0;

type Card = fn(&mut App, &mut Ui);

pub(super) fn show(app: &mut App, ui: &mut Ui) {
    // A card with one choice only is none.
    let choices: Vec<Card> = [
        (range::is_choice(app), range::show as Card),
        (precision::is_choice(app), precision::show as Card),
    ]
    .into_iter()
    .filter_map(|(is_choice, card)| is_choice.then_some(card))
    .collect();
    if ui.available_width() >= THREE_COLUMNS {
        ui.columns_const(|[first, second, third]| {
            models::show(app, first);
            cards(app, second, &[device::show, advanced::show]);
            cards(app, third, &[&choices[..], &[output::show]].concat());
        });
    } else {
        ui.columns_const(|[left, right]| {
            models::show(app, left);
            cards(app, right, &[device::show, output::show]);
            right.add_space(space::XS);
            cards(app, right, &[&choices[..], &[advanced::show]].concat());
        });
    }
}

fn cards(app: &mut App, ui: &mut Ui, cards: &[Card]) {
    for (number, card) in cards.iter().enumerate() {
        if number > 0 {
            ui.add_space(space::XS);
        }
        card(app, ui);
    }
}
