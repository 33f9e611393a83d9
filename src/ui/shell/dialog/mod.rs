//! Dialogs, one at a time.

mod kaggle;
mod picture;
mod question;

use egui::Ui;

use crate::ui::app::App;
use crate::ui::state::Dialog;

/// Draws the dialog that is open, if one is.
pub(super) fn show(app: &mut App, ui: &Ui) {
    match app.view.dialog.clone() {
        None => {}
        Some(Dialog::Question(question, command)) => question::show(app, ui, &question, &command),
        Some(Dialog::Picture(product)) => picture::show(app, ui, product),
        Some(Dialog::Kaggle) => kaggle::show(app, ui),
    }
}
