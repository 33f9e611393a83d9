//! A grid of products: only the rows that are seen are drawn.

use egui::{
    Align2, Color32, CornerRadius, FontId, Rect, ScrollArea, Sense, Stroke, StrokeKind, Ui, pos2,
    vec2,
};

use super::state::OpenDataset;
use super::theme::{Palette, palette};
use super::thumbnails::{Picture, Shown};
use super::widgets;

/// Gap between cells.
const GAP: f32 = 10.0;
/// Height of the text lines below a picture.
const LINE: f32 = 17.0;

/// One cell.
pub(super) struct Cell {
    /// Index of the product in the dataset; none if it is not there any more.
    pub product: Option<usize>,
    pub name: String,
    /// A second line, set off from the name.
    pub note: Option<String>,
    /// A number in the corner.
    pub rank: Option<usize>,
}

/// Draws `count` cells, each at least `side` wide; gives the one that was clicked.
pub(super) fn show(
    ui: &mut Ui,
    id: &str,
    side: f32,
    count: usize,
    open: &mut OpenDataset,
    selected: Option<usize>,
    cell: impl Fn(&OpenDataset, usize) -> Cell,
) -> Option<usize> {
    // The scroll bar takes its width from the right edge.
    let width = ui.available_width() - 14.0;
    let columns = ((width + GAP) / (side + GAP)).floor().max(1.0);
    let cell_width = (width - GAP * (columns - 1.0)) / columns;
    let columns = columns as usize;
    let lines = if count > 0 && cell(open, 0).note.is_some() {
        2.0
    } else {
        1.0
    };
    let height = cell_width * 1.12 + LINE * lines + 14.0;
    let mut clicked = None;
    ui.spacing_mut().item_spacing = vec2(GAP, GAP);
    ScrollArea::vertical()
        .id_salt(id)
        .auto_shrink([false, false])
        .show_rows(ui, height, count.div_ceil(columns), |ui, rows| {
            for row in rows {
                ui.horizontal(|ui| {
                    for index in row * columns..((row + 1) * columns).min(count) {
                        let cell = cell(open, index);
                        if show_cell(ui, vec2(cell_width, height), &cell, open, selected) {
                            clicked = Some(index);
                        }
                    }
                });
            }
        });
    clicked
}

fn show_cell(
    ui: &mut Ui,
    size: egui::Vec2,
    cell: &Cell,
    open: &mut OpenDataset,
    selected: Option<usize>,
) -> bool {
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    response
        .widget_info(|| egui::WidgetInfo::labeled(egui::accesskit::Role::Button, true, &cell.name));
    let colours = palette(ui);
    let radius = CornerRadius::same(8);
    let line = if response.hovered() {
        colours.muted
    } else {
        colours.line
    };
    ui.painter().rect(
        rect,
        radius,
        colours.surface,
        Stroke::new(1.0, line),
        StrokeKind::Inside,
    );
    if response.has_focus() || (selected.is_some() && selected == cell.product) {
        widgets::selection_outline(ui, rect, 8);
    }
    let picture = Rect::from_min_size(
        rect.min + vec2(6.0, 6.0),
        vec2(size.x - 12.0, size.x * 1.12 - 8.0),
    );
    show_picture(ui, picture, cell.product.map(Picture::Small), open);
    show_texts(ui, rect, picture.bottom() + 4.0, cell, colours);
    response.on_hover_text(&cell.name).clicked()
}

fn show_texts(ui: &Ui, rect: Rect, top: f32, cell: &Cell, colours: Palette) {
    let clip = ui
        .painter()
        .with_clip_rect(rect.shrink(8.0).intersect(ui.clip_rect()));
    let font = FontId::proportional(11.5);
    let mut line = top;
    if let Some(note) = &cell.note {
        clip.text(
            pos2(rect.left() + 8.0, line),
            Align2::LEFT_TOP,
            note,
            font.clone(),
            colours.text,
        );
        line += LINE;
    }
    let mut job = egui::text::LayoutJob::simple_singleline(cell.name.clone(), font, colours.muted);
    job.wrap = egui::text::TextWrapping::truncate_at_width(rect.width() - 16.0);
    let name = ui.painter().layout_job(job);
    ui.painter()
        .with_clip_rect(rect.intersect(ui.clip_rect()))
        .galley(pos2(rect.left() + 8.0, line), name, colours.muted);
    if let Some(rank) = cell.rank {
        let at = rect.left_top() + vec2(10.0, 9.0);
        // On the white ground of the photo in both themes.
        clip.text(
            at,
            Align2::LEFT_TOP,
            rank,
            FontId::proportional(11.5),
            Color32::from_gray(90),
        );
    }
}

/// A product photo, on white in both themes, as large as fits.
pub(super) fn show_picture(ui: &Ui, rect: Rect, picture: Option<Picture>, open: &mut OpenDataset) {
    ui.painter()
        .rect_filled(rect, CornerRadius::same(6), Color32::WHITE);
    let shown = picture.map_or_else(
        || Shown::Broken("not in this dataset".to_owned()),
        |picture| open.thumbnails.get(picture),
    );
    match shown {
        Shown::Texture(texture) => {
            let size = texture.size_vec2();
            let scale = (rect.width() / size.x).min(rect.height() / size.y);
            let place = Rect::from_center_size(rect.center(), size * scale);
            let whole = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
            ui.painter()
                .image(texture.id(), place, whole, Color32::WHITE);
        }
        Shown::Broken(reason) => {
            let mut job = egui::text::LayoutJob::simple(
                reason,
                FontId::proportional(11.0),
                Color32::from_gray(90),
                rect.width() - 12.0,
            );
            job.halign = egui::Align::Center;
            let galley = ui.painter().layout_job(job);
            ui.painter().galley(
                rect.center() - vec2(0.0, galley.size().y / 2.0),
                galley,
                Color32::from_gray(90),
            );
        }
        Shown::Waiting => {
            ui.painter().rect_filled(
                rect.shrink(rect.width() * 0.25),
                CornerRadius::same(6),
                Color32::from_gray(240),
            );
        }
    }
}
