//! The time of single frames of the window at the real dataset's size: `cargo bench --bench frames`.
//!
//! The dataset is generated: the sample's pictures and rows, as often as it takes. See `frame_support` for what counts.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "what fails here ends the measurement"
)]

#[path = "../tests/window_support/mod.rs"]
mod window_support;

mod frame_support;

use std::time::Instant;

use egui::accesskit::Role;
use egui::{Event, MouseWheelUnit, pos2, vec2};
use egui_kittest::kittest::Queryable as _;
use frame_support::{FRAMES, FrameTime, ROWS, frame, report, write_dataset};
use window_support::{Start, Window};

fn main() {
    let folder = tempfile::tempdir().unwrap();
    write_dataset(folder.path());
    let open = || {
        Start::new()
            .dataset(folder.path().display().to_string())
            .open()
    };
    // Once for the system to have read the files.
    drop(open());
    let started = Instant::now();
    let mut window = open();
    window.step_until("the grid", |window| {
        window
            .harness
            .query_all_by_role(Role::ListItem)
            .next()
            .is_some()
    });
    println!(
        "{ROWS} products, from the start to a full grid: {:?}",
        started.elapsed()
    );

    report("grid, scrolled fast", &scroll(&mut window));
    report("a filter, typed and deleted", &type_a_filter(&mut window));
    for page in [
        "Dataset", "Embed", "Explore", "Map", "Quality", "Export", "Settings", "Help",
    ] {
        window.go_to(page);
        report(page, &move_the_pointer(&mut window));
    }
    window.go_to("Embed");
    window.press("Start embedding");
    window.go_to("Dataset");
    report("grid, scrolled while a job runs", &scroll(&mut window));
    report(
        "a filter, typed while a job runs",
        &type_a_filter(&mut window),
    );
}

fn scroll(window: &mut Window) -> Vec<FrameTime> {
    window
        .harness
        .event(Event::PointerMoved(pos2(800.0, 500.0)));
    let wheel = |by: f32| Event::MouseWheel {
        unit: MouseWheelUnit::Point,
        delta: vec2(0.0, by),
        phase: egui::TouchPhase::Move,
        source: egui::MouseWheelSource::Unknown,
        modifiers: egui::Modifiers::NONE,
    };
    (0..FRAMES)
        .map(|_| {
            window.harness.event(wheel(-900.0));
            frame(window)
        })
        .collect()
}

fn type_a_filter(window: &mut Window) -> Vec<FrameTime> {
    let fields = window.harness.get_all_by_role(Role::TextInput);
    fields.into_iter().next().unwrap().focus();
    window.harness.step();
    let mut times = Vec::new();
    for letter in "women red dress 12".chars() {
        window.harness.event(Event::Text(letter.to_string()));
        times.extend((0..8).map(|_| frame(window)));
    }
    for _ in 0.."women red dress 12".len() {
        window.harness.key_press(egui::Key::Backspace);
        times.extend((0..8).map(|_| frame(window)));
    }
    times
}

fn move_the_pointer(window: &mut Window) -> Vec<FrameTime> {
    (0..FRAMES)
        .map(|at| {
            let place = pos2(220.0 + 4.0 * at as f32, 120.0 + 2.5 * at as f32);
            window.harness.event(Event::PointerMoved(place));
            frame(window)
        })
        .collect()
}
