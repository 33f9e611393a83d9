//! Which points show their picture when there is no room for all.
//!
//! The plane is divided into square cells a little larger than a picture, and of each cell one point is chosen: the
//! one that comes first in an order drawn once. Cells are anchored to the map, not to the window, and their sides
//! are powers of two, each cell made of four smaller ones. So moving the map changes no choice, and zooming in adds
//! pictures without taking one away.

use std::collections::HashMap;

use super::{Area, PointGrid};

/// The rows whose pictures are shown in `visible`, by rising row. `width` is the side of a picture in the units of the
/// map; no two of the chosen are in one cell of at least that side.
pub fn pictures(grid: &PointGrid, visible: &Area, width: f32) -> Vec<usize> {
    let side = cell_side(width);
    let cell_of = |place: [f32; 2]| place.map(|value| (value / side).floor() as i64);
    // Whole cells, so that a choice does not depend on where the window ends.
    let [first, last] = [visible.low, visible.high].map(cell_of);
    let whole = Area::new(
        first.map(|cell| cell as f32 * side),
        last.map(|cell| (cell + 1) as f32 * side),
    );
    let mut chosen: HashMap<[i64; 2], (u64, usize)> = HashMap::new();
    for (row, place) in grid.around(&whole) {
        let cell = cell_of(place);
        if (0..2).any(|axis| cell[axis] < first[axis] || cell[axis] > last[axis]) {
            continue;
        }
        let candidate = (turn(row), row);
        let best = chosen.entry(cell).or_insert(candidate);
        *best = candidate.min(*best);
    }
    let mut rows: Vec<usize> = chosen.into_values().map(|(_, row)| row).collect();
    rows.sort_unstable();
    rows
}

/// The smallest power of two that is not smaller than `width`.
fn cell_side(width: f32) -> f32 {
    width.max(1e-6).log2().ceil().exp2()
}

/// A row's place in an order without a pattern (the mixing step of `SplitMix64`).
fn turn(row: usize) -> u64 {
    let mut z = (row as u64).wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::super::Layout;
    use super::*;
    use proptest::prelude::*;

    fn grid(points: &[[f32; 2]]) -> PointGrid {
        PointGrid::new(&Layout::of_positions(
            points.iter().copied().map(Some).collect(),
        ))
    }

    #[test]
    fn a_crowd_shows_one_picture_and_lonely_points_show_theirs() {
        let mut points = vec![[0.1, 0.1]; 50];
        points.extend([[0.8, 0.8], [-0.9, 0.3]]);
        let shown = pictures(&grid(&points), &Area::new([-1.0; 2], [1.0; 2]), 0.25);
        assert_eq!(shown.len(), 3);
        assert!(shown.contains(&50) && shown.contains(&51) && shown[0] < 50);
        assert!(pictures(&grid(&[]), &Area::new([-1.0; 2], [1.0; 2]), 0.25).is_empty());
        assert_eq!(
            pictures(&grid(&points), &Area::new([0.5; 2], [1.0; 2]), 0.25),
            [50]
        );
    }

    proptest! {
        #[test]
        fn moving_changes_no_choice_and_zooming_in_takes_none_away(
            points in prop::collection::vec(prop::array::uniform2(-1.0_f32..1.0), 1..200),
            low in prop::array::uniform2(-1.0_f32..0.0),
            size in 0.01_f32..0.5,
        ) {
            let grid = grid(&points);
            let everything = pictures(&grid, &Area::new([-1.0; 2], [1.0; 2]), size);
            let window = Area::new(low, [low[0] + 1.0, low[1] + 1.0]);
            let moved = pictures(&grid, &window, size);
            for row in &everything {
                prop_assert!(!window.contains(points[*row]) || moved.contains(row));
            }
            for row in &moved {
                prop_assert!(everything.contains(row) || !window.contains(points[*row]));
            }
            let closer = pictures(&grid, &window, size / 2.0);
            for row in &moved {
                prop_assert!(closer.contains(row) || !window.contains(points[*row]));
            }
        }
    }
}
