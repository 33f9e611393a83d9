//! The real program in a real window with real mouse clicks, under a virtual display. Only where Xvfb and xdotool are.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stderr,
    reason = "a test that cannot go on shall stop, and says so"
)]

#[path = "screen/mod.rs"]
mod screen;

use std::process::Command;

use screen::{Screen, until};

#[test]
fn a_click_on_the_welcome_page_opens_the_sample() {
    let Some(screen) = Screen::open() else { return };
    let home = tempfile::tempdir().unwrap();
    let mut app = screen.start(screen.program(home.path()));
    let settings = home.path().join("config/settings.json");
    until("the click", || {
        screen.click((300, 417));
        std::thread::sleep(std::time::Duration::from_secs(1));
        std::fs::read_to_string(&settings)
            .is_ok_and(|text| text.contains("\"dataset\": \"sample\""))
    });
    assert!(app.0.try_wait().unwrap().is_none(), "the app goes on");
}

#[test]
fn without_a_display_one_sentence_says_how_to_go_on() {
    let home = tempfile::tempdir().unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_vectorsearch-pro"))
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY")
        .env_remove("WAYLAND_SOCKET")
        .env("VECTORSEARCH_HOME", home.path())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    let message = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(message.contains("--help"), "{message}");
    assert!(!message.contains("panicked"), "{message}");
}
