//! The command palette: every action by a few letters of its name, without the mouse.

use egui::{
    Align, Align2, CornerRadius, Frame, Id, Key, Layout, Margin, Modal, Modifiers, Rect, RichText,
    ScrollArea, Sense, Ui, UiBuilder, pos2, vec2,
};

use super::fuzzy;
use crate::ui::app::App;
use crate::ui::command::{Command, WindowCommand};
use crate::ui::theme::{self, CARD_RADIUS, CONTROL_RADIUS, palette, space};
use crate::ui::widgets::{key_hint, muted, search_field};

const WIDTH: f32 = 560.0;
const LINE: f32 = 38.0;
const LINES: usize = 9;

pub(super) fn show(app: &mut App, ui: &Ui) {
    if app.view.palette.is_none() {
        return;
    }
    let found = find(app);
    let area = Modal::default_area(Id::unique("palette"))
        .anchor(Align2::CENTER_TOP, vec2(0.0, 96.0))
        .role(egui::accesskit::Role::Dialog)
        .accessible_name("All commands");
    let frame = Frame::popup(ui.style())
        .corner_radius(CornerRadius::same(CARD_RADIUS))
        .inner_margin(Margin::same(12));
    let modal = Modal::new(Id::unique("palette"))
        .area(area)
        .frame(frame)
        .show(ui.ctx(), |ui| {
            ui.set_width(WIDTH);
            move_line(app, ui, found.len());
            type_here(app, ui);
            ui.add_space(space::XS);
            if found.is_empty() {
                ui.add_space(space::S);
                muted(ui, "No action is called like this. Delete some letters.");
                ui.add_space(space::S);
            }
            lines(app, ui, &found)
        });
    let entered = ui.input(|input| input.key_pressed(Key::Enter));
    let line = app.view.palette.as_ref().map_or(0, |palette| palette.line);
    let chosen = modal
        .inner
        .or_else(|| entered.then_some(line))
        .and_then(|line| found.get(line));
    if let Some(command) = chosen {
        app.send.send(WindowCommand::Palette);
        app.send.send(command.clone());
    } else if modal.should_close() {
        app.send.send(WindowCommand::Palette);
    }
}

/// What fits what was typed and can be done now, the best first.
fn find(app: &App) -> Vec<Command> {
    let situation = app.situation();
    let typed = app
        .view
        .palette
        .as_ref()
        .map_or("", |palette| palette.text.as_str());
    let possible = Command::all().into_iter().filter(|command| {
        command.obstacle(situation).is_none() && *command != WindowCommand::Palette.into()
    });
    let mut scored: Vec<(i32, Command)> = possible
        .filter_map(|command| {
            let words = command.words();
            // A word of the explanation finds it as well, after all names.
            let by_name = fuzzy::score(typed, words.label).map(|score| score + 1000);
            Some((by_name.or_else(|| by_word(typed, words.tooltip))?, command))
        })
        .collect();
    scored.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
    scored.into_iter().map(|(_, command)| command).collect()
}

fn by_word(typed: &str, text: &str) -> Option<i32> {
    let typed = typed.trim().to_lowercase();
    (typed.len() > 2 && text.to_lowercase().contains(&typed)).then_some(0)
}

fn type_here(app: &mut App, ui: &mut Ui) {
    if let Some(palette) = &mut app.view.palette {
        let field = search_field(ui, &mut palette.text, "What do you want to do?", WIDTH);
        if field.changed() {
            palette.line = 0;
        }
        // The keyboard stays here as long as the palette is open.
        field.request_focus();
    }
}

fn move_line(app: &mut App, ui: &Ui, count: usize) {
    let Some(palette) = &mut app.view.palette else {
        return;
    };
    let (up, down) = ui.input_mut(|input| {
        (
            input.consume_key(Modifiers::NONE, Key::ArrowUp),
            input.consume_key(Modifiers::NONE, Key::ArrowDown),
        )
    });
    let last = count.saturating_sub(1);
    if up {
        palette.line = if palette.line == 0 {
            last
        } else {
            palette.line - 1
        };
    }
    if down {
        palette.line = if palette.line >= last {
            0
        } else {
            palette.line + 1
        };
    }
    palette.line = palette.line.min(last);
}

/// Draws what was found; gives the line that was clicked.
fn lines(app: &App, ui: &mut Ui, found: &[Command]) -> Option<usize> {
    let chosen = app.view.palette.as_ref().map_or(0, |palette| palette.line);
    let mut clicked = None;
    ui.spacing_mut().item_spacing.y = 0.0;
    ScrollArea::vertical()
        .max_height(LINE * LINES as f32)
        .auto_shrink([false, true])
        .show(ui, |ui| {
            for (at, command) in found.iter().enumerate() {
                let response = line(ui, command, at == chosen);
                if at == chosen && app.view.palette.is_some() {
                    response.scroll_to_me(None);
                }
                if response.clicked() {
                    clicked = Some(at);
                }
            }
        });
    clicked
}

fn line(ui: &mut Ui, command: &Command, chosen: bool) -> egui::Response {
    let colours = palette(ui);
    let words = command.words();
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), LINE), Sense::click());
    response.widget_info(|| {
        egui::WidgetInfo::selected(
            egui::accesskit::Role::ListBoxOption,
            true,
            chosen,
            words.label,
        )
    });
    let fill = if chosen {
        colours.raised
    } else {
        colours
            .raised
            .gamma_multiply(0.6 * super::super::widgets::warmth(ui, &response))
    };
    ui.painter()
        .rect_filled(rect, CornerRadius::same(CONTROL_RADIUS), fill);
    if let Some(icon) = words.icon {
        let place =
            Rect::from_center_size(pos2(rect.left() + 20.0, rect.center().y), vec2(16.0, 16.0));
        icon.paint(
            ui,
            place,
            if chosen {
                colours.accent
            } else {
                colours.muted
            },
        );
    }
    let inside = Rect::from_min_max(
        pos2(rect.left() + 40.0, rect.top()),
        pos2(rect.right() - 10.0, rect.bottom()),
    );
    ui.scope_builder(
        UiBuilder::new()
            .max_rect(inside)
            .layout(Layout::right_to_left(Align::Center)),
        |ui| {
            if let Some(shortcut) = words.shortcut {
                key_hint(ui, shortcut);
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                ui.add(egui::Label::new(words.label).extend());
                let about = RichText::new(words.tooltip)
                    .text_style(theme::secondary())
                    .color(colours.muted);
                ui.add(egui::Label::new(about).truncate());
            });
        },
    );
    response
}
