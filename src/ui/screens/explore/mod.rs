//! Explore: the nearest neighbours of a product, a text, a picture, or a sum of these.

mod bar;
mod begin;
mod chip;
mod filters;
mod result;
mod results;
mod side;

use egui::{Popup, Rect, Ui, UiBuilder, vec2};

use super::{caution, needs_run};
use crate::text::thousands;
use crate::ui::app::App;
use crate::ui::command::{Command, ExploreCommand, Wanted};
use crate::ui::state::OpenRun;
use crate::ui::theme::space;
use crate::ui::widgets::{self, Drawing, Icon, PushButton};

/// Width of what stands beside the results.
const SIDE: f32 = 232.0;

/// Below this width of the page it has no place beside the results.
const WIDTH_FOR_SIDE: f32 = 860.0;

/// From this width of the page on, what is done less often has buttons of its own; else it is in a menu.
const WIDTH_FOR_ALL: f32 = 1200.0;

pub(super) fn show(app: &mut App, ui: &mut Ui) {
    let about = "Pick a product, type a text or drop a picture, and see what is nearest. It comes alive once a run is finished.";
    if needs_run(app, ui, Drawing::Search, "Search among the pictures", about) {
        return;
    }
    app.read_run();
    if let Some(left) = app.view.explore.until_asked() {
        ui.ctx().request_repaint_after(left);
    }
    take_pasted(app, ui);
    head(app, ui);
    if let Some(run) = &app.live.run {
        caution::show(ui, run);
    }
    bar::show(app, ui);
    ui.add_space(space::XS);
    let beside = ui.available_width() >= WIDTH_FOR_SIDE;
    if !beside {
        let open = app.view.explore.side_open;
        let text = if open {
            "Hide filters"
        } else {
            "Filters and scores"
        };
        if PushButton::new(text).small().show(ui).clicked() {
            app.view.explore.side_open = !open;
        }
    }
    let room = ui.available_rect_before_wrap();
    let left = if beside || app.view.explore.side_open {
        let side = Rect::from_min_size(room.min, vec2(SIDE, room.height()));
        ui.scope_builder(UiBuilder::new().max_rect(side), |ui| side::show(app, ui));
        SIDE + space::M
    } else {
        0.0
    };
    let rest = Rect::from_min_max(room.min + vec2(left, 0.0), room.max);
    ui.scope_builder(UiBuilder::new().max_rect(rest), |ui| results::show(app, ui));
}

fn head(app: &App, ui: &mut Ui) {
    let Some(run) = &app.live.run else {
        return;
    };
    let situation = app.situation();
    let offer = |ui: &mut Ui, command: Command, icon_only: bool| {
        let button = PushButton::of(&command).obstacle(command.obstacle(situation));
        let button = if icon_only {
            button.icon_only()
        } else {
            button
        };
        button.send(ui, &app.send, command);
    };
    let wide = ui.available_width() >= WIDTH_FOR_ALL;
    widgets::page_head(ui, "Explore", &context(run), |ui| {
        let pin = if situation.pinned {
            ExploreCommand::Unpin
        } else {
            ExploreCommand::Pin
        };
        offer(ui, pin.into(), false);
        let mut less_often = vec![Command::Name(Wanted::Results)];
        if situation.other_run {
            offer(ui, ExploreCommand::CloseOther.into(), false);
        } else {
            less_often.push(Command::Name(Wanted::OtherRun));
        }
        if wide {
            for command in less_often {
                offer(ui, command, false);
            }
        } else {
            more(ui, app, less_often);
        }
        offer(ui, ExploreCommand::Forward.into(), true);
        offer(ui, ExploreCommand::Back.into(), true);
    });
}

/// A menu of commands.
fn more(ui: &mut Ui, app: &App, commands: Vec<Command>) {
    let button = PushButton::new("More").icon(Icon::More).show(ui);
    Popup::menu(&button).show(|ui| {
        for command in commands {
            let obstacle = command.obstacle(app.situation());
            widgets::menu_item(ui, &app.send, command, obstacle);
        }
    });
}

fn context(run: &OpenRun) -> String {
    let answered = run.answered.as_ref();
    let time = answered
        .filter(|answered| answered.found().is_some())
        .map_or_else(String::new, |answered| {
            format!(" · {:.0} ms", answered.milliseconds)
        });
    format!(
        "Exact cosine search over {} products · {}{time}",
        thousands(run.record.counts.items),
        run.record.model.label
    )
}

/// A picture from the clipboard is searched with.
fn take_pasted(app: &App, ui: &Ui) {
    ui.input(|input| {
        for event in &input.events {
            if let egui::Event::PasteImage(image) = event {
                app.send.send(ExploreCommand::Pasted(image.clone()));
            }
        }
    });
}
