//! A dataset is being checked.

use egui::{Align, Layout, Rect, Ui, UiBuilder, vec2};

use crate::text::thousands;
use crate::ui::app::App;
use crate::ui::command::DatasetCommand;
use crate::ui::theme::space;
use crate::ui::widgets::{self, Drawing, PushButton, card, heading, muted};

const SIZE: egui::Vec2 = vec2(520.0, 320.0);

pub(super) fn show(app: &App, ui: &mut Ui) {
    let Some(opening) = &app.live.opening else {
        return;
    };
    let room = ui.available_rect_before_wrap();
    let place = Rect::from_center_size(room.center() - vec2(0.0, 30.0), SIZE);
    let layout = Layout::top_down(Align::Center);
    let mut middle = ui.new_child(UiBuilder::new().max_rect(place).layout(layout));
    Drawing::Pictures.show(&mut middle, vec2(220.0, 150.0));
    middle.add_space(space::M);
    let (checked, total) = (opening.progress.checked(), opening.progress.total());
    card(&mut middle, |ui| {
        heading(ui, format!("Checking {}", opening.label));
        let share = if total == 0 {
            0.0
        } else {
            checked as f32 / total as f32
        };
        widgets::progress_bar(ui, share, 8.0, "Checking the dataset");
        ui.horizontal(|ui| {
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                PushButton::of(&DatasetCommand::StopOpening.into())
                    .small()
                    .send(ui, &app.send, DatasetCommand::StopOpening);
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                    muted(ui, stage(checked, total));
                });
            });
        });
    });
}

fn stage(checked: usize, total: usize) -> String {
    if total == 0 {
        return "Listing the files and reading the table".to_owned();
    }
    format!(
        "{} of {} pictures; only their first bytes are read",
        thousands(checked),
        thousands(total)
    )
}
