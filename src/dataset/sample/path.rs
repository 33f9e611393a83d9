//! Outlines made of lines and curves.

/// A point: x to the right, y downwards, in pixels.
pub(super) type Point = (f32, f32);

/// So many straight pieces make a curve.
const PIECES: usize = 16;

/// One or more outlines, each closed by itself.
#[derive(Clone, Debug, Default)]
pub(super) struct Path {
    outlines: Vec<Vec<Point>>,
}

impl Path {
    pub(super) fn new(start: Point) -> Self {
        Self {
            outlines: vec![vec![start]],
        }
    }

    fn outline(&mut self) -> &mut Vec<Point> {
        if self.outlines.is_empty() {
            self.outlines.push(Vec::new());
        }
        let last = self.outlines.len() - 1;
        &mut self.outlines[last]
    }

    fn end(&self) -> Point {
        let last = self.outlines.last().and_then(|outline| outline.last());
        last.copied().unwrap_or_default()
    }

    /// A straight line.
    pub(super) fn line(mut self, to: Point) -> Self {
        self.outline().push(to);
        self
    }

    /// A curve that leaves towards `via` and arrives from there.
    pub(super) fn curve(mut self, via: Point, to: Point) -> Self {
        let from = self.end();
        for piece in 1..=PIECES {
            let t = piece as f32 / PIECES as f32;
            let (a, b, c) = ((1.0 - t) * (1.0 - t), 2.0 * t * (1.0 - t), t * t);
            self.outline().push((
                a * from.0 + b * via.0 + c * to.0,
                a * from.1 + b * via.1 + c * to.1,
            ));
        }
        self
    }

    /// The outlines of both.
    pub(super) fn with(mut self, other: Self) -> Self {
        self.outlines.extend(other.outlines);
        self
    }

    /// Closes a half outline with its mirror image on the other side of the middle of the picture.
    pub(super) fn mirrored(mut self) -> Self {
        let outline = self.outline();
        let other: Vec<Point> = outline.iter().rev().map(|&(x, y)| (60.0 - x, y)).collect();
        outline.extend(other);
        self
    }

    /// The same outline on the other side.
    pub(super) fn flipped(mut self) -> Self {
        for point in self.outlines.iter_mut().flatten() {
            point.0 = 60.0 - point.0;
        }
        self
    }

    /// Moves and scales about a point.
    pub(super) fn placed(mut self, centre: Point, scale: Point, shift: Point) -> Self {
        for point in self.outlines.iter_mut().flatten() {
            point.0 = centre.0 + (point.0 - centre.0) * scale.0 + shift.0;
            point.1 = centre.1 + (point.1 - centre.1) * scale.1 + shift.1;
        }
        self
    }

    /// An ellipse.
    pub(super) fn ellipse(centre: Point, rx: f32, ry: f32) -> Self {
        Self::rounded(centre, rx, ry, 1.0)
    }

    /// A rectangle with half sides `rx` and `ry`; `roundness` goes from 0, sharp corners, to 1, an ellipse.
    pub(super) fn rounded(centre: Point, rx: f32, ry: f32, roundness: f32) -> Self {
        let (cx, cy) = (rx * roundness, ry * roundness);
        let mut outline = Vec::with_capacity(4 * (PIECES + 1));
        for (sx, sy, swap) in [
            (1.0, 1.0, false),
            (-1.0, 1.0, true),
            (-1.0, -1.0, false),
            (1.0, -1.0, true),
        ] {
            for piece in 0..=PIECES {
                let piece = if swap { PIECES - piece } else { piece };
                let (cos, sin) = quarter(piece as f32 / PIECES as f32);
                outline.push((
                    centre.0 + sx * (rx - cx + cx * cos),
                    centre.1 + sy * (ry - cy + cy * sin),
                ));
            }
        }
        Self {
            outlines: vec![outline],
        }
    }

    /// A line drawn with a round pen.
    pub(super) fn stroke(points: &[Point], width: f32) -> Vec<Self> {
        let mut pieces: Vec<Self> = points
            .windows(2)
            .filter_map(|pair| Self::segment(pair[0], pair[1], width / 2.0))
            .collect();
        let dots = points
            .iter()
            .map(|&point| Self::ellipse(point, width / 2.0, width / 2.0));
        pieces.extend(dots);
        pieces
    }

    fn segment(from: Point, to: Point, half: f32) -> Option<Self> {
        let (dx, dy) = (to.0 - from.0, to.1 - from.1);
        let length = (dx * dx + dy * dy).sqrt();
        if length < 1e-6 {
            return None;
        }
        let (nx, ny) = (-dy / length * half, dx / length * half);
        Some(
            Self::new((from.0 + nx, from.1 + ny))
                .line((to.0 + nx, to.1 + ny))
                .line((to.0 - nx, to.1 - ny))
                .line((from.0 - nx, from.1 - ny)),
        )
    }

    /// The points of its first outline.
    pub(super) fn points(&self) -> &[Point] {
        self.outlines.first().map_or(&[], Vec::as_slice)
    }

    /// Its extent: left, right, top, bottom.
    pub(super) fn bounds(&self) -> (f32, f32, f32, f32) {
        let all = self.outlines.iter().flatten();
        let none = (f32::MAX, f32::MIN, f32::MAX, f32::MIN);
        all.fold(none, |(left, right, top, bottom), &(x, y)| {
            (left.min(x), right.max(x), top.min(y), bottom.max(y))
        })
    }

    /// Where a horizontal line at `y` crosses the outlines.
    pub(super) fn crossings(&self, y: f32, crossings: &mut Vec<f32>) {
        crossings.clear();
        for outline in &self.outlines {
            let mut previous = outline.last().copied().unwrap_or_default();
            for &point in outline {
                if (previous.1 <= y) != (point.1 <= y) {
                    let share = (y - previous.1) / (point.1 - previous.1);
                    crossings.push(previous.0 + share * (point.0 - previous.0));
                }
                previous = point;
            }
        }
    }
}

/// Cosine and sine of a share of a quarter turn, near enough, without either: a rational circle.
fn quarter(share: f32) -> (f32, f32) {
    let below = 1.0 + share * share;
    ((1.0 - share * share) / below, 2.0 * share / below)
}
