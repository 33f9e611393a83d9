//! Jeans, trousers and shorts.

use super::super::canvas::Mask;
use super::super::colour::{brightness, mix, scale};
use super::super::path::Path;
use super::finish::{CLOTH, METAL};
use super::pattern::{Pattern, contrast};
use super::pen::Pen;

/// How the legs run.
struct Cut {
    knee: f32,
    /// Outer and inner side of the lower end of the left leg.
    hem: (f32, f32),
    length: f32,
    crotch: f32,
}

/// A waist and two legs.
fn legs(pen: &mut Pen, cut: &Cut) -> Mask {
    let outline = Path::new((30.0, 8.6))
        .curve((24.0, 8.4), (19.4, 7.6))
        .curve((17.4, 16.0), (15.8, 25.0))
        .curve((cut.knee, 45.0), (cut.hem.0, cut.length - 0.8))
        .line((cut.hem.1, cut.length))
        .curve((27.4, 46.0), (29.4, cut.crotch))
        .line((30.0, cut.crotch - 1.0))
        .mirrored();
    let inside = scale(pen.colour, 0.5);
    pen.flat(Path::ellipse((30.0, 8.2), 10.0, 1.5), inside);
    pen.body(outline, pen.colour, &CLOTH)
}

fn waistband(pen: &mut Pen, within: &Mask) {
    pen.seam(
        &Path::new((17.0, 12.0)).curve((30.0, 13.8), (43.0, 12.0)),
        within,
    );
    for x in [20.8, 25.2, 34.8, 39.2] {
        pen.line(
            &[(x, 8.4), (x, 12.6)],
            1.1,
            (scale(pen.colour, 0.72), 0.8),
            Some(within),
        );
    }
}

fn hems(pen: &mut Pen, cut: &Cut, within: &Mask) {
    let y = cut.length - 2.4;
    pen.seams(
        &Path::new((cut.hem.0 - 2.0, y - 0.6)).line((cut.hem.1 + 3.0, y)),
        within,
    );
}

pub(super) fn jeans(pen: &mut Pen, women: bool) {
    let cut = Cut {
        knee: if women { 18.0 } else { 15.4 },
        hem: if women { (18.6, 26.0) } else { (15.0, 25.6) },
        length: 75.0,
        crotch: 29.0,
    };
    let mask = legs(pen, &cut);
    // Worn thighs and knees.
    let fade = if brightness(pen.colour) > 0.8 {
        -0.06
    } else {
        0.34
    };
    for x in [22.0, 38.0] {
        pen.glow(Path::ellipse((x, 36.0), 2.6, 13.0), 3.0, fade, &mask);
        pen.glow(Path::ellipse((x, 60.0), 1.6, 7.0), 2.4, fade * 0.5, &mask);
    }
    let weave = mix(pen.colour, [1.0; 3], 0.35);
    pen.print(&mask, weave, |x, y| {
        0.22 * super::pattern::band(x + y * 0.5, 1.1, 0.4)
    });
    waistband(pen, &mask);
    hems(pen, &cut, &mask);
    let thread = if brightness(pen.colour) > 0.7 {
        [0.72, 0.55, 0.36]
    } else {
        [0.93, 0.68, 0.34]
    };
    let pocket = Path::new((25.6, 12.6)).curve((24.6, 18.4), (17.0, 18.8));
    let fly = Path::new((33.0, 13.0))
        .line((33.0, 20.4))
        .curve((33.0, 24.4), (30.0, 25.4));
    for line in [&pocket, &pocket.clone().flipped(), &fly] {
        pen.seam(line, &mask);
        pen.stitches(line, thread, &mask);
    }
    pen.stitches(
        &Path::new((17.0, 12.9)).curve((30.0, 14.7), (43.0, 12.9)),
        thread,
        &mask,
    );
    pen.seam(&Path::new((30.0, 12.8)).line((30.0, 29.0)), &mask);
    pen.body(
        Path::ellipse((30.0, 10.9), 1.1, 1.1),
        [0.8, 0.62, 0.36],
        &METAL,
    );
}

pub(super) fn trousers(pen: &mut Pen) {
    let cut = Cut {
        knee: 16.8,
        hem: (17.4, 26.4),
        length: 75.0,
        crotch: 28.0,
    };
    let mask = legs(pen, &cut);
    let pattern = pen.random.pick(&[
        Pattern::Plain,
        Pattern::Plain,
        Pattern::Plain,
        Pattern::Pinstripes,
    ]);
    pattern.draw(pen, &mask);
    waistband(pen, &mask);
    // Ironed creases: a light line beside a dark one.
    for side in [-1.0_f32, 1.0] {
        let x = |x: f32| 30.0 + side * (30.0 - x);
        let crease = Path::new((x(23.6), 16.0)).curve((x(21.6), 40.0), (x(21.8), 74.0));
        pen.line(
            crease.points(),
            0.7,
            (mix(pen.colour, [1.0; 3], 0.4), 0.75),
            Some(&mask),
        );
        let beside: Vec<_> = crease.points().iter().map(|&(x, y)| (x + 0.9, y)).collect();
        pen.line(&beside, 0.7, (scale(pen.colour, 0.55), 0.5), Some(&mask));
    }
    pen.seams(&Path::new((21.4, 12.8)).line((17.6, 24.0)), &mask);
    pen.seam(
        &Path::new((32.4, 13.0))
            .line((32.4, 20.0))
            .curve((32.4, 24.0), (30.0, 25.0)),
        &mask,
    );
    pen.seam(&Path::new((30.0, 13.0)).line((30.0, 28.0)), &mask);
    pen.line(
        &[(29.0, 10.9), (32.6, 10.9)],
        0.8,
        (contrast(pen.colour), 0.7),
        Some(&mask),
    );
}

pub(super) fn shorts(pen: &mut Pen) {
    let colour = pen.colour;
    let outline = Path::new((30.0, 20.6))
        .curve((23.0, 20.4), (18.0, 19.6))
        .curve((14.6, 34.0), (9.4, 55.0))
        .curve((18.0, 58.0), (27.0, 58.4))
        .curve((28.4, 48.0), (29.6, 42.0))
        .line((30.0, 41.0))
        .mirrored();
    pen.flat(Path::ellipse((30.0, 20.2), 11.0, 1.6), scale(colour, 0.5));
    let mask = pen.body(outline, colour, &CLOTH);
    let sporty = pen.random.below(2) == 0;
    if sporty {
        let ink = contrast(colour);
        for side in [
            Path::new((17.4, 24.0)).curve((14.6, 38.0), (11.2, 55.8)),
            Path::new((42.6, 24.0)).curve((45.4, 38.0), (48.8, 55.8)),
        ] {
            pen.line(side.points(), 2.0, (ink, 0.9), Some(&mask));
        }
    } else {
        pen.seams(
            &Path::new((14.0, 42.0))
                .line((21.6, 43.0))
                .line((20.6, 52.6))
                .line((11.6, 51.4)),
            &mask,
        );
        pen.seams(&Path::new((13.6, 45.0)).line((21.2, 46.0)), &mask);
    }
    pen.seams(&Path::new((21.0, 25.4)).line((16.8, 36.0)), &mask);
    pen.seams(
        &Path::new((8.0, 52.8)).curve((18.0, 55.6), (28.0, 55.8)),
        &mask,
    );
    pen.seam(&Path::new((30.0, 25.0)).line((30.0, 42.0)), &mask);
    let band = Path::new((30.0, 20.8))
        .curve((23.0, 20.4), (17.8, 19.6))
        .line((17.0, 24.8))
        .curve((23.0, 26.0), (30.0, 26.2))
        .mirrored();
    let band = pen.body(band, scale(colour, 0.88), &CLOTH);
    pen.print(&band, scale(colour, 0.6), |x, _| {
        0.35 * super::pattern::band(x, 1.5, 0.6)
    });
    let cord = contrast(colour);
    pen.line(
        Path::new((29.0, 24.0))
            .curve((26.4, 29.0), (27.4, 33.4))
            .points(),
        0.8,
        (cord, 0.95),
        None,
    );
    pen.line(
        Path::new((31.0, 24.0))
            .curve((33.4, 28.0), (32.4, 32.0))
            .points(),
        0.8,
        (cord, 0.95),
        None,
    );
}
