//! Which labels meet in the neighbourhoods: a matrix whose cells open as pairs of pictures.

use std::sync::Arc;

use egui::epaint::TextShape;
use egui::{
    Align2, CornerRadius, Galley, Rect, ScrollArea, Sense, Stroke, StrokeKind, TextStyle, Ui, pos2,
    vec2,
};

use super::agreement::part;
use super::tiles::{self, Tile};
use crate::index::Edge;
use crate::quality::{Confusion, LabelColumn};
use crate::text::thousands;
use crate::ui::app::App;
use crate::ui::command::{CommandSender, QualityCommand};
use crate::ui::state::Examined;
use crate::ui::theme::{self, palette, space};
use crate::ui::widgets;

const MATRIX: f32 = 0.56;
const NAMES: f32 = 112.0;
/// Cells are not smaller than this.
const SMALLEST: f32 = 42.0;
const MOST_CELLS: usize = 20;
/// The names above the cells are slanted, so that they are read whole; a longer one is cut.
const SLANT: f32 = std::f32::consts::FRAC_PI_4;
const LONGEST: f32 = 104.0;
/// Least and greatest width of a picture of a pair.
const PAIR: f32 = 92.0;
const LARGEST_PAIR: f32 = 170.0;
/// What stands beside the two pictures.
const BESIDE: f32 = 58.0;

pub(super) fn show(app: &mut App, ui: &mut Ui, examined: &Examined) {
    let place = app.view.quality.column;
    let (Some(column), Some(quality)) = (
        examined.columns().get(place),
        examined.report().columns.get(place),
    ) else {
        super::without_labels(ui);
        return;
    };
    let room = ui.available_size();
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = space::M;
        let left = (room.x * MATRIX).round();
        part(ui, left, room.y, |ui| {
            matrix(app, ui, column, &quality.confusion);
        });
        part(ui, room.x - left - space::M, room.y, |ui| {
            pairs(app, ui, examined, column);
        });
    });
}

fn matrix(app: &App, ui: &mut Ui, column: &LabelColumn, confusion: &Confusion) {
    widgets::heading(ui, "Which labels stand beside each other?");
    widgets::muted(
        ui,
        "Each row is a label, each number the part of its neighbours with the label above, in per cent. The labels that are confused most are shown. Click a cell for its pairs.",
    );
    ui.add_space(space::XS);
    // What the heads take, above the cells and beyond the last one.
    let longest = longest_name(ui, column, &most_confused(column, confusion, MOST_CELLS));
    let head = (longest * SLANT.sin() + space::M).ceil();
    let beyond = (longest * SLANT.cos() - SMALLEST / 2.0).max(0.0);
    let room = ui.available_size() - vec2(NAMES + beyond, head + space::S);
    let fit = (room.x / SMALLEST).min(room.y / 28.0).floor();
    let labels = most_confused(column, confusion, (fit.max(2.0) as usize).min(MOST_CELLS));
    let labels = confusion.side_by_side(&labels);
    let width = (room.x / labels.len().max(1) as f32).min(90.0);
    let height = (room.y / labels.len().max(1) as f32).clamp(26.0, 40.0);
    let size = vec2(
        NAMES + width * labels.len() as f32,
        head + height * labels.len() as f32,
    );
    let (rect, _) = ui.allocate_exact_size(size, Sense::hover());
    let cells = Rect::from_min_max(rect.min + vec2(NAMES, head), rect.max);
    names(ui, cells, column, &labels, vec2(width, height));
    let open = app
        .live
        .run
        .as_ref()
        .and_then(|run| run.quality.pairs.as_ref());
    for (down, &own) in labels.iter().enumerate() {
        for (across, &neighbour) in labels.iter().enumerate() {
            let corner = cells.min + vec2(width * across as f32, height * down as f32);
            let place = Rect::from_min_size(corner, vec2(width, height)).shrink(1.5);
            let pairs = confusion.pairs(own, neighbour);
            let share = pairs as f32 / confusion.pairs_of(own).max(1) as f32;
            let shown = Shown {
                place,
                names: (column.name_of(own), column.name_of(neighbour)),
                pairs,
                share,
                selected: open.is_some_and(|open| (open.own, open.neighbour) == (own, neighbour)),
            };
            if cell(ui, &shown) {
                app.send.send(QualityCommand::OpenCell(own, neighbour));
            }
        }
    }
}

struct Shown<'a> {
    place: Rect,
    names: (&'a str, &'a str),
    pairs: usize,
    share: f32,
    selected: bool,
}

/// The labels of the fullest cells off the diagonal, filled up with the most frequent ones, in the order of their
/// codes.
fn most_confused(column: &LabelColumn, confusion: &Confusion, most: usize) -> Vec<u32> {
    let mut labels: Vec<u32> = Vec::new();
    let confused = confusion
        .confused()
        .flat_map(|cell| [cell.own, cell.neighbour]);
    for code in confused.chain(0..column.labels.len() as u32) {
        if labels.len() >= most {
            break;
        }
        if !labels.contains(&code) {
            labels.push(code);
        }
    }
    labels.sort_unstable();
    labels
}

/// The width of the longest of some names.
fn longest_name(ui: &Ui, column: &LabelColumn, labels: &[u32]) -> f32 {
    let width = |&code: &u32| name(ui, column, code, LONGEST).size().x;
    labels.iter().map(width).fold(0.0, f32::max)
}

/// A name that is cut where it is wider than its room.
fn name(ui: &Ui, column: &LabelColumn, code: u32, room: f32) -> Arc<Galley> {
    let font = theme::caption().resolve(ui.style());
    let text = column.name_of(code).to_owned();
    let mut job = egui::text::LayoutJob::simple_singleline(text, font, palette(ui).muted);
    job.wrap = egui::text::TextWrapping::truncate_at_width(room);
    ui.painter().layout_job(job)
}

/// The names beside the cells, and slanted above them.
fn names(ui: &Ui, cells: Rect, column: &LabelColumn, labels: &[u32], cell: egui::Vec2) {
    let colour = palette(ui).muted;
    for (at, &code) in labels.iter().enumerate() {
        let step = at as f32 + 0.5;
        let galley = name(ui, column, code, NAMES - 8.0);
        let beside = pos2(cells.left() - NAMES, cells.top() + cell.y * step);
        let place = Align2::LEFT_CENTER.anchor_size(beside, galley.size());
        ui.painter().galley(place.min, galley, colour);
        // It turns around its lower left corner, which stands above the middle of the cells.
        let galley = name(ui, column, code, LONGEST);
        let foot = pos2(cells.left() + cell.x * step - 2.0, cells.top() - 4.0);
        let place = Align2::LEFT_BOTTOM.anchor_size(foot, galley.size());
        let slanted = TextShape::new(place.min, galley, colour);
        ui.painter()
            .add(slanted.with_angle_and_anchor(-SLANT, Align2::LEFT_BOTTOM));
    }
}

fn cell(ui: &mut Ui, shown: &Shown<'_>) -> bool {
    let colours = palette(ui);
    let (own, neighbour) = shown.names;
    let sense = if shown.pairs > 0 {
        Sense::click()
    } else {
        Sense::hover()
    };
    let id = ui.scope_id().with((own, neighbour));
    let response = ui.interact(shown.place, id, sense);
    let per_cent = 100.0 * shown.share;
    let name = format!(
        "{own} beside {neighbour}: {per_cent:.0} %, {} pairs",
        thousands(shown.pairs)
    );
    if shown.pairs > 0 {
        response.widget_info(|| {
            let role = egui::accesskit::Role::Button;
            egui::WidgetInfo::selected(role, ui.is_enabled(), shown.selected, &name)
        });
    }
    let radius = CornerRadius::same(4);
    // The root shows small shares, which are what one looks for here.
    let fill = colours
        .raised
        .lerp_to_gamma(colours.accent, 0.9 * shown.share.sqrt());
    ui.painter().rect_filled(shown.place, radius, fill);
    let warmth = if shown.pairs > 0 {
        widgets::warmth(ui, &response)
    } else {
        0.0
    };
    if shown.selected || warmth > 0.0 {
        let line = colours
            .text
            .gamma_multiply(if shown.selected { 1.0 } else { warmth });
        let stroke = Stroke::new(1.5, line);
        ui.painter()
            .rect_stroke(shown.place, radius, stroke, StrokeKind::Inside);
    }
    if response.has_focus() {
        widgets::focus_ring(ui, shown.place, 4);
    }
    if per_cent >= 0.5 {
        let colour = theme::ink_on(fill);
        let font = TextStyle::Small.resolve(ui.style());
        let text = format!("{per_cent:.0}");
        ui.painter().text(
            shown.place.center(),
            Align2::CENTER_CENTER,
            text,
            font,
            colour,
        );
    }
    response.on_hover_text(name).clicked()
}

fn pairs(app: &mut App, ui: &mut Ui, examined: &Examined, column: &LabelColumn) {
    let App { live, send, .. } = app;
    let shown = live.run.as_ref().and_then(|run| run.quality.pairs.as_ref());
    let Some(shown) = shown else {
        widgets::heading(ui, "Pairs");
        widgets::muted(
            ui,
            "Click a cell to see its pairs, the most similar first: a product at the left, one of its neighbours at the right.",
        );
        return;
    };
    let (own, neighbour) = (column.name_of(shown.own), column.name_of(shown.neighbour));
    widgets::heading(ui, format!("{own} beside {neighbour}"));
    widgets::muted(
        ui,
        format!(
            "{} pairs, the most similar first",
            thousands(shown.edges.len())
        ),
    );
    let Some(open) = &mut live.dataset else {
        return;
    };
    // As many pairs side by side as fit, so wide that they fill the width.
    let room = ui.available_width() - 14.0 + space::M;
    let columns = (room / (2.0 * PAIR + BESIDE + space::M)).floor().max(1.0);
    let side = ((room / columns - space::M - BESIDE) / 2.0).min(LARGEST_PAIR);
    let columns = columns as usize;
    ScrollArea::vertical()
        .id_salt(("pairs", shown.column, shown.own, shown.neighbour))
        .auto_shrink([false, false])
        .show_rows(
            ui,
            side * 1.12 + 20.0,
            shown.edges.len().div_ceil(columns),
            |ui, rows| {
                for row in rows {
                    ui.horizontal_top(|ui| {
                        let last = ((row + 1) * columns).min(shown.edges.len());
                        for at in row * columns..last {
                            pair(
                                ui,
                                side,
                                (&shown.edges[at], at),
                                (own, neighbour),
                                examined,
                                open,
                                send,
                            );
                        }
                    });
                }
            },
        );
}

fn pair(
    ui: &mut Ui,
    side: f32,
    (edge, at): (&Edge, usize),
    (own, neighbour): (&str, &str),
    examined: &Examined,
    open: &mut crate::ui::state::OpenDataset,
    send: &CommandSender,
) {
    ui.push_id(at, |ui| {
        ui.spacing_mut().item_spacing.x = space::XS;
        let (left, right) = (
            Tile {
                row: edge.from,
                note: own,
                agrees: false,
            },
            Tile {
                row: edge.to,
                note: neighbour,
                agrees: false,
            },
        );
        tiles::tile(ui, side, &left, examined, open, send);
        tiles::tile(ui, side, &right, examined, open, send);
        let room = vec2(50.0, side * 1.12);
        widgets::cell(ui, room, |ui| {
            widgets::strong(ui, format!("{:.3}", edge.score))
        })
        .on_hover_text("Cosine of the two vectors");
    });
}
