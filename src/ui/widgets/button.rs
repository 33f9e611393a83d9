//! Buttons. Most carry a command and take name, icon, tooltip and keys from it.

use std::borrow::Cow;
use std::sync::Arc;

use egui::{
    Color32, CornerRadius, FontId, Galley, Rect, Response, Sense, Stroke, StrokeKind, TextStyle,
    Ui, UiBuilder, Vec2, pos2, vec2,
};

use super::look::{Kind, Look};
use super::{Icon, focus_ring, keys_in_words, warmth};
use crate::ui::command::{Command, CommandSender};
use crate::ui::theme::{self, CONTROL_HEIGHT, CONTROL_RADIUS, SMALL_HEIGHT, palette};

/// A button in the making.
#[must_use = "a button is drawn by `show` or `send`"]
pub(in crate::ui) struct PushButton {
    text: Cow<'static, str>,
    icon: Option<Icon>,
    tooltip: Cow<'static, str>,
    shortcut: Option<egui::KeyboardShortcut>,
    obstacle: Option<Cow<'static, str>>,
    enabled: bool,
    kind: Kind,
    small: bool,
    icon_only: bool,
    min_width: f32,
    /// Width of an entry of a list; its content stands at the left.
    entry: Option<f32>,
}

/// A button that sends a command.
pub(in crate::ui) fn button(
    ui: &mut Ui,
    send: &CommandSender,
    command: impl Into<Command>,
) -> Response {
    let command = command.into();
    PushButton::of(&command).send(ui, send, command)
}

/// The one main button of a page.
pub(in crate::ui) fn primary(
    ui: &mut Ui,
    send: &CommandSender,
    command: impl Into<Command>,
) -> Response {
    let command = command.into();
    PushButton::of(&command).primary().send(ui, send, command)
}

/// A button without a frame.
pub(in crate::ui) fn ghost(
    ui: &mut Ui,
    send: &CommandSender,
    command: impl Into<Command>,
) -> Response {
    let command = command.into();
    PushButton::of(&command).ghost().send(ui, send, command)
}

/// A small button that is only the command's icon; its name is in the tooltip.
pub(in crate::ui) fn icon_button(
    ui: &mut Ui,
    send: &CommandSender,
    command: impl Into<Command>,
) -> Response {
    let command = command.into();
    PushButton::of(&command)
        .ghost()
        .small()
        .icon_only()
        .send(ui, send, command)
}

/// A command as an entry of a menu; choosing it closes the menu. With an obstacle it cannot be chosen, and says why.
pub(in crate::ui) fn menu_item(
    ui: &mut Ui,
    send: &CommandSender,
    command: impl Into<Command>,
    obstacle: Option<&'static str>,
) -> Response {
    let command = command.into();
    let item = PushButton::of(&command)
        .ghost()
        .small()
        .obstacle(obstacle)
        .entry(ui.available_width().max(180.0));
    let response = item.send(ui, send, command);
    if response.clicked() {
        ui.close();
    }
    response
}

impl PushButton {
    /// A button with a text of its own.
    pub fn new(text: impl Into<Cow<'static, str>>) -> Self {
        Self {
            text: text.into(),
            icon: None,
            tooltip: Cow::Borrowed(""),
            shortcut: None,
            obstacle: None,
            enabled: true,
            kind: Kind::default(),
            small: false,
            icon_only: false,
            min_width: 0.0,
            entry: None,
        }
    }

    /// A button with the words of a command.
    pub fn of(command: &Command) -> Self {
        let words = command.words();
        Self {
            icon: words.icon,
            tooltip: Cow::Borrowed(words.tooltip),
            shortcut: words.shortcut,
            ..Self::new(words.label)
        }
    }

    pub fn primary(mut self) -> Self {
        self.kind = Kind::Primary;
        self
    }

    /// The main button where `is_next` holds, else one like the others.
    pub fn primary_if(self, is_next: bool) -> Self {
        if is_next { self.primary() } else { self }
    }

    pub fn ghost(mut self) -> Self {
        self.kind = Kind::Ghost;
        self
    }

    pub fn danger(mut self) -> Self {
        self.kind = Kind::Danger;
        self
    }

    /// For rows and bars.
    pub fn small(mut self) -> Self {
        self.small = true;
        self
    }

    /// Another text than the command's name, where the place says the rest.
    pub fn text(mut self, text: impl Into<Cow<'static, str>>) -> Self {
        self.text = text.into();
        self
    }

    pub fn icon(mut self, icon: Icon) -> Self {
        self.icon = Some(icon);
        self
    }

    pub fn without_icon(mut self) -> Self {
        self.icon = None;
        self
    }

    /// Shows the icon alone; the text becomes the tooltip and the name for screen readers.
    pub fn icon_only(mut self) -> Self {
        self.icon_only = true;
        self
    }

    pub fn tooltip(mut self, tooltip: impl Into<Cow<'static, str>>) -> Self {
        self.tooltip = tooltip.into();
        self
    }

    pub fn enabled(mut self, enabled: bool) -> Self {
        self.enabled = enabled;
        self
    }

    /// Cannot be pressed if there is an obstacle, and says which.
    pub fn obstacle(mut self, obstacle: Option<impl Into<Cow<'static, str>>>) -> Self {
        self.obstacle = obstacle.map(Into::into);
        self
    }

    pub fn min_width(mut self, width: f32) -> Self {
        self.min_width = width;
        self
    }

    /// As an entry of a list: as wide as there is room, its content at the left.
    fn entry(mut self, width: f32) -> Self {
        self.entry = Some(width);
        self
    }

    /// Draws the button and sends the command when it is pressed.
    pub fn send(self, ui: &mut Ui, send: &CommandSender, command: impl Into<Command>) -> Response {
        let response = self.show(ui);
        if response.clicked() {
            send.send(command);
        }
        response
    }

    /// Draws the button.
    pub fn show(self, ui: &mut Ui) -> Response {
        let enabled = self.enabled && self.obstacle.is_none();
        let response = if enabled {
            let response = self.draw(ui);
            // As many automatic ids as below: when a button comes alive while somebody types, the field that is drawn
            // after it must keep its id, and with it the keyboard.
            ui.skip_ahead_auto_ids(1);
            response
        } else {
            // A part that takes its room as a button does, so that it goes to the next row where rows wrap.
            let size = self.measure(ui).size;
            let (rect, _) = ui.allocate_exact_size(size, Sense::hover());
            let mut part = ui.new_child(UiBuilder::new().max_rect(rect));
            part.disable();
            self.draw(&mut part)
        };
        self.explain(response)
    }

    fn measure(&self, ui: &Ui) -> Measures {
        let font = self.font(ui);
        let height = if self.small {
            SMALL_HEIGHT
        } else {
            CONTROL_HEIGHT
        };
        let icon_side = if self.small { 15.0 } else { 16.0 };
        let shown = if self.icon_only {
            ""
        } else {
            self.text.as_ref()
        };
        let galley = ui
            .painter()
            .layout_no_wrap(shown.to_owned(), font, Color32::PLACEHOLDER);
        let icon_width = match self.icon {
            Some(_) if self.icon_only => icon_side,
            Some(_) => icon_side + 7.0,
            None => 0.0,
        };
        let padding = match (self.icon_only, self.small) {
            (true, _) => (height - icon_side) / 2.0,
            (false, true) => 9.0,
            (false, false) => 13.0,
        };
        let width = (icon_width + galley.size().x + 2.0 * padding)
            .max(self.entry.unwrap_or(self.min_width));
        Measures {
            galley,
            icon_side,
            icon_width,
            padding,
            size: vec2(width.ceil(), height),
        }
    }

    fn draw(&self, ui: &mut Ui) -> Response {
        let Measures {
            galley,
            icon_side,
            icon_width,
            padding,
            size,
        } = self.measure(ui);
        let (rect, response) = ui.allocate_exact_size(size, Sense::click());
        response.widget_info(|| {
            egui::WidgetInfo::labeled(egui::accesskit::Role::Button, ui.is_enabled(), &self.text)
        });
        if !ui.is_rect_visible(rect) {
            return response;
        }
        let pressed = response.is_pointer_button_down_on();
        let look = Look::of(self.kind, palette(ui), warmth(ui, &response), pressed);
        let radius = CornerRadius::same(CONTROL_RADIUS);
        ui.painter().rect(
            rect,
            radius,
            look.fill,
            Stroke::new(1.0, look.line),
            StrokeKind::Inside,
        );
        if response.has_focus() {
            focus_ring(ui, rect, CONTROL_RADIUS);
        }
        // Menu entries are wider than their content, which then stands at the left.
        let content = icon_width + galley.size().x;
        let left = if self.entry.is_some() {
            rect.left() + padding
        } else {
            rect.center().x - content / 2.0
        };
        if let Some(icon) = self.icon {
            let place = Rect::from_center_size(
                pos2(left + icon_side / 2.0, rect.center().y),
                vec2(icon_side, icon_side),
            );
            icon.paint(ui, place, look.text);
        }
        let place = pos2(left + icon_width, rect.center().y - galley.size().y / 2.0);
        ui.painter().galley(place, galley, look.text);
        response
    }

    fn font(&self, ui: &Ui) -> FontId {
        let style = match (self.kind, self.small) {
            (Kind::Primary, _) => theme::strong(),
            (_, true) => theme::secondary(),
            (_, false) => TextStyle::Button,
        };
        style.resolve(ui.style())
    }

    fn explain(&self, response: Response) -> Response {
        let mut lines = Vec::new();
        if self.icon_only {
            lines.push(self.text.to_string());
        }
        if !self.tooltip.is_empty() {
            lines.push(self.tooltip.to_string());
        }
        if let Some(shortcut) = self.shortcut {
            lines.push(keys_in_words(&response.ctx, shortcut));
        }
        if let Some(obstacle) = &self.obstacle {
            return response.on_disabled_hover_text(obstacle.as_ref());
        }
        if lines.is_empty() {
            return response;
        }
        let text = lines.join("\n");
        response.on_hover_text(&text).on_disabled_hover_text(text)
    }
}

/// What is on a button, and how much room it takes.
struct Measures {
    galley: Arc<Galley>,
    icon_side: f32,
    /// With the distance to the text.
    icon_width: f32,
    padding: f32,
    size: Vec2,
}
