//! While something hovers over the window: what will happen when it is let go.

use egui::epaint::RoundedRect;
use egui::epaint::tessellator::path::rounded_rectangle;
use egui::{
    Align, CornerRadius, Id, Label, LayerId, Layout, Order, Rect, RichText, Shape, Stroke, Ui,
    UiBuilder, vec2,
};

use crate::ui::app::App;
use crate::ui::state::DropKind;
use crate::ui::theme::{self, CARD_RADIUS, palette, space};
use crate::ui::widgets::{self, Icon};

/// How much of the page the veil covers: what lies there is still seen, and does not run into the words.
const VEIL: f32 = 0.85;
/// Size of the card in the middle.
const CARD: egui::Vec2 = vec2(440.0, 148.0);
/// What a line more takes.
const LINE: f32 = 24.0;
const ICON: f32 = 40.0;

pub(super) fn show(app: &App, ui: &Ui) {
    let Some(first) = app.live.dropping.hovering.first() else {
        return;
    };
    let name = first.file_name().unwrap_or(first.as_os_str());
    let (icon, text) = match app.live.dropping.kind {
        Some(kind) => note(kind, app.live.run.is_some(), app.live.job.is_some()),
        None => (Icon::Folder, "Let go to open it"),
    };
    let window = ui.ctx().content_rect();
    let id = Id::unique("drop note");
    let builder = UiBuilder::new()
        .layer_id(LayerId::new(Order::Foreground, id))
        .max_rect(window);
    let mut ui = Ui::new(ui.ctx().clone(), id, builder);
    let veil = palette(&ui).background.gamma_multiply(VEIL);
    ui.painter().rect_filled(window, CornerRadius::ZERO, veil);
    let room = window.size() - vec2(2.0 * space::L, 2.0 * space::L);
    let more = app.live.dropping.hovering.len() > 1;
    let size = CARD + vec2(0.0, if more { LINE } else { 0.0 });
    let card = Rect::from_center_size(window.center(), size.min(room));
    ground(&ui, card);
    let inside = UiBuilder::new()
        .max_rect(card.shrink(space::XL))
        .layout(Layout::top_down(Align::Center));
    ui.scope_builder(inside, |ui| {
        words(ui, icon, &name.to_string_lossy(), text, more);
    });
}

/// The card, framed as a place to put something down.
fn ground(ui: &Ui, card: Rect) {
    const DASH: f32 = 8.0;
    let colours = palette(ui);
    ui.painter()
        .rect_filled(card, CornerRadius::same(CARD_RADIUS), colours.surface);
    let mut outline = Vec::new();
    let inside = card.shrink(6.0);
    let radius = CornerRadius::same(CARD_RADIUS - 3);
    rounded_rectangle(&mut outline, RoundedRect::new(inside, radius));
    outline.extend(outline.first().copied());
    let stroke = Stroke::new(2.0, colours.accent);
    ui.painter()
        .extend(Shape::dashed_line(&outline, stroke, DASH, DASH * 0.75));
}

fn words(ui: &mut Ui, icon: Icon, name: &str, text: &str, more: bool) {
    let colours = palette(ui);
    ui.spacing_mut().item_spacing.y = space::S;
    icon.show(ui, ICON, colours.accent);
    ui.add(Label::new(RichText::new(name).text_style(theme::title())).truncate());
    widgets::body(ui, text);
    if more {
        widgets::coloured(ui, "Only the first of these is taken", colours.attention);
    }
}

fn note(kind: DropKind, has_run: bool, is_embedding: bool) -> (Icon, &'static str) {
    match kind {
        DropKind::Picture if has_run => (
            Icon::Search,
            "Let go to find products that look like this picture",
        ),
        DropKind::Picture => (
            Icon::Image,
            "A picture to search with: embed the dataset first",
        ),
        _ if is_embedding => (
            Icon::Warning,
            "A job is running: cancel it before you open something else",
        ),
        DropKind::Folder => (Icon::Folder, "Let go to open this folder as the dataset"),
        DropKind::Zip => (
            Icon::Archive,
            "Let go to open this zip as the dataset: it need not be unpacked",
        ),
        DropKind::Table => (
            Icon::Folder,
            "Let go to open the folder of this table as the dataset",
        ),
        DropKind::Model => (Icon::Model, "Let go to embed with this model"),
        DropKind::Bundle => (Icon::Archive, "Let go to install everything in this bundle"),
        DropKind::KaggleKey => (
            Icon::Download,
            "Let go to use this key for downloads from Kaggle",
        ),
        DropKind::Unknown => (
            Icon::Warning,
            "Not known here: drop a folder, a zip, a model folder or a picture",
        ),
    }
}
