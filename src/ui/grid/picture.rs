//! A product photo on the screen.

use egui::{
    Align, Color32, CornerRadius, FontId, Rect, Stroke, StrokeKind, Ui, pos2, text::LayoutJob, vec2,
};

use crate::ui::state::OpenDataset;
use crate::ui::theme::palette;
use crate::ui::thumbnails::{Picture, Shown};

/// The whole of a texture.
const WHOLE: Rect = Rect {
    min: pos2(0.0, 0.0),
    max: pos2(1.0, 1.0),
};

const RADIUS: CornerRadius = CornerRadius::same(6);

/// A product photo, on white in both themes, as large as fits, with a hairline around it: on a white card it would have
/// no edge. Gives where it is and its size in pixels, once it is there.
pub(in crate::ui) fn paint_picture(
    ui: &Ui,
    rect: Rect,
    picture: Option<Picture>,
    open: &mut OpenDataset,
) -> Option<(Rect, [u32; 2])> {
    let shown = paint_unframed(ui, rect, picture, open);
    let line = Stroke::new(1.0, palette(ui).line);
    ui.painter()
        .rect_stroke(rect, RADIUS, line, StrokeKind::Inside);
    shown
}

/// The same without the hairline, where what is around the photo has a frame of its own.
pub(super) fn paint_unframed(
    ui: &Ui,
    rect: Rect,
    picture: Option<Picture>,
    open: &mut OpenDataset,
) -> Option<(Rect, [u32; 2])> {
    ui.painter().rect_filled(rect, RADIUS, Color32::WHITE);
    let shown = match picture {
        Some(picture) => open.thumbnails.get(picture),
        None => Shown::Broken("not in this dataset".to_owned()),
    };
    match shown {
        Shown::Texture(texture, size) => {
            let room = rect.shrink(3.0);
            let scale =
                (room.width() / texture.size_vec2().x).min(room.height() / texture.size_vec2().y);
            let place = Rect::from_center_size(room.center(), texture.size_vec2() * scale);
            ui.painter()
                .image(texture.id(), place, WHOLE, Color32::WHITE);
            return Some((place, size));
        }
        Shown::Broken(reason) => explain(ui, rect, reason),
        Shown::Waiting => {
            let colour = Color32::from_gray(242);
            ui.painter()
                .rect_filled(rect.shrink2(rect.size() * 0.22), RADIUS, colour);
        }
    }
    None
}

/// Why there is no picture, on the white ground.
fn explain(ui: &Ui, rect: Rect, reason: String) {
    let colour = Color32::from_gray(90);
    let mut job = LayoutJob::simple(
        reason,
        FontId::proportional(11.0),
        colour,
        rect.width() - 12.0,
    );
    job.halign = Align::Center;
    let galley = ui.painter().layout_job(job);
    let place = rect.center() - vec2(0.0, galley.size().y / 2.0);
    ui.painter()
        .with_clip_rect(rect.intersect(ui.clip_rect()))
        .galley(place, galley, colour);
}
