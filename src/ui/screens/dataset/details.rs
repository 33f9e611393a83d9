//! The details of the selected product.

use std::ops::RangeInclusive;

use egui::{Label, RichText, ScrollArea, Sense, TextStyle, Ui, vec2};

use super::{attributes, crop, several};
use crate::ui::app::App;
use crate::ui::command::{Command, DatasetCommand, ExploreCommand};
use crate::ui::grid::paint_picture;
use crate::ui::theme::space;
use crate::ui::thumbnails::Picture;
use crate::ui::widgets::{self, Icon, PushButton, card, muted, overline};

/// The picture is as high as leaves room for all that is below it, within these bounds.
const PICTURE: RangeInclusive<f32> = 104.0..=210.0;
/// What stands below it without the table's columns, down to what the model sees.
const BELOW: f32 = 328.0;

pub(super) fn show(app: &mut App, ui: &mut Ui) {
    let height = ui.available_height();
    let several = app.view.selection.products.len() > 1;
    // Where a bar may be needed, nothing must wrap otherwise with it than without: it would come and go for ever.
    let bar = if several || height < needed(app) {
        ui.spacing().scroll.allocated_width()
    } else {
        0.0
    };
    let width = ui.available_width() - bar;
    ScrollArea::vertical()
        .id_salt("details")
        .auto_shrink([false, true])
        .show(ui, |ui| {
            ui.set_max_width(width);
            card(ui, |ui| {
                if several {
                    several::show(app, ui);
                    ui.add_space(space::M);
                }
                one(app, ui, height);
            });
        });
}

/// The height from which on there is surely no bar, whatever is shown of a product.
fn needed(app: &App) -> f32 {
    /// Names and paths of several lines.
    const LONG: f32 = 80.0;
    let open = app.live.dataset.as_ref();
    let columns = open.map_or(0, |open| open.dataset.columns.len());
    PICTURE.end() + BELOW + columns as f32 * attributes::ROW + LONG
}

/// The product that leads the selection, in a part of the page that is `height` high.
fn one(app: &mut App, ui: &mut Ui, height: f32) {
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
    let columns = dataset.columns.len() as f32 * attributes::ROW;
    let picture = (height - BELOW - columns).clamp(*PICTURE.start(), *PICTURE.end());
    let size = vec2(ui.available_width(), picture);
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
    attributes::show(ui, &dataset, product);
    ui.add_space(space::S);
    overline(ui, "As the model sees it");
    crop::show(ui, product, open, live.run.as_ref());
}
