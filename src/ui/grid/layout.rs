//! Where the cells of a grid lie, and where the keyboard goes from one of them.

use egui::{Key, Rect, Vec2, pos2, vec2};

/// Gap between cells.
pub(super) const GAP: f32 = 10.0;

/// Cells of one size in rows that fill the width.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Cells {
    pub columns: usize,
    pub count: usize,
    /// Size of a cell.
    pub size: Vec2,
}

impl Cells {
    /// As many columns as fit with cells at least `side` wide; a cell is higher than its picture by what `below` says
    /// of its width.
    pub fn new(width: f32, side: f32, below: impl Fn(f32) -> f32, count: usize) -> Self {
        let columns = ((width + GAP) / (side + GAP)).floor().max(1.0);
        let cell = ((width - GAP * (columns - 1.0)) / columns).max(1.0);
        Self {
            columns: columns as usize,
            count,
            size: vec2(cell, (cell * 1.16 + below(cell)).round()),
        }
    }

    pub fn rows(&self) -> usize {
        self.count.div_ceil(self.columns)
    }

    /// Height of all rows.
    pub fn height(&self) -> f32 {
        (self.rows() as f32 * self.step() - GAP).max(0.0)
    }

    /// From the top of a row to the top of the next one.
    pub fn step(&self) -> f32 {
        self.size.y + GAP
    }

    /// The cells of which something is seen between two heights below the top.
    pub fn seen(&self, from: f32, to: f32) -> std::ops::Range<usize> {
        let row = |height: f32| (height / self.step()).max(0.0) as usize;
        let (first, last) = (row(from), row(to) + 1);
        (first * self.columns).min(self.count)..(last * self.columns).min(self.count)
    }

    /// The place of a cell, given the place of the first one.
    pub fn rect(&self, index: usize, origin: egui::Pos2) -> Rect {
        let (row, column) = (index / self.columns, index % self.columns);
        let left = origin.x + column as f32 * (self.size.x + GAP);
        Rect::from_min_size(pos2(left, origin.y + row as f32 * self.step()), self.size)
    }

    /// Where a key leads from a cell, when `page` rows are seen at once.
    pub fn moved(&self, key: Key, at: usize, page: usize) -> usize {
        let last = self.count.saturating_sub(1);
        let down = |rows: usize| {
            let target = at + rows * self.columns;
            // From the last but one row down into a shorter last row.
            if target > last && target / self.columns == last / self.columns {
                last
            } else {
                target
            }
        };
        let up = |rows: usize| {
            at.checked_sub(rows * self.columns)
                .unwrap_or(at % self.columns)
        };
        let target = match key {
            Key::ArrowLeft => at.saturating_sub(1),
            Key::ArrowRight => at + 1,
            Key::ArrowUp => up(1),
            Key::ArrowDown => {
                if down(1) > last {
                    at
                } else {
                    down(1)
                }
            }
            Key::PageUp => up(page.max(1)),
            Key::PageDown => down(page.max(1)),
            Key::Home => 0,
            Key::End => last,
            _ => at,
        };
        target.min(last)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_fill_the_width() {
        for width in [300.0, 777.0, 1500.0] {
            let cells = Cells::new(width, 100.0, |_| 20.0, 50);
            let used = cells.columns as f32 * (cells.size.x + GAP) - GAP;
            assert!((used - width).abs() < 0.01, "{used} of {width}");
            assert!(cells.size.x >= 100.0);
        }
        assert_eq!(Cells::new(30.0, 100.0, |_| 20.0, 50).columns, 1);
    }

    #[test]
    fn only_what_is_seen_is_drawn() {
        let cells = Cells::new(430.0, 100.0, |_| 20.0, 10);
        assert_eq!((cells.columns, cells.rows()), (4, 3));
        assert_eq!(cells.seen(0.0, cells.step() * 0.5), 0..4);
        assert_eq!(cells.seen(cells.step() * 1.5, cells.step() * 9.0), 4..10);
        let rect = cells.rect(5, pos2(0.0, 0.0));
        assert_eq!(rect.min, pos2(cells.size.x + GAP, cells.step()));
    }

    #[test]
    fn keys_move_within_the_grid() {
        let cells = Cells::new(430.0, 100.0, |_| 20.0, 10);
        let moved = |key, at| cells.moved(key, at, 2);
        assert_eq!(
            [
                moved(Key::ArrowRight, 3),
                moved(Key::ArrowLeft, 4),
                moved(Key::ArrowLeft, 0)
            ],
            [4, 3, 0]
        );
        assert_eq!(
            [
                moved(Key::ArrowDown, 1),
                moved(Key::ArrowDown, 7),
                moved(Key::ArrowDown, 9)
            ],
            [5, 9, 9]
        );
        assert_eq!([moved(Key::ArrowUp, 5), moved(Key::ArrowUp, 2)], [1, 2]);
        assert_eq!([moved(Key::PageDown, 0), moved(Key::PageUp, 9)], [8, 1]);
        assert_eq!([moved(Key::Home, 7), moved(Key::End, 2)], [0, 9]);
        assert_eq!(
            Cells::new(430.0, 100.0, |_| 20.0, 0).moved(Key::End, 0, 2),
            0
        );
    }
}
