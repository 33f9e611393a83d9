//! The real program in a real window with a real mouse and keyboard, under a virtual display. Only where Xvfb and
//! xdotool are.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stderr,
    reason = "a test that cannot go on shall stop, and says so"
)]

#[path = "screen/mod.rs"]
mod screen;

use std::path::{Path, PathBuf};
use std::process::Command;

use screen::{Screen, until};

/// Where results are seen on Explore.
const RESULTS: &str = "900x380+200+330";

/// The folder of the one run below this home, once it is begun.
fn run_folder(home: &Path) -> Option<PathBuf> {
    let runs = std::fs::read_dir(home.join("data/runs")).ok()?;
    runs.flatten().map(|entry| entry.path()).next()
}

#[test]
fn from_the_welcome_page_to_verified_files() {
    let Some(screen) = Screen::open() else { return };
    let home = tempfile::tempdir().unwrap();
    let mut app = screen.start(screen.program(home.path()));
    let settings = home.path().join("config/settings.json");
    until("the click on the sample", || {
        // The first clicks may come before the first frame.
        screen.click((300, 417));
        std::thread::sleep(std::time::Duration::from_secs(1));
        std::fs::read_to_string(&settings)
            .is_ok_and(|text| text.contains("\"dataset\": \"sample\""))
    });

    screen.key("ctrl+2");
    until("embedding to begin", || {
        // The engines may not be known yet.
        screen.key("ctrl+Return");
        run_folder(home.path()).is_some()
    });
    let run = run_folder(home.path()).unwrap();
    until("embedding to end", || run.join("run.json").is_file());

    screen.key("ctrl+3");
    let before = screen.settled(RESULTS);
    screen.click((600, 106));
    screen.type_text("red handbag");
    until("results in place of what was there", || {
        screen.crop(RESULTS) != before
    });

    screen.key("ctrl+6");
    until("the index to be written", || {
        // The page may not be drawn yet.
        screen.click((1183, 531));
        run.join("image_embeddings.faiss").is_file()
    });
    assert!(app.0.try_wait().unwrap().is_none(), "the app goes on");

    let verified = Command::new(env!("CARGO_BIN_EXE_vectorsearch-pro"))
        .args(["verify", "--json"])
        .arg(&run)
        .env("VECTORSEARCH_HOME", home.path())
        .output()
        .unwrap();
    let result: serde_json::Value = serde_json::from_slice(&verified.stdout).unwrap();
    assert_eq!(result["ok"], true, "{result}");
    assert_eq!(result["items"], 300);
    until("the page to be remembered", || {
        let session = std::fs::read_to_string(home.path().join("config/session.json"));
        session.is_ok_and(|session| session.contains("export"))
    });
    let log = std::fs::read_to_string(home.path().join("data/log.txt")).unwrap();
    assert!(log.contains("first frame after"), "{log}");
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
    let Some(screen) = Screen::open() else { return };
    let (home, temporary) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let picture = home.path().join("window.png");
    let output = Command::new(env!("CARGO_BIN_EXE_vectorsearch-pro"))
        .arg("--self-test")
        .arg(&picture)
        .env("DISPLAY", screen.name())
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
    // Libraries of others may leave files of their own.
    let left = std::fs::read_dir(temporary.path()).unwrap();
    let mut names = left.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    assert!(
        names.all(|name| !name.starts_with("vectorsearch-pro")),
        "the home of the self-test is removed"
    );
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
