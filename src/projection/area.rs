//! Regions of the plane: boxes and freely drawn outlines.

/// An upright box, its edges included.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Area {
    /// The corner with the smaller coordinates.
    pub low: [f32; 2],
    /// The corner with the larger coordinates.
    pub high: [f32; 2],
}

impl Area {
    /// The box with these opposite corners.
    pub fn new(a: [f32; 2], b: [f32; 2]) -> Self {
        Self {
            low: [a[0].min(b[0]), a[1].min(b[1])],
            high: [a[0].max(b[0]), a[1].max(b[1])],
        }
    }

    /// The smallest box around points; nothing without points.
    pub fn around(points: impl IntoIterator<Item = [f32; 2]>) -> Option<Self> {
        let grow = |area: Self, point: [f32; 2]| {
            let Self { low, high } = Self::new(area.low, point);
            Self {
                low,
                high: [high[0].max(area.high[0]), high[1].max(area.high[1])],
            }
        };
        let mut points = points.into_iter();
        let first = points.next()?;
        Some(points.fold(Self::new(first, first), grow))
    }

    /// Whether a point lies in it.
    pub fn contains(&self, point: [f32; 2]) -> bool {
        (0..2).all(|axis| self.low[axis] <= point[axis] && point[axis] <= self.high[axis])
    }
}

/// Whether a point lies within an outline that is closed from its last corner to its first. Where the outline crosses
/// itself, what it goes round twice is outside (even-odd rule). Fewer than three corners enclose nothing.
pub fn outline_contains(outline: &[[f32; 2]], point: [f32; 2]) -> bool {
    let crossed = edges(outline).filter(|edge| edge.is_crossed(point));
    crossed.count() % 2 == 1
}

/// One side of an outline.
#[derive(Clone, Copy)]
pub(super) struct OutlineEdge {
    from: [f64; 2],
    to: [f64; 2],
}

/// All sides of an outline, the one that closes it among them.
pub(super) fn edges(outline: &[[f32; 2]]) -> impl Iterator<Item = OutlineEdge> {
    let before = outline.iter().cycle().skip(outline.len().saturating_sub(1));
    before.zip(outline).map(|(from, to)| OutlineEdge {
        from: from.map(f64::from),
        to: to.map(f64::from),
    })
}

impl OutlineEdge {
    /// Whether a ray from the point towards larger x crosses it. Each edge owns its lower end, so that a ray through
    /// a corner counts once.
    pub fn is_crossed(&self, point: [f32; 2]) -> bool {
        let ([ax, ay], [bx, by]) = (self.from, self.to);
        let [x, y] = point.map(f64::from);
        (ay > y) != (by > y) && x < ax + (y - ay) / (by - ay) * (bx - ax)
    }

    /// Whether any of it lies at a height from `low` to `high`; no other ray can cross it.
    pub fn is_between(&self, low: f64, high: f64) -> bool {
        self.from[1].min(self.to[1]) <= high && self.from[1].max(self.to[1]) >= low
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_lasso_holds_what_it_goes_round() {
        // A square with a notch from above.
        let outline = [[0.0, 0.0], [4.0, 0.0], [4.0, 4.0], [2.0, 1.0], [0.0, 4.0]];
        assert!(outline_contains(&outline, [1.0, 1.0]));
        assert!(outline_contains(&outline, [3.5, 2.0]));
        assert!(!outline_contains(&outline, [2.0, 3.0]), "in the notch");
        assert!(!outline_contains(&outline, [5.0, 1.0]));
        assert!(!outline_contains(&outline[..2], [1.0, 0.0]));
        assert!(!outline_contains(&[], [0.0, 0.0]));
    }

    #[test]
    fn a_box_can_be_drawn_from_any_corner() {
        let area = Area::new([3.0, -1.0], [1.0, 2.0]);
        assert!(area.contains([1.0, 2.0]) && area.contains([2.0, 0.0]));
        assert!(!area.contains([0.9, 0.0]) && !area.contains([f32::NAN, 0.0]));
        assert_eq!(
            Area::around([[3.0, 2.0], [1.0, -1.0], [2.0, 0.0]]),
            Some(area)
        );
        assert_eq!(Area::around([]), None);
    }

    proptest! {
        #[test]
        fn an_outline_along_a_box_holds_what_the_box_holds(
            a in prop::array::uniform2(-8_i8..8), b in prop::array::uniform2(-8_i8..8), p in prop::array::uniform2(-9_i8..9),
        ) {
            let area = Area::new(a.map(f32::from), b.map(f32::from));
            let outline = [area.low, [area.high[0], area.low[1]], area.high, [area.low[0], area.high[1]]];
            // Half a unit off the whole numbers: never on an edge.
            let point = p.map(|x| f32::from(x) + 0.5);
            prop_assert_eq!(outline_contains(&outline, point), area.contains(point));
        }
    }
}
