//! Numbers that are looked at.

use egui::{Color32, RichText, Ui};

use super::text;
use crate::ui::theme;

/// A big number with its meaning below it.
pub(in crate::ui) fn stat(ui: &mut Ui, number: &str, meaning: &str, colour: Option<Color32>) {
    ui.vertical(|ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        let mut number = RichText::new(number).text_style(theme::figure());
        if let Some(colour) = colour {
            number = number.color(colour);
        }
        ui.add(egui::Label::new(number).extend());
        text::muted(ui, meaning);
    });
}
