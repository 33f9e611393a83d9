//! What the drawings share: soft bodies, lines, patterns and the small differences between two pictures.

use super::super::canvas::{Canvas, Mask};
use super::super::colour::{Rgb, brightness, detail, mix, scale};
use super::super::path::{Path, Point};
use super::super::random::Random;
use super::finish::Finish;
use super::noise::Noise;

/// Draws one product: a canvas, its colour, and its own chance.
pub(super) struct Pen {
    canvas: Canvas,
    pub(super) random: Random,
    pub(super) colour: Rgb,
    folds: Noise,
    size: f32,
    shift: Point,
}

impl Pen {
    pub(super) fn new(colour: Rgb, seed: u64) -> Self {
        let mut random = Random::new(seed);
        let folds = Noise::new(&mut random);
        Self {
            canvas: Canvas::new(),
            colour: scale(colour, random.between(0.95, 1.03)),
            size: random.between(0.95, 1.03),
            shift: (random.between(-0.8, 0.8), random.between(-1.0, 1.0)),
            folds,
            random,
        }
    }

    pub(super) fn pixels(&self) -> Vec<u8> {
        self.canvas.pixels()
    }

    /// Every product stands a little differently.
    fn place(&self, path: Path) -> Path {
        path.placed((30.0, 40.0), (self.size, self.size), self.shift)
    }

    pub(super) fn mask(&self, path: Path) -> Mask {
        Mask::of(&self.place(path))
    }

    /// A shape with light from the upper left, edges that turn away and folds.
    pub(super) fn body(&mut self, path: Path, colour: Rgb, finish: &Finish) -> Mask {
        let mask = self.mask(path);
        self.fill(&mask, colour, finish);
        mask
    }

    /// The same for a mask.
    pub(super) fn fill(&mut self, mask: &Mask, colour: Rgb, finish: &Finish) {
        let depth = mask.depth(finish.softness);
        let folds = &self.folds;
        // Dark things show their shape by what they reflect, light ones by their shadows.
        let dark = 1.0 - brightness(colour);
        self.canvas.paint(mask, |x, y, _| {
            let (right, down) = depth.slope(x, y);
            let towards_light = (0.6 * right + 0.8 * down) * finish.softness;
            let away = 1.0 - depth.at(x, y);
            let mut factor = 1.0 - finish.edge * away * away * 4.0;
            factor += finish.light * towards_light * (0.6 + 0.6 * dark);
            factor += finish.folds * folds.at(x, y);
            let shine = (towards_light - 0.12).max(0.0) * finish.gloss;
            mix(
                scale(colour, factor.clamp(0.2, 1.35)),
                [1.0; 3],
                shine.min(0.75),
            )
        });
    }

    /// One even colour.
    pub(super) fn flat(&mut self, path: Path, colour: Rgb) -> Mask {
        let mask = self.mask(path);
        self.canvas.paint(&mask, |_, _, _| colour);
        mask
    }

    /// Makes what is there lighter (above 0) or darker (below 0), most in the middle of the mask.
    pub(super) fn glow(&mut self, path: Path, softness: f32, strength: f32, within: &Mask) {
        let shape = self.mask(path);
        let depth = shape.depth(softness);
        self.canvas.paint(within, |x, y, dot| {
            scale(dot, 1.0 + strength * depth.at(x, y))
        });
    }

    /// A soft shadow on the ground.
    pub(super) fn shadow(&mut self, centre: Point, rx: f32, ry: f32) {
        let core = self.mask(Path::ellipse(centre, rx, ry));
        let depth = core.depth(1.6);
        let around = self.mask(Path::ellipse(centre, rx + 4.0, ry + 4.0));
        self.canvas
            .paint(&around, |x, y, dot| scale(dot, 1.0 - 0.24 * depth.at(x, y)));
    }

    /// A line of a colour, as strong as told, on a mask or anywhere.
    pub(super) fn line(
        &mut self,
        points: &[Point],
        width: f32,
        ink: (Rgb, f32),
        within: Option<&Mask>,
    ) {
        let pieces = Path::stroke(points, width);
        let placed: Vec<Path> = pieces.into_iter().map(|piece| self.place(piece)).collect();
        let stroke = Mask::of_all(&placed);
        let stroke = within.map_or_else(|| stroke.clone(), |mask| stroke.and(mask));
        let (colour, strength) = ink;
        self.canvas
            .paint(&stroke, |_, _, dot| mix(dot, colour, strength));
    }

    /// A seam: a thin line that can be seen on the product's colour.
    pub(super) fn seam(&mut self, path: &Path, within: &Mask) {
        let ink = (detail(self.colour), 0.75);
        self.line(path.points(), 0.55, ink, Some(within));
    }

    /// The same on both sides of the middle.
    pub(super) fn seams(&mut self, path: &Path, within: &Mask) {
        self.seam(path, within);
        self.seam(&path.clone().flipped(), within);
    }

    /// Stitches: a broken line.
    pub(super) fn stitches(&mut self, path: &Path, colour: Rgb, within: &Mask) {
        let points = dense(path.points());
        for dash in points.chunks(9) {
            let dash = &dash[..dash.len().min(6)];
            self.line(dash, 0.4, (colour, 0.8), Some(within));
        }
    }

    /// Repaints the dots of a mask where `ink` gives a strength above 0.
    pub(super) fn print(&mut self, mask: &Mask, colour: Rgb, ink: impl Fn(f32, f32) -> f32) {
        let (size, shift) = (self.size, self.shift);
        self.canvas.paint(mask, |x, y, dot| {
            let x = (x - shift.0 - 30.0) / size + 30.0;
            let y = (y - shift.1 - 40.0) / size + 40.0;
            // What is printed keeps the light of the cloth below.
            let strength = ink(x, y).clamp(0.0, 1.0);
            mix(dot, colour, strength * 0.92)
        });
    }
}

/// Points along a line, a quarter of a pixel apart.
fn dense(points: &[Point]) -> Vec<Point> {
    let mut dense = Vec::new();
    for pair in points.windows(2) {
        let (from, to) = (pair[0], pair[1]);
        let (dx, dy) = (to.0 - from.0, to.1 - from.1);
        let steps = ((dx * dx + dy * dy).sqrt() * 4.0).ceil().max(1.0) as usize;
        dense.extend((0..steps).map(|step| {
            let share = step as f32 / steps as f32;
            (from.0 + dx * share, from.1 + dy * share)
        }));
    }
    dense.extend(points.last());
    dense
}
