//! A switch between a few values that are all seen at once.

use egui::{Align2, CornerRadius, Key, Rect, Response, Sense, Stroke, StrokeKind, Ui, vec2};

use super::{focus_ring, warmth};
use crate::ui::theme::{self, CONTROL_HEIGHT, CONTROL_RADIUS, palette};

const MARGIN: f32 = 3.0;

/// A switch; gives the value that was chosen. The arrow keys move along it, as in any group of radio buttons.
pub(in crate::ui) fn segmented<T: Copy + PartialEq>(
    ui: &mut Ui,
    current: T,
    options: &[(T, &str)],
) -> Option<T> {
    let options: Vec<(T, &str, &str)> = options
        .iter()
        .map(|&(value, label)| (value, label, ""))
        .collect();
    segmented_with_tips(ui, current, &options)
}

/// The same for values whose names want explaining: each with a tooltip.
pub(in crate::ui) fn segmented_with_tips<T: Copy + PartialEq>(
    ui: &mut Ui,
    current: T,
    options: &[(T, &str, &str)],
) -> Option<T> {
    let colours = palette(ui);
    let font = theme::secondary().resolve(ui.style());
    let galleys: Vec<_> = options
        .iter()
        .map(|(value, label, _)| {
            let colour = if *value == current {
                colours.text
            } else {
                colours.muted
            };
            ui.painter()
                .layout_no_wrap((*label).to_owned(), font.clone(), colour)
        })
        .collect();
    let widths: Vec<f32> = galleys
        .iter()
        .map(|galley| galley.size().x + 24.0)
        .collect();
    let size = vec2(widths.iter().sum::<f32>() + 2.0 * MARGIN, CONTROL_HEIGHT);
    let (track, _) = ui.allocate_exact_size(size, Sense::hover());
    ui.painter().rect(
        track,
        CornerRadius::same(CONTROL_RADIUS + 1),
        colours.raised,
        Stroke::new(1.0, colours.line),
        StrokeKind::Inside,
    );
    let mut chosen = None;
    let mut left = track.left() + MARGIN;
    let base = ui.next_auto_id();
    for (at, ((value, label, tip), galley)) in options.iter().zip(galleys).enumerate() {
        let rect = Rect::from_min_size(
            egui::pos2(left, track.top() + MARGIN),
            vec2(widths[at], track.height() - 2.0 * MARGIN),
        );
        left += widths[at];
        let response = ui.interact(rect, base.with(("segment", at)), Sense::click());
        let selected = *value == current;
        response.widget_info(|| {
            egui::WidgetInfo::selected(
                egui::accesskit::Role::RadioButton,
                ui.is_enabled(),
                selected,
                label,
            )
        });
        if selected {
            let radius = CornerRadius::same(CONTROL_RADIUS - 1);
            ui.painter().rect(
                rect,
                radius,
                colours.surface,
                Stroke::new(1.0, colours.line),
                StrokeKind::Inside,
            );
        }
        let colour = if selected {
            colours.text
        } else {
            colours
                .muted
                .lerp_to_gamma(colours.text, warmth(ui, &response))
        };
        if response.has_focus() {
            focus_ring(ui, rect.shrink(1.0), CONTROL_RADIUS - 2);
        }
        let place = Align2::CENTER_CENTER.anchor_size(rect.center(), galley.size());
        ui.painter()
            .galley_with_override_text_color(place.min, galley, colour);
        if response.clicked() && !selected {
            chosen = Some(*value);
        }
        if let Some(next) = moved(ui, &response, at, options.len()) {
            chosen = Some(options[next].0);
            ui.memory_mut(|memory| memory.request_focus(base.with(("segment", next))));
        }
        if !tip.is_empty() {
            response.on_hover_text(*tip);
        }
    }
    chosen
}

fn moved(ui: &Ui, response: &Response, at: usize, count: usize) -> Option<usize> {
    if !response.has_focus() {
        return None;
    }
    ui.memory_mut(|memory| {
        let arrows = egui::EventFilter {
            horizontal_arrows: true,
            ..Default::default()
        };
        memory.set_focus_lock_filter(response.id, arrows);
    });
    let (left, right) = ui.input(|input| {
        (
            input.key_pressed(Key::ArrowLeft),
            input.key_pressed(Key::ArrowRight),
        )
    });
    match (left, right) {
        (true, _) => at.checked_sub(1),
        (_, true) => (at + 1 < count).then_some(at + 1),
        _ => None,
    }
}
