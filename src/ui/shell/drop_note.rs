//! While something hovers over the window: what will happen when it is let go.

use egui::{
    Align2, Color32, CornerRadius, Id, LayerId, Order, Rect, Stroke, StrokeKind, TextStyle, Ui,
    vec2,
};

use crate::ui::app::App;
use crate::ui::state::DropKind;
use crate::ui::theme::{self, CARD_RADIUS, palette};
use crate::ui::widgets::Icon;

pub(super) fn show(app: &App, ui: &Ui) {
    let Some(first) = app.live.dropping.hovering.first() else {
        return;
    };
    let name = first
        .file_name()
        .unwrap_or(first.as_os_str())
        .to_string_lossy();
    let (icon, text) = match app.live.dropping.kind {
        Some(kind) => note(kind, app.live.run.is_some(), app.live.job.is_some()),
        None => (Icon::Folder, "Let it go to open it"),
    };
    let painter = ui
        .ctx()
        .layer_painter(LayerId::new(Order::Foreground, Id::unique("drop note")));
    let (colours, window) = (palette(ui), ui.ctx().content_rect());
    painter.rect_filled(
        window,
        CornerRadius::ZERO,
        colours.background.gamma_multiply(0.97),
    );
    let frame = window.shrink(16.0);
    painter.rect_stroke(
        frame,
        CornerRadius::same(CARD_RADIUS),
        Stroke::new(2.0, colours.accent),
        StrokeKind::Inside,
    );
    let middle = window.center();
    icon.image(40.0, colours.accent).paint_at(
        &painter_ui(ui, &painter),
        Rect::from_center_size(middle - vec2(0.0, 52.0), vec2(40.0, 40.0)),
    );
    let line = |offset: f32, text: &str, style: TextStyle, colour: Color32| {
        painter.text(
            middle + vec2(0.0, offset),
            Align2::CENTER_CENTER,
            text,
            style.resolve(ui.style()),
            colour,
        );
    };
    line(0.0, &name, theme::title(), colours.text);
    line(30.0, text, TextStyle::Body, colours.muted);
    if app.live.dropping.hovering.len() > 1 {
        line(
            54.0,
            "Only the first of these is taken",
            theme::secondary(),
            colours.attention,
        );
    }
}

/// A `Ui` that paints where `painter` does.
fn painter_ui(ui: &Ui, painter: &egui::Painter) -> Ui {
    let builder = egui::UiBuilder::new()
        .layer_id(painter.layer_id())
        .max_rect(painter.clip_rect());
    Ui::new(ui.ctx().clone(), Id::unique("drop note"), builder)
}

fn note(kind: DropKind, has_run: bool, is_embedding: bool) -> (Icon, &'static str) {
    match kind {
        DropKind::Picture if has_run => (
            Icon::Search,
            "Search for products that look like this picture",
        ),
        DropKind::Picture => (
            Icon::Image,
            "A picture to search with: embed the dataset first",
        ),
        _ if is_embedding => (
            Icon::Warning,
            "A job is running: cancel it before you open something else",
        ),
        DropKind::Folder => (Icon::Folder, "Open this folder as the dataset"),
        DropKind::Zip => (
            Icon::Archive,
            "Open this zip as the dataset, without unpacking it",
        ),
        DropKind::Table => (Icon::Folder, "Open the folder of this table as the dataset"),
        DropKind::Model => (Icon::Model, "Embed with this model"),
        DropKind::Bundle => (Icon::Archive, "Install everything in this bundle"),
        DropKind::KaggleKey => (Icon::Download, "Use this key to download from Kaggle"),
        DropKind::Unknown => (
            Icon::Warning,
            "Not known here: drop a folder, a zip, a model folder or a picture",
        ),
    }
}
