//! The main screens as pictures, light and dark, compared with those in `tests/snapshots`. What the pages say and do is
//! tested by names elsewhere; this is for what only eyes see: colours, distances, what lies over what.
//!
//! `UPDATE_SNAPSHOTS=1 cargo test --test window_pictures` makes the pictures anew, with a software renderer such as
//! lavapipe.
#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot go on shall stop, and says so"
)]

mod window_support;

use egui::{Key, Modifiers, Theme};
use window_support::{Start, Window};

fn compare(name: &str, start: impl Fn() -> Start, act: impl Fn(&mut Window)) {
    for (theme, suffix) in [(Theme::Light, "light"), (Theme::Dark, "dark")] {
        let mut window = start().theme(theme).with_pixels().open();
        act(&mut window);
        window.snapshot(&format!("{name}-{suffix}"));
    }
}

#[test]
fn welcome() {
    compare("welcome", Start::new, |_| ());
}

#[test]
fn dataset() {
    compare(
        "dataset",
        || Start::new().dataset("sample"),
        |window| window.pick(3),
    );
}

#[test]
fn palette_of_commands() {
    compare("palette", Start::new, |window| {
        window.keys(Modifiers::COMMAND, Key::K);
    });
}

#[test]
fn a_page_with_nothing_to_show_yet() {
    compare(
        "nothing-yet",
        || Start::new().page("explore").dataset("sample"),
        |_| (),
    );
}
