//! Which labels meet in the neighbourhoods: a matrix whose cells open as pairs of pictures.

use egui::{
    Align2, CornerRadius, Rect, ScrollArea, Sense, Stroke, StrokeKind, TextStyle, Ui, pos2, vec2,
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
const SMALLEST: f32 = 46.0;
const MOST_CELLS: usize = 20;
const HEAD: f32 = 24.0;
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
    let room = ui.available_size() - vec2(0.0, HEAD + space::S);
    let fit = ((room.x - NAMES) / SMALLEST).min(room.y / 28.0).floor();
    let labels = most_confused(column, confusion, (fit.max(2.0) as usize).min(MOST_CELLS));
    let width = ((room.x - NAMES) / labels.len().max(1) as f32).min(90.0);
    let height = (room.y / labels.len().max(1) as f32).clamp(26.0, 40.0);
    let size = vec2(
        NAMES + width * labels.len() as f32,
        HEAD + height * labels.len() as f32,
    );
    let (rect, _) = ui.allocate_exact_size(size, Sense::hover());
    names(ui, rect, column, &labels, vec2(width, height));
    let open = app
        .live
        .run
        .as_ref()
        .and_then(|run| run.quality.pairs.as_ref());
    for (down, &own) in labels.iter().enumerate() {
        for (across, &neighbour) in labels.iter().enumerate() {
            let corner =
                rect.min + vec2(NAMES + width * across as f32, HEAD + height * down as f32);
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
/// numbers.
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

fn names(ui: &Ui, rect: Rect, column: &LabelColumn, labels: &[u32], cell: egui::Vec2) {
    let colours = palette(ui);
    let font = theme::caption().resolve(ui.style());
    let put = |code: u32, room: f32, anchor: Align2, at: egui::Pos2| {
        let text = column.name_of(code).to_owned();
        let mut job = egui::text::LayoutJob::simple_singleline(text, font.clone(), colours.muted);
        job.wrap = egui::text::TextWrapping::truncate_at_width(room);
        let galley = ui.painter().layout_job(job);
        let place = anchor.anchor_size(at, galley.size());
        ui.painter().galley(place.min, galley, colours.muted);
    };
    for (at, &code) in labels.iter().enumerate() {
        let step = at as f32 + 0.5;
        let above = pos2(rect.left() + NAMES + cell.x * step, rect.top() + HEAD / 2.0);
        put(code, cell.x - 4.0, Align2::CENTER_CENTER, above);
        let beside = pos2(rect.left(), rect.top() + HEAD + cell.y * step);
        put(code, NAMES - 8.0, Align2::LEFT_CENTER, beside);
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
        let colour = if shown.share.sqrt() > 0.6 {
            colours.on_accent
        } else {
            colours.text
        };
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
            },
            Tile {
                row: edge.to,
                note: neighbour,
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
