//! Watches, sunglasses and lipsticks.

use super::super::colour::{brightness, detail, mix, scale};
use super::super::path::Path;
use super::finish::{LEATHER, METAL, POLISHED};
use super::pattern::contrast;
use super::pen::Pen;

const GOLD: [f32; 3] = [0.88, 0.72, 0.36];
const SILVER: [f32; 3] = [0.78, 0.8, 0.82];

/// Directions of the twelve hours.
const HOURS: [(f32, f32); 12] = [
    (0.0, -1.0),
    (0.5, -0.866),
    (0.866, -0.5),
    (1.0, 0.0),
    (0.866, 0.5),
    (0.5, 0.866),
    (0.0, 1.0),
    (-0.5, 0.866),
    (-0.866, 0.5),
    (-1.0, 0.0),
    (-0.866, -0.5),
    (-0.5, -0.866),
];

pub(super) fn watch(pen: &mut Pen) {
    let metal = pen.random.pick(&[SILVER, SILVER, GOLD]);
    let strap = Path::new((30.0, 4.0))
        .line((24.4, 4.4))
        .curve((23.0, 16.0), (21.6, 27.0))
        .line((30.0, 27.0))
        .mirrored();
    let lower = strap.clone().placed((30.0, 40.0), (1.0, -1.0), (0.0, 0.0));
    let finish = &LEATHER;
    let upper = pen.body(strap, pen.colour, finish);
    let below = pen.body(lower, pen.colour, finish);
    if pen.random.below(2) == 0 {
        // Links instead of leather.
        for mask in [&upper, &below] {
            pen.print(mask, detail(pen.colour), |x, y| {
                0.7 * super::pattern::band(y, 3.0, 0.6)
                    + 0.5 * super::pattern::band(x - 27.4, 60.0, 0.5)
                    + 0.5 * super::pattern::band(x - 32.2, 60.0, 0.5)
            });
        }
    } else {
        for mask in [&upper, &below] {
            let thread = detail(pen.colour);
            pen.stitches(
                &Path::new((25.6, 2.0)).curve((24.4, 16.0), (23.2, 27.0)),
                thread,
                mask,
            );
            pen.stitches(
                &Path::new((34.4, 2.0)).curve((35.6, 16.0), (36.8, 27.0)),
                thread,
                mask,
            );
            pen.stitches(
                &Path::new((25.6, 78.0)).curve((24.4, 64.0), (23.2, 53.0)),
                thread,
                mask,
            );
            pen.stitches(
                &Path::new((34.4, 78.0)).curve((35.6, 64.0), (36.8, 53.0)),
                thread,
                mask,
            );
        }
        for y in [61.0, 65.0, 69.0] {
            pen.flat(Path::ellipse((30.0, y), 0.8, 0.8), scale(pen.colour, 0.4));
        }
    }
    for (x, y) in [(22.0, 26.6), (38.0, 26.6), (22.0, 53.4), (38.0, 53.4)] {
        pen.body(Path::rounded((x, y), 2.2, 3.0, 0.6), metal, &METAL);
    }
    pen.body(
        Path::rounded((46.0, 40.0), 2.2, 1.8, 0.5),
        scale(metal, 0.85),
        &METAL,
    );
    pen.body(Path::ellipse((30.0, 40.0), 15.4, 15.4), metal, &METAL);
    let dial = if pen.random.below(2) == 0 {
        pen.colour
    } else {
        [0.96, 0.96, 0.94]
    };
    pen.flat(Path::ellipse((30.0, 40.0), 12.6, 12.6), scale(metal, 0.5));
    let dial_mask = pen.flat(Path::ellipse((30.0, 40.0), 12.0, 12.0), dial);
    pen.glow(Path::ellipse((25.0, 34.0), 3.0, 3.0), 3.0, 0.12, &dial_mask);
    let ink = if brightness(dial) > 0.5 {
        [0.1, 0.1, 0.12]
    } else {
        [0.95; 3]
    };
    for (hour, (x, y)) in HOURS.into_iter().enumerate() {
        let (inner, width) = if hour % 3 == 0 {
            (8.4, 1.2)
        } else {
            (9.6, 0.7)
        };
        pen.line(
            &[
                (30.0 + x * inner, 40.0 + y * inner),
                (30.0 + x * 10.9, 40.0 + y * 10.9),
            ],
            width,
            (ink, 1.0),
            None,
        );
    }
    let hour = HOURS[pen.random.below(12)];
    let minute = HOURS[pen.random.below(12)];
    pen.line(
        &[(30.0, 40.0), (30.0 + hour.0 * 5.2, 40.0 + hour.1 * 5.2)],
        1.3,
        (ink, 1.0),
        None,
    );
    pen.line(
        &[(30.0, 40.0), (30.0 + minute.0 * 8.2, 40.0 + minute.1 * 8.2)],
        0.8,
        (ink, 1.0),
        None,
    );
    pen.body(Path::ellipse((30.0, 40.0), 1.2, 1.2), metal, &METAL);
}

pub(super) fn sunglasses(pen: &mut Pen) {
    pen.shadow((30.0, 53.0), 23.0, 1.0);
    let frame = pen.colour;
    // The temples, folded open behind the lenses.
    for side in [1.0, -1.0] {
        let temple = Path::new((30.0 - side * 25.4, 34.0))
            .curve((30.0 - side * 23.0, 27.4), (30.0 - side * 15.0, 26.0))
            .line((30.0 - side * 9.6, 27.6));
        pen.line(temple.points(), 1.9, (scale(frame, 0.7), 1.0), None);
    }
    let round = pen.random.below(2) == 0;
    let lens = if round {
        Path::ellipse((17.0, 41.0), 11.4, 10.4)
    } else {
        Path::new((5.0, 34.0))
            .curve((17.0, 31.0), (28.0, 34.6))
            .curve((29.0, 47.0), (19.0, 50.4))
            .curve((6.0, 51.0), (5.0, 34.0))
    };
    let glasses = [[0.16, 0.15, 0.16], [0.3, 0.2, 0.13], [0.2, 0.24, 0.3]];
    let glass = pen.random.pick(&glasses);
    let bridge = Path::new((26.0, 38.0)).curve((30.0, 34.4), (34.0, 38.0));
    pen.line(bridge.points(), 2.2, (scale(frame, 0.9), 1.0), None);
    for flip in [false, true] {
        let turn = |path: Path| if flip { path.flipped() } else { path };
        pen.body(turn(lens.clone()), frame, &POLISHED);
        let inner = lens.clone().placed((17.0, 41.0), (0.83, 0.82), (0.0, 0.2));
        let mask = pen.body(turn(inner), glass, &METAL);
        // Tinted: darker above; a reflection across.
        pen.print(&mask, mix(glass, [1.0; 3], 0.42), |_, y| {
            ((y - 37.0) / 22.0).clamp(0.0, 0.55)
        });
        let reflection = Path::new((10.0, 46.0))
            .line((16.6, 34.0))
            .line((19.4, 34.0))
            .line((12.8, 46.6));
        let reflection = if flip {
            reflection.placed((17.0, 41.0), (1.0, 1.0), (26.0, 0.0))
        } else {
            reflection
        };
        let shine = pen.mask(reflection).and(&mask);
        pen.print(&shine, [1.0; 3], |_, _| 0.26);
        pen.body(
            turn(Path::rounded((5.4, 35.6), 1.6, 1.6, 0.5)),
            scale(frame, 0.85),
            &METAL,
        );
    }
}

pub(super) fn lipstick(pen: &mut Pen) {
    pen.shadow((21.0, 71.4), 9.0, 1.2);
    pen.shadow((42.0, 71.4), 9.0, 1.2);
    let case = pen
        .random
        .pick(&[[0.12, 0.12, 0.14], [0.86, 0.84, 0.8], [0.35, 0.1, 0.16]]);
    let metal = pen.random.pick(&[GOLD, SILVER]);
    let bullet = Path::new((16.0, 42.0))
        .line((16.0, 23.0))
        .curve((17.0, 15.0), (25.6, 12.0))
        .curve((27.0, 13.0), (27.0, 17.0))
        .line((27.0, 42.0));
    let mask = pen.body(bullet, pen.colour, &POLISHED);
    pen.glow(
        Path::new((17.0, 23.4))
            .curve((18.0, 17.0), (25.0, 13.6))
            .curve((24.6, 20.0), (17.0, 25.0)),
        1.0,
        0.3,
        &mask,
    );
    pen.body(Path::rounded((21.5, 43.0), 6.8, 5.6, 0.1), metal, &METAL);
    pen.seam(
        &Path::new((14.0, 45.6)).line((29.0, 45.6)),
        &pen.mask(Path::rounded((21.5, 43.0), 6.8, 5.6, 0.1)),
    );
    pen.body(Path::rounded((21.5, 59.4), 8.2, 12.4, 0.1), case, &POLISHED);
    pen.body(Path::rounded((21.5, 48.6), 8.2, 1.4, 0.2), metal, &METAL);
    pen.body(Path::rounded((42.6, 55.4), 8.2, 16.4, 0.1), case, &POLISHED);
    pen.body(Path::rounded((42.6, 69.4), 8.2, 1.6, 0.2), metal, &METAL);
    let label = if brightness(case) > 0.5 {
        scale(case, 0.55)
    } else {
        contrast(case)
    };
    pen.line(&[(42.6, 48.0), (42.6, 60.0)], 1.0, (label, 0.55), None);
}
