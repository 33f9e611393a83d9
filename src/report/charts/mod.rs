//! Charts as SVG. Colours come from the page's style, so that they follow light, dark and print; nothing is told by
//! colour alone.

mod bars;
mod heat;
mod histogram;
mod lines;

pub(super) use bars::{Bar, bars};
pub(super) use heat::{HeatMap, heat_map};
pub(super) use histogram::{HistogramChart, histogram};
pub(super) use lines::{Line, lines};

/// Width of every chart, in its own units.
const WIDTH: f64 = 720.0;

/// A coordinate with one decimal: enough for any screen, and short.
fn c(value: f64) -> String {
    format!("{value:.1}")
}
