//! One cell of a grid.

use std::sync::Arc;

use egui::text::{LayoutJob, TextFormat, TextWrapping};
use egui::{
    Align2, Color32, CornerRadius, Galley, Pos2, Rect, Response, Sense, Stroke, StrokeKind, Ui,
    pos2, vec2,
};

use super::lines::{self, Lines};
use super::picture::paint_unframed;
use crate::ui::state::OpenDataset;
use crate::ui::theme::{self, palette};
use crate::ui::thumbnails::Picture;
use crate::ui::widgets::{self, Icon};

/// Distance of the picture from the edge of its cell.
const MARGIN: f32 = 6.0;
const RADIUS: u8 = 8;
/// Height of a word's ground.
const TAG: f32 = 19.0;
/// A word is cut only where this much of it is left; else it is left out.
const LEAST_TAG: f32 = 72.0;

/// What a cell shows.
#[derive(Clone, Debug, Default)]
pub(in crate::ui) struct Cell {
    /// Index of the product in the dataset; none if it is not there any more.
    pub product: Option<usize>,
    pub name: String,
    /// A line above the name, set off from it.
    pub note: Option<Note>,
    /// A few letters in the corner of the picture.
    pub corner: Option<String>,
    /// Words below the name, as many as there is room for.
    pub tags: Vec<Tag>,
    /// What the pointer is told about it.
    pub hint: Option<String>,
}

/// A number that is looked at, and what it means.
#[derive(Clone, Debug)]
pub(in crate::ui) struct Note {
    pub number: String,
    pub meaning: String,
}

/// A word about a product.
#[derive(Clone, Debug)]
pub(in crate::ui) struct Tag {
    pub text: String,
    /// Whether it is as it was asked for: it is ticked then.
    pub fits: bool,
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
    lines: Lines,
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
    let picture = Rect::from_min_max(
        rect.min + vec2(MARGIN, MARGIN),
        rect.max - vec2(MARGIN, MARGIN + lines.height()),
    );
    paint_unframed(ui, picture, cell.product.map(Picture::Small), open);
    corner(ui, picture, cell);
    let elided = texts(ui, rect, picture.bottom(), lines, cell);
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
    if mark.focus {
        widgets::focus_ring(ui, rect, RADIUS);
    }
    if let Some(hint) = &cell.hint {
        response.on_hover_text(hint)
    } else if elided {
        response.on_hover_text(&cell.name)
    } else {
        response
    }
}

/// On the white ground of the photo in both themes.
fn corner(ui: &Ui, picture: Rect, cell: &Cell) {
    if let Some(text) = &cell.corner {
        ui.painter().text(
            picture.left_top() + vec2(5.0, 3.0),
            Align2::LEFT_TOP,
            text,
            theme::caption().resolve(ui.style()),
            Color32::from_gray(90),
        );
    }
}

/// The lines below the picture; gives whether the name was cut.
fn texts(ui: &Ui, rect: Rect, picture: f32, lines: Lines, cell: &Cell) -> bool {
    if lines.name == 0 {
        return true;
    }
    let colours = palette(ui);
    let tops = lines.tops();
    let left = rect.left() + MARGIN + 1.0;
    let width = rect.right() - MARGIN - left;
    let at = |top: f32| pos2(left, picture + top);
    if let Some(note) = cell.note.as_ref().filter(|_| lines.note) {
        let galley = note_galley(ui, note, width);
        ui.painter().galley(at(tops.note), galley, colours.text);
    }
    let name = name_galley(ui, &cell.name, width, lines.name);
    let elided = name.elided;
    ui.painter().galley(at(tops.name), name, colours.muted);
    if lines.tags {
        tags(ui, at(tops.tags), width, &cell.tags);
    }
    elided
}

/// The number first; its meaning is cut where there is no room.
fn note_galley(ui: &Ui, note: &Note, width: f32) -> Arc<Galley> {
    let colours = palette(ui);
    let format = |style: egui::TextStyle, colour| TextFormat {
        font_id: style.resolve(ui.style()),
        color: colour,
        ..TextFormat::default()
    };
    let mut job = LayoutJob::default();
    job.append(&note.number, 0.0, format(theme::strong(), colours.text));
    job.append(&note.meaning, 5.0, format(theme::caption(), colours.muted));
    job.wrap = TextWrapping::truncate_at_width(width);
    ui.painter().layout_job(job)
}

fn name_galley(ui: &Ui, name: &str, width: f32, rows: usize) -> Arc<Galley> {
    let format = TextFormat {
        font_id: theme::caption().resolve(ui.style()),
        color: palette(ui).muted,
        line_height: Some(lines::NAME),
        ..TextFormat::default()
    };
    let mut job = LayoutJob::single_section(name.to_owned(), format);
    job.wrap = TextWrapping {
        max_width: width,
        max_rows: rows,
        break_anywhere: rows == 1,
        ..TextWrapping::default()
    };
    ui.painter().layout_job(job)
}

/// The words below the name, each on a ground of its own; one is cut or left out where there is no room.
fn tags(ui: &Ui, start: Pos2, width: f32, tags: &[Tag]) {
    let mut left = 0.0;
    for tag in tags {
        let room = width - left;
        if let Some(width) = word(ui, start + vec2(left, 0.0), room, tag) {
            left += width + 4.0;
        }
    }
}

/// A word: ticked on a green ground if it is as it was asked for, else in a plain outline. Gives its width, unless too
/// little of it would be left.
fn word(ui: &Ui, start: Pos2, room: f32, tag: &Tag) -> Option<f32> {
    const PADDING: f32 = 5.0;
    const TICK: f32 = 11.0;
    let colours = palette(ui);
    let (text, ground, outline, before) = if tag.fits {
        let ground = colours.soft(colours.good);
        (colours.text, ground, Color32::TRANSPARENT, TICK + 2.0)
    } else {
        (colours.muted, colours.surface, colours.line, 0.0)
    };
    let font = theme::caption().resolve(ui.style());
    let mut job = LayoutJob::simple_singleline(tag.text.clone(), font, text);
    job.wrap = TextWrapping::truncate_at_width((room - before - 2.0 * PADDING).max(0.0));
    let galley = ui.painter().layout_job(job);
    if galley.elided && room < LEAST_TAG {
        return None;
    }
    let width = galley.size().x + before + 2.0 * PADDING;
    let rect = Rect::from_min_size(start, vec2(width, TAG));
    ui.painter().rect(
        rect,
        CornerRadius::same(4),
        ground,
        Stroke::new(1.0, outline),
        StrokeKind::Inside,
    );
    let inside = rect.shrink2(vec2(PADDING, 0.0));
    if tag.fits {
        let middle = inside.left_center() + vec2(TICK / 2.0 - 1.0, 0.0);
        let tick = Rect::from_center_size(middle, vec2(TICK, TICK));
        Icon::Check.paint(ui, tick, colours.good);
    }
    let place = Align2::RIGHT_CENTER.anchor_size(inside.right_center(), galley.size());
    ui.painter().galley(place.min, galley, text);
    Some(width)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The rows of a name below a picture, and whether it was cut.
    fn rows(name: &str, width: f32, rows: usize) -> (Vec<String>, bool) {
        let mut found = None;
        let ctx = egui::Context::default();
        theme::apply(&ctx);
        let output = ctx.run_ui(egui::RawInput::default(), |ui| {
            let galley = name_galley(ui, name, width, rows);
            let texts = galley.rows.iter().map(|row| row.text());
            found = Some((texts.collect(), galley.elided));
        });
        output.drop_without_applying_deltas();
        found.unwrap()
    }

    #[test]
    fn the_kind_of_a_product_is_read_on_the_second_line() {
        let (two, cut) = rows("Harrowby Women Beige Jacket", 104.0, 2);
        assert_eq!(two.len(), 2);
        assert!(two[1].contains("Jacket") && !cut, "{two:?}");
        let (one, cut) = rows("Harrowby Women Beige Jacket", 104.0, 1);
        assert!(one.len() == 1 && cut, "{one:?}");
        let long = "Harrowby Women Beige Jacket with a Hood and Four Large Pockets";
        assert!(rows(long, 104.0, 2).1, "a longer one is cut");
    }
}
