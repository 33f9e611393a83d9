//! Caps, belts, ties and socks.

use super::super::colour::{brightness, detail, mix, scale};
use super::super::path::Path;
use super::finish::{CLOTH, LEATHER, METAL, SILK};
use super::pattern::{Pattern, band, contrast};
use super::pen::Pen;

pub(super) fn cap(pen: &mut Pen) {
    pen.shadow((32.0, 55.4), 21.0, 1.6);
    let visor = Path::new((20.0, 46.0))
        .curve((6.0, 46.0), (2.6, 53.6))
        .curve((4.0, 57.4), (12.0, 55.4))
        .curve((24.0, 52.0), (40.0, 54.0))
        .line((38.0, 46.0));
    let two_tone = pen.random.below(2) == 0;
    let brim = if two_tone {
        contrast(pen.colour)
    } else {
        scale(pen.colour, 0.84)
    };
    let visor = pen.body(visor, brim, &CLOTH);
    for lift in [0.0, 1.7] {
        pen.stitches(
            &Path::new((5.0, 53.2 - lift)).curve((14.0, 47.4 - lift), (32.0, 49.8 - lift)),
            detail(brim),
            &visor,
        );
    }
    let dome = Path::new((14.4, 49.0))
        .curve((12.0, 24.6), (34.0, 23.4))
        .curve((55.0, 24.4), (54.4, 52.4))
        .curve((52.0, 55.4), (44.0, 54.4))
        .curve((28.0, 49.0), (14.4, 49.0));
    let mask = pen.body(dome, pen.colour, &CLOTH);
    pen.seam(
        &Path::new((34.0, 23.4)).curve((22.0, 30.0), (21.0, 49.0)),
        &mask,
    );
    pen.seam(
        &Path::new((34.0, 23.4)).curve((40.0, 36.0), (39.6, 53.0)),
        &mask,
    );
    pen.seam(
        &Path::new((34.0, 23.4)).curve((50.0, 30.0), (50.8, 54.0)),
        &mask,
    );
    for (x, y) in [(27.6, 31.0), (41.6, 31.6)] {
        pen.flat(Path::ellipse((x, y), 0.7, 0.7), detail(pen.colour));
    }
    pen.body(Path::ellipse((34.0, 23.2), 2.3, 1.3), brim, &METAL);
    let badge = contrast(pen.colour);
    match pen.random.below(3) {
        0 => drop(pen.body(Path::ellipse((29.6, 41.0), 4.6, 4.4), badge, &CLOTH)),
        1 => {
            let star = Path::new((29.6, 35.8))
                .line((31.2, 39.6))
                .line((35.0, 40.0))
                .line((32.0, 42.6))
                .line((33.0, 46.6))
                .line((29.6, 44.4))
                .line((26.2, 46.6))
                .line((27.2, 42.6))
                .line((24.2, 40.0))
                .line((28.0, 39.6));
            pen.flat(star, badge);
        }
        _ => drop(pen.flat(Path::rounded((29.8, 41.0), 5.2, 2.2, 0.3), badge)),
    }
}

pub(super) fn belt(pen: &mut Pen) {
    pen.shadow((30.0, 55.6), 22.0, 2.0);
    let metal = pen.random.pick(&[[0.8, 0.81, 0.83], [0.86, 0.7, 0.36]]);
    // The far side of the loop, seen from within.
    let back = Path::new((6.4, 36.0))
        .curve((8.0, 23.0), (30.0, 22.6))
        .curve((52.0, 23.0), (53.6, 36.0))
        .line((53.6, 42.0))
        .curve((50.0, 31.4), (30.0, 31.0))
        .curve((10.0, 31.4), (6.4, 42.0));
    pen.body(
        back,
        mix(scale(pen.colour, 0.6), [0.5, 0.42, 0.34], 0.25),
        &LEATHER,
    );
    let front = Path::new((6.2, 35.0))
        .curve((8.0, 47.4), (30.0, 47.8))
        .curve((52.0, 47.4), (53.8, 35.0))
        .line((53.8, 44.4))
        .curve((52.0, 57.0), (30.0, 57.4))
        .curve((8.0, 57.0), (6.2, 44.4));
    let mask = pen.body(front, pen.colour, &LEATHER);
    let thread = if brightness(pen.colour) > 0.6 {
        scale(pen.colour, 0.6)
    } else {
        mix(pen.colour, [1.0; 3], 0.42)
    };
    pen.stitches(
        &Path::new((6.8, 38.0))
            .curve((9.0, 49.2), (30.0, 49.4))
            .curve((51.0, 49.2), (53.2, 38.0)),
        thread,
        &mask,
    );
    pen.stitches(
        &Path::new((6.8, 43.6))
            .curve((9.0, 55.4), (30.0, 55.8))
            .curve((51.0, 55.4), (53.2, 43.6)),
        thread,
        &mask,
    );
    for (x, y) in [(40.0, 51.6), (44.4, 50.4), (48.2, 48.4)] {
        pen.flat(
            Path::ellipse((x, y), 0.9, 0.9),
            scale(detail(pen.colour), 0.55),
        );
    }
    let keeper = Path::rounded((34.6, 52.4), 1.6, 5.6, 0.2);
    pen.body(keeper, scale(pen.colour, 0.75), &LEATHER);
    let roundness = pen.random.pick(&[0.15, 0.45]);
    let buckle = Path::rounded((24.6, 52.4), 6.6, 7.4, roundness).with(Path::rounded(
        (24.6, 52.4),
        4.4,
        5.0,
        roundness,
    ));
    pen.body(buckle, metal, &METAL);
    pen.line(
        &[(19.4, 52.4), (31.2, 52.4)],
        1.3,
        (scale(metal, 0.78), 1.0),
        None,
    );
}

pub(super) fn tie(pen: &mut Pen) {
    let around = Path::new((27.0, 13.4))
        .curve((19.0, 9.0), (30.0, 4.6))
        .curve((41.0, 9.0), (33.0, 13.4));
    pen.line(around.points(), 3.0, (scale(pen.colour, 0.6), 1.0), None);
    let tail = Path::new((28.6, 18.0))
        .line((33.4, 18.0))
        .line((37.4, 61.0))
        .line((34.4, 65.6))
        .line((31.2, 61.6));
    pen.body(tail, scale(pen.colour, 0.66), &SILK);
    let blade = Path::new((27.2, 18.0))
        .line((32.8, 18.0))
        .curve((35.4, 40.0), (38.0, 67.0))
        .line((30.0, 75.6))
        .line((22.0, 67.0))
        .curve((24.6, 40.0), (27.2, 18.0));
    let mask = pen.body(blade, pen.colour, &SILK);
    let ink = contrast(pen.colour);
    match pen.random.below(4) {
        0 => pen.print(&mask, ink, |x, y| 0.8 * band(y - x, 9.0, 1.7)),
        1 => pen.print(&mask, ink, |x, y| {
            0.8 * band(y + x, 10.0, 2.4) + 0.5 * band(y + x - 4.4, 10.0, 0.7)
        }),
        2 => Pattern::Dots.draw(pen, &mask),
        _ => {}
    }
    let knot = Path::new((25.4, 10.6))
        .curve((30.0, 12.0), (34.6, 10.6))
        .line((32.8, 19.0))
        .curve((30.0, 20.0), (27.2, 19.0));
    let knot = pen.body(knot, scale(pen.colour, 0.92), &SILK);
    pen.seam(
        &Path::new((26.4, 11.6)).curve((31.0, 14.0), (32.6, 18.6)),
        &knot,
    );
}

pub(super) fn socks(pen: &mut Pen) {
    let accent = contrast(pen.colour);
    let striped = pen.random.below(2) == 0;
    let sock = Path::new((19.0, 9.0))
        .line((33.0, 9.0))
        .curve((33.4, 30.0), (34.0, 44.0))
        .curve((35.6, 56.0), (26.0, 61.0))
        .curve((16.0, 68.0), (8.0, 67.6))
        .curve((1.6, 65.6), (4.6, 59.0))
        .curve((18.0, 53.0), (19.0, 42.0));
    for (shift, shade) in [((16.0, 2.4), 0.86), ((1.0, 0.0), 1.0)] {
        let place = |path: Path| path.placed((0.0, 0.0), (1.0, 1.0), shift);
        let mask = pen.body(place(sock.clone()), scale(pen.colour, shade), &CLOTH);
        let patch = mix(accent, pen.colour, 0.25);
        let heel = pen
            .mask(place(Path::ellipse((34.4, 53.0), 6.4, 7.4)))
            .and(&mask);
        pen.fill(&heel, patch, &CLOTH);
        let toe = pen
            .mask(place(Path::ellipse((3.6, 64.6), 8.6, 7.6)))
            .and(&mask);
        pen.fill(&toe, patch, &CLOTH);
        let cuff = pen
            .mask(place(
                Path::new((17.0, 7.0))
                    .line((36.0, 7.0))
                    .line((36.0, 17.4))
                    .line((17.0, 17.4)),
            ))
            .and(&mask);
        pen.print(&cuff, detail(pen.colour), |x, _| 0.5 * band(x, 1.6, 0.6));
        if striped {
            pen.print(&mask, accent, |_, y| {
                0.9 * band(y - shift.1 - 20.0, 200.0, 2.0)
                    + 0.9 * band(y - shift.1 - 24.4, 200.0, 2.0)
            });
        }
        pen.seam(&place(Path::new((17.0, 17.4)).line((36.0, 17.4))), &mask);
    }
}
