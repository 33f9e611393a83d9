//! One picture, large, with the arrow keys to the next one.

use std::sync::Arc;

use egui::{
    Align, Id, Key, Label, Layout, Modal, Modifiers, RichText, ScrollArea, Sense, TextStyle, Ui,
    vec2,
};

use crate::ui::app::App;
use crate::ui::command::{Command, DatasetCommand, ExploreCommand, WindowCommand};
use crate::ui::grid::paint_picture;
use crate::ui::screens::{attributes, crop};
use crate::ui::state::{OpenDataset, OpenRun, Selection};
use crate::ui::theme::space;
use crate::ui::thumbnails::Picture;
use crate::ui::widgets::{Icon, PushButton, muted, overline};

/// Width of what stands beside the picture.
const TEXT: f32 = 236.0;

pub(super) fn show(app: &mut App, ui: &Ui, product: usize) {
    let window = ui.ctx().content_rect().size();
    let side = (window.y - 260.0).clamp(220.0, 620.0);
    let situation = app.situation();
    let App { live, send, .. } = app;
    let Some(open) = &mut live.dataset else {
        return;
    };
    if product >= open.dataset.products.len() {
        return;
    }
    let area = Modal::default_area(Id::unique("picture"))
        .role(egui::accesskit::Role::Dialog)
        .accessible_name("Picture");
    let modal = Modal::new(Id::unique("picture"))
        .area(area)
        .frame(super::frame(ui))
        .show(ui.ctx(), |ui| {
            let bar = ui.spacing().scroll.allocated_width();
            ui.set_width(side * 0.78 + space::XL + TEXT + bar);
            ui.horizontal_top(|ui| {
                ui.spacing_mut().item_spacing.x = space::XL;
                let (rect, _) = ui.allocate_exact_size(vec2(side * 0.78, side), Sense::hover());
                let shown = paint_picture(ui, rect, Some(Picture::Large(product)), open);
                ui.vertical(|ui| {
                    let scroll = ScrollArea::vertical()
                        .id_salt("picture details")
                        .max_height(side)
                        .auto_shrink([false, true]);
                    scroll
                        .show(ui, |ui| {
                            // The same with a bar as without one, so that it does not come and go.
                            ui.set_max_width(TEXT);
                            let pixels = shown.map(|(_, pixels)| pixels);
                            about(ui, product, pixels, open, live.run.as_ref());
                            ui.add_space(space::M);
                            let similar = Command::from(ExploreCommand::Product(product));
                            let obstacle = similar.obstacle(situation);
                            PushButton::of(&similar)
                                .obstacle(obstacle)
                                .send(ui, send, similar)
                                .clicked()
                        })
                        .inner
                })
                .inner
            })
            .inner
                | ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    let closed = PushButton::new("Close").show(ui).clicked();
                    step(ui, open, product, send);
                    closed
                })
                .inner
        });
    if modal.inner || modal.should_close() {
        send.send(WindowCommand::CloseDialog);
    }
}

/// What is known of the product beside its picture, whose size in `pixels` is known once it is there.
fn about(
    ui: &mut Ui,
    product: usize,
    pixels: Option<[u32; 2]>,
    open: &mut OpenDataset,
    run: Option<&OpenRun>,
) {
    let dataset = Arc::clone(&open.dataset);
    let row = &dataset.products[product];
    ui.add(Label::new(RichText::new(&row.name).text_style(TextStyle::Heading)).wrap());
    let pixels = pixels.map_or_else(String::new, |[width, height]| {
        format!(" · {width} x {height} pixels")
    });
    muted(ui, format!("id {}{pixels}\n{}", row.id, row.image_path));
    ui.add_space(space::XS);
    attributes::show(ui, &dataset, product);
    ui.add_space(space::S);
    overline(ui, "As the model sees it");
    crop::show(ui, product, open, run);
}

/// To the product before or after, in the order in which they are shown.
fn step(ui: &mut Ui, open: &OpenDataset, product: usize, send: &crate::ui::command::CommandSender) {
    let shown = open.found.as_ref().map_or(&[][..], |found| &found.products);
    let at = shown.iter().position(|&other| other == product);
    let neighbour = |by: isize| shown.get(at?.checked_add_signed(by)?).copied();
    let mut go = None;
    for (by, name, icon, key) in [
        (1, "Next picture", Icon::Forward, Key::ArrowRight),
        (-1, "Previous picture", Icon::Back, Key::ArrowLeft),
    ] {
        let target = neighbour(by);
        let pressed = PushButton::new(name)
            .icon(icon)
            .icon_only()
            .enabled(target.is_some())
            .show(ui)
            .clicked();
        if pressed || ui.input_mut(|input| input.consume_key(Modifiers::NONE, key)) {
            go = go.or(target);
        }
    }
    if let Some(target) = go {
        send.send(DatasetCommand::Select(Selection::one(target)));
        send.send(DatasetCommand::OpenPicture(target));
    }
}
