//! Horizontal bars from 0 to 1, with marks for what they are to be compared with.

use maud::{Markup, html};

use super::{WIDTH, c};
use crate::report::figures::shortened;

const ROW: f64 = 30.0;
const LEFT: f64 = 150.0;
const RIGHT: f64 = 78.0;
const THICKNESS: f64 = 14.0;

/// One bar.
pub struct Bar {
    pub label: String,
    /// Length, 0 to 1.
    pub value: f64,
    /// What stands at the right.
    pub text: String,
    /// Place of a solid mark, 0 to 1.
    pub tick: Option<f64>,
    /// Place of a dotted mark, 0 to 1.
    pub limit: Option<f64>,
}

/// Draws the bars below each other. `summary` says what the chart shows to those who cannot see it.
pub fn bars(summary: &str, bars: &[Bar]) -> Markup {
    let height = bars.len() as f64 * ROW + 22.0;
    let length = WIDTH - LEFT - RIGHT;
    let x = |share: f64| LEFT + share.clamp(0.0, 1.0) * length;
    let axis = height - 6.0;
    html! {
        svg viewBox={ "0 0 " (WIDTH) " " (c(height)) } role="img" aria-label=(summary) {
            @for share in [0.0, 0.25, 0.5, 0.75, 1.0] {
                line.grid x1=(c(x(share))) x2=(c(x(share))) y1="0" y2=(c(height - 20.0)) {}
                text.muted x=(c(x(share))) y=(c(axis)) text-anchor="middle" font-size="11" {
                    (format!("{:.0} %", share * 100.0))
                }
            }
            @for (number, bar) in bars.iter().enumerate() {
                @let top = number as f64 * ROW + (ROW - THICKNESS) / 2.0;
                @let middle = top + THICKNESS / 2.0 + 4.0;
                text x=(c(LEFT - 12.0)) y=(c(middle)) text-anchor="end" {
                    title { (bar.label) }
                    (shortened(&bar.label, 21))
                }
                rect.rest x=(c(LEFT)) y=(c(top)) width=(c(length)) height=(c(THICKNESS)) rx="3" {}
                rect.bar x=(c(LEFT)) y=(c(top)) width=(c(x(bar.value) - LEFT)) height=(c(THICKNESS)) rx="3" {}
                (mark("limit", bar.limit.map(x), top))
                (mark("tick", bar.tick.map(x), top))
                text x=(c(WIDTH - RIGHT + 10.0)) y=(c(middle)) font-weight="600" { (bar.text) }
            }
        }
    }
}

fn mark(class: &str, place: Option<f64>, top: f64) -> Markup {
    html! {
        @if let Some(place) = place {
            line class=(class) x1=(c(place)) x2=(c(place)) y1=(c(top - 4.0)) y2=(c(top + THICKNESS + 4.0)) {}
        }
    }
}
