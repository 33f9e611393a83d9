//! How to get the fashion dataset with a web browser.

use egui::{Align, Id, Layout, Modal, Ui};

use crate::ui::app::App;
use crate::ui::command::{Command, Wanted, WindowCommand};
use crate::ui::theme::{palette, space};
use crate::ui::widgets::{self, Icon, PushButton, body, heading, muted};

const PAGE: &str = "https://www.kaggle.com/datasets/paramaggarwal/fashion-product-images-small";
const WIDTH: f32 = 500.0;

pub(super) fn show(app: &App, ui: &Ui) {
    let area = Modal::default_area(Id::unique("kaggle"))
        .role(egui::accesskit::Role::Dialog)
        .accessible_name("Download from Kaggle");
    let modal = Modal::new(Id::unique("kaggle")).area(area).show(ui.ctx(), |ui| {
        ui.set_width(WIDTH);
        heading(ui, "Download from Kaggle");
        muted(ui, "Fashion Product Images (Small): 44,441 photos with their attributes, about 565 MB. Kaggle asks for a free account.");
        ui.add_space(space::M);
        step(ui, 1, "Open the dataset's page and log in");
        ui.horizontal(|ui| {
            ui.add_space(32.0);
            let open = WindowCommand::Browse(PAGE);
            PushButton::of(&open.clone().into()).tooltip(PAGE).send(ui, &app.send, open);
            let copy = WindowCommand::Copy(PAGE.to_owned(), "Address".to_owned());
            PushButton::new("Copy address").icon(Icon::Copy).send(ui, &app.send, copy);
        });
        step(ui, 2, "Press Download there, and choose the zip file if it asks");
        step(ui, 3, "Drop the zip on this window, or choose it here. It is read as it is, without unpacking");
        ui.add_space(space::S);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let choose = Command::Choose(Wanted::DatasetZip);
            let chosen = widgets::primary(ui, &app.send, choose).clicked();
            let closed = PushButton::new("Close").show(ui).clicked();
            chosen || closed
        })
        .inner
    });
    if modal.inner || modal.should_close() {
        app.send.send(WindowCommand::CloseDialog);
    }
}

fn step(ui: &mut Ui, number: usize, text: &str) {
    ui.horizontal(|ui| {
        let colours = palette(ui);
        let (rect, _) = ui.allocate_exact_size(egui::vec2(24.0, 24.0), egui::Sense::hover());
        ui.painter()
            .circle_filled(rect.center(), 11.0, colours.soft(colours.accent));
        let font = egui::FontId::new(12.5, crate::ui::theme::semibold());
        ui.painter().text(
            rect.center(),
            egui::Align2::CENTER_CENTER,
            number,
            font,
            colours.accent,
        );
        body(ui, text);
    });
}
