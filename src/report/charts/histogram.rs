//! Upright bars.

use maud::{Markup, html};

use super::{WIDTH, c};
use crate::text::thousands;

const HEIGHT: f64 = 170.0;
const BOTTOM: f64 = 38.0;
const TOP: f64 = 20.0;

/// Counts with what stands below them.
pub struct HistogramChart<'a> {
    /// What the chart shows, for those who cannot see it.
    pub summary: &'a str,
    /// Heights of the bars.
    pub counts: &'a [usize],
    /// Texts below the axis, with their places from 0 (left edge) to 1 (right edge).
    pub labels: Vec<(f64, String)>,
    /// Name of the axis.
    pub axis: &'a str,
}

/// Draws the bars side by side; the highest one fills the height and is told in numbers.
pub fn histogram(chart: &HistogramChart<'_>) -> Markup {
    let most = chart.counts.iter().copied().max().unwrap_or(0);
    let slot = WIDTH / chart.counts.len().max(1) as f64;
    let height = |count: usize| {
        let full = HEIGHT - BOTTOM - TOP;
        // A bar that is not empty can be seen.
        if count == 0 {
            0.0
        } else {
            (count as f64 / most as f64 * full).max(1.5)
        }
    };
    let floor = HEIGHT - BOTTOM;
    let highest = chart
        .counts
        .iter()
        .position(|&count| count == most && most > 0);
    html! {
        svg viewBox={ "0 0 " (WIDTH) " " (HEIGHT) } role="img" aria-label=(chart.summary) {
            @for (at, &count) in chart.counts.iter().enumerate() {
                rect.bar x=(c(at as f64 * slot + 1.0)) y=(c(floor - height(count))) width=(c(slot - 2.0))
                    height=(c(height(count))) rx="2" {}
            }
            line.grid x1="0" x2=(WIDTH) y1=(c(floor)) y2=(c(floor)) {}
            @if let Some(at) = highest {
                @let place = ((at as f64 + 0.5) * slot).clamp(24.0, WIDTH - 24.0);
                text x=(c(place)) y=(c(TOP - 6.0)) text-anchor="middle" font-weight="600" { (thousands(most)) }
            }
            @for (place, label) in &chart.labels {
                text.muted x=(c(place * WIDTH)) y=(c(floor + 15.0)) text-anchor=(anchor(*place)) font-size="11" { (label) }
            }
            text.muted x=(c(WIDTH / 2.0)) y=(c(HEIGHT - 5.0)) text-anchor="middle" font-size="11" { (chart.axis) }
        }
    }
}

/// Texts at the edges stay inside.
fn anchor(place: f64) -> &'static str {
    match place {
        place if place < 0.02 => "start",
        place if place > 0.98 => "end",
        _ => "middle",
    }
}
