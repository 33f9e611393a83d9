//! Map: all products as points, near each other where their pictures are alike.

mod canvas;
mod colours;
mod hint;
mod legend;
mod marks;
mod mesh;
mod names;
mod panel;
mod pointer;

use egui::{Rect, Ui, UiBuilder, vec2};

use super::{caution, needs_run};
use crate::text::thousands;
use crate::ui::app::App;
use crate::ui::command::{Command, MapCommand};
use crate::ui::state::{OpenRun, Tool};
use crate::ui::theme::space;
use crate::ui::widgets::{self, Drawing, PushButton};

/// The two ways to arrange the points, with what their names mean.
const ARRANGEMENTS: [(bool, &str, &str); 2] = [
    (
        true,
        "PCA",
        "Principal component analysis: the map is seen along the two directions in which the products differ most. It is there at once, and groups may overlap",
    ),
    (
        false,
        "Neighbours",
        "t-SNE: products move until those that are most alike lie together. Groups mean something, the distances between them mean little",
    ),
];

/// Width of what stands beside the map.
const PANEL: f32 = 248.0;

pub(super) fn show(app: &mut App, ui: &mut Ui) {
    let text = "Every product becomes a point, and products that look alike lie together. The map comes alive once a run is finished.";
    if needs_run(app, ui, Drawing::Map, "All products as one picture", text) {
        return;
    }
    app.want_map();
    head(app, ui);
    if let Some(run) = &app.live.run {
        caution::show(ui, run);
    }
    colours::update(app);
    names::update(app);
    let room = ui.available_rect_before_wrap();
    let panel = Rect::from_min_max(room.max - vec2(PANEL, room.height()), room.max);
    let canvas = Rect::from_min_max(room.min, room.max - vec2(PANEL + space::M, 0.0));
    ui.scope_builder(UiBuilder::new().max_rect(canvas), |ui| {
        canvas::show(app, ui);
    });
    ui.scope_builder(UiBuilder::new().max_rect(panel), |ui| panel::show(app, ui));
}

fn head(app: &mut App, ui: &mut Ui) {
    let situation = app.situation();
    let App {
        live, view, send, ..
    } = app;
    let Some(run) = &live.run else {
        return;
    };
    widgets::page_head(ui, "Map", &context(run, view.map.principal), |ui| {
        let command = if situation.drawing_map {
            Some(MapCommand::Stop)
        } else if run.map.ended.is_some() {
            Some(MapCommand::Draw)
        } else {
            None
        };
        if let Some(command) = command.map(Command::from) {
            PushButton::of(&command).send(ui, send, command);
        }
        let tools = [
            (Tool::Move, "Move"),
            (Tool::Box, "Box"),
            (Tool::Lasso, "Lasso"),
        ];
        if let Some(tool) = widgets::segmented(ui, view.map.tool, &tools) {
            view.map.tool = tool;
        }
        ui.add_space(space::S);
        if let Some(principal) = widgets::segmented_with_tips(ui, view.map.principal, &ARRANGEMENTS)
        {
            view.map.principal = principal;
            view.map.viewport = None;
        }
    });
}

/// What is seen, in one line.
fn context(run: &OpenRun, principal: bool) -> String {
    let count = thousands(run.record.counts.items);
    let map = &run.map;
    match map.first.get() {
        None => format!("Reading {count} vectors…"),
        Some(first) if principal || (map.drawn.is_none() && map.newest.is_none()) => {
            let shown = 100.0 * (first.pca.explained[0] + first.pca.explained[1]);
            format!(
                "The two directions in which {count} products differ most (PCA): {shown:.0} % of all differences"
            )
        }
        Some(_) if map.drawing.is_some() => {
            format!("Arranging {count} products so that neighbours lie together…")
        }
        Some(_) => format!("{count} products, arranged so that neighbours lie together (t-SNE)"),
    }
}
