//! What the benchmarks of single frames share: a dataset of the real one's size, a frame's time, how times are printed.
//!
//! The window is driven without a screen. A frame counts everything that the processor does for it: taking in what the
//! background has finished, laying out the page, turning it into triangles; what the graphics card does after that is
//! not measured. Between two frames it rests as it would for a screen with sixty a second, so that the system shares
//! the processor between drawing and background work as it does in use.

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

/// Sixty frames a second.
const PERIOD: Duration = Duration::from_micros(16_667);

/// How long a frame took.
pub struct FrameTime {
    /// From its beginning to its end.
    passed: Duration,
    /// What its thread ran of that: not while it waited for a processor that others used. Known on Linux only.
    ran: Option<Duration>,
}

/// One frame, and how long it took.
pub fn frame(window: &mut Window) -> FrameTime {
    let before = ran();
    let started = Instant::now();
    window.harness.step();
    let shapes = window.harness.output().shapes.clone();
    let triangles = window.harness.ctx.tessellate(shapes, 1.0);
    let passed = started.elapsed();
    let ran = ran()
        .zip(before)
        .map(|(after, before)| after.saturating_sub(before));
    std::hint::black_box(triangles);
    std::thread::sleep(PERIOD.saturating_sub(passed));
    FrameTime { passed, ran }
}

/// How long this thread has run until now: the first number that the kernel's scheduler gives of it, in nanoseconds.
fn ran() -> Option<Duration> {
    let statistics = fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    let nanoseconds = statistics.split_whitespace().next()?.parse().ok()?;
    Some(Duration::from_nanos(nanoseconds))
}

/// Prints the median, the 99th percentile and the longest of these times, and the same of what the thread itself ran.
pub fn report(what: &str, frames: &[FrameTime]) {
    let passed = summary(frames.iter().map(|frame| frame.passed).collect());
    let ran: Option<Vec<Duration>> = frames.iter().map(|frame| frame.ran).collect();
    let ran = ran.map_or_else(String::new, |ran| format!("; ran {}", summary(ran)));
    println!("{what:<36} {passed}{ran}");
}

fn summary(mut times: Vec<Duration>) -> String {
    times.sort_unstable();
    let at = |share: f64| {
        let place = (share * (times.len() - 1) as f64).round() as usize;
        1e3 * times[place].as_secs_f64()
    };
    let (median, nearly_all, most) = (at(0.5), at(0.99), at(1.0));
    format!("median {median:5.2} ms, p99 {nearly_all:5.2} ms, most {most:5.2} ms")
}
