//! A table of shares as a field of shaded cells, each with its number.

use maud::{Markup, html};

use super::{WIDTH, c};
use crate::report::figures::shortened;

const LEFT: f64 = 132.0;
/// Room for the last name, which leans to the right.
const RIGHT: f64 = 44.0;
const TOP: f64 = 74.0;
const CELL_HEIGHT: f64 = 34.0;
/// From this share on the shade is dark enough for light text.
const DARK: f64 = 0.72;

/// Rows of shares of the row's total.
pub struct HeatMap<'a> {
    pub summary: &'a str,
    pub rows: Vec<String>,
    pub columns: Vec<String>,
    /// `[rows][columns]`.
    pub shares: Vec<Vec<f64>>,
}

/// Draws the field; rows are named at the left, columns at a slant above.
pub fn heat_map(map: &HeatMap<'_>) -> Markup {
    let width = ((WIDTH - LEFT - RIGHT) / map.columns.len().max(1) as f64).min(72.0);
    let height = TOP + map.rows.len() as f64 * CELL_HEIGHT + 4.0;
    html! {
        svg viewBox={ "0 0 " (WIDTH) " " (c(height)) } role="img" aria-label=(map.summary) {
            @for (at, name) in map.columns.iter().enumerate() {
                @let (x, y) = (LEFT + (at as f64 + 0.5) * width, TOP - 8.0);
                text x=(c(x)) y=(c(y)) transform={ "rotate(-35 " (c(x)) " " (c(y)) ")" } font-size="11" {
                    title { (name) }
                    (shortened(name, 15))
                }
            }
            @for (row, (name, shares)) in map.rows.iter().zip(&map.shares).enumerate() {
                @let top = TOP + row as f64 * CELL_HEIGHT;
                text x=(c(LEFT - 10.0)) y=(c(top + CELL_HEIGHT / 2.0 + 4.0)) text-anchor="end" {
                    title { (name) }
                    (shortened(name, 18))
                }
                @for (column, &share) in shares.iter().enumerate() {
                    (cell(LEFT + column as f64 * width, top, width, share))
                }
            }
        }
    }
}

fn cell(x: f64, y: f64, width: f64, share: f64) -> Markup {
    let class = if share >= DARK { "on-cell" } else { "" };
    html! {
        rect.cell-frame x=(c(x + 1.0)) y=(c(y + 1.0)) width=(c(width - 2.0)) height=(c(CELL_HEIGHT - 2.0)) rx="3" {}
        @if share > 0.0 {
            rect.cell x=(c(x + 1.0)) y=(c(y + 1.0)) width=(c(width - 2.0)) height=(c(CELL_HEIGHT - 2.0)) rx="3"
                opacity=(format!("{:.3}", share.clamp(0.0, 1.0))) {}
        }
        @if share >= 0.005 {
            text class=(class) x=(c(x + width / 2.0)) y=(c(y + CELL_HEIGHT / 2.0 + 4.0)) text-anchor="middle" font-size="11" {
                (format!("{:.0}", share * 100.0))
            }
        }
    }
}
