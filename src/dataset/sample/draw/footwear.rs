//! Shoes, from the side with the toe to the left, and flip flops from above.

use super::super::canvas::Mask;
use super::super::colour::{brightness, detail, mix, scale};
use super::super::path::{Path, Point};
use super::finish::{CLOTH, LEATHER, POLISHED, RUBBER};
use super::pattern::contrast;
use super::pen::Pen;

const WHITE: [f32; 3] = [0.95, 0.95, 0.93];

/// Laces across the instep.
fn laces(pen: &mut Pen, places: &[Point], colour: [f32; 3]) {
    for &(x, y) in places {
        pen.line(
            &[(x - 1.7, y - 1.6), (x + 2.2, y + 1.3)],
            1.15,
            (colour, 1.0),
            None,
        );
    }
}

fn upper(pen: &mut Pen) -> Mask {
    let outline = Path::new((53.0, 51.0))
        .curve((54.6, 42.0), (52.6, 35.0))
        .curve((51.6, 32.2), (48.6, 33.0))
        .curve((44.0, 37.6), (38.8, 33.4))
        .curve((37.0, 29.4), (34.0, 31.4))
        .curve((27.0, 39.6), (17.0, 42.0))
        .curve((6.0, 43.6), (6.4, 51.0));
    pen.body(outline, pen.colour, &CLOTH)
}

pub(super) fn casual(pen: &mut Pen) {
    pen.shadow((30.0, 56.4), 24.0, 1.6);
    pen.flat(
        Path::ellipse((43.6, 35.2), 5.4, 2.4),
        scale(pen.colour, 0.45),
    );
    let mask = upper(pen);
    let light = brightness(pen.colour) > 0.75;
    let trim = if light { [0.78, 0.79, 0.82] } else { WHITE };
    // Rubber toe cap, eyelet strip and heel strip.
    pen.fill(
        &pen.mask(Path::ellipse((9.4, 50.0), 8.6, 7.4)).and(&mask),
        trim,
        &RUBBER,
    );
    pen.seam(
        &Path::new((24.6, 39.8))
            .curve((29.0, 46.4), (38.6, 47.0))
            .curve((41.6, 42.0), (40.0, 35.4)),
        &mask,
    );
    pen.seam(
        &Path::new((47.4, 34.4)).curve((46.8, 44.0), (48.4, 51.0)),
        &mask,
    );
    if pen.random.below(2) == 0 {
        let stripe = Path::new((29.6, 50.0)).curve((38.0, 46.6), (46.4, 39.0));
        pen.line(
            stripe.points(),
            1.6,
            (contrast(pen.colour), 0.9),
            Some(&mask),
        );
    } else {
        let patch = Path::ellipse((41.8, 43.6), 2.9, 2.9);
        pen.body(patch, contrast(pen.colour), &RUBBER);
        pen.flat(Path::ellipse((41.8, 43.6), 1.5, 1.5), pen.colour);
    }
    let sole = Path::new((5.4, 50.0))
        .curve((30.0, 52.0), (54.0, 50.0))
        .curve((55.0, 54.0), (53.6, 56.0))
        .curve((30.0, 57.4), (7.4, 56.0))
        .curve((4.8, 54.0), (5.4, 50.0));
    let sole = pen.body(sole, trim, &RUBBER);
    let line = Path::new((4.0, 52.8)).curve((30.0, 54.8), (56.0, 52.8));
    let ink = if light {
        scale(pen.colour, 0.7)
    } else {
        pen.colour
    };
    pen.line(line.points(), 0.7, (ink, 0.85), Some(&sole));
    let lace = if light { [0.55, 0.57, 0.62] } else { WHITE };
    laces(
        pen,
        &[(22.6, 41.2), (26.2, 39.4), (29.6, 37.2), (32.8, 34.6)],
        lace,
    );
}

pub(super) fn sports(pen: &mut Pen) {
    pen.shadow((30.0, 57.4), 25.0, 1.6);
    let accents = [
        [0.98, 0.78, 0.1],
        [0.96, 0.36, 0.12],
        [0.2, 0.72, 0.9],
        [0.65, 0.85, 0.2],
        [0.85, 0.1, 0.3],
    ];
    let accent = pen.random.pick(&accents);
    pen.flat(
        Path::ellipse((44.4, 33.4), 5.0, 2.6),
        scale(pen.colour, 0.4),
    );
    let outline = Path::new((54.0, 50.0))
        .curve((52.0, 42.0), (54.0, 33.0))
        .curve((54.4, 28.6), (50.6, 30.4))
        .curve((45.4, 36.2), (39.4, 31.0))
        .curve((37.6, 26.8), (34.4, 29.2))
        .curve((27.4, 39.0), (16.0, 42.6))
        .curve((5.0, 45.4), (4.6, 51.6));
    let mask = pen.body(outline, pen.colour, &CLOTH);
    // Mesh over the toes.
    let mesh = pen
        .mask(
            Path::new((5.0, 52.0))
                .line((12.0, 42.0))
                .line((25.0, 38.0))
                .curve((26.0, 46.0), (22.0, 52.0)),
        )
        .and(&mask);
    let ink = detail(pen.colour);
    pen.print(&mesh, ink, |x, y| {
        0.4 * super::pattern::band(x + y, 1.6, 0.6) * super::pattern::band(x - y + 90.0, 1.6, 0.9)
    });
    // Overlays that hold the foot, and the heel.
    let stripe_colour = if brightness(pen.colour) > 0.6 {
        mix(accent, [0.0; 3], 0.15)
    } else {
        mix(accent, [1.0; 3], 0.12)
    };
    for x in [0.0, 5.2] {
        let bar = Path::new((25.0 + x, 51.0)).curve((30.6 + x, 44.0), (34.2 + x, 36.4));
        pen.line(bar.points(), 1.7, (stripe_colour, 0.95), Some(&mask));
    }
    let heel = pen
        .mask(
            Path::new((56.0, 28.0))
                .line((50.0, 30.0))
                .curve((46.0, 42.0), (48.6, 52.0))
                .line((56.0, 52.0)),
        )
        .and(&mask);
    pen.fill(&heel, scale(pen.colour, 0.72), &RUBBER);
    pen.line(
        &[(52.6, 30.0), (52.0, 36.0)],
        1.4,
        (stripe_colour, 1.0),
        Some(&mask),
    );
    let sole = Path::new((3.4, 50.8))
        .curve((14.0, 53.4), (28.0, 51.4))
        .curve((42.0, 48.0), (56.0, 47.0))
        .curve((58.0, 52.6), (55.0, 57.0))
        .line((44.0, 57.2))
        .curve((40.0, 55.0), (35.0, 57.2))
        .line((10.0, 57.2))
        .curve((3.4, 56.0), (3.4, 50.8));
    let sole = pen.body(sole, WHITE, &RUBBER);
    let wave = Path::new((2.0, 54.6))
        .curve((18.0, 56.6), (30.0, 54.2))
        .curve((44.0, 51.0), (58.0, 51.2));
    pen.line(wave.points(), 1.5, (stripe_colour, 0.95), Some(&sole));
    let lace = if brightness(pen.colour) > 0.75 {
        [0.5, 0.52, 0.56]
    } else {
        WHITE
    };
    laces(
        pen,
        &[(22.4, 40.4), (25.8, 38.2), (29.2, 35.6), (32.4, 32.6)],
        lace,
    );
}

pub(super) fn formal(pen: &mut Pen) {
    pen.shadow((30.0, 55.8), 25.0, 1.4);
    pen.flat(
        Path::ellipse((45.0, 36.4), 6.6, 2.2),
        mix(scale(pen.colour, 0.5), [0.3, 0.2, 0.14], 0.5),
    );
    let outline = Path::new((54.0, 51.6))
        .curve((55.0, 44.0), (53.0, 36.8))
        .curve((47.0, 39.4), (39.6, 36.4))
        .curve((36.4, 33.6), (33.6, 36.6))
        .curve((24.0, 43.4), (13.0, 45.2))
        .curve((3.4, 46.6), (3.2, 52.4));
    let mask = pen.body(outline, pen.colour, &POLISHED);
    pen.glow(Path::ellipse((11.0, 48.0), 3.6, 1.0), 1.2, 0.55, &mask);
    pen.glow(Path::ellipse((50.8, 42.6), 1.0, 3.4), 1.0, 0.35, &mask);
    pen.seam(
        &Path::new((16.6, 44.0)).curve((14.0, 48.0), (16.4, 53.0)),
        &mask,
    );
    pen.stitches(
        &Path::new((17.6, 43.6)).curve((15.0, 48.0), (17.4, 53.0)),
        detail(pen.colour),
        &mask,
    );
    pen.seam(
        &Path::new((25.0, 41.4))
            .curve((27.4, 46.4), (36.0, 47.2))
            .curve((41.6, 46.0), (42.6, 37.6)),
        &mask,
    );
    pen.seam(
        &Path::new((47.6, 37.8)).curve((45.8, 46.0), (47.6, 52.0)),
        &mask,
    );
    let dark = scale(mix(pen.colour, [0.1, 0.08, 0.07], 0.8), 0.9);
    let sole = Path::new((2.6, 51.8))
        .curve((20.0, 53.8), (54.6, 51.2))
        .line((54.4, 55.8))
        .line((42.6, 55.8))
        .line((42.0, 53.6))
        .curve((20.0, 55.6), (4.0, 54.4));
    pen.body(sole, dark, &RUBBER);
    let lace = scale(detail(pen.colour), 0.9);
    laces(pen, &[(27.4, 41.6), (30.6, 39.8), (33.8, 38.0)], lace);
}

pub(super) fn heel(pen: &mut Pen) {
    pen.shadow((14.0, 61.4), 10.0, 1.0);
    pen.shadow((49.4, 62.0), 3.4, 0.8);
    let inside = mix(scale(pen.colour, 0.7), [0.86, 0.74, 0.6], 0.6);
    let lining = Path::new((50.0, 27.0))
        .curve((46.0, 34.0), (40.0, 39.6))
        .curve((32.0, 46.6), (22.4, 50.4))
        .curve((32.0, 52.0), (41.0, 45.0))
        .line((50.6, 33.0));
    pen.flat(lining, inside);
    let spike = Path::new((45.2, 41.6))
        .curve((49.2, 46.0), (48.4, 61.6))
        .line((50.4, 61.6))
        .curve((52.2, 46.0), (52.8, 35.6));
    pen.body(spike, scale(pen.colour, 0.82), &POLISHED);
    let outline = Path::new((52.9, 37.4))
        .curve((53.6, 30.0), (51.0, 25.4))
        .curve((49.0, 26.0), (48.8, 31.0))
        .curve((44.0, 42.0), (35.0, 46.0))
        .curve((28.0, 48.4), (22.0, 49.4))
        .curve((12.0, 52.4), (5.4, 60.0))
        .curve((5.4, 61.6), (8.0, 61.6))
        .line((19.0, 61.6))
        .curve((31.0, 60.4), (40.0, 47.8))
        .curve((45.6, 40.4), (52.9, 39.4));
    let mask = pen.body(outline, pen.colour, &POLISHED);
    pen.glow(Path::ellipse((17.0, 55.0), 5.0, 0.9), 1.2, 0.4, &mask);
    pen.line(
        Path::new((7.0, 61.4))
            .line((19.0, 61.3))
            .curve((31.0, 60.0), (40.4, 47.4))
            .points(),
        0.8,
        (scale(pen.colour, 0.4), 0.9),
        None,
    );
    if pen.random.below(2) == 0 {
        let strap = Path::new((50.4, 27.0))
            .curve((40.0, 33.4), (35.0, 30.0))
            .curve((33.4, 33.0), (49.8, 33.0));
        pen.body(strap, pen.colour, &LEATHER);
        pen.body(
            Path::ellipse((43.0, 31.6), 1.0, 1.0),
            [0.9, 0.82, 0.5],
            &RUBBER,
        );
    } else {
        let bow = Path::new((21.0, 50.0))
            .line((16.0, 47.4))
            .line((16.4, 53.4))
            .line((21.0, 51.0))
            .line((26.0, 53.0))
            .line((25.6, 47.0));
        pen.body(bow, scale(pen.colour, 0.9), &POLISHED);
    }
}

pub(super) fn flip_flops(pen: &mut Pen) {
    let strap = contrast(pen.colour);
    let sole = Path::new((16.6, 15.0))
        .curve((26.4, 14.0), (27.4, 28.0))
        .curve((27.6, 38.0), (25.4, 46.0))
        .curve((26.0, 66.0), (17.4, 67.4))
        .curve((8.8, 66.6), (9.0, 50.0))
        .curve((6.0, 36.0), (6.4, 28.0))
        .curve((8.0, 15.6), (16.6, 15.0));
    for flip in [false, true] {
        let turn = |path: Path| if flip { path.flipped() } else { path };
        let under = sole.clone().placed((16.8, 40.0), (1.04, 1.02), (0.0, 1.1));
        pen.body(turn(under), scale(pen.colour, 0.55), &RUBBER);
        let mask = pen.body(turn(sole.clone()), pen.colour, &RUBBER);
        let rim = sole.clone().placed((16.8, 40.0), (0.84, 0.92), (0.0, 0.0));
        pen.stitches(&turn(rim), detail(pen.colour), &mask);
        for end in [(6.6, 44.0), (26.6, 44.0)] {
            let band = Path::new((17.6, 25.6)).curve((end.0 * 0.85 + 2.6, 31.0), end);
            let band = turn(band);
            pen.line(band.points(), 3.0, (scale(strap, 0.62), 0.9), None);
            pen.line(band.points(), 2.3, (strap, 1.0), None);
        }
        pen.body(
            turn(Path::ellipse((17.6, 25.2), 1.5, 1.5)),
            scale(strap, 0.9),
            &RUBBER,
        );
    }
}
