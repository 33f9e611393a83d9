//! Soft irregularity for folds.

use super::super::random::Random;

const ACROSS: usize = 9;
const DOWN: usize = 7;

/// A smooth random surface over the picture, from -1 to 1, finer across than down: cloth hangs.
pub(super) struct Noise([[f32; ACROSS]; DOWN]);

impl Noise {
    pub(super) fn new(random: &mut Random) -> Self {
        Self(std::array::from_fn(|_| {
            std::array::from_fn(|_| random.between(-1.0, 1.0))
        }))
    }

    pub(super) fn at(&self, x: f32, y: f32) -> f32 {
        // Slanted a little, so that it does not look like a grid.
        let (column, across) = split((x + 0.25 * y) / 80.0 * (ACROSS - 1) as f32, ACROSS);
        let (row, down) = split((y + 0.15 * (60.0 - x)) / 90.0 * (DOWN - 1) as f32, DOWN);
        let blend = |row: usize| {
            let cells = &self.0[row];
            cells[column] + (cells[column + 1] - cells[column]) * across
        };
        let (above, below) = (blend(row), blend(row + 1));
        above + (below - above) * down
    }
}

/// The cell of a position and a smooth share of the way through it.
fn split(position: f32, cells: usize) -> (usize, f32) {
    let position = position.clamp(0.0, (cells - 1) as f32 - 0.001);
    let cell = position as usize;
    let share = position - cell as f32;
    (cell, share * share * (3.0 - 2.0 * share))
}
