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

#[test]
fn the_self_test_embeds_searches_and_leaves_nothing_behind() {
    let Some((_screen, display)) = display() else {
        eprintln!("skipped: Xvfb is not here");
        return;
    };
    let (home, temporary) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let picture = home.path().join("window.png");
    let output = Command::new(env!("CARGO_BIN_EXE_vectorsearch-pro"))
        .arg("--self-test")
        .arg(&picture)
        .env("DISPLAY", &display)
        .env_remove("WAYLAND_DISPLAY")
        .env("TMPDIR", temporary.path())
        .env("VECTORSEARCH_HOME", home.path().join("home"))
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}{errors}");
    for line in [
        "Self-test passed in ",
        "engine: ",
        "vectors: ",
        "answer: \"red handbag\" finds ",
    ] {
        assert!(said.contains(line), "{line} is not in {said}");
    }
    let drawn = image::open(&picture).unwrap().into_rgb8();
    let first = *drawn.get_pixel(0, 0);
    assert!(
        drawn.pixels().any(|pixel| *pixel != first),
        "the window is not blank"
    );
    let left = std::fs::read_dir(temporary.path()).unwrap().count();
    assert_eq!(left, 0, "the home of the self-test is removed");
    assert!(
        !home.path().join("home").exists(),
        "the user's own home is not touched"
    );
}

#[test]
fn without_a_display_the_self_test_fails_and_says_why() {
    let output = Command::new(env!("CARGO_BIN_EXE_vectorsearch-pro"))
        .arg("--self-test")
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY")
        .env_remove("WAYLAND_SOCKET")
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(
        errors.contains("The window cannot be opened here"),
        "{errors}"
    );
}
