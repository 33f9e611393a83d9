//! Dialogs, one at a time.

mod kaggle;
mod path;
mod picture;
mod question;

use egui::Ui;

use crate::ui::app::App;
use crate::ui::state::Dialog;
use crate::ui::theme::space;

/// Draws the dialog that is open, if one is.
pub(super) fn show(app: &mut App, ui: &Ui) {
    match app.view.dialog.clone() {
        None => {}
        Some(Dialog::Question(question, command)) => question::show(app, ui, &question, &command),
        Some(Dialog::Picture(product)) => picture::show(app, ui, product),
        Some(Dialog::Path(wanted)) => path::show(app, ui, wanted),
        Some(Dialog::Kaggle) => kaggle::show(app, ui),
    }
}

/// The frame of a dialog.
fn frame(ui: &Ui) -> egui::Frame {
    egui::Frame::popup(ui.style()).inner_margin(egui::Margin::same(space::XL as i8))
}

/// The width of a dialog: what is wished for, or what the window has room for.
fn width(ui: &Ui, wished: f32) -> f32 {
    let room = ui.ctx().content_rect().width() - 2.0 * space::XL - 2.0 * space::L;
    wished.min(room)
}
