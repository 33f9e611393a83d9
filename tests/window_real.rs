//! The real program in a real window with real mouse clicks, under a virtual display. Only where Xvfb and xdotool are.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stderr,
    reason = "a test that cannot go on shall stop, and says so"
)]

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Software rendering on a slow machine takes its time.
const PATIENCE: Duration = Duration::from_mins(2);

/// A process that does not outlive the test.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A virtual screen of 1280 x 800 and its name.
fn display() -> Option<(Running, String)> {
    let mut command = Command::new("Xvfb");
    command.args([
        "-displayfd",
        "1",
        "-screen",
        "0",
        "1280x800x24",
        "-nolisten",
        "tcp",
    ]);
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .ok()?;
    let mut number = String::new();
    BufReader::new(child.stdout.take()?)
        .read_line(&mut number)
        .ok()?;
    Some((Running(child), format!(":{}", number.trim())))
}

fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let started = Instant::now();
    while !holds() {
        assert!(started.elapsed() < PATIENCE, "{what} did not happen");
        std::thread::sleep(Duration::from_millis(200));
    }
}

#[test]
fn a_click_on_the_welcome_page_opens_the_sample() {
    let xdotool = |display: &str, arguments: &[&str]| {
        let mut command = Command::new("xdotool");
        command.args(arguments).env("DISPLAY", display);
        command
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|status| status.success())
    };
    let Some((_screen, display)) = display() else {
        eprintln!("skipped: Xvfb is not here");
        return;
    };
    if Command::new("xdotool")
        .arg("version")
        .stdout(Stdio::null())
        .status()
        .is_err()
    {
        eprintln!("skipped: xdotool is not here");
        return;
    }
    let home = tempfile::tempdir().unwrap();
    let app = Command::new(env!("CARGO_BIN_EXE_vectorsearch-pro"))
        .env("DISPLAY", &display)
        .env_remove("WAYLAND_DISPLAY")
        .env("VECTORSEARCH_HOME", home.path())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut app = Running(app);
    until("the window", || {
        xdotool(&display, &["search", "--name", "VectorSearch Pro"])
    });
    let settings = home.path().join("config/settings.json");
    until("the click", || {
        // The first clicks may come before the first frame.
        xdotool(&display, &["mousemove", "300", "417", "click", "1"]);
        std::thread::sleep(Duration::from_secs(1));
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
