//! One quiet line in the corner of the map: what one can do there.

use egui::{Align2, CornerRadius, Rect, Sense, Ui, vec2};

use crate::ui::state::Tool;
use crate::ui::theme::{self, palette, space};

/// What the pointer does, by the tool that is chosen.
fn words(tool: Tool) -> &'static str {
    match tool {
        Tool::Move => {
            "Hover to see a product · scroll to zoom · drag to move · double-click to find similar"
        }
        Tool::Box => {
            "Drag a box around products to select them · scroll to zoom · double-click to find similar"
        }
        Tool::Lasso => {
            "Draw around products to select them · scroll to zoom · double-click to find similar"
        }
    }
}

/// Where the line stands at most: names keep away from there.
pub(super) fn place(map: Rect) -> Rect {
    let corner = map.left_bottom() + vec2(space::S, -space::S - HEIGHT);
    let room = (map.width() - 2.0 * space::S).min(WIDEST);
    Rect::from_min_size(corner, vec2(room.max(0.0), HEIGHT))
}

const HEIGHT: f32 = 20.0;
const WIDEST: f32 = 540.0;

pub(super) fn show(ui: &Ui, map: Rect, tool: Tool) {
    let colours = palette(ui);
    let font = theme::caption().resolve(ui.style());
    let text = words(tool);
    let mut job = egui::text::LayoutJob::simple_singleline(text.to_owned(), font, colours.muted);
    let room = place(map);
    job.wrap = egui::text::TextWrapping::truncate_at_width(room.width() - 2.0 * space::S);
    let galley = ui.painter().layout_job(job);
    let size = vec2(galley.size().x + 2.0 * space::S, HEIGHT);
    let ground = Rect::from_min_size(room.min, size);
    let fill = colours.surface.gamma_multiply(0.85);
    ui.painter()
        .rect_filled(ground, CornerRadius::same(6), fill);
    let at =
        Align2::LEFT_CENTER.anchor_size(ground.left_center() + vec2(space::S, 0.0), galley.size());
    ui.painter().galley(at.min, galley, colours.muted);
    let response = ui.interact(ground, ui.scope_id().with("map hint"), Sense::hover());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::accesskit::Role::Label, true, text));
}
