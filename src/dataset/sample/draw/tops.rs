//! T-shirts and shirts.

use super::super::colour::{detail, mix, scale};
use super::super::path::Path;
use super::finish::{CLOTH, METAL};
use super::pattern::{Pattern, contrast};
use super::pen::Pen;

pub(super) fn tshirt(pen: &mut Pen, women: bool) {
    let waist = if women { 19.5 } else { 16.4 };
    // The inside of the back, seen through the neck.
    let inside = scale(pen.colour, 0.68);
    pen.flat(
        Path::new((30.0, 12.6))
            .line((23.6, 13.0))
            .curve((25.0, 19.0), (30.0, 20.0))
            .mirrored(),
        inside,
    );
    let neck = if women { 21.5 } else { 18.6 };
    let body = Path::new((30.0, neck))
        .curve((25.2, neck - 1.0), (23.8, 13.0))
        .curve((18.0, 14.4), (14.2, 17.2))
        .curve((8.5, 22.0), (4.6, 32.0))
        .curve((8.0, 35.4), (12.6, 36.0))
        .line((16.6, 29.0))
        .curve((waist, 46.0), (16.0, 67.0))
        .curve((23.0, 68.4), (30.0, 68.4))
        .mirrored();
    let mask = pen.body(body, pen.colour, &CLOTH);
    let pattern = pen.random.pick(&[
        Pattern::Plain,
        Pattern::Plain,
        Pattern::Stripes,
        Pattern::Plain,
    ]);
    pattern.draw(pen, &mask);
    let armhole = Path::new((15.4, 16.6)).curve((17.8, 22.0), (16.4, 30.0));
    pen.seams(&armhole, &mask);
    pen.seams(
        &Path::new((6.0, 30.6)).curve((9.0, 33.6), (13.6, 34.4)),
        &mask,
    );
    pen.seam(
        &Path::new((15.0, 65.4)).curve((30.0, 67.4), (45.0, 65.4)),
        &mask,
    );
    let collar = Path::new((24.0, 13.2))
        .curve((25.4, neck - 0.6), (30.0, neck))
        .points()
        .to_vec();
    let ribs = (mix(pen.colour, detail(pen.colour), 0.55), 0.95);
    pen.line(&collar, 1.7, ribs, None);
    let other: Vec<_> = collar.iter().map(|&(x, y)| (60.0 - x, y)).collect();
    pen.line(&other, 1.7, ribs, None);
    if pattern == Pattern::Plain {
        emblem(pen);
    }
}

/// Something on the chest, or nothing.
fn emblem(pen: &mut Pen) {
    let ink = contrast(pen.colour);
    match pen.random.below(4) {
        0 => {
            let ring =
                Path::ellipse((30.0, 36.0), 6.0, 6.0).with(Path::ellipse((30.0, 36.0), 4.2, 4.2));
            pen.flat(ring, ink);
            pen.flat(Path::rounded((30.0, 36.0), 2.4, 2.4, 0.4), ink);
        }
        1 => {
            let mountain = Path::new((21.5, 42.0))
                .line((27.5, 32.0))
                .line((30.5, 36.4))
                .line((33.5, 33.6))
                .line((38.5, 42.0));
            pen.flat(mountain, ink);
            pen.flat(Path::ellipse((36.6, 31.4), 1.7, 1.7), ink);
        }
        2 => {
            pen.flat(Path::rounded((30.0, 33.0), 8.4, 1.2, 0.5), ink);
            pen.flat(Path::rounded((30.0, 36.6), 6.0, 1.0, 0.5), ink);
        }
        _ => {
            let pocket = Path::new((33.4, 29.4))
                .line((40.4, 29.4))
                .line((40.4, 36.4))
                .line((36.9, 38.4))
                .line((33.4, 36.4));
            let mask = pen.body(pocket, scale(pen.colour, 0.93), &CLOTH);
            pen.seam(&Path::new((33.4, 30.8)).line((40.4, 30.8)), &mask);
        }
    }
}

pub(super) fn shirt(pen: &mut Pen) {
    let inside = scale(pen.colour, 0.6);
    pen.flat(
        Path::new((30.0, 11.0))
            .line((24.0, 11.4))
            .line((30.0, 18.5))
            .mirrored(),
        inside,
    );
    let sleeve = Path::new((16.4, 16.0))
        .curve((10.6, 18.6), (9.4, 26.0))
        .curve((6.4, 42.0), (5.2, 59.0))
        .line((11.6, 60.4))
        .curve((14.0, 45.0), (17.4, 33.0));
    let patterns = [
        Pattern::Plain,
        Pattern::Checks,
        Pattern::Pinstripes,
        Pattern::Plain,
        Pattern::Checks,
    ];
    let pattern = pen.random.pick(&patterns);
    for side in [sleeve.clone(), sleeve.flipped()] {
        let mask = pen.body(side, scale(pen.colour, 0.95), &CLOTH);
        pattern.draw(pen, &mask);
        pen.seams(&Path::new((4.0, 55.2)).line((13.0, 56.8)), &mask);
    }
    let body = Path::new((30.0, 18.0))
        .line((24.2, 12.0))
        .curve((19.0, 13.6), (15.8, 16.2))
        .curve((18.0, 24.0), (16.8, 32.0))
        .curve((17.4, 48.0), (16.0, 63.0))
        .curve((20.0, 70.0), (30.0, 69.0))
        .mirrored();
    let mask = pen.body(body, pen.colour, &CLOTH);
    pattern.draw(pen, &mask);
    pen.seams(
        &Path::new((16.0, 16.2)).curve((18.8, 24.0), (17.2, 33.0)),
        &mask,
    );
    pen.seam(&Path::new((28.0, 17.0)).line((28.0, 69.5)), &mask);
    pen.seam(&Path::new((32.0, 17.0)).line((32.0, 69.5)), &mask);
    let pocket = Path::new((35.0, 29.0))
        .line((41.6, 29.0))
        .line((41.6, 36.0))
        .line((38.3, 37.6))
        .line((35.0, 36.0))
        .line((35.0, 29.0));
    pen.seam(&pocket, &mask);
    pen.seam(&Path::new((35.0, 30.6)).line((41.6, 30.6)), &mask);
    let collar = Path::new((24.0, 10.6))
        .curve((23.0, 12.0), (21.4, 14.6))
        .line((25.6, 22.0))
        .line((30.0, 17.6))
        .line((25.0, 12.4));
    for side in [collar.clone(), collar.flipped()] {
        pen.body(side, scale(pen.colour, 1.04), &CLOTH);
    }
    let button = if pattern == Pattern::Plain {
        contrast(pen.colour)
    } else {
        [0.93, 0.92, 0.88]
    };
    for y in [24.0, 32.0, 40.0, 48.0, 56.0, 63.0] {
        pen.body(Path::ellipse((30.0, y), 0.85, 0.85), button, &METAL);
    }
}
