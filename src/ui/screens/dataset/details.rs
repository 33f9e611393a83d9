//! The details of the selected product.

use egui::{Label, RichText, ScrollArea, Sense, TextStyle, Ui, vec2};

use super::{crop, several};
use crate::ui::app::App;
use crate::ui::command::{Command, DatasetCommand, ExploreCommand};
use crate::ui::format;
use crate::ui::grid::paint_picture;
use crate::ui::theme::space;
use crate::ui::thumbnails::Picture;
use crate::ui::widgets::{self, Icon, PushButton, card, muted, name_and_value, overline};

const PICTURE_HEIGHT: f32 = 210.0;
const NAMES: f32 = 104.0;

pub(super) fn show(app: &mut App, ui: &mut Ui) {
    ScrollArea::vertical()
        .id_salt("details")
        .auto_shrink([false, true])
        .show(ui, |ui| {
            card(ui, |ui| {
                if app.view.selection.products.len() > 1 {
                    several::show(app, ui);
                    ui.add_space(space::M);
                }
                one(app, ui);
            });
        });
}

fn one(app: &mut App, ui: &mut Ui) {
    let situation = app.situation();
    let App {
        live, view, send, ..
    } = app;
    let (Some(open), Some(product)) = (&mut live.dataset, view.selection.lead) else {
        return;
    };
    let dataset = std::sync::Arc::clone(&open.dataset);
    let Some(row) = dataset.products.get(product) else {
        return;
    };
    let size = vec2(ui.available_width(), PICTURE_HEIGHT);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    response.widget_info(|| {
        egui::WidgetInfo::labeled(egui::accesskit::Role::Image, true, "Open the picture")
    });
    let pixels = paint_picture(ui, rect, Some(Picture::Large(product)), open).map(|(_, size)| size);
    if response.has_focus() {
        widgets::focus_ring(ui, rect.shrink(2.0), 6);
    }
    let open_picture = response
        .on_hover_text("Show it large")
        .on_hover_cursor(egui::CursorIcon::ZoomIn);
    if open_picture.clicked() {
        send.send(DatasetCommand::OpenPicture(product));
    }
    let name = if row.name.is_empty() {
        "(no name)"
    } else {
        &row.name
    };
    ui.add(Label::new(RichText::new(name).text_style(TextStyle::Heading)).wrap());
    let pixels = pixels.map_or_else(String::new, |[width, height]| {
        format!(" · {width} x {height} pixels")
    });
    let line = if row.line > 0 {
        format!(" · line {}", crate::text::thousands(row.line as usize))
    } else {
        String::new()
    };
    muted(
        ui,
        format!("id {}{pixels}{line}\n{}", row.id, row.image_path),
    );
    ui.horizontal(|ui| {
        let similar = Command::from(ExploreCommand::Product(product));
        let obstacle = similar.obstacle(situation);
        PushButton::of(&similar)
            .small()
            .obstacle(obstacle)
            .send(ui, send, similar);
        let id = crate::ui::command::WindowCommand::Copy(row.id.to_string(), "Id".to_owned());
        PushButton::new("Copy id")
            .icon(Icon::Copy)
            .small()
            .send(ui, send, id);
    });
    ui.add_space(space::XS);
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.y = 1.0;
        for column in &dataset.columns {
            name_and_value(
                ui,
                NAMES,
                &format::column(&column.name),
                column.label(product),
            );
        }
    });
    ui.add_space(space::S);
    overline(ui, "As the model sees it");
    crop::show(ui, product, open);
}
