//! Tops, dresses and skirts.

use super::super::canvas::Mask;
use super::super::colour::{mix, scale};
use super::super::path::Path;
use super::finish::{LEATHER, METAL, SILK};
use super::pattern::{Pattern, contrast};
use super::pen::Pen;

/// Folds that fan out from a waist: lines from top to bottom, dark beside light.
fn pleats(pen: &mut Pen, mask: &Mask, top: (f32, f32), bottom: (f32, f32), count: usize) {
    for fold in 1..count {
        let share = fold as f32 / count as f32 * 2.0 - 1.0;
        let wobble = pen.random.between(-0.8, 0.8);
        let from = (30.0 + share * top.0, top.1);
        let to = (30.0 + share * bottom.0 + wobble, bottom.1);
        let via = ((from.0 * 2.0 + to.0) / 3.0, f32::midpoint(from.1, to.1));
        let fold = Path::new(from).curve(via, to);
        let dark = (scale(pen.colour, 0.55), 0.34);
        pen.line(fold.points(), 0.9, dark, Some(mask));
        let beside: Vec<_> = fold.points().iter().map(|&(x, y)| (x - 1.1, y)).collect();
        pen.line(
            &beside,
            0.8,
            (mix(pen.colour, [1.0; 3], 0.5), 0.26),
            Some(mask),
        );
    }
}

/// A lower edge that waves.
fn waves(path: Path, from: f32, to: f32, y: f32, count: usize) -> Path {
    let step = (to - from) / count as f32;
    (0..count).fold(path, |path, wave| {
        let x = from + wave as f32 * step;
        let dip = if wave % 2 == 0 { 2.0 } else { -1.4 };
        path.curve((x + step / 2.0, y + dip), (x + step, y))
    })
}

pub(super) fn top(pen: &mut Pen) {
    let inside = scale(pen.colour, 0.66);
    let back = Path::new((30.0, 13.4))
        .line((23.6, 12.6))
        .line((24.0, 21.0));
    pen.flat(back.line((30.0, 26.0)).mirrored(), inside);
    let half = Path::new((30.0, 24.6))
        .curve((24.6, 23.4), (23.8, 12.4))
        .line((18.8, 13.6))
        .curve((20.6, 22.0), (16.6, 28.4))
        .curve((19.4, 42.0), (13.6, 60.0));
    let mask = pen.body(with_waves(&half, 61.0, 5), pen.colour, &SILK);
    let patterns = [
        Pattern::Plain,
        Pattern::Dots,
        Pattern::Plain,
        Pattern::Stripes,
    ];
    let pattern = pen.random.pick(&patterns);
    pattern.draw(pen, &mask);
    pleats(pen, &mask, (6.0, 46.0), (15.0, 64.0), 6);
    pen.seams(
        &Path::new((20.0, 13.4)).curve((21.8, 22.0), (18.0, 29.4)),
        &mask,
    );
    let collar = Path::new((30.0, 25.8)).curve((23.6, 24.4), (22.6, 12.6));
    pen.seams(&collar, &mask);
    pen.seam(
        &Path::new((12.0, 58.0)).curve((30.0, 60.6), (48.0, 58.0)),
        &mask,
    );
    bow(pen);
}

/// A small bow at the neck.
fn bow(pen: &mut Pen) {
    let colour = scale(pen.colour, 0.72);
    let loop_ = Path::new((30.0, 25.8))
        .line((25.6, 23.2))
        .curve((24.6, 26.2), (25.6, 28.6));
    pen.body(loop_.clone(), colour, &SILK);
    pen.body(loop_.flipped(), colour, &SILK);
    for end in [28.0, 32.0] {
        pen.line(&[(30.0, 26.0), (end, 31.4)], 1.0, (colour, 1.0), None);
    }
}

/// Closes a half outline, whose last point is the end of the hem, with its mirror image and a waving hem.
fn with_waves(half: &Path, y: f32, count: usize) -> Path {
    let points = half.points();
    let right = points.iter().map(|&(x, y)| (60.0 - x, y));
    let start = Path::new(points.first().copied().unwrap_or_default());
    let outline = right.fold(start, Path::line);
    let end = points.last().map_or(10.0, |point| point.0);
    let outline = waves(outline.line((60.0 - end, y)), 60.0 - end, end, y, count);
    points.iter().rev().copied().fold(outline, Path::line)
}

pub(super) fn dress(pen: &mut Pen) {
    let sleeved = pen.random.below(2) == 0;
    let inside = scale(pen.colour, 0.62);
    pen.flat(
        Path::new((30.0, 10.4))
            .line((24.4, 10.4))
            .line((24.4, 16.0))
            .line((30.0, 18.0))
            .mirrored(),
        inside,
    );
    let pattern = pen.random.pick(&[
        Pattern::Plain,
        Pattern::Dots,
        Pattern::Plain,
        Pattern::Plain,
    ]);
    if sleeved {
        let sleeve = Path::new((21.8, 9.6))
            .curve((15.4, 11.0), (13.6, 20.0))
            .curve((17.0, 22.4), (20.6, 21.4));
        for side in [sleeve.clone(), sleeve.flipped()] {
            let mask = pen.body(side, scale(pen.colour, 0.94), &SILK);
            pattern.draw(pen, &mask);
        }
    }
    let half = Path::new((30.0, 17.6))
        .curve((25.6, 17.0), (24.6, 8.4))
        .line((21.2, 9.4))
        .curve((21.6, 15.0), (19.6, 20.0))
        .curve((21.6, 27.0), (22.4, 34.0))
        .curve((18.0, 52.0), (10.6, 68.0));
    let mask = pen.body(with_waves(&half, 70.0, 7), pen.colour, &SILK);
    pattern.draw(pen, &mask);
    pleats(pen, &mask, (7.0, 37.0), (18.5, 72.0), 8);
    let sash = Path::new((22.4, 32.4))
        .curve((30.0, 33.8), (37.6, 32.4))
        .line((37.7, 35.8))
        .curve((30.0, 37.2), (22.3, 35.8));
    let band = if pattern == Pattern::Plain {
        scale(pen.colour, 0.6)
    } else {
        contrast(pen.colour)
    };
    pen.body(sash, band, &SILK);
    pen.seams(
        &Path::new((23.0, 21.0)).curve((25.4, 26.0), (25.6, 32.6)),
        &mask,
    );
}

pub(super) fn skirt(pen: &mut Pen) {
    let short = pen.random.between(-6.0, 2.0);
    let hem = 62.0 + short;
    let outline = Path::new((20.4, 20.0))
        .line((39.6, 20.0))
        .curve((46.0, 38.0), (51.0, hem));
    let outline = waves(outline, 51.0, 9.0, hem, 9).curve((14.0, 38.0), (20.4, 20.0));
    let mask = pen.body(outline, pen.colour, &SILK);
    let pattern = pen.random.pick(&[
        Pattern::Plain,
        Pattern::Plain,
        Pattern::Dots,
        Pattern::Checks,
    ]);
    pattern.draw(pen, &mask);
    pleats(pen, &mask, (9.2, 21.0), (20.6, hem + 2.0), 10);
    let band = Path::new((19.8, 16.6))
        .curve((30.0, 18.0), (40.2, 16.6))
        .line((40.6, 21.8))
        .curve((30.0, 23.2), (19.4, 21.8));
    let band = pen.body(band, scale(pen.colour, 0.78), &LEATHER);
    pen.seam(
        &Path::new((19.0, 18.4)).curve((30.0, 19.6), (41.0, 18.4)),
        &band,
    );
    pen.body(
        Path::ellipse((30.0, 20.0), 1.1, 1.1),
        [0.85, 0.8, 0.68],
        &METAL,
    );
}
