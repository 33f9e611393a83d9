//! Draws every page of the window into picture files:
//! `cargo run --example screenshots -- FOLDER [PART OF A NAME [WIDTHxHEIGHT[@ZOOM]]]`.
//!
//! Each page is drawn in its states, at 1280 x 800 and 1920 x 1080 or the size that is given, light and dark, with the
//! drawn sample dataset. It needs a renderer (a software one such as lavapipe does) but no screen.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a tool for those who work on the window: what cannot go on shall stop, and says so"
)]

#[path = "embed_scenes.rs"]
mod embed_scenes;
#[path = "../fake/mod.rs"]
mod fake;
#[path = "part_scenes.rs"]
mod part_scenes;
#[path = "mod.rs"]
mod window_support;

use std::path::PathBuf;

use egui::{Key, Modifiers, Theme};
use window_support::{Start, Window};

/// A page in a state: its name, with what the app begins, what is done before the picture is taken.
struct Scene {
    name: &'static str,
    start: fn() -> Start,
    act: fn(&mut Window),
}

const SCENES: &[Scene] = &[
    Scene {
        name: "welcome",
        start: Start::new,
        act: |_| {},
    },
    Scene {
        name: "dataset",
        start: || Start::new().dataset("sample"),
        act: |_| {},
    },
    Scene {
        name: "welcome-recent",
        start: || Start::new().recent(),
        act: |_| {},
    },
    Scene {
        name: "kaggle",
        start: Start::new,
        act: |window| window.press("Get the dataset…"),
    },
    Scene {
        name: "kaggle-found",
        start: Start::new,
        act: |window| {
            let key = window.home().join("kaggle.json");
            std::fs::write(&key, r#"{"username":"student","key":"0123456789abcdef"}"#).unwrap();
            window.drop_file(key);
            window.wait_for("Found the key of student");
        },
    },
    Scene {
        name: "dataset-interrupted",
        start: || Start::new().dataset("sample"),
        act: |window| {
            let datasets = window.home().join("data/datasets");
            std::fs::create_dir_all(&datasets).unwrap();
            let part = datasets.join("fashion-product-images-small.zip.part");
            std::fs::write(part, "PK").unwrap();
            window.choose_command("Download from Kaggle");
            window.wait_for("Continue the download");
            window.press("Close");
            window.wait_for("Interrupted");
        },
    },
    Scene {
        name: "dataset-details",
        start: || Start::new().dataset("sample"),
        act: |window| window.pick(3),
    },
    Scene {
        name: "dataset-filtered",
        start: || Start::new().dataset("sample"),
        act: |window| {
            window.tick("Red");
            window.tick("Women");
            window.pick(2);
        },
    },
    Scene {
        name: "dataset-several",
        start: || Start::new().dataset("sample"),
        act: |window| {
            window.pick(1);
            window.keys(Modifiers::SHIFT, Key::ArrowDown);
        },
    },
    Scene {
        name: "dataset-none",
        start: || Start::new().dataset("sample"),
        act: |window| window.search("zebra"),
    },
    Scene {
        name: "dataset-messy",
        start: || Start::new().messy_dataset(),
        act: |_| {},
    },
    Scene {
        name: "ledger",
        start: || Start::new().messy_dataset(),
        act: |window| {
            window.choose_command("rows in question");
            window.click_text("Repaired 3");
        },
    },
    Scene {
        name: "picture",
        start: || Start::new().dataset("sample"),
        act: |window| {
            window.pick(4);
            window.keys(Modifiers::NONE, Key::Enter);
        },
    },
    Scene {
        name: "embed-none",
        start: || Start::new().page("embed"),
        act: |_| {},
    },
    Scene {
        name: "embed",
        start: || Start::new().page("embed").dataset("sample"),
        act: |_| {},
    },
    Scene {
        name: "embed-done",
        start: || Start::new().page("embed").sample_run(),
        act: |_| {},
    },
    Scene {
        name: "explore-none",
        start: || Start::new().page("explore").dataset("sample"),
        act: |_| {},
    },
    Scene {
        name: "explore",
        start: || Start::new().page("explore").sample_run(),
        act: |_| {},
    },
    Scene {
        name: "explore-words",
        start: || Start::new().page("explore").sample_run(),
        act: |window| {
            ask(window, "red handbag");
        },
    },
    Scene {
        name: "explore-sum",
        start: || Start::new().page("explore").sample_run(),
        act: |window| {
            ask(window, "black watch");
            window.keys(Modifiers::NONE, Key::Enter);
            ask(window, "- leather");
        },
    },
    Scene {
        name: "explore-pinned",
        start: || Start::new().page("explore").sample_run(),
        act: |window| {
            ask(window, "blue shirt");
            window.press("Pin and compare");
            ask(window, " women");
        },
    },
    Scene {
        name: "map",
        start: || Start::new().page("map").sample_run(),
        act: |window| window.wait_for("of true neighbours are near"),
    },
    Scene {
        name: "map-none",
        start: || Start::new().page("map").dataset("sample"),
        act: |_| {},
    },
    Scene {
        name: "quality",
        start: || Start::new().page("quality").sample_run(),
        act: part_scenes::measure,
    },
    Scene {
        name: "quality-none",
        start: || Start::new().page("quality").dataset("sample"),
        act: |_| {},
    },
    Scene {
        name: "export-none",
        start: || Start::new().page("export"),
        act: |_| {},
    },
    Scene {
        name: "export",
        start: || Start::new().page("export").sample_run(),
        act: |_| {},
    },
    Scene {
        name: "settings",
        start: || Start::new().page("settings"),
        act: |_| {},
    },
    Scene {
        name: "help",
        start: || Start::new().page("help"),
        act: |_| {},
    },
    Scene {
        name: "palette",
        start: || Start::new().dataset("sample"),
        act: |window| window.keys(Modifiers::COMMAND, Key::K),
    },
    Scene {
        name: "error",
        start: Start::new,
        act: |window| {
            window.type_into("Or type a path", "/home/student/Downloads/fashion");
            window.press("Open");
            window.wait_for("was not found");
        },
    },
    Scene {
        name: "drop",
        start: Start::new,
        act: |window| window.hover_file(std::env::current_dir().unwrap()),
    },
];

/// Types a question and waits for its answer.
fn ask(window: &mut Window, text: &str) {
    window.type_into_the_field(text);
    window.rest();
    window.wait_for("Where these scores lie");
}

/// Width, height and zoom.
type Size = (u32, u32, f32);

/// `1024x700`, or `1280x800@2` for twice the zoom.
fn size(text: &str) -> Option<Size> {
    let (pixels, zoom) = text.split_once('@').unwrap_or((text, "1"));
    let (width, height) = pixels.split_once('x')?;
    Some((
        width.parse().ok()?,
        height.parse().ok()?,
        zoom.parse().ok()?,
    ))
}

fn main() {
    let mut arguments = std::env::args().skip(1);
    let folder = PathBuf::from(arguments.next().expect("the folder for the pictures"));
    let wanted = arguments.next().unwrap_or_default();
    let sizes = match arguments.next() {
        Some(text) => vec![size(&text).expect("a size such as 1024x700 or 1280x800@2")],
        None => vec![(1280, 800, 1.0), (1920, 1080, 1.0)],
    };
    std::fs::create_dir_all(&folder).unwrap();
    let scenes = SCENES
        .iter()
        .chain(embed_scenes::SCENES)
        .chain(part_scenes::SCENES);
    for scene in scenes.filter(|scene| scene.name.contains(&wanted)) {
        for &(width, height, zoom) in &sizes {
            for (theme, suffix) in [(Theme::Light, "light"), (Theme::Dark, "dark")] {
                let mut window = (scene.start)()
                    .theme(theme)
                    .size(width as f32, height as f32)
                    .zoom(zoom)
                    .with_pixels()
                    .open();
                (scene.act)(&mut window);
                let file = format!("{}-{width}x{height}-{suffix}.png", scene.name);
                window.save_picture(&folder.join(&file));
                println!("{file}");
                embed_scenes::let_through();
            }
        }
    }
}
