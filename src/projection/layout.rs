//! Where each product lies on the map.

/// Positions in the plane, one for each row of a run.
///
/// They are centred, and the largest distance from the centre along an axis is 1, so that every picture of the map,
/// first or last, fills the same square. A row whose vector is not finite has no place.
#[derive(Clone, Debug, PartialEq)]
pub struct Layout {
    positions: Vec<Option<[f32; 2]>>,
}

impl Layout {
    /// Puts `points`, one for each of `placed`, among `rows` rows, centred and scaled.
    pub(super) fn new(rows: usize, placed: &[usize], points: &[[f32; 2]]) -> Self {
        let mut positions = vec![None; rows];
        for (&row, point) in placed.iter().zip(fitted(points)) {
            positions[row] = Some(point);
        }
        Self { positions }
    }

    /// Positions as they are.
    pub(super) fn of_positions(positions: Vec<Option<[f32; 2]>>) -> Self {
        Self { positions }
    }

    /// The place of each row.
    pub fn positions(&self) -> &[Option<[f32; 2]>] {
        &self.positions
    }

    /// The place of a row.
    pub fn position(&self, row: usize) -> Option<[f32; 2]> {
        self.positions.get(row).copied().flatten()
    }

    /// Number of rows, placed or not.
    pub fn rows(&self) -> usize {
        self.positions.len()
    }

    /// Number of rows without a place.
    pub fn unplaced(&self) -> usize {
        let without = self.positions.iter().filter(|place| place.is_none());
        without.count()
    }
}

/// The points with the middle of their box at 0 and the longer side of the box from -1 to 1.
fn fitted(points: &[[f32; 2]]) -> impl Iterator<Item = [f32; 2]> {
    let side = |axis: usize| {
        let values = points.iter().map(move |point| f64::from(point[axis]));
        let low = values.clone().fold(f64::INFINITY, f64::min);
        let high = values.fold(f64::NEG_INFINITY, f64::max);
        (f64::midpoint(low, high), (high - low) / 2.0)
    };
    let [(x, half_width), (y, half_height)] = [side(0), side(1)];
    let half = half_width.max(half_height);
    // Points that are all in one place stay there.
    let scale = if half > 0.0 { half.recip() } else { 0.0 };
    points.iter().map(move |point| {
        let fit = |value: f32, middle: f64| ((f64::from(value) - middle) * scale) as f32;
        [fit(point[0], x), fit(point[1], y)]
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_fill_the_square_and_rows_without_a_vector_have_no_place() {
        let layout = Layout::new(4, &[0, 1, 3], &[[10.0, 0.0], [14.0, 1.0], [12.0, 0.5]]);
        assert_eq!(
            layout.positions(),
            [
                Some([-1.0, -0.25]),
                Some([1.0, 0.25]),
                None,
                Some([0.0, 0.0])
            ]
        );
        assert_eq!((layout.rows(), layout.unplaced()), (4, 1));
        assert_eq!(layout.position(9), None);
    }

    #[test]
    fn points_in_one_place_lie_in_the_middle() {
        let layout = Layout::new(2, &[0, 1], &[[7.0, -3.0]; 2]);
        assert_eq!(layout.positions(), [Some([0.0, 0.0]); 2]);
        assert_eq!(Layout::new(0, &[], &[]).rows(), 0);
    }
}
