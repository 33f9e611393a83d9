//! Building blocks of the pages.

use egui::{
    Align, Button, CornerRadius, Frame, ImageSource, Layout, Margin, Rect, Response, RichText,
    Sense, Stroke, StrokeKind, Ui, Vec2, include_image, vec2,
};

use super::command::Command;
use super::theme::{self, CARD_MARGIN, CARD_RADIUS, palette};
use crate::Error;

/// Icons, white in the file and tinted where they are drawn.
pub(super) mod icon {
    use super::{ImageSource, include_image};

    macro_rules! icons {
        ($($name:ident = $file:literal),* $(,)?) => {
            $(pub const $name: ImageSource<'static> = include_image!($file);)*
        };
    }

    icons! {
        LOGO = "../../assets/logo.svg",
        IMAGE = "../../assets/icons/image.svg",
        CPU = "../../assets/icons/cpu.svg",
        SEARCH = "../../assets/icons/search.svg",
        DOWNLOAD = "../../assets/icons/download.svg",
        SETTINGS = "../../assets/icons/settings.svg",
        FOLDER = "../../assets/icons/folder-open.svg",
        CHECK = "../../assets/icons/check.svg",
        WARNING = "../../assets/icons/triangle-alert.svg",
        SPARKLES = "../../assets/icons/sparkles.svg",
    }
}

/// A picture of `side` points in a colour of the palette.
pub(super) fn icon(ui: &mut Ui, source: ImageSource<'static>, side: f32, tint: egui::Color32) {
    ui.add(
        egui::Image::new(source)
            .fit_to_exact_size(Vec2::splat(side))
            .tint(tint)
            .alt_text(""),
    );
}

/// A card: a surface with a hairline around it, as wide as there is room.
pub(super) fn card<R>(ui: &mut Ui, add: impl FnOnce(&mut Ui) -> R) -> R {
    let colours = palette(ui);
    Frame::new()
        .fill(colours.surface)
        .stroke(Stroke::new(1.0, colours.line))
        .corner_radius(CornerRadius::same(CARD_RADIUS))
        .inner_margin(Margin::same(CARD_MARGIN))
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            // Columns stretch what is in them; texts and buttons on a card keep their own width.
            ui.with_layout(Layout::top_down(Align::Min), add).inner
        })
        .inner
}

/// Title of a card.
pub(super) fn heading(ui: &mut Ui, text: &str) {
    ui.label(RichText::new(text).text_style(theme::strong()));
}

/// Secondary text, wrapped.
pub(super) fn muted(ui: &mut Ui, text: impl Into<String>) -> Response {
    let colour = palette(ui).muted;
    ui.add(egui::Label::new(RichText::new(text).color(colour)).wrap())
}

/// Head of a page: title, one line of context, actions at the right.
pub(super) fn page_head(ui: &mut Ui, title: &str, context: &str, actions: impl FnOnce(&mut Ui)) {
    ui.horizontal(|ui| {
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = 2.0;
            ui.label(RichText::new(title).text_style(theme::title()));
            muted(ui, context);
        });
        ui.with_layout(Layout::right_to_left(Align::Center), actions);
    });
    ui.add_space(8.0);
}

/// A button that sends a command.
pub(super) fn button(
    ui: &mut Ui,
    command: Command,
    send: &crossbeam_channel::Sender<Command>,
) -> Response {
    let widget = Button::new(command.label()).min_size(vec2(0.0, 32.0));
    finish_button(ui, widget, command, send, true)
}

/// The one main button of a page.
pub(super) fn primary(
    ui: &mut Ui,
    command: Command,
    send: &crossbeam_channel::Sender<Command>,
    enabled: bool,
) -> Response {
    let colours = palette(ui);
    let label = RichText::new(command.label())
        .color(colours.on_accent)
        .text_style(theme::strong());
    let widget = Button::new(label)
        .fill(colours.accent)
        .stroke(Stroke::NONE)
        .min_size(vec2(0.0, 34.0));
    finish_button(ui, widget, command, send, enabled)
}

fn finish_button(
    ui: &mut Ui,
    widget: Button<'_>,
    command: Command,
    send: &crossbeam_channel::Sender<Command>,
    enabled: bool,
) -> Response {
    let tooltip = command.tooltip();
    let mut response = ui.add_enabled(enabled, widget);
    if !tooltip.is_empty() {
        response = response.on_hover_text(tooltip);
    }
    if response.clicked() {
        emit(send, command);
    }
    response
}

/// Sends a command; the receiver lives as long as the window.
pub(super) fn emit(send: &crossbeam_channel::Sender<Command>, command: Command) {
    if send.send(command).is_err() {
        log::error!("a command came after the end of the app");
    }
}

/// One choice of a few, side by side.
pub(super) fn choice<T: PartialEq + Copy>(
    ui: &mut Ui,
    current: T,
    options: &[(T, &str)],
) -> Option<T> {
    let colours = palette(ui);
    let mut chosen = None;
    Frame::new()
        .fill(colours.raised)
        .corner_radius(CornerRadius::same(8))
        .inner_margin(Margin::same(3))
        .show(ui, |ui| {
            ui.horizontal(|ui| {
                ui.spacing_mut().item_spacing.x = 2.0;
                for (value, label) in options {
                    let selected = *value == current;
                    let fill = if selected {
                        colours.surface
                    } else {
                        colours.raised
                    };
                    let stroke = if selected {
                        Stroke::new(1.0, colours.line)
                    } else {
                        Stroke::NONE
                    };
                    let text = RichText::new(*label).color(if selected {
                        colours.text
                    } else {
                        colours.muted
                    });
                    let response =
                        ui.add(Button::new(text).fill(fill).stroke(stroke).selected(false));
                    response.widget_info(|| {
                        egui::WidgetInfo::selected(
                            egui::accesskit::Role::RadioButton,
                            true,
                            selected,
                            label,
                        )
                    });
                    if response.clicked() && !selected {
                        chosen = Some(*value);
                    }
                }
            });
        });
    chosen
}

/// A number with its meaning below it.
pub(super) fn figure(ui: &mut Ui, number: &str, meaning: &str, colour: Option<egui::Color32>) {
    ui.vertical(|ui| {
        ui.spacing_mut().item_spacing.y = 1.0;
        let mut text = RichText::new(number)
            .text_style(egui::TextStyle::Heading)
            .size(17.0);
        if let Some(colour) = colour {
            text = text.color(colour);
        }
        ui.label(text);
        let muted = palette(ui).muted;
        ui.label(RichText::new(meaning).color(muted).size(12.0));
    });
}

/// A bar that is `share` full.
pub(super) fn bar(ui: &mut Ui, share: f32, label: &str) {
    let colours = palette(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 10.0), Sense::hover());
    let radius = CornerRadius::same(5);
    ui.painter().rect_filled(rect, radius, colours.raised);
    let filled = Rect::from_min_size(
        rect.min,
        vec2(rect.width() * share.clamp(0.0, 1.0), rect.height()),
    );
    ui.painter().rect_filled(filled, radius, colours.accent);
    response.widget_info(|| {
        egui::WidgetInfo::labeled(egui::accesskit::Role::ProgressIndicator, true, label)
    });
}

/// A focus ring or the outline of a selection.
pub(super) fn outline(ui: &Ui, rect: Rect, radius: u8) {
    let accent = palette(ui).accent;
    ui.painter().rect_stroke(
        rect,
        CornerRadius::same(radius),
        Stroke::new(2.0, accent),
        StrokeKind::Inside,
    );
}

/// An error as a card: what happened, what it means, what to do, details below.
pub(super) fn error_card(ui: &mut Ui, error: &Error, actions: impl FnOnce(&mut Ui)) {
    card(ui, |ui| {
        let colours = palette(ui);
        ui.horizontal(|ui| {
            icon(
                ui,
                icon::WARNING,
                18.0,
                if error.is_interrupted() {
                    colours.attention
                } else {
                    colours.bad
                },
            );
            ui.add(
                egui::Label::new(RichText::new(error.what()).text_style(theme::strong())).wrap(),
            );
        });
        for text in [error.meaning_text(), error.remedy_text()]
            .into_iter()
            .flatten()
        {
            ui.add(egui::Label::new(format!("{text}.")).wrap());
        }
        let details = error.details();
        if !details.is_empty() {
            muted(ui, details);
        }
        ui.horizontal(actions);
    });
}

/// A text field with its name, and a button that opens the dialog for it.
pub(super) fn path_field(
    ui: &mut Ui,
    name: &str,
    text: &mut String,
    choose: Command,
    send: &crossbeam_channel::Sender<Command>,
) -> Response {
    let label = ui.label(name);
    ui.horizontal(|ui| {
        let width = (ui.available_width() - 100.0).max(120.0);
        let field = egui::TextEdit::singleline(text)
            .desired_width(width)
            .margin(Margin::symmetric(10, 7));
        let response = ui.add(field).labelled_by(label.id);
        button(ui, choose, send);
        response
    })
    .inner
}
