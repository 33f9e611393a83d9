//! What the benchmarks of single frames share: a dataset of the real one's size, a frame's time, how times are printed.
//!
//! The window is driven without a screen. A frame counts everything that the processor does for it: taking in what the
//! background has finished, laying out the page, turning it into triangles; what the graphics card does after that is
//! not measured.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use crate::window_support::Window;

/// Products of the real dataset.
pub const ROWS: usize = 44_441;

/// Frames that a movement takes.
pub const FRAMES: usize = 240;

/// The id of a product, by its number.
pub fn id_of(number: usize) -> i64 {
    1_000_000 + number as i64
}

/// The sample's rows and pictures again and again, each with an id and a name of its own. Pictures are linked, not
/// copied.
pub fn write_dataset(folder: &Path) {
    vectorsearch_pro::dataset::write_sample(folder).unwrap();
    let csv = folder.join("styles.csv");
    let text = fs::read_to_string(&csv).unwrap();
    let (header, rows) = text.split_once('\n').unwrap();
    let rows: Vec<(&str, &str)> = rows
        .lines()
        .map(|row| row.split_once(',').unwrap())
        .collect();
    let images = folder.join("images");
    let mut all = format!("{header}\n");
    for number in 0..ROWS {
        let (id, rest) = rows[number % rows.len()];
        writeln!(all, "{},{rest} {number}", id_of(number)).unwrap();
        let fresh = images.join(format!("{}.jpg", id_of(number)));
        fs::hard_link(images.join(format!("{id}.jpg")), fresh).unwrap();
    }
    for (id, _) in rows {
        fs::remove_file(images.join(format!("{id}.jpg"))).unwrap();
    }
    fs::write(csv, all).unwrap();
}

/// One frame, and how long it took.
pub fn frame(window: &mut Window) -> Duration {
    let started = Instant::now();
    window.harness.step();
    let shapes = window.harness.output().shapes.clone();
    let triangles = window.harness.ctx.tessellate(shapes, 1.0);
    let time = started.elapsed();
    std::hint::black_box(triangles);
    time
}

/// Prints the median, the 99th percentile and the longest of these times.
pub fn report(what: &str, mut times: Vec<Duration>) {
    times.sort_unstable();
    let at = |share: f64| {
        let place = (share * (times.len() - 1) as f64).round() as usize;
        1e3 * times[place].as_secs_f64()
    };
    println!(
        "{what:<36} median {:6.2} ms, p99 {:6.2} ms, most {:6.2} ms",
        at(0.5),
        at(0.99),
        at(1.0)
    );
}
