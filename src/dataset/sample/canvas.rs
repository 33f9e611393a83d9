//! A small painter: paths filled with soft light, drawn large and averaged down.
//!
//! Everything is drawn at four times the size of the picture and averaged, which smooths all edges. Only the four
//! basic operations and square roots are used: their results are the same on every machine, those of `sin` and `pow`
//! are not.

use super::colour::Rgb;
use super::path::Path;

/// Width of a picture, as in the real dataset.
pub(super) const WIDTH: usize = 60;
/// Height of a picture.
pub(super) const HEIGHT: usize = 80;

/// So many dots a side make one pixel.
pub(super) const DOTS: usize = 4;
const ACROSS: usize = WIDTH * DOTS;
const DOWN: usize = HEIGHT * DOTS;

/// The picture while it is drawn, white at first. Coordinates are pixels: x to 60, y to 80.
pub(super) struct Canvas {
    dots: Vec<Rgb>,
}

/// A set of dots: the inside of a path.
pub(super) struct Mask {
    inside: Vec<bool>,
    /// First and last column and row with a dot, the last ones excluded.
    bounds: [usize; 4],
}

impl Canvas {
    pub(super) fn new() -> Self {
        Self {
            dots: vec![[1.0; 3]; ACROSS * DOWN],
        }
    }

    /// Paints the dots of a mask; the closure gets a position and the colour that is there.
    pub(super) fn paint(&mut self, mask: &Mask, paint: impl Fn(f32, f32, Rgb) -> Rgb) {
        mask.each(|column, row| {
            let dot = &mut self.dots[row * ACROSS + column];
            *dot = paint(middle(column), middle(row), *dot);
        });
    }

    /// Averages the dots to 8-bit pixels.
    pub(super) fn pixels(&self) -> Vec<u8> {
        let mut pixels = Vec::with_capacity(WIDTH * HEIGHT * 3);
        for y in 0..HEIGHT {
            for x in 0..WIDTH {
                pixels.extend(self.average(x, y));
            }
        }
        pixels
    }

    fn average(&self, x: usize, y: usize) -> [u8; 3] {
        let mut sum = [0.0; 3];
        for row in y * DOTS..(y + 1) * DOTS {
            let start = row * ACROSS + x * DOTS;
            for dot in &self.dots[start..start + DOTS] {
                for (sum, level) in sum.iter_mut().zip(dot) {
                    *sum += level.clamp(0.0, 1.0);
                }
            }
        }
        sum.map(|sum| (sum * (255.0 / (DOTS * DOTS) as f32) + 0.5) as u8)
    }
}

impl Mask {
    /// The inside of a path, by the even-odd rule.
    pub(super) fn of(path: &Path) -> Self {
        let mut mask = Self {
            inside: vec![false; ACROSS * DOWN],
            bounds: [ACROSS, 0, DOWN, 0],
        };
        let mut crossings = Vec::new();
        for row in 0..DOWN {
            path.crossings(middle(row), &mut crossings);
            crossings.sort_by(f32::total_cmp);
            for pair in crossings.chunks_exact(2) {
                mask.mark(row, dot_after(pair[0]), dot_after(pair[1]));
            }
        }
        mask
    }

    fn mark(&mut self, row: usize, start: usize, end: usize) {
        if start >= end {
            return;
        }
        self.inside[row * ACROSS + start..row * ACROSS + end].fill(true);
        let [left, right, top, bottom] = self.bounds;
        self.bounds = [
            left.min(start),
            right.max(end),
            top.min(row),
            bottom.max(row + 1),
        ];
    }

    /// The dots of both masks.
    pub(super) fn and(&self, other: &Self) -> Self {
        let both = self.inside.iter().zip(&other.inside);
        Self {
            inside: both.map(|(a, b)| *a && *b).collect(),
            bounds: self.bounds,
        }
    }

    /// The dots of either mask.
    pub(super) fn or(&self, other: &Self) -> Self {
        let either = self.inside.iter().zip(&other.inside);
        let [left, right, top, bottom] = self.bounds;
        let [other_left, other_right, other_top, other_bottom] = other.bounds;
        Self {
            inside: either.map(|(a, b)| *a || *b).collect(),
            bounds: [
                left.min(other_left),
                right.max(other_right),
                top.min(other_top),
                bottom.max(other_bottom),
            ],
        }
    }

    /// The dots of this mask that are not in the other.
    pub(super) fn without(&self, other: &Self) -> Self {
        let both = self.inside.iter().zip(&other.inside);
        Self {
            inside: both.map(|(a, b)| *a && !*b).collect(),
            bounds: self.bounds,
        }
    }

    fn each(&self, mut visit: impl FnMut(usize, usize)) {
        let [left, right, top, bottom] = self.bounds;
        for row in top..bottom {
            for column in left..right {
                if self.inside[row * ACROSS + column] {
                    visit(column, row);
                }
            }
        }
    }

    /// How deep inside the mask each dot lies, from 0 outside to 1 where `radius` pixels around belong to it: the
    /// mask, blurred. Twice a box is close enough to round.
    pub(super) fn depth(&self, radius: f32) -> Depth {
        let radius = (radius * DOTS as f32) as usize;
        let mut depth: Vec<f32> = self
            .inside
            .iter()
            .map(|&inside| f32::from(u8::from(inside)))
            .collect();
        let mut line = Vec::new();
        for _ in 0..2 {
            for row in 0..DOWN {
                blur(&mut depth, row * ACROSS, 1, ACROSS, radius, &mut line);
            }
            for column in 0..ACROSS {
                blur(&mut depth, column, ACROSS, DOWN, radius, &mut line);
            }
        }
        Depth(depth)
    }
}

/// Replaces each value of a row or column by the mean of its neighbours.
fn blur(
    values: &mut [f32],
    start: usize,
    step: usize,
    length: usize,
    radius: usize,
    line: &mut Vec<f32>,
) {
    line.clear();
    line.extend((0..length).map(|at| values[start + at * step]));
    let share = 1.0 / (2 * radius + 1) as f32;
    let mut sum: f32 = line[..radius.min(length)].iter().sum();
    for at in 0..length {
        sum += line.get(at + radius).copied().unwrap_or_default();
        values[start + at * step] = sum * share;
        if at >= radius {
            sum -= line[at - radius];
        }
    }
}

/// A blurred mask, read as a height: it gives every shape the look of something stuffed.
pub(super) struct Depth(Vec<f32>);

impl Depth {
    pub(super) fn at(&self, x: f32, y: f32) -> f32 {
        let column = ((x * DOTS as f32) as usize).min(ACROSS - 1);
        let row = ((y * DOTS as f32) as usize).min(DOWN - 1);
        self.0[row * ACROSS + column]
    }

    /// How steeply it rises to the right and downwards, per pixel.
    pub(super) fn slope(&self, x: f32, y: f32) -> (f32, f32) {
        let step = 1.0;
        (
            (self.at(x + step, y) - self.at((x - step).max(0.0), y)) / (2.0 * step),
            (self.at(x, y + step) - self.at(x, (y - step).max(0.0))) / (2.0 * step),
        )
    }
}

fn middle(dot: usize) -> f32 {
    (dot as f32 + 0.5) / DOTS as f32
}

/// The first dot whose middle lies at or after x.
fn dot_after(x: f32) -> usize {
    let dot = x * DOTS as f32 - 0.5;
    let dot = dot.clamp(0.0, ACROSS as f32);
    dot.ceil() as usize
}
