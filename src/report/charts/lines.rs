//! Lines over the number of neighbours, each named at its end.

use maud::{Markup, html};

use super::{WIDTH, c};
use crate::report::figures::shortened;

const HEIGHT: f64 = 300.0;
const LEFT: f64 = 46.0;
const RIGHT: f64 = 170.0;
const TOP: f64 = 10.0;
const BOTTOM: f64 = 40.0;
/// Names closer than this would touch.
const APART: f64 = 15.0;
const COLOURS: usize = 7;

/// One line: values at 1, 2, … from 0 to 1.
pub struct Line {
    pub label: String,
    pub values: Vec<f64>,
}

/// Draws the lines into one frame. `axis` names what runs to the right.
pub fn lines(summary: &str, axis: &str, lines: &[Line]) -> Markup {
    let most = lines
        .iter()
        .map(|line| line.values.len())
        .max()
        .unwrap_or(0);
    let step = (WIDTH - LEFT - RIGHT) / (most.max(2) - 1) as f64;
    let x = |at: usize| LEFT + at as f64 * step;
    let y = |share: f64| TOP + (1.0 - share.clamp(0.0, 1.0)) * (HEIGHT - TOP - BOTTOM);
    let ends = lines
        .iter()
        .map(|line| y(line.values.last().copied().unwrap_or(0.0)));
    let names = spread(&ends.collect::<Vec<f64>>());
    html! {
        svg viewBox={ "0 0 " (WIDTH) " " (HEIGHT) } role="img" aria-label=(summary) {
            @for share in [0.0, 0.25, 0.5, 0.75, 1.0] {
                line.grid x1=(c(LEFT)) x2=(c(WIDTH - RIGHT)) y1=(c(y(share))) y2=(c(y(share))) {}
                text.muted x=(c(LEFT - 8.0)) y=(c(y(share) + 4.0)) text-anchor="end" font-size="11" {
                    (format!("{:.0} %", share * 100.0))
                }
            }
            @for at in 0..most {
                text.muted x=(c(x(at))) y=(c(HEIGHT - BOTTOM + 18.0)) text-anchor="middle" font-size="11" { (at + 1) }
            }
            text.muted x=(c(f64::midpoint(LEFT, WIDTH - RIGHT))) y=(c(HEIGHT - 4.0)) text-anchor="middle" font-size="11" { (axis) }
            @for (number, (line, name)) in lines.iter().zip(&names).enumerate() {
                @let dashed = if number < COLOURS { "" } else { " dashed" };
                @let colour = format!("line c{}{dashed}", number % COLOURS);
                polyline class=(colour) points=(points(&line.values, x, y)) {}
                @let end = (x(line.values.len().saturating_sub(1)), y(line.values.last().copied().unwrap_or(0.0)));
                polyline class=(colour) style="stroke-width:1"
                    points={ (c(end.0)) "," (c(end.1)) " " (c(WIDTH - RIGHT + 12.0)) "," (c(*name)) } {}
                text x=(c(WIDTH - RIGHT + 16.0)) y=(c(name + 4.0)) { (shortened(&line.label, 22)) }
            }
        }
    }
}

fn points(values: &[f64], x: impl Fn(usize) -> f64, y: impl Fn(f64) -> f64) -> String {
    let points = values
        .iter()
        .enumerate()
        .map(|(at, &value)| format!("{},{}", c(x(at)), c(y(value))));
    points.collect::<Vec<_>>().join(" ")
}

/// Moves heights apart until names beside them do not touch, in the same order.
fn spread(heights: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..heights.len()).collect();
    order.sort_by(|&a, &b| heights[a].total_cmp(&heights[b]));
    let mut spread = heights.to_vec();
    for pair in order.windows(2) {
        spread[pair[1]] = spread[pair[1]].max(spread[pair[0]] + APART);
    }
    // What was pushed out at the bottom goes back up, and pushes the others up in turn.
    let lowest = HEIGHT - BOTTOM;
    if let Some(&last) = order.last() {
        spread[last] = spread[last].min(lowest);
    }
    for pair in order.windows(2).rev() {
        spread[pair[0]] = spread[pair[0]].min(spread[pair[1]] - APART);
    }
    spread
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_do_not_touch_and_stay_inside() {
        let spread = spread(&[255.0, 250.0, 20.0, 252.0]);
        assert_eq!(spread[2], 20.0);
        assert!(spread[1] + APART <= spread[3] && spread[3] + APART <= spread[0]);
        assert!(spread[0] <= HEIGHT - BOTTOM);
    }
}
