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

/// A rectangle of dots; the ends are excluded.
#[derive(Clone, Copy)]
struct Region {
    left: usize,
    right: usize,
    top: usize,
    bottom: usize,
}

impl Region {
    fn width(self) -> usize {
        self.right.saturating_sub(self.left)
    }

    fn height(self) -> usize {
        self.bottom.saturating_sub(self.top)
    }

    fn contains(self, column: usize, row: usize) -> bool {
        (self.left..self.right).contains(&column) && (self.top..self.bottom).contains(&row)
    }

    /// Where a dot of this region is kept.
    fn place(self, column: usize, row: usize) -> usize {
        (row - self.top) * self.width() + column - self.left
    }

    fn and(self, other: Self) -> Self {
        Self {
            left: self.left.max(other.left),
            right: self.right.min(other.right),
            top: self.top.max(other.top),
            bottom: self.bottom.min(other.bottom),
        }
    }

    fn grown(self, margin: usize) -> Self {
        Self {
            left: self.left.saturating_sub(margin),
            right: (self.right + margin).min(ACROSS),
            top: self.top.saturating_sub(margin),
            bottom: (self.bottom + margin).min(DOWN),
        }
    }
}

/// A set of dots: the inside of a path.
#[derive(Clone)]
pub(super) struct Mask {
    region: Region,
    inside: Vec<bool>,
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
        Self::of_all(std::slice::from_ref(path))
    }

    /// The dots inside any of the paths.
    pub(super) fn of_all(paths: &[Path]) -> Self {
        let boxes = paths.iter().map(Path::bounds);
        let around = boxes.reduce(|a, b| (a.0.min(b.0), a.1.max(b.1), a.2.min(b.2), a.3.max(b.3)));
        let (left, right, top, bottom) = around.unwrap_or_default();
        let region = Region {
            left: dot_after(left).min(ACROSS),
            right: dot_after(right).min(ACROSS),
            top: dot_after(top).min(DOWN),
            bottom: dot_after(bottom).min(DOWN),
        };
        let mut mask = Self {
            region,
            inside: vec![false; region.width() * region.height()],
        };
        for path in paths {
            mask.add(path);
        }
        mask
    }

    fn add(&mut self, path: &Path) {
        let (_, _, top, bottom) = path.bounds();
        let mut crossings = Vec::new();
        for row in dot_after(top)..dot_after(bottom).min(self.region.bottom) {
            path.crossings(middle(row), &mut crossings);
            crossings.sort_by(f32::total_cmp);
            for pair in crossings.chunks_exact(2) {
                let start = dot_after(pair[0]).max(self.region.left);
                let end = dot_after(pair[1]).min(self.region.right);
                if start < end {
                    let start_place = self.region.place(start, row);
                    self.inside[start_place..start_place + end - start].fill(true);
                }
            }
        }
    }

    /// The dots of both masks.
    pub(super) fn and(&self, other: &Self) -> Self {
        let region = self.region.and(other.region);
        let mut inside = Vec::with_capacity(region.width() * region.height());
        for row in region.top..region.bottom {
            for column in region.left..region.right {
                inside.push(self.has(column, row) && other.has(column, row));
            }
        }
        Self { region, inside }
    }

    fn has(&self, column: usize, row: usize) -> bool {
        self.inside[self.region.place(column, row)]
    }

    fn each(&self, mut visit: impl FnMut(usize, usize)) {
        for row in self.region.top..self.region.bottom {
            for column in self.region.left..self.region.right {
                if self.has(column, row) {
                    visit(column, row);
                }
            }
        }
    }

    /// How deep inside the mask each dot lies, from 0 outside to 1 where `radius` pixels around belong to it: the
    /// mask, blurred. Twice a box is close enough to round.
    pub(super) fn depth(&self, radius: f32) -> Depth {
        let radius = ((radius * DOTS as f32) as usize).max(1);
        let region = self.region.grown(2 * radius);
        let (width, height) = (region.width(), region.height());
        let mut levels = vec![0.0; width * height];
        self.each(|column, row| levels[region.place(column, row)] = 1.0);
        let mut line = Vec::new();
        for _ in 0..2 {
            for row in 0..height {
                blur(&mut levels[row * width..], 1, width, radius, &mut line);
            }
            for column in 0..width {
                blur(&mut levels[column..], width, height, radius, &mut line);
            }
        }
        Depth { region, levels }
    }
}

/// Replaces each value of a row or column by the mean of its neighbours.
fn blur(values: &mut [f32], step: usize, length: usize, radius: usize, line: &mut Vec<f32>) {
    line.clear();
    line.extend(values.iter().step_by(step).take(length));
    let share = 1.0 / (2 * radius + 1) as f32;
    let mut sum: f32 = line[..radius.min(length)].iter().sum();
    for (at, value) in values.iter_mut().step_by(step).take(length).enumerate() {
        sum += line.get(at + radius).copied().unwrap_or_default();
        *value = sum * share;
        if at >= radius {
            sum -= line[at - radius];
        }
    }
}

/// A blurred mask, read as a height: it gives every shape the look of something stuffed.
pub(super) struct Depth {
    region: Region,
    levels: Vec<f32>,
}

impl Depth {
    pub(super) fn at(&self, x: f32, y: f32) -> f32 {
        let (column, row) = ((x * DOTS as f32) as usize, (y * DOTS as f32) as usize);
        if self.region.contains(column, row) {
            self.levels[self.region.place(column, row)]
        } else {
            0.0
        }
    }

    /// How steeply it rises to the right and downwards, per pixel.
    pub(super) fn slope(&self, x: f32, y: f32) -> (f32, f32) {
        let right = self.at(x + 1.0, y) - self.at(x - 1.0, y);
        let down = self.at(x, y + 1.0) - self.at(x, y - 1.0);
        (right / 2.0, down / 2.0)
    }
}

fn middle(dot: usize) -> f32 {
    (dot as f32 + 0.5) / DOTS as f32
}

/// The first dot whose middle lies at or after a position.
fn dot_after(position: f32) -> usize {
    (position * DOTS as f32 - 0.5).max(0.0).ceil() as usize
}
