//! Handbags, backpacks and wallets.

use super::super::colour::{brightness, detail, mix, scale};
use super::super::path::Path;
use super::finish::{CLOTH, LEATHER, METAL};
use super::pattern::contrast;
use super::pen::Pen;

const GOLD: [f32; 3] = [0.88, 0.72, 0.36];
const SILVER: [f32; 3] = [0.8, 0.81, 0.83];

pub(super) fn handbag(pen: &mut Pen) {
    pen.shadow((30.0, 65.2), 22.0, 1.6);
    let metal = pen.random.pick(&[GOLD, SILVER]);
    let handle = scale(pen.colour, 0.8);
    let back = Path::new((19.0, 36.0))
        .curve((19.0, 15.0), (30.0, 15.0))
        .curve((41.0, 15.0), (41.0, 36.0));
    pen.line(back.points(), 2.2, (scale(pen.colour, 0.58), 1.0), None);
    let body = Path::new((30.0, 33.0))
        .curve((20.0, 33.0), (13.6, 32.4))
        .curve((11.0, 33.0), (10.4, 38.0))
        .curve((7.4, 52.0), (7.0, 60.0))
        .curve((7.0, 65.4), (12.0, 65.4))
        .line((30.0, 65.8))
        .mirrored();
    let mask = pen.body(body, pen.colour, &LEATHER);
    if pen.random.below(2) == 0 {
        let flap = Path::new((30.0, 32.6))
            .curve((20.0, 32.6), (12.6, 32.4))
            .curve((10.6, 40.0), (12.0, 46.0))
            .curve((20.0, 52.0), (30.0, 52.6))
            .mirrored();
        let flap = pen.body(flap, scale(pen.colour, 0.95), &LEATHER);
        pen.stitches(
            &Path::new((13.0, 45.2))
                .curve((21.0, 50.6), (30.0, 51.2))
                .curve((39.0, 50.6), (47.0, 45.2)),
            detail(pen.colour),
            &flap,
        );
        pen.body(Path::rounded((30.0, 52.0), 2.6, 2.6, 0.4), metal, &METAL);
        pen.body(
            Path::ellipse((30.0, 52.0), 1.0, 1.0),
            scale(metal, 0.6),
            &METAL,
        );
    } else {
        pen.line(
            &[(12.4, 36.8), (47.6, 36.8)],
            1.2,
            (metal, 0.9),
            Some(&mask),
        );
        pen.seams(
            &Path::new((17.4, 38.0)).curve((18.0, 52.0), (16.4, 66.0)),
            &mask,
        );
        let pocket = Path::new((21.0, 46.0))
            .line((39.0, 46.0))
            .line((39.6, 60.0))
            .line((20.4, 60.0))
            .line((21.0, 46.0));
        pen.seam(&pocket, &mask);
        pen.line(
            &[(27.0, 47.4), (33.0, 47.4)],
            1.2,
            (metal, 1.0),
            Some(&mask),
        );
    }
    pen.stitches(
        &Path::new((8.8, 63.0)).curve((30.0, 64.4), (51.2, 63.0)),
        detail(pen.colour),
        &mask,
    );
    let front = Path::new((17.6, 39.0))
        .curve((17.0, 17.6), (30.0, 17.6))
        .curve((43.0, 17.6), (42.4, 39.0));
    pen.line(front.points(), 2.6, (scale(handle, 0.75), 1.0), None);
    pen.line(
        front.points(),
        1.5,
        (mix(handle, [1.0; 3], 0.16), 1.0),
        None,
    );
    for x in [17.6, 42.4] {
        let ring = Path::ellipse((x, 40.0), 2.0, 2.4).with(Path::ellipse((x, 40.0), 1.0, 1.4));
        pen.body(ring, metal, &METAL);
    }
}

pub(super) fn backpack(pen: &mut Pen) {
    pen.shadow((30.0, 70.4), 18.0, 1.6);
    let accent = contrast(pen.colour);
    for side in [1.0, -1.0] {
        let strap = Path::new((30.0 - side * 12.0, 18.0))
            .curve((30.0 - side * 27.0, 26.0), (30.0 - side * 22.4, 56.0));
        pen.line(strap.points(), 4.0, (scale(pen.colour, 0.55), 1.0), None);
        pen.line(strap.points(), 2.6, (scale(pen.colour, 0.72), 1.0), None);
    }
    let loop_ = Path::new((25.4, 14.0))
        .curve((25.4, 6.4), (30.0, 6.4))
        .curve((34.6, 6.4), (34.6, 14.0));
    pen.line(loop_.points(), 1.9, (scale(pen.colour, 0.55), 1.0), None);
    let pouch = Path::rounded((10.6, 54.0), 4.6, 10.0, 0.6);
    pen.body(pouch.clone(), scale(pen.colour, 0.78), &CLOTH);
    pen.body(pouch.flipped(), scale(pen.colour, 0.78), &CLOTH);
    let body = Path::new((30.0, 10.4))
        .curve((16.0, 10.4), (13.4, 24.0))
        .curve((11.4, 40.0), (11.4, 62.0))
        .curve((11.8, 70.4), (20.0, 70.4))
        .line((30.0, 70.6))
        .mirrored();
    let mask = pen.body(body, pen.colour, &CLOTH);
    let zip = Path::new((14.2, 40.0))
        .curve((13.6, 15.4), (30.0, 15.4))
        .curve((46.4, 15.4), (45.8, 40.0));
    pen.line(zip.points(), 1.5, (detail(pen.colour), 0.9), Some(&mask));
    pen.line(zip.points(), 0.5, (SILVER, 0.8), Some(&mask));
    let pocket = Path::new((30.0, 42.4))
        .curve((19.0, 42.0), (17.0, 46.0))
        .line((16.6, 63.0))
        .curve((17.0, 66.6), (22.0, 66.8))
        .line((30.0, 66.8))
        .mirrored();
    let pocket = pen.body(pocket, scale(pen.colour, 0.9), &CLOTH);
    let slit = Path::new((17.6, 48.6)).curve((30.0, 45.6), (42.4, 48.6));
    pen.line(slit.points(), 1.3, (detail(pen.colour), 0.9), Some(&pocket));
    pen.line(slit.points(), 0.5, (SILVER, 0.8), Some(&pocket));
    for (x, y) in [(42.0, 48.6), (45.6, 36.0), (14.4, 36.0)] {
        pen.line(&[(x, y), (x, y + 3.6)], 1.0, (accent, 1.0), None);
    }
    match pen.random.below(3) {
        0 => drop(pen.body(Path::rounded((30.0, 30.0), 5.6, 3.0, 0.4), accent, &CLOTH)),
        1 => drop(
            pen.flat(
                Path::new((24.0, 34.0))
                    .line((30.0, 24.6))
                    .line((36.0, 34.0)),
                accent,
            ),
        ),
        _ => pen.line(
            &[(17.0, 57.4), (43.0, 57.4)],
            2.4,
            (accent, 0.9),
            Some(&pocket),
        ),
    }
}

pub(super) fn wallet(pen: &mut Pen) {
    pen.shadow((30.0, 57.6), 23.0, 1.6);
    let back = Path::rounded((30.0, 40.0), 23.4, 16.0, 0.12);
    pen.body(back, scale(pen.colour, 0.66), &LEATHER);
    // Notes and cards look out at the top.
    pen.flat(
        Path::rounded((28.0, 28.0), 19.4, 5.0, 0.05),
        [0.62, 0.74, 0.58],
    );
    pen.flat(
        Path::rounded((28.0, 28.0), 18.0, 4.0, 0.05),
        [0.72, 0.83, 0.68],
    );
    let cards = [[0.25, 0.45, 0.8], [0.9, 0.62, 0.2], [0.8, 0.28, 0.3]];
    let first = pen.random.below(3);
    for (place, x) in [21.0, 31.0, 40.0].into_iter().enumerate() {
        let card = cards[(first + place) % 3];
        pen.body(
            Path::rounded((x, 29.4 + 0.8 * place as f32), 7.4, 4.6, 0.12),
            card,
            &METAL,
        );
    }
    let front = Path::new((6.4, 32.0))
        .curve((18.0, 33.4), (30.0, 33.4))
        .curve((42.0, 33.4), (53.6, 32.0))
        .curve((54.4, 44.0), (53.4, 56.0))
        .curve((53.0, 57.6), (51.0, 57.6))
        .line((9.0, 57.6))
        .curve((7.0, 57.6), (6.6, 56.0))
        .curve((5.6, 44.0), (6.4, 32.0));
    let mask = pen.body(front, pen.colour, &LEATHER);
    let thread = if brightness(pen.colour) > 0.6 {
        scale(pen.colour, 0.6)
    } else {
        mix(pen.colour, [1.0; 3], 0.5)
    };
    pen.stitches(
        &Path::new((8.4, 34.4))
            .line((8.6, 55.6))
            .line((51.4, 55.6))
            .line((51.6, 34.4)),
        thread,
        &mask,
    );
    pen.stitches(
        &Path::new((8.4, 34.6)).curve((30.0, 36.2), (51.6, 34.6)),
        thread,
        &mask,
    );
    if pen.random.below(2) == 0 {
        let tab = Path::new((54.0, 42.0))
            .line((44.0, 42.0))
            .curve((40.6, 45.2), (44.0, 48.4))
            .line((54.0, 48.4));
        pen.body(tab, scale(pen.colour, 0.82), &LEATHER);
        pen.body(Path::ellipse((44.8, 45.2), 1.5, 1.5), GOLD, &METAL);
    } else {
        pen.body(Path::rounded((43.4, 50.2), 4.0, 1.7, 0.3), SILVER, &METAL);
    }
}
