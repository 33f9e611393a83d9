//! The time of single frames of Map and Explore at the real dataset's size: `cargo bench --bench map_frames`.
//!
//! Dataset and vectors are generated: rows and pictures of the sample as often as it takes, vectors in clusters. See
//! `frame_support` for what counts. The map shows its principal components, which are there without waiting; a frame
//! costs the same for any arrangement.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "what fails here ends the measurement"
)]

#[path = "../tests/window_support/mod.rs"]
mod window_support;

mod frame_support;

use std::fmt::Write as _;
use std::fs::{self, File};
use std::path::Path;
use std::time::Instant;

use egui::accesskit::Role;
use egui::{Event, Key, Modifiers, PointerButton, Pos2, Rect, vec2};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use frame_support::{FRAMES, FrameTime, ROWS, frame, id_of, report, write_dataset};
use ndarray::{Array1, Array2};
use ndarray_npy::WriteNpyExt;
use window_support::{Start, Window};

const DIM: usize = 512;
const CLUSTERS: usize = 140;

fn main() {
    let folder = tempfile::tempdir().unwrap();
    let (dataset, run) = (folder.path().join("products"), folder.path().join("run"));
    write_dataset(&dataset);
    write_run(&dataset, &run);
    let start = Start::new().page("map");
    let mut window = start.dataset_with_run(&dataset, &run).open();
    window.click(Role::RadioButton, "PCA");
    window.wait_for("The two directions in which");
    window.wait_for("Stop arranging");
    window.press("Stop arranging");
    window.step_until("the end", |window| !window.has("Stop arranging"));
    let map = window
        .harness
        .get_by_role_and_label(Role::Canvas, "Map of all products")
        .rect();

    println!("{ROWS} points");
    report("the pointer moves over the map", &hover(&mut window, map));
    report("the map is dragged", &drag(&mut window, map));
    report("the map is magnified", &magnify(&mut window, map));
    window.press("Show the whole map");
    window.click(Role::RadioButton, "Box");
    drag_between(&mut window, map.min + vec2(4.0, 4.0), map.center());
    report("the same with a quarter selected", &hover(&mut window, map));
    window.press("Search among the selected");
    window.wait_for("Search among all products");
    report("Explore, among the selected", &hover(&mut window, map));
    let field = window.harness.get_by_role(Role::TextInput);
    field.focus();
    window.harness.step();
    report("a question is typed", &type_question(&mut window));
    answers(&mut window);
}

/// A run of that dataset with drawn vectors, and the record of a real one.
fn write_run(dataset: &Path, run: &Path) {
    window_support::copy_of_sample_run(run);
    let write = |name: &str| File::create(run.join(name)).unwrap();
    vectors().write_npy(write("image_embeddings.npy")).unwrap();
    let ids: Array1<i64> = (0..ROWS).map(id_of).collect();
    ids.write_npy(write("image_ids.npy")).unwrap();
    let mut table = String::new();
    for number in 0..ROWS {
        writeln!(table, "{0},Product {number},images/{0}.jpg", id_of(number)).unwrap();
    }
    let header = "id,productDisplayName,image_path\n";
    fs::write(run.join("metadata_clean.csv"), header.to_owned() + &table).unwrap();
    let path = run.join("run.json");
    let mut record: serde_json::Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    record["counts"]["items"] = ROWS.into();
    record["dataset"]["location"] = dataset.display().to_string().into();
    fs::write(path, record.to_string()).unwrap();
}

/// Unit vectors in clusters.
fn vectors() -> Array2<f32> {
    let mut state = 1_u32;
    let mut random = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        f32::from((state >> 16) as u16) / 32768.0 - 1.0
    };
    let centres = Array2::from_shape_simple_fn((CLUSTERS, DIM), &mut random);
    let mut vectors = Array2::from_shape_simple_fn((ROWS, DIM), || random() * 0.4);
    for (row, mut vector) in vectors.outer_iter_mut().enumerate() {
        vector += &centres.row(row % CLUSTERS);
        let length = vector.dot(&vector).sqrt();
        vector /= length;
    }
    vectors
}

/// A place on a way through the map.
fn way(map: Rect, at: usize) -> Pos2 {
    let angle = at as f32 / FRAMES as f32 * 3.0 * std::f32::consts::TAU;
    map.center() + 0.35 * map.size() * vec2(angle.cos(), (1.4 * angle).sin())
}

fn hover(window: &mut Window, map: Rect) -> Vec<FrameTime> {
    let mut times = Vec::with_capacity(FRAMES);
    for at in 0..FRAMES {
        window.harness.event(Event::PointerMoved(way(map, at)));
        times.push(frame(window));
    }
    times
}

fn button(window: &Window, pos: Pos2, pressed: bool) {
    window.harness.event(Event::PointerButton {
        pos,
        button: PointerButton::Primary,
        pressed,
        modifiers: Modifiers::NONE,
    });
}

fn drag(window: &mut Window, map: Rect) -> Vec<FrameTime> {
    let start = way(map, 0);
    window.harness.event(Event::PointerMoved(start));
    window.harness.run_steps(2);
    button(window, start, true);
    let times = hover(window, map);
    button(window, way(map, FRAMES - 1), false);
    window.harness.run_steps(2);
    times
}

fn drag_between(window: &mut Window, from: Pos2, to: Pos2) {
    window.harness.event(Event::PointerMoved(from));
    window.harness.run_steps(2);
    button(window, from, true);
    window.harness.run_steps(2);
    window.harness.event(Event::PointerMoved(to));
    window.harness.run_steps(2);
    button(window, to, false);
    window.harness.run_steps(3);
}

/// In to where pictures stand in place of points, and out again.
fn magnify(window: &mut Window, map: Rect) -> Vec<FrameTime> {
    window.harness.event(Event::PointerMoved(map.center()));
    window.harness.run_steps(2);
    let mut times = Vec::with_capacity(FRAMES);
    for at in 0..FRAMES {
        let factor = if at < FRAMES / 2 { 1.03 } else { 1.0 / 1.03 };
        window.harness.event(Event::Zoom(factor));
        times.push(frame(window));
    }
    times
}

fn type_question(window: &mut Window) -> Vec<FrameTime> {
    let mut times = Vec::new();
    for letter in "red handbag".chars() {
        window.harness.event(Event::Text(letter.to_string()));
        times.extend((0..20).map(|_| frame(window)));
    }
    times
}

/// Asks some questions and prints how long each took, from its letters to the first frame that shows other results.
fn answers(window: &mut Window) {
    let first_result = |window: &Window| {
        let mut results = window.harness.query_all_by_role(Role::ListItem);
        results
            .next()
            .and_then(|result| result.accesskit_node().label())
    };
    let mut times = Vec::new();
    for question in [
        "blue shirt",
        "black watch",
        "white socks",
        "green dress",
        "red shoes",
    ] {
        let before = first_result(window);
        window.keys(Modifiers::COMMAND, Key::A);
        let started = Instant::now();
        window.harness.event(Event::Text(question.to_owned()));
        while first_result(window) == before {
            frame(window);
        }
        times.push(started.elapsed());
    }
    println!("from a question's letters to its results on the page: {times:.0?}");
}
