//! Small charts that are read at a glance.

use egui::{
    Align2, Color32, CornerRadius, Rect, Response, Sense, Shape, Stroke, StrokeKind, Ui, pos2, vec2,
};

use super::{focus_ring, warmth};
use crate::text::thousands;
use crate::ui::theme::{self, CONTROL_RADIUS, palette};

/// One line of a bar chart.
pub(in crate::ui) struct Bar<'a> {
    pub label: &'a str,
    /// The number at the end of the line.
    pub count: usize,
    /// The length of the bar, 0 to 1.
    pub share: f32,
    /// Whether it is chosen.
    pub selected: bool,
}

/// Draws a bar with its name and number; it can be clicked.
pub(in crate::ui) fn bar_row(ui: &mut Ui, bar: &Bar<'_>) -> Response {
    const HEIGHT: f32 = 24.0;
    const COUNT: f32 = 46.0;
    let colours = palette(ui);
    let (rect, response) =
        ui.allocate_exact_size(vec2(ui.available_width(), HEIGHT), Sense::click());
    response.widget_info(|| {
        let label = format!("{}, {}", bar.label, thousands(bar.count));
        egui::WidgetInfo::selected(
            egui::accesskit::Role::CheckBox,
            ui.is_enabled(),
            bar.selected,
            label,
        )
    });
    if !ui.is_rect_visible(rect) {
        return response;
    }
    let hover = rect.expand2(vec2(6.0, 0.0));
    let warmth = warmth(ui, &response);
    let radius = CornerRadius::same(CONTROL_RADIUS - 2);
    if bar.selected {
        let line = Stroke::new(1.0, colours.accent.gamma_multiply(0.5));
        ui.painter().rect(
            hover,
            radius,
            colours.soft(colours.accent),
            line,
            StrokeKind::Inside,
        );
    } else if warmth > 0.0 {
        ui.painter()
            .rect_filled(hover, radius, colours.raised.gamma_multiply(warmth));
    }
    if response.has_focus() {
        focus_ring(ui, hover.shrink(1.0), CONTROL_RADIUS - 2);
    }
    let font = theme::secondary().resolve(ui.style());
    let label_width = (rect.width() - COUNT) * 0.62;
    let mut job =
        egui::text::LayoutJob::simple_singleline(bar.label.to_owned(), font.clone(), colours.text);
    job.wrap = egui::text::TextWrapping::truncate_at_width(label_width - 8.0);
    let label = ui.painter().layout_job(job);
    let elided = label.elided;
    let place = Align2::LEFT_CENTER.anchor_size(rect.left_center(), label.size());
    ui.painter().galley(place.min, label, colours.text);
    let track = Rect::from_min_max(
        pos2(rect.left() + label_width, rect.center().y - 3.0),
        pos2(rect.right() - COUNT, rect.center().y + 3.0),
    );
    let part = |share: f32, least: f32| {
        Rect::from_min_size(
            track.min,
            vec2(
                (track.width() * share.clamp(0.0, 1.0)).max(least),
                track.height(),
            ),
        )
    };
    let round = CornerRadius::same(3);
    ui.painter().rect_filled(track, round, colours.raised);
    ui.painter().rect_filled(
        part(bar.share, if bar.count > 0 { 2.0 } else { 0.0 }),
        round,
        colours.accent,
    );
    ui.painter().text(
        rect.right_center(),
        Align2::RIGHT_CENTER,
        thousands(bar.count),
        font,
        colours.muted,
    );
    if elided {
        response.on_hover_text(bar.label)
    } else {
        response
    }
}

/// Draws values side by side as columns, the first at the left; gives the one that was clicked.
pub(in crate::ui) fn column_chart(ui: &mut Ui, bars: &[Bar<'_>], height: f32) -> Option<usize> {
    let colours = palette(ui);
    let font = theme::caption().resolve(ui.style());
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::hover());
    let plot = rect.with_max_y(rect.bottom() - 16.0);
    let most = bars.iter().map(|bar| bar.count).max().unwrap_or(0).max(1) as f32;
    let step = plot.width() / bars.len().max(1) as f32;
    let base = ui.next_auto_id();
    let any_selected = bars.iter().any(|bar| bar.selected);
    let mut clicked = None;
    for (at, bar) in bars.iter().enumerate() {
        let left = plot.left() + step * at as f32;
        let place = Rect::from_min_max(pos2(left, plot.top()), pos2(left + step, rect.bottom()));
        let response = ui.interact(place, base.with(("column", at)), Sense::click());
        let text = format!("{}, {}", bar.label, thousands(bar.count));
        response.widget_info(|| {
            egui::WidgetInfo::selected(
                egui::accesskit::Role::CheckBox,
                ui.is_enabled(),
                bar.selected,
                &text,
            )
        });
        let warmth = warmth(ui, &response);
        if warmth > 0.0 {
            let ground = colours.raised.gamma_multiply(warmth);
            ui.painter()
                .rect_filled(place, CornerRadius::same(4), ground);
        }
        let tall = if bar.count > 0 {
            (plot.height() * bar.count as f32 / most).max(2.0)
        } else {
            0.0
        };
        let column = Rect::from_min_max(
            pos2(left + 1.0, plot.bottom() - tall),
            pos2(left + step - 1.0, plot.bottom()),
        );
        let faded = any_selected && !bar.selected;
        let colour = if faded {
            colours.accent.gamma_multiply(0.35)
        } else {
            colours.accent
        };
        ui.painter()
            .rect_filled(column, CornerRadius::same(2), colour);
        if response.has_focus() {
            focus_ring(ui, place.shrink(2.0), 3);
        }
        if response.on_hover_text(text).clicked() {
            clicked = Some(at);
        }
    }
    ui.painter().hline(
        plot.x_range(),
        plot.bottom(),
        Stroke::new(1.0, colours.line),
    );
    if let (Some(first), Some(last)) = (bars.first(), bars.last()) {
        ui.painter().text(
            rect.left_bottom(),
            Align2::LEFT_BOTTOM,
            first.label,
            font.clone(),
            colours.muted,
        );
        ui.painter().text(
            rect.right_bottom(),
            Align2::RIGHT_BOTTOM,
            last.label,
            font,
            colours.muted,
        );
    }
    clicked
}

/// A share as a bar with a mark where chance would be, drawn into `track`.
pub(in crate::ui) fn paint_share(ui: &Ui, track: Rect, share: f32, chance: Option<f32>) {
    let colours = palette(ui);
    let round = CornerRadius::same((track.height() / 2.0) as u8);
    let at = |share: f32| track.left() + track.width() * share.clamp(0.0, 1.0);
    ui.painter().rect_filled(track, round, colours.raised);
    if share > 0.0 {
        let end = at(share).max(track.left() + track.height());
        let filled = Rect::from_min_max(track.min, pos2(end, track.bottom()));
        ui.painter().rect_filled(filled, round, colours.accent);
    }
    if let Some(chance) = chance {
        let height = track.top() - 3.0..=track.bottom() + 3.0;
        // A gap in the colour of the card on both sides, so that the mark is seen on the bar as well.
        let x = at(chance);
        let gap = Stroke::new(4.0, colours.surface);
        ui.painter().vline(x, track.y_range(), gap);
        ui.painter()
            .vline(x, height, Stroke::new(2.0, colours.text));
    }
}

/// A share in a row: in whole per cent, and behind it as a bar with the mark of chance, as wide as there is room. `name`
/// is what it is the share of.
pub(in crate::ui) fn share_with_chance(
    ui: &mut Ui,
    name: &str,
    share: Option<f64>,
    chance: Option<f64>,
) -> Response {
    const HEIGHT: f32 = 22.0;
    const NUMBER: f32 = 44.0;
    let colours = palette(ui);
    let (rect, response) =
        ui.allocate_exact_size(vec2(ui.available_width(), HEIGHT), Sense::hover());
    let percent = |share: f64| format!("{:.0}\u{a0}%", 100.0 * share);
    let number = share.map_or_else(|| "–".to_owned(), percent);
    let by_chance = chance.map_or_else(String::new, |chance| {
        format!(", {} by chance", percent(chance))
    });
    response.widget_info(|| {
        let text = format!("{name}: {number}{by_chance}");
        egui::WidgetInfo::labeled(egui::accesskit::Role::Label, true, text)
    });
    let font = egui::TextStyle::Body.resolve(ui.style());
    let end = pos2(rect.left() + NUMBER, rect.center().y);
    ui.painter()
        .text(end, Align2::RIGHT_CENTER, number, font, colours.text);
    if let Some(share) = share {
        let track = Rect::from_min_max(
            pos2(end.x + 10.0, end.y - 3.5),
            pos2(rect.right(), end.y + 3.5),
        );
        paint_share(ui, track, share as f32, chance.map(|chance| chance as f32));
    }
    response
}

/// What the first and the last bar of a chart above stand for.
pub(in crate::ui) fn axis_ends(ui: &mut Ui, low: &str, high: &str) {
    let colours = palette(ui);
    let font = theme::caption().resolve(ui.style());
    let size = vec2(ui.available_width(), 14.0);
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    response.widget_info(|| {
        let text = format!("From {low} to {high}");
        egui::WidgetInfo::labeled(egui::accesskit::Role::Label, true, text)
    });
    for (place, anchor, text) in [
        (rect.left_top(), Align2::LEFT_TOP, low),
        (rect.right_top(), Align2::RIGHT_TOP, high),
    ] {
        ui.painter()
            .text(place, anchor, text, font.clone(), colours.muted);
    }
}

/// A histogram of counts per bin, as wide as there is room; `marked` says which bins are drawn in the accent.
pub(in crate::ui) fn histogram(
    ui: &mut Ui,
    counts: &[usize],
    height: f32,
    marked: impl Fn(usize) -> bool,
) -> Response {
    let colours = palette(ui);
    let (rect, response) =
        ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::hover());
    let most = counts.iter().copied().max().unwrap_or(0).max(1) as f32;
    let step = rect.width() / counts.len().max(1) as f32;
    // Bars fill their steps but for a gap by which they are told apart.
    let width = (step - (0.12 * step).clamp(1.0, 4.0)).max(1.0);
    for (bin, &count) in counts.iter().enumerate() {
        if count == 0 {
            continue;
        }
        let tall = (rect.height() * count as f32 / most).max(1.5);
        let left = rect.left() + step * bin as f32 + (step - width) / 2.0;
        let bar = Rect::from_min_max(
            pos2(left, rect.bottom() - tall),
            pos2(left + width, rect.bottom()),
        );
        let colour = if marked(bin) {
            colours.accent
        } else {
            colours.muted.gamma_multiply(0.5)
        };
        ui.painter().rect_filled(bar, CornerRadius::same(1), colour);
    }
    ui.painter().hline(
        rect.x_range(),
        rect.bottom(),
        Stroke::new(1.0, colours.line),
    );
    response
}

/// A line through values, the newest at the right, filled below.
pub(in crate::ui) fn sparkline(ui: &mut Ui, values: &[f32], size: egui::Vec2) -> Response {
    let colours = palette(ui);
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    let most = values.iter().copied().fold(0.0, f32::max);
    ui.painter().hline(
        rect.x_range(),
        rect.bottom(),
        Stroke::new(1.0, colours.line),
    );
    if values.len() < 2 || most <= 0.0 {
        return response;
    }
    let step = rect.width() / (values.len() - 1) as f32;
    let point = |(at, value): (usize, &f32)| {
        pos2(
            rect.left() + step * at as f32,
            rect.bottom() - rect.height() * (value / most) * 0.92,
        )
    };
    let points: Vec<_> = values.iter().enumerate().map(point).collect();
    let fill: Color32 = colours.accent.gamma_multiply(0.14);
    let mut mesh = egui::Mesh::default();
    for (at, place) in points.iter().enumerate() {
        mesh.colored_vertex(*place, fill);
        mesh.colored_vertex(pos2(place.x, rect.bottom()), fill);
        if at > 0 {
            let first = 2 * (at as u32 - 1);
            mesh.add_triangle(first, first + 1, first + 2);
            mesh.add_triangle(first + 1, first + 2, first + 3);
        }
    }
    ui.painter().add(Shape::mesh(mesh));
    ui.painter()
        .add(Shape::line(points, Stroke::new(1.5, colours.accent)));
    response
}
