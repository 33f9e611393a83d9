//! Which points are near, in a box, within a lasso: answered from a grid, for every move of the pointer.

use std::ops::RangeInclusive;

use super::area::{OutlineEdge, edges};
use super::{Area, Layout};
use crate::search::RowMask;

/// Points in one cell, on average.
const PER_CELL: usize = 4;

/// The points of a layout in the cells of a uniform grid.
pub struct PointGrid {
    low: [f32; 2],
    /// Side of a cell.
    cell: f32,
    columns: usize,
    lines: usize,
    /// Where each cell's points begin, and where the last one's end.
    starts: Vec<usize>,
    /// Rows and places, cell by cell, within a cell by rising row.
    points: Vec<(usize, [f32; 2])>,
    /// Rows of the layout, with a place or without.
    rows: usize,
}

impl PointGrid {
    /// Sorts the points of a layout into cells; rows without a place are left out.
    pub fn new(layout: &Layout) -> Self {
        let rows = layout.positions().iter().enumerate();
        let placed: Vec<(usize, [f32; 2])> = rows
            .filter_map(|(row, place)| place.map(|place| (row, place)))
            .collect();
        let area = Area::around(placed.iter().map(|point| point.1));
        let Area { low, high } = area.unwrap_or(Area::new([0.0; 2], [0.0; 2]));
        let (width, height) = (high[0] - low[0], high[1] - low[1]);
        // Square cells; points on a line or in one place have cells along the line, or one.
        let wanted = placed.len().div_ceil(PER_CELL).max(1) as f32;
        let cell = (width * height / wanted)
            .sqrt()
            .max(width.max(height) / wanted);
        let cell = if cell > 0.0 { cell } else { 1.0 };
        let mut grid = Self {
            low,
            cell,
            columns: (width / cell) as usize + 1,
            lines: (height / cell) as usize + 1,
            starts: Vec::new(),
            points: Vec::new(),
            rows: layout.rows(),
        };
        grid.fill(&placed);
        grid
    }

    /// Counting sort by cell.
    fn fill(&mut self, placed: &[(usize, [f32; 2])]) {
        let mut starts = vec![0; self.columns * self.lines + 1];
        for &(_, place) in placed {
            starts[self.cell_of(place) + 1] += 1;
        }
        for cell in 1..starts.len() {
            starts[cell] += starts[cell - 1];
        }
        let mut next = starts.clone();
        self.points = vec![(0, [0.0; 2]); placed.len()];
        for &(row, place) in placed {
            let at = &mut next[self.cell_of(place)];
            self.points[*at] = (row, place);
            *at += 1;
        }
        self.starts = starts;
    }

    /// Number of rows of the layout, with a place or without.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// The row whose point is nearest to `at`, not farther than `within`; of equally near ones the smallest row.
    pub fn nearest(&self, at: [f32; 2], within: f32) -> Option<usize> {
        let found = self.neighbours(at, 1, None);
        let &(row, squared) = found.first()?;
        (squared <= within * within).then_some(row)
    }

    /// The `k` rows nearest to `at` with their squared distances, nearest first, equally near ones by rising row.
    /// `without` is left out.
    pub fn neighbours(&self, at: [f32; 2], k: usize, without: Option<usize>) -> Vec<(usize, f32)> {
        let mut best: Vec<(usize, f32)> = Vec::with_capacity(k + 1);
        if k == 0 || !at.iter().all(|value| value.is_finite()) {
            return best;
        }
        let (column, line) = (self.column(at[0]), self.line(at[1]));
        for ring in 0..self.columns.max(self.lines) {
            if best.len() == k && self.gap(at, column, line, ring).powi(2) > best[k - 1].1 {
                break;
            }
            self.for_ring(column, line, ring, |(row, place)| {
                if Some(row) != without {
                    insert(&mut best, k, (row, squared_distance(at, place)));
                }
            });
        }
        best
    }

    /// The rows whose points lie in a box.
    pub fn in_area(&self, area: &Area) -> RowMask {
        let rows = self.around(area).filter(|point| area.contains(point.1));
        RowMask::of_rows(self.rows, rows.map(|point| point.0))
    }

    /// The rows whose points lie within a freely drawn outline, which closes itself.
    pub fn in_outline(&self, outline: &[[f32; 2]]) -> RowMask {
        let mut inside = RowMask::none(self.rows);
        let Some(area) = Area::around(outline.iter().copied()) else {
            return inside;
        };
        let (columns, lines) = self.touched(&area);
        for line in lines {
            // The points of a line of cells are about as high: few sides of the outline matter to them.
            let low = f64::from(self.low[1]) + (line as f64 - 0.01) * f64::from(self.cell);
            let high = low + 1.02 * f64::from(self.cell);
            let sides: Vec<OutlineEdge> = edges(outline)
                .filter(|edge| edge.is_between(low, high))
                .collect();
            for &(row, place) in self.points_of(line, columns.clone()) {
                if sides.iter().filter(|edge| edge.is_crossed(place)).count() % 2 == 1 {
                    inside.insert(row);
                }
            }
        }
        inside
    }

    /// All points of the cells that a box touches.
    pub(super) fn around(&self, area: &Area) -> impl Iterator<Item = (usize, [f32; 2])> {
        let (columns, lines) = self.touched(area);
        lines.flat_map(move |line| self.points_of(line, columns.clone()).iter().copied())
    }

    /// The columns and the lines of the cells that a box touches.
    fn touched(&self, area: &Area) -> (RangeInclusive<usize>, RangeInclusive<usize>) {
        let columns = self.column(area.low[0])..=self.column(area.high[0]);
        (columns, self.line(area.low[1])..=self.line(area.high[1]))
    }

    /// The points of neighbouring cells of a line.
    fn points_of(&self, line: usize, columns: RangeInclusive<usize>) -> &[(usize, [f32; 2])] {
        let cell = |column: &usize| line * self.columns + column;
        &self.points[self.starts[cell(columns.start())]..self.starts[cell(columns.end()) + 1]]
    }

    /// Calls `visit` for the points of the cells that are `ring` cells away from a cell.
    fn for_ring(
        &self,
        column: usize,
        line: usize,
        ring: usize,
        mut visit: impl FnMut((usize, [f32; 2])),
    ) {
        let lines = line.saturating_sub(ring)..=(line + ring).min(self.lines - 1);
        for other in lines {
            let is_edge = other.abs_diff(line) == ring;
            // The lines at the ends of the ring are visited from side to side, those between at both sides.
            let step = if is_edge { 1 } else { (2 * ring).max(1) };
            let sides = (0..=2 * ring).step_by(step);
            for shifted in sides.map(|side| column + side) {
                if let Some(other_column) = shifted.checked_sub(ring)
                    && other_column < self.columns
                {
                    let points = self.points_of(other, other_column..=other_column);
                    points.iter().copied().for_each(&mut visit);
                }
            }
        }
    }

    /// How far the cells that are `ring` cells away, and all beyond, are from a point at least.
    fn gap(&self, at: [f32; 2], column: usize, line: usize, ring: usize) -> f32 {
        let Some(inner) = ring.checked_sub(1) else {
            return 0.0;
        };
        let side = |axis: usize, cell: usize, cells: usize| {
            let edge = |number: usize| self.low[axis] + number as f32 * self.cell;
            let before = (cell > inner).then(|| at[axis] - edge(cell - inner));
            let after = (cell + inner + 1 < cells).then(|| edge(cell + inner + 1) - at[axis]);
            before
                .unwrap_or(f32::INFINITY)
                .min(after.unwrap_or(f32::INFINITY))
        };
        // A little less, for the rounding of edges and cells.
        let gap = side(0, column, self.columns).min(side(1, line, self.lines));
        (gap - 1e-4 * self.cell).max(0.0)
    }

    fn cell_of(&self, place: [f32; 2]) -> usize {
        self.line(place[1]) * self.columns + self.column(place[0])
    }

    fn column(&self, x: f32) -> usize {
        (((x - self.low[0]) / self.cell) as usize).min(self.columns - 1)
    }

    fn line(&self, y: f32) -> usize {
        (((y - self.low[1]) / self.cell) as usize).min(self.lines - 1)
    }
}

fn squared_distance(a: [f32; 2], b: [f32; 2]) -> f32 {
    (a[0] - b[0]).powi(2) + (a[1] - b[1]).powi(2)
}

/// Puts a point in its place among the `k` nearest, if it is one of them.
fn insert(best: &mut Vec<(usize, f32)>, k: usize, new: (usize, f32)) {
    let nearer = |other: &(usize, f32)| (other.1, other.0) < (new.1, new.0);
    let at = best.partition_point(nearer);
    if at < k {
        best.truncate(k - 1);
        best.insert(at, new);
    }
}

#[cfg(test)]
mod tests {
    use super::super::outline_contains;
    use super::*;
    use proptest::prelude::*;

    fn layout(points: &[Option<[f32; 2]>]) -> Layout {
        Layout::of_positions(points.to_vec())
    }

    #[test]
    fn the_point_under_the_pointer_is_found() {
        let grid = PointGrid::new(&layout(&[
            Some([0.0, 0.0]),
            None,
            Some([1.0, 0.0]),
            Some([1.0, 0.0]),
        ]));
        assert_eq!(grid.nearest([0.9, 0.1], 0.2), Some(2));
        assert_eq!(grid.nearest([0.5, 0.6], 0.2), None);
        assert_eq!(grid.nearest([-7.0, 3.0], 100.0), Some(0));
        assert_eq!(grid.nearest([f32::NAN, 0.0], 9.0), None);
        assert_eq!(grid.rows(), 4);
    }

    #[test]
    fn few_or_equal_points_are_no_special_case() {
        let empty = PointGrid::new(&layout(&[None, None]));
        assert_eq!(empty.nearest([0.0, 0.0], 9.0), None);
        assert_eq!(empty.in_area(&Area::new([-1.0; 2], [1.0; 2])).count(), 0);
        let same = PointGrid::new(&layout(&[Some([0.5, 0.5]); 100]));
        assert_eq!(
            same.neighbours([0.5, 0.5], 3, Some(1)),
            [(0, 0.0), (2, 0.0), (3, 0.0)]
        );
        let line: Vec<_> = (0..100_u8).map(|i| Some([f32::from(i), 2.0])).collect();
        let line = PointGrid::new(&layout(&line));
        let rows: Vec<usize> = line
            .neighbours([50.2, 2.0], 3, None)
            .iter()
            .map(|found| found.0)
            .collect();
        assert_eq!(rows, [50, 51, 49]);
        assert_eq!(
            line.in_area(&Area::new([9.5, 0.0], [12.0, 3.0]))
                .iter()
                .collect::<Vec<_>>(),
            [10, 11, 12]
        );
    }

    proptest! {
        #[test]
        fn answers_as_looking_at_every_point(
            points in prop::collection::vec(prop::option::weighted(0.9, prop::array::uniform2(-20_i8..20)), 0..150),
            at in prop::array::uniform2(-30_i8..30),
            corner in prop::array::uniform2(-30_i8..30),
            outline in prop::collection::vec(prop::array::uniform2(-25_i8..25), 0..6),
            k in 0_usize..12,
        ) {
            // Small whole numbers: distances are exact and ties are frequent.
            let points: Vec<Option<[f32; 2]>> =
                points.into_iter().map(|point| point.map(|point| point.map(f32::from))).collect();
            let grid = PointGrid::new(&layout(&points));
            let (at, corner) = (at.map(f32::from), corner.map(f32::from));
            let placed = || points.iter().enumerate().filter_map(|(row, point)| point.map(|point| (row, point)));

            let mut nearest: Vec<(usize, f32)> =
                placed().filter(|point| point.0 != 3).map(|(row, point)| (row, squared_distance(at, point))).collect();
            nearest.sort_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0)));
            nearest.truncate(k);
            prop_assert_eq!(grid.neighbours(at, k, Some(3)), nearest);

            let area = Area::new(at, corner);
            let inside = placed().filter(|point| area.contains(point.1)).map(|point| point.0);
            prop_assert_eq!(grid.in_area(&area), RowMask::of_rows(points.len(), inside));

            let outline: Vec<[f32; 2]> = outline.into_iter().map(|corner| corner.map(f32::from)).collect();
            let inside = placed().filter(|point| outline_contains(&outline, point.1)).map(|point| point.0);
            prop_assert_eq!(grid.in_outline(&outline), RowMask::of_rows(points.len(), inside));
        }
    }
}
