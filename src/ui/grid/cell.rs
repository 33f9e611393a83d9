//! One cell of a grid.

use egui::{
    Align2, Color32, CornerRadius, Rect, Response, Sense, Stroke, StrokeKind, Ui, pos2, vec2,
};

use super::picture::paint_picture;
use crate::ui::state::OpenDataset;
use crate::ui::theme::{self, palette};
use crate::ui::thumbnails::Picture;
use crate::ui::widgets::{self, Icon};

/// Height of a line of text below the picture.
pub(super) const LINE: f32 = 17.0;
/// Distance of the picture from the edge of its cell.
const MARGIN: f32 = 6.0;
const RADIUS: u8 = 8;

/// What a cell shows.
#[derive(Clone, Debug, Default)]
pub(in crate::ui) struct Cell {
    /// Index of the product in the dataset; none if it is not there any more.
    pub product: Option<usize>,
    pub name: String,
    /// A line above the name, set off from it.
    pub note: Option<String>,
    /// A number in the corner.
    pub rank: Option<usize>,
}

/// How a cell stands out.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Mark {
    /// It is the one whose details are shown.
    pub lead: bool,
    /// It is one of several that are selected.
    pub checked: bool,
    /// The keyboard is on it.
    pub focus: bool,
}

/// Draws a cell in its place.
pub(super) fn show(
    ui: &Ui,
    id: egui::Id,
    rect: Rect,
    lines: usize,
    cell: &Cell,
    mark: Mark,
    open: &mut OpenDataset,
) -> Response {
    // The grid as a whole has the keyboard's focus, not each of its cells.
    let response = ui.interact(rect, id, Sense::CLICK);
    let selected = mark.lead || mark.checked;
    response.widget_info(|| {
        egui::WidgetInfo::selected(egui::accesskit::Role::ListItem, true, selected, &cell.name)
    });
    let colours = palette(ui);
    let line = if response.hovered() {
        colours.muted
    } else {
        colours.line
    };
    let radius = CornerRadius::same(RADIUS);
    ui.painter().rect(
        rect,
        radius,
        colours.surface,
        Stroke::new(1.0, line),
        StrokeKind::Inside,
    );
    let below = LINE * lines as f32 + if lines > 0 { 4.0 } else { 0.0 };
    let picture = Rect::from_min_max(
        rect.min + vec2(MARGIN, MARGIN),
        rect.max - vec2(MARGIN, MARGIN + below),
    );
    paint_picture(ui, picture, cell.product.map(Picture::Small), open);
    let elided = texts(ui, rect, picture.bottom() + 4.0, lines, cell);
    if selected {
        widgets::selection_outline(ui, rect, RADIUS, if mark.focus { 3.0 } else { 2.0 });
    }
    if mark.checked {
        let badge = rect.right_top() + vec2(-14.0, 14.0);
        ui.painter().circle_filled(badge, 9.0, colours.accent);
        Icon::Check.paint(
            ui,
            Rect::from_center_size(badge, vec2(12.0, 12.0)),
            colours.on_accent,
        );
    }
    if elided {
        response.on_hover_text(&cell.name)
    } else {
        response
    }
}

/// The lines below the picture; gives whether the name was cut.
fn texts(ui: &Ui, rect: Rect, top: f32, lines: usize, cell: &Cell) -> bool {
    let colours = palette(ui);
    let font = theme::caption().resolve(ui.style());
    let line = |text: &str, colour: Color32| {
        let mut job =
            egui::text::LayoutJob::simple_singleline(text.to_owned(), font.clone(), colour);
        job.wrap = egui::text::TextWrapping::truncate_at_width(rect.width() - 2.0 * MARGIN - 4.0);
        ui.painter().layout_job(job)
    };
    let mut place = pos2(rect.left() + MARGIN + 2.0, top);
    let mut left = lines;
    if let Some(note) = cell.note.as_ref().filter(|_| left > 0) {
        ui.painter()
            .galley(place, line(note, colours.text), colours.text);
        place.y += LINE;
        left -= 1;
    }
    if let Some(rank) = cell.rank {
        // On the white ground of the photo in both themes.
        let corner = rect.left_top() + vec2(MARGIN + 5.0, MARGIN + 3.0);
        ui.painter().text(
            corner,
            Align2::LEFT_TOP,
            rank,
            font.clone(),
            Color32::from_gray(90),
        );
    }
    if left == 0 {
        return true;
    }
    let name = line(&cell.name, colours.muted);
    let elided = name.elided;
    ui.painter().galley(place, name, colours.muted);
    elided
}
