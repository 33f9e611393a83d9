//! Sweatshirts with a hood, and jackets.

use super::super::canvas::Mask;
use super::super::colour::{mix, scale};
use super::super::path::Path;
use super::finish::{CLOTH, LEATHER, METAL};
use super::pattern::contrast;
use super::pen::Pen;

const SILVER: [f32; 3] = [0.8, 0.81, 0.83];

/// Long sleeves that hang down beside the body.
fn sleeves(pen: &mut Pen, shade: f32, leather: bool) -> Vec<Mask> {
    let sleeve = Path::new((17.0, 17.4))
        .curve((10.0, 20.0), (8.2, 28.0))
        .curve((4.6, 44.0), (3.8, 60.0))
        .curve((7.0, 62.6), (11.6, 62.0))
        .curve((14.6, 46.0), (18.0, 34.0));
    let finish = if leather { &LEATHER } else { &CLOTH };
    let colour = scale(pen.colour, shade);
    [sleeve.clone(), sleeve.flipped()]
        .into_iter()
        .map(|side| pen.body(side, colour, finish))
        .collect()
}

/// Ribbed bands at the end of sleeves or the hem.
fn ribs(pen: &mut Pen, path: Path) {
    let mask = pen.body(path, scale(pen.colour, 0.86), &CLOTH);
    let ink = scale(pen.colour, 0.62);
    pen.print(&mask, ink, |x, _| 0.4 * super::pattern::band(x, 1.5, 0.6));
}

pub(super) fn hoodie(pen: &mut Pen) {
    let hood = Path::new((30.0, 5.0))
        .curve((20.0, 5.0), (18.6, 15.0))
        .curve((18.4, 20.0), (23.0, 22.5))
        .line((30.0, 25.0))
        .mirrored();
    pen.body(hood, scale(pen.colour, 0.93), &CLOTH);
    let opening = Path::new((30.0, 8.6))
        .curve((23.4, 9.0), (22.8, 15.0))
        .curve((23.4, 20.0), (30.0, 24.0))
        .mirrored();
    pen.body(opening, scale(pen.colour, 0.42), &CLOTH);
    sleeves(pen, 0.94, false);
    let cuff = Path::new((3.6, 58.4))
        .line((12.4, 59.6))
        .line((11.8, 64.0))
        .line((4.4, 63.0));
    ribs(pen, cuff.clone());
    ribs(pen, cuff.flipped());
    let body = Path::new((30.0, 24.6))
        .curve((24.4, 22.4), (21.6, 15.8))
        .curve((18.0, 16.0), (15.6, 18.4))
        .curve((18.4, 26.0), (17.0, 34.0))
        .curve((16.6, 50.0), (16.6, 64.0))
        .line((30.0, 65.0))
        .mirrored();
    let mask = pen.body(body, pen.colour, &CLOTH);
    pen.seams(
        &Path::new((16.0, 17.8)).curve((19.4, 26.0), (17.4, 35.0)),
        &mask,
    );
    ribs(
        pen,
        Path::new((30.0, 64.0))
            .line((16.8, 63.4))
            .line((17.6, 68.6))
            .line((30.0, 69.4))
            .mirrored(),
    );
    let pocket = Path::new((30.0, 46.0))
        .line((24.4, 46.0))
        .line((19.8, 54.6))
        .line((19.8, 61.4))
        .line((30.0, 61.4))
        .mirrored();
    let pocket = pen.body(pocket, scale(pen.colour, 0.95), &CLOTH);
    pen.seams(&Path::new((25.4, 46.0)).line((20.8, 54.8)), &pocket);
    let cord = contrast(pen.colour);
    for (x, end) in [(26.2, 37.0), (33.8, 35.0)] {
        let ends = Path::new((x, 23.2)).curve((x - 0.4, 28.0), (x, end));
        pen.line(ends.points(), 0.9, (cord, 0.95), None);
    }
    if pen.random.below(2) == 0 {
        pen.flat(Path::rounded((30.0, 40.8), 6.8, 1.3, 0.4), cord);
    }
}

pub(super) fn jacket(pen: &mut Pen) {
    let leather = pen.random.below(3) == 0;
    let finish = if leather { &LEATHER } else { &CLOTH };
    let lining = mix(scale(pen.colour, 0.5), [0.25, 0.24, 0.26], 0.6);
    pen.flat(
        Path::new((30.0, 11.0))
            .line((23.4, 11.6))
            .line((27.6, 40.0))
            .line((30.0, 40.0))
            .mirrored(),
        lining,
    );
    let sleeves = sleeves(pen, 0.92, leather);
    for sleeve in &sleeves {
        pen.seams(&Path::new((3.0, 57.4)).line((13.0, 58.8)), sleeve);
    }
    let front = Path::new((24.0, 12.0))
        .curve((19.0, 13.4), (15.8, 17.4))
        .curve((18.6, 26.0), (17.2, 34.0))
        .curve((16.8, 50.0), (16.6, 66.0))
        .line((29.4, 67.4))
        .line((29.4, 31.0));
    for side in [front.clone(), front.flipped()] {
        let mask = pen.body(side, pen.colour, finish);
        pen.seams(
            &Path::new((16.0, 17.2)).curve((19.6, 26.0), (17.6, 35.0)),
            &mask,
        );
        pen.seams(&Path::new((20.0, 54.0)).line((24.4, 46.0)), &mask);
        pen.seams(&Path::new((20.8, 54.6)).line((25.2, 46.6)), &mask);
        pen.seams(&Path::new((16.0, 61.6)).line((30.0, 62.6)), &mask);
        pen.seams(&Path::new((18.0, 30.0)).line((29.0, 32.0)), &mask);
    }
    let lapel = Path::new((24.0, 10.4))
        .line((20.4, 15.6))
        .line((20.0, 23.0))
        .line((23.4, 23.4))
        .line((29.4, 33.0))
        .line((26.0, 17.0));
    for side in [lapel.clone(), lapel.flipped()] {
        pen.body(side, scale(pen.colour, 1.06), finish);
    }
    for y in 0..17 {
        let y = 33.4 + 2.0 * y as f32;
        pen.line(&[(29.5, y), (30.5, y)], 0.7, (SILVER, 0.9), None);
    }
    pen.line(&[(30.0, 33.0), (30.0, 67.0)], 0.5, (SILVER, 0.7), None);
    pen.body(Path::rounded((30.0, 34.4), 0.8, 1.7, 0.6), SILVER, &METAL);
}
