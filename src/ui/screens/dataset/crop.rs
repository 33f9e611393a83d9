//! What the model sees of a picture: the part that is cut out, and what is left of it.

use egui::{Color32, CornerRadius, Rect, Sense, Stroke, StrokeKind, Ui, pos2, vec2};

use crate::image::PreprocessConfig;
use crate::ui::grid::paint_picture;
use crate::ui::state::{OpenDataset, OpenRun};
use crate::ui::theme::{palette, space};
use crate::ui::thumbnails::Picture;
use crate::ui::widgets::muted;

/// Largest side of the two pictures.
const SIDE: f32 = 120.0;

/// Draws the picture with the cut marked, and beside it the square that the model gets: the model of the run that is
/// open, else one that prepares pictures as CLIP does.
pub(in crate::ui) fn show(
    ui: &mut Ui,
    product: usize,
    open: &mut OpenDataset,
    run: Option<&OpenRun>,
) {
    let config = run.map_or_else(PreprocessConfig::default, |run| {
        run.record.model.preprocessing.clone()
    });
    let mut size = None;
    let square = ((ui.available_width() - space::M) / 2.0).clamp(0.0, SIDE);
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = space::M;
        let (rect, _) = ui.allocate_exact_size(vec2(square, square), Sense::hover());
        if let Some((place, pixels)) = paint_picture(ui, rect, Some(Picture::Large(product)), open)
        {
            mark_cut(ui, place, kept(pixels, &config));
            size = Some(pixels);
        }
        let (rect, _) = ui.allocate_exact_size(vec2(square, square), Sense::hover());
        paint_picture(ui, rect, Some(Picture::Crop(product)), open);
    });
    if let Some(size) = size {
        muted(ui, in_words(size, &config));
    }
}

/// Dims what is cut off and frames what is left.
fn mark_cut(ui: &Ui, place: Rect, left: [f32; 2]) {
    let at = |share: [f32; 2]| {
        pos2(
            place.left() + share[0] * place.width(),
            place.top() + share[1] * place.height(),
        )
    };
    let kept = Rect::from_min_max(at([left[0], left[1]]), at([1.0 - left[0], 1.0 - left[1]]));
    let veil = Color32::from_white_alpha(190);
    let parts = [
        Rect::from_min_max(place.min, pos2(place.right(), kept.top())),
        Rect::from_min_max(pos2(place.left(), kept.bottom()), place.max),
        Rect::from_min_max(
            pos2(place.left(), kept.top()),
            pos2(kept.left(), kept.bottom()),
        ),
        Rect::from_min_max(
            pos2(kept.right(), kept.top()),
            pos2(place.right(), kept.bottom()),
        ),
    ];
    for part in parts.into_iter().filter(Rect::is_positive) {
        ui.painter().rect_filled(part, CornerRadius::ZERO, veil);
    }
    let accent = palette(ui).accent;
    ui.painter().rect_stroke(
        kept,
        CornerRadius::ZERO,
        Stroke::new(1.5, accent),
        StrokeKind::Inside,
    );
}

/// What is cut off at the left (and right) and at the top (and bottom), as shares of the picture.
fn kept([width, height]: [u32; 2], config: &PreprocessConfig) -> [f32; 2] {
    let short = width.min(height).max(1) as f32;
    let cut = |side: u32| {
        let resized = if config.stretch {
            config.short_edge as f32
        } else {
            side as f32 * config.short_edge as f32 / short
        };
        ((resized - config.crop as f32) / resized / 2.0).max(0.0)
    };
    [cut(width), cut(height)]
}

fn in_words(size: [u32; 2], config: &PreprocessConfig) -> String {
    let [sides, ends] = kept(size, config).map(|share| (share * 100.0).round() as u32);
    let lost = match (sides, ends) {
        (0, 0) => "nothing is cut off".to_owned(),
        (0, ends) => format!("{ends}\u{a0}% at top and bottom are cut off"),
        (sides, _) => format!("{sides}\u{a0}% at left and right are cut off"),
    };
    let pixels = config.crop;
    format!("The model gets {pixels} x {pixels} pixels; {lost}.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cut_is_said_in_per_cent() {
        let clip = PreprocessConfig::default();
        let words = |size| in_words(size, &clip);
        assert_eq!(
            words([60, 80]),
            "The model gets 224 x 224 pixels; 12\u{a0}% at top and bottom are cut off."
        );
        assert!(words([80, 60]).contains("left"));
        assert!(words([60, 60]).contains("nothing"));
    }

    #[test]
    fn the_words_are_about_the_model_of_the_run() {
        let larger = PreprocessConfig {
            short_edge: 336,
            crop: 336,
            stretch: true,
            ..PreprocessConfig::default()
        };
        assert_eq!(
            in_words([60, 80], &larger),
            "The model gets 336 x 336 pixels; nothing is cut off."
        );
    }
}
