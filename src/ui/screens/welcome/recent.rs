//! Datasets that were open before.

use egui::{
    Align, Color32, CornerRadius, Layout, Rect, Sense, Stroke, StrokeKind, Ui, UiBuilder, pos2,
    vec2,
};

use crate::text::counted;
use crate::ui::app::App;
use crate::ui::command::DatasetCommand;
use crate::ui::format;
use crate::ui::state::Recent;
use crate::ui::strip;
use crate::ui::theme::{CARD_RADIUS, palette, space};
use crate::ui::widgets::{self, Icon, PushButton, muted_line, overline, strong};

const HEIGHT: f32 = 66.0;
const TILE: f32 = 44.0;

pub(super) fn show(app: &App, ui: &mut Ui) {
    if app.persisted.session.recent.is_empty() {
        return;
    }
    overline(ui, "Recent");
    for recent in &app.persisted.session.recent {
        row(app, ui, recent);
    }
    ui.add_space(space::S);
}

fn row(app: &App, ui: &mut Ui, recent: &Recent) {
    let colours = palette(ui);
    let size = vec2(ui.available_width(), HEIGHT);
    let name = format!("Open {}", recent.label);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::accesskit::Role::Button, true, &name));
    let warmth = widgets::warmth(ui, &response);
    let line = Stroke::new(1.0, colours.line.lerp_to_gamma(colours.accent, warmth));
    ui.painter().rect(
        rect,
        CornerRadius::same(CARD_RADIUS),
        colours.surface,
        line,
        StrokeKind::Inside,
    );
    if response.has_focus() {
        widgets::focus_ring(ui, rect, CARD_RADIUS);
    }
    let inside = rect.shrink2(vec2(14.0, 10.0));
    let layout = Layout::right_to_left(Align::Center);
    let mut part = ui.new_child(
        UiBuilder::new()
            .id_salt(&recent.location)
            .max_rect(inside)
            .layout(layout),
    );
    let forget = DatasetCommand::Forget(recent.location.clone());
    PushButton::of(&forget.clone().into())
        .icon(Icon::Close)
        .icon_only()
        .ghost()
        .small()
        .send(&mut part, &app.send, forget);
    part.with_layout(Layout::left_to_right(Align::Center), |ui| {
        tiles(app, ui, &recent.location, TILE);
        ui.add_space(space::XS);
        let lines = ui.available_rect_before_wrap().shrink2(vec2(0.0, 3.0));
        let mut texts = ui.new_child(
            UiBuilder::new()
                .max_rect(lines)
                .layout(Layout::top_down(Align::Min)),
        );
        texts.spacing_mut().item_spacing.y = 1.0;
        strong(&mut texts, recent.label.clone());
        let products = counted(recent.products as u64, "product");
        muted_line(
            &mut texts,
            format!(
                "{products} · opened {} · {}",
                format::day(recent.opened),
                recent.location
            ),
        );
    });
    let response = response.on_hover_cursor(egui::CursorIcon::PointingHand);
    if response.clicked() {
        app.send.send(DatasetCommand::Open(recent.location.clone()));
    }
}

/// The strip of a dataset as tiles of this height; their outlines while it is not there.
pub(super) fn tiles(app: &App, ui: &mut Ui, location: &str, height: f32) {
    let colours = palette(ui);
    let size = vec2(height * strip::TILE.0 as f32 / strip::TILE.1 as f32, height);
    let whole = vec2((size.x + 5.0) * strip::TILES as f32 - 5.0, height);
    let (rect, _) = ui.allocate_exact_size(whole, Sense::hover());
    let texture = app.live.strips.shown.get(location);
    for tile in 0..strip::TILES {
        let place = Rect::from_min_size(rect.min + vec2((size.x + 5.0) * tile as f32, 0.0), size);
        let radius = CornerRadius::same(6);
        let ground = if texture.is_some() {
            Color32::WHITE
        } else {
            colours.raised
        };
        ui.painter().rect(
            place,
            radius,
            ground,
            Stroke::new(1.0, colours.line),
            StrokeKind::Outside,
        );
        if let Some(texture) = texture {
            let share = 1.0 / strip::TILES as f32;
            let part = Rect::from_min_max(
                pos2(share * tile as f32, 0.0),
                pos2(share * (tile + 1) as f32, 1.0),
            );
            ui.painter()
                .image(texture.id(), place.shrink(1.0), part, Color32::WHITE);
        }
    }
}
