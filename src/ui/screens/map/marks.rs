//! What is shown of the point under the pointer: lines to its true neighbours, and a card.

use egui::{CornerRadius, Pos2, Rect, Stroke, StrokeKind, Ui, pos2, vec2};

use super::mesh;
use crate::projection::Viewport;
use crate::ui::explorer::RunData;
use crate::ui::grid::paint_picture;
use crate::ui::state::{MapState, OpenDataset, OpenRun};
use crate::ui::theme::{CARD_RADIUS, palette, space};
use crate::ui::thumbnails::Picture;
use crate::ui::widgets;

/// Lines from a point to its true neighbours, wherever they are.
pub(super) fn lines(
    ui: &Ui,
    rect: Rect,
    viewport: &Viewport,
    map: &MapState,
    principal: bool,
    row: usize,
) {
    let Some(layout) = map.layout(principal) else {
        return;
    };
    let colours = palette(ui);
    let painter = ui.painter().with_clip_rect(rect.shrink(1.0));
    let at = |row: usize| {
        layout
            .position(row)
            .map(|at| mesh::place(viewport, rect, at))
    };
    let Some(from) = at(row) else {
        return;
    };
    let neighbours = map
        .drawn
        .as_ref()
        .map(|drawn| drawn.map.graph.neighbours(row));
    for &neighbour in neighbours.unwrap_or_default() {
        if let Some(to) = at(neighbour as usize) {
            painter.line_segment(
                [from, to],
                Stroke::new(1.0, colours.accent.gamma_multiply(0.7)),
            );
            painter.circle_stroke(to, 4.0, Stroke::new(1.5, colours.accent));
        }
    }
    painter.circle_stroke(from, 7.0, Stroke::new(2.0, colours.text));
}

/// What is under the pointer, in the corner of the map.
pub(super) fn card(
    ui: &mut Ui,
    rect: Rect,
    run: &OpenRun,
    data: &RunData,
    open: &mut OpenDataset,
    (row, at): (usize, Pos2),
) {
    let colours = palette(ui);
    let size = vec2(340.0_f32.min(rect.width() - 2.0 * space::L), 92.0);
    let below = rect.bottom() - space::L - size.y;
    // In the corner where the pointer is not.
    let left = if at.y > below - space::L && at.x < rect.center().x {
        rect.right() - space::L - size.x
    } else {
        rect.left() + space::L
    };
    let corner = pos2(left, below);
    let place = Rect::from_min_size(corner, size);
    let line = Stroke::new(1.0, colours.line);
    ui.painter().rect(
        place,
        CornerRadius::same(CARD_RADIUS),
        colours.raised,
        line,
        StrokeKind::Inside,
    );
    let picture = Rect::from_min_size(place.min + vec2(10.0, 10.0), vec2(58.0, 72.0));
    let product = data.products[row];
    paint_picture(ui, picture, product.map(Picture::Small), open);
    let text = Rect::from_min_max(
        pos2(picture.right() + 12.0, place.top() + 10.0),
        place.max - vec2(10.0, 8.0),
    );
    ui.scope_builder(egui::UiBuilder::new().max_rect(text), |ui| {
        ui.shrink_clip_rect(text);
        ui.spacing_mut().item_spacing.y = 3.0;
        let name = product.map_or_else(
            || format!("Product {}", data.index.ids()[row]),
            |product| open.dataset.products[product].name.clone(),
        );
        widgets::strong(ui, name);
        if let Some(sentence) = kept_sentence(run, row) {
            widgets::muted(ui, sentence);
        }
        widgets::muted_line(ui, "Click to select · double click to find similar");
    });
}

/// "7 of its 10 true neighbours are among the nearest points".
fn kept_sentence(run: &OpenRun, row: usize) -> Option<String> {
    let drawn = run.map.drawn.as_ref()?;
    let share = drawn.map.kept.shares.get(row).copied().flatten()?;
    let all = drawn.map.graph.neighbours(row).len();
    let kept = (share * all as f32).round() as usize;
    Some(format!(
        "{kept} of its {all} true neighbours are near it on the map; lines lead to all"
    ))
}
