//! One of several, and yes or no: marks that are seen on a card, and in the accent when they are set.

use egui::{Checkbox, RadioButton, Response, Ui};

use crate::ui::theme::palette;

/// One of several choices.
pub(in crate::ui) fn radio(ui: &mut Ui, chosen: bool, text: &str) -> Response {
    radio_if(ui, true, chosen, text)
}

/// One of several choices, which can be taken only where `can` holds.
pub(in crate::ui) fn radio_if(ui: &mut Ui, can: bool, chosen: bool, text: &str) -> Response {
    /// The dot is a third of this wide to each side.
    const DOT: f32 = 13.0;
    marked(ui, chosen, |ui| {
        ui.spacing_mut().icon_width_inner = DOT;
        ui.add_enabled(can, RadioButton::new(chosen, text))
    })
}

/// A radio button that changes what is chosen.
pub(in crate::ui) fn radio_value<T: PartialEq>(
    ui: &mut Ui,
    current: &mut T,
    value: T,
    text: &str,
) -> Response {
    let mut response = radio(ui, *current == value, text);
    if response.clicked() && *current != value {
        *current = value;
        response.mark_changed();
    }
    response
}

/// Yes or no.
pub(in crate::ui) fn checkbox(ui: &mut Ui, on: &mut bool, text: &str) -> Response {
    marked(ui, *on, |ui| ui.add(Checkbox::new(on, text)))
}

/// Draws with a ring that stands out from the ground, where the usual hairline would not, and a mark in the accent.
fn marked(ui: &mut Ui, on: bool, add: impl FnOnce(&mut Ui) -> Response) -> Response {
    let colours = palette(ui);
    ui.scope(|ui| {
        let widgets = &mut ui.visuals_mut().widgets;
        for state in [
            &mut widgets.noninteractive,
            &mut widgets.inactive,
            &mut widgets.hovered,
            &mut widgets.active,
        ] {
            state.fg_stroke.color = colours.accent;
            state.bg_stroke.color = if on {
                colours.accent
            } else {
                colours.muted.gamma_multiply(0.7)
            };
            state.bg_stroke.width = 1.5;
            state.bg_fill = colours.surface;
        }
        add(ui)
    })
    .inner
}
