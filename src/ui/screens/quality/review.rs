//! Products whose neighbours disagree with their label, one after another, judged by keys.

use egui::{Key, KeyboardShortcut, Modifiers, Rect, Sense, Ui, vec2};

use super::agreement::part;
use super::tiles;
use crate::index::Edge;
use crate::quality::{Suspect, Verdict};
use crate::text::{counted, thousands};
use crate::ui::app::App;
use crate::ui::command::{Command, QualityCommand, Wanted};
use crate::ui::format;
use crate::ui::grid;
use crate::ui::state::{Examined, VerdictBook};
use crate::ui::theme::{CONTROL_HEIGHT, space};
use crate::ui::thumbnails::Picture;
use crate::ui::widgets::{self, PushButton, TableColumn};

const LIST: f32 = 0.4;
const PICTURE: f32 = 132.0;
/// Least and greatest width of a neighbour's picture.
const NEIGHBOUR: [f32; 2] = [60.0, 190.0];
/// Neighbours side by side: two rows are all ten.
const ACROSS: usize = 5;

/// The keys of the verdicts, in their order.
const KEYS: [Key; 3] = [Key::Num1, Key::Num2, Key::Num3];

pub(super) fn show(app: &mut App, ui: &mut Ui, examined: &Examined) {
    let place = app.view.quality.column;
    let (Some(column), Some(list)) = (examined.columns().get(place), examined.suspects.get(place))
    else {
        super::without_labels(ui);
        return;
    };
    if list.is_empty() {
        widgets::card(ui, |ui| {
            widgets::heading(ui, "Nothing to review");
            let text = format!(
                "Every product has at least two neighbours that share its {}.",
                column.name
            );
            widgets::muted(ui, text);
        });
        return;
    }
    let at = app.view.quality.suspect.min(list.len() - 1);
    keys(app, ui, at, list.len());
    let room = ui.available_size();
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = space::M;
        let left = (room.x * LIST).round();
        part(ui, left, room.y, |ui| {
            suspects(app, ui, &column.name, list, at);
        });
        part(ui, room.x - left - space::M, room.y, |ui| {
            one(app, ui, examined, &column.name, &list[at]);
        });
    });
}

/// 1, 2 and 3 decide, Backspace takes back, arrows walk; not while a text is typed.
fn keys(app: &App, ui: &Ui, at: usize, count: usize) {
    let busy = app.view.dialog.is_some() || app.view.palette.is_some();
    if busy || ui.ctx().text_edit_focused() {
        return;
    }
    let pressed = |key| ui.input(|input| input.modifiers.is_none() && input.key_pressed(key));
    for (key, verdict) in KEYS.into_iter().zip(Verdict::ALL) {
        if pressed(key) {
            app.send.send(QualityCommand::Judge(verdict));
        }
    }
    if pressed(Key::Backspace) {
        app.send.send(QualityCommand::Withdraw);
    }
    let focused = ui.memory(|memory| memory.focused().is_some());
    if !focused && pressed(Key::ArrowDown) && at + 1 < count {
        app.send.send(QualityCommand::Select(at + 1));
    }
    if !focused && pressed(Key::ArrowUp) && at > 0 {
        app.send.send(QualityCommand::Select(at - 1));
    }
}

fn suspects(app: &App, ui: &mut Ui, column: &str, list: &[Suspect], at: usize) {
    let book = app.live.run.as_ref().map(|run| &run.quality.verdicts);
    ui.horizontal(|ui| {
        widgets::heading(ui, "Is the label wrong?");
        let empty = book.is_none_or(VerdictBook::is_empty);
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            let export = Command::Name(Wanted::Verdicts);
            PushButton::of(&export)
                .small()
                .obstacle(empty.then_some("There is no verdict yet"))
                .send(ui, &app.send, export);
        });
    });
    let judged = book.map_or(0, |book| book.count(column));
    widgets::muted(
        ui,
        format!(
            "{} of which at most one neighbour shares the label, the most suspicious first · {} judged",
            counted(list.len() as u64, "product"),
            thousands(judged)
        ),
    );
    let heads = [
        TableColumn::number("", 34.0),
        TableColumn::rest("Label"),
        TableColumn::text("Neighbours say", 104.0),
        TableColumn::text("Verdict", 88.0),
    ];
    let clicked = widgets::table(
        ui,
        "suspects",
        &heads,
        list.len(),
        Some(at),
        |ui, row, part| {
            let suspect = &list[row];
            let verdict = book.and_then(|book| book.get(suspect.id, column));
            match part {
                0 => widgets::muted_line(ui, thousands(row + 1)),
                1 => widgets::line(ui, &suspect.label),
                2 => widgets::line(ui, &suspect.suggested),
                _ => widgets::muted_line(ui, verdict.map_or("", Verdict::label)),
            };
        },
    );
    if let Some(row) = clicked {
        app.send.send(QualityCommand::Select(row));
    }
}

fn one(app: &mut App, ui: &mut Ui, examined: &Examined, column: &str, suspect: &Suspect) {
    let verdict = app
        .live
        .run
        .as_ref()
        .and_then(|run| run.quality.verdicts.get(suspect.id, column));
    ui.horizontal_top(|ui| {
        picture(app, ui, examined, suspect);
        ui.vertical(|ui| {
            ui.set_width(ui.available_width());
            widgets::heading(ui, name(app, examined, suspect));
            widgets::muted(
                ui,
                format!("Product {} · {}", suspect.id, format::column(column)),
            );
            ui.add_space(space::XS);
            widgets::name_and_value(ui, 120.0, "Its label", &suspect.label);
            let votes = format!(
                "{} ({} of {})",
                suspect.suggested, suspect.votes, suspect.known
            );
            widgets::name_and_value(ui, 120.0, "Neighbours say", &votes);
            let same = format!("{} of {}", suspect.same, suspect.known);
            widgets::name_and_value(ui, 120.0, "Same label", &same);
        });
    });
    ui.add_space(space::S);
    verdicts(app, ui, verdict);
    ui.add_space(space::S);
    widgets::overline(
        ui,
        "Its nearest neighbours, with their labels; those of the same label are ticked",
    );
    neighbours(app, ui, examined, suspect);
}

fn name(app: &App, examined: &Examined, suspect: &Suspect) -> String {
    let product = examined.product(suspect.row);
    let open = app.live.dataset.as_ref();
    let found = open.and_then(|open| open.dataset.products.get(product?));
    found.map_or_else(
        || format!("Product {}", suspect.id),
        |product| product.name.clone(),
    )
}

fn picture(app: &mut App, ui: &mut Ui, examined: &Examined, suspect: &Suspect) {
    let (rect, _) = ui.allocate_exact_size(vec2(PICTURE, PICTURE * 1.12), Sense::hover());
    if let Some(open) = &mut app.live.dataset {
        let product = examined.product(suspect.row).map(Picture::Large);
        grid::paint_picture(
            ui,
            Rect::from_min_size(rect.min, rect.size()),
            product,
            open,
        );
    }
}

fn verdicts(app: &App, ui: &mut Ui, given: Option<Verdict>) {
    widgets::muted_line(
        ui,
        "Your verdict, by button or key. Arrows go through the list, Backspace takes a verdict back",
    )
    .on_hover_text("Verdicts are saved beside the run");
    ui.scope(|ui| {
        ui.spacing_mut().interact_size.y = CONTROL_HEIGHT;
        ui.horizontal_wrapped(|ui| {
            for (key, verdict) in KEYS.into_iter().zip(Verdict::ALL) {
                let command = QualityCommand::Judge(verdict);
                let mut button = PushButton::of(&command.clone().into());
                if given == Some(verdict) {
                    button = button.icon(widgets::Icon::Check);
                }
                widgets::key_hint(ui, KeyboardShortcut::new(Modifiers::NONE, key));
                button.send(ui, &app.send, command);
                ui.add_space(space::S);
            }
            if given.is_some() {
                widgets::ghost(ui, &app.send, QualityCommand::Withdraw);
            }
        });
    });
}

fn neighbours(app: &mut App, ui: &mut Ui, examined: &Examined, suspect: &Suspect) {
    let App {
        live, view, send, ..
    } = app;
    let (Some(open), Some(column)) = (
        &mut live.dataset,
        examined.columns().get(view.quality.column),
    ) else {
        return;
    };
    let graph = &examined.examination.graph;
    let room = ui.available_size();
    let wide = (room.x - 14.0) / ACROSS as f32 - space::M;
    let high = tiles::side_of((room.y - space::S) / 2.0);
    let side = wide.min(high).clamp(NEIGHBOUR[0], NEIGHBOUR[1]);
    let own = column.code(suspect.row);
    let edges: Vec<Edge> = graph.edges_of(suspect.row).collect();
    egui::ScrollArea::vertical()
        .id_salt("neighbours")
        .show(ui, |ui| {
            ui.spacing_mut().item_spacing.x = space::M;
            for row in edges.chunks(ACROSS) {
                ui.horizontal(|ui| {
                    for edge in row {
                        let note = column.label(edge.to).unwrap_or("no label");
                        let shown = tiles::Tile {
                            row: edge.to,
                            note,
                            agrees: own.is_some() && column.code(edge.to) == own,
                        };
                        tiles::tile(ui, side, &shown, examined, open, send);
                    }
                });
            }
        });
}
