//! Patterns on cloth.

use super::super::canvas::Mask;
use super::super::colour::{Rgb, brightness, mix};
use super::pen::Pen;

/// What is printed on or woven into a cloth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pattern {
    Plain,
    Stripes,
    Pinstripes,
    Checks,
    Dots,
}

impl Pattern {
    /// Draws the pattern on a mask; the product's colour stays the main one.
    pub(super) fn draw(self, pen: &mut Pen, mask: &Mask) {
        let ink = contrast(pen.colour);
        match self {
            Self::Plain => {}
            Self::Stripes => pen.print(mask, ink, |_, y| 0.75 * band(y, 7.0, 1.7)),
            Self::Pinstripes => pen.print(mask, ink, |x, _| 0.6 * band(x, 3.6, 0.6)),
            Self::Checks => pen.print(mask, ink, |x, y| {
                0.4 * band(x, 6.0, 1.5) + 0.4 * band(y, 6.0, 1.5)
            }),
            Self::Dots => pen.print(mask, ink, |x, y| 0.85 * dot(x, y, 5.4, 1.15)),
        }
    }
}

/// White or nearly so on dark colours, a dark shade of the colour on light ones.
pub(super) fn contrast(colour: Rgb) -> Rgb {
    if brightness(colour) > 0.62 {
        mix(colour, [0.12, 0.14, 0.22], 0.72)
    } else {
        mix(colour, [1.0; 3], 0.86)
    }
}

/// 1 on stripes of a width that come back after a period.
pub(super) fn band(position: f32, period: f32, width: f32) -> f32 {
    let phase = position - (position / period).floor() * period;
    f32::from(u8::from(phase < width))
}

/// 1 on dots of a radius, each row shifted by half a period.
fn dot(x: f32, y: f32, period: f32, radius: f32) -> f32 {
    let row = (y / period * 2.0).floor();
    let shift = if row as i32 % 2 == 0 {
        0.0
    } else {
        period / 2.0
    };
    let within =
        |position: f32, period: f32| position - (position / period).floor() * period - period / 2.0;
    let (dx, dy) = (within(x + shift, period), within(y, period / 2.0));
    f32::from(u8::from(dx * dx + dy * dy < radius * radius))
}
