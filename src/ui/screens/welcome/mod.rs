//! No dataset yet: three ways to one, and those that were open before.

mod checking;
mod choices;
mod recent;

use egui::{
    Align, Label, Layout, Margin, Rect, RichText, ScrollArea, TextEdit, Ui, UiBuilder, pos2, vec2,
};

use crate::ui::app::App;
use crate::ui::command::WindowCommand;
use crate::ui::screens::fetches;
use crate::ui::theme::{self, CONTROL_HEIGHT, palette, space};
use crate::ui::widgets::{PushButton, muted};

/// The page is no wider than this.
const WIDTH: f32 = 980.0;

pub(super) fn show(app: &mut App, ui: &mut Ui) {
    if app.live.opening.is_some() {
        return checking::show(app, ui);
    }
    ScrollArea::vertical()
        .id_salt("welcome")
        .auto_shrink([false, false])
        .show(ui, |ui| {
            let room = ui.available_rect_before_wrap();
            let width = room.width().min(WIDTH);
            let rows = app.persisted.session.recent.len().min(3) as f32;
            let free = ui.clip_rect().height() - 540.0 - 74.0 * rows;
            let top = room.top() + (free * 0.4).max(0.0);
            let left = room.center().x - width / 2.0;
            let place =
                Rect::from_min_max(pos2(left, top), pos2(left + width, room.bottom().max(top)));
            let layout = Layout::top_down(Align::Min);
            let mut page = ui.new_child(UiBuilder::new().max_rect(place).layout(layout));
            content(app, &mut page);
            ui.advance_cursor_after_rect(page.min_rect());
        });
}

fn content(app: &mut App, ui: &mut Ui) {
    ui.add(
        Label::new(
            RichText::new("Turn product photos into a search engine").text_style(theme::display()),
        )
        .wrap(),
    );
    let colour = palette(ui).muted;
    let about = "Embed every photo with CLIP, see whether the vectors are good, and take the files with you. No terminal.";
    ui.add(Label::new(RichText::new(about).size(15.0).color(colour)).wrap());
    ui.add_space(space::L);
    fetches::notices(app, ui, false);
    choices::show(app, ui);
    ui.add_space(space::M);
    path(app, ui);
    ui.add_space(space::L);
    recent::show(app, ui);
    muted(
        ui,
        "You can also drop something anywhere on this window: a folder, a zip, a csv table, a kaggle.json, a model, a bundle, a picture.",
    );
    ui.add_space(space::S);
    let tour = WindowCommand::Tour(Some(0));
    PushButton::of(&tour.clone().into())
        .small()
        .send(ui, &app.send, tour);
}

/// A path can always be typed, where there is no dialog or it cannot reach.
fn path(app: &mut App, ui: &mut Ui) {
    let (rect, _) = ui.allocate_exact_size(
        vec2(ui.available_width(), CONTROL_HEIGHT),
        egui::Sense::hover(),
    );
    let layout = Layout::left_to_right(Align::Center);
    let mut row = ui.new_child(UiBuilder::new().max_rect(rect).layout(layout));
    let label = muted(&mut row, "Or type a path");
    let entry = row.with_layout(Layout::right_to_left(Align::Center), |row| {
        let path = app.view.welcome_path.trim().to_owned();
        let open = PushButton::new("Open")
            .enabled(!path.is_empty())
            .min_width(74.0);
        let pressed = open.show(row).clicked();
        let field = TextEdit::singleline(&mut app.view.welcome_path)
            .hint_text(RichText::new("Folder, zip or csv file").color(palette(row).muted))
            .desired_width(row.available_width())
            .min_size(vec2(0.0, CONTROL_HEIGHT))
            .align(egui::Align2::LEFT_CENTER)
            .margin(Margin::symmetric(10, 7));
        let response = row.add(field).labelled_by(label.id);
        let entered = row.input(|input| input.key_pressed(egui::Key::Enter));
        (pressed || response.lost_focus() && entered).then_some(path)
    });
    if let Some(path) = entry.inner.filter(|path| !path.is_empty()) {
        // As if it were dropped: a bundle or a kaggle.json is known by what it holds.
        app.send.send(WindowCommand::Dropped(vec![path.into()]));
    }
}
