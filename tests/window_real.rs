//! The real program in a real window with a real mouse and keyboard, under a virtual display. Only where Xvfb and
//! xdotool are.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stderr,
    reason = "a test that cannot go on shall stop, and says so"
)]

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
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

/// A virtual screen of 1280 x 800 with mouse and keyboard.
struct Screen {
    _server: Running,
    display: String,
}

impl Screen {
    /// None where there is no Xvfb or no xdotool.
    fn new() -> Option<Self> {
        let mut command = Command::new("Xvfb");
        command.args(["-displayfd", "1", "-screen", "0", "1280x800x24"]);
        command.args(["-nolisten", "tcp"]);
        let mut server = command
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .ok()?;
        let mut number = String::new();
        BufReader::new(server.stdout.take()?)
            .read_line(&mut number)
            .ok()?;
        let screen = Self {
            _server: Running(server),
            display: format!(":{}", number.trim()),
        };
        screen.xdotool(&["version"]).then_some(screen)
    }

    fn xdotool(&self, arguments: &[&str]) -> bool {
        let mut command = Command::new("xdotool");
        command.args(arguments).env("DISPLAY", &self.display);
        command
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|status| status.success())
    }

    fn keys(&self, keys: &str) {
        assert!(self.xdotool(&["key", keys]), "{keys}");
        std::thread::sleep(MOMENT);
    }

    fn type_text(&self, text: &str) {
        assert!(self.xdotool(&["type", "--delay", "60", text]), "{text}");
        std::thread::sleep(MOMENT);
    }

    /// What is seen where pages have their main part.
    fn picture(&self) -> Vec<u8> {
        let mut command = Command::new("import");
        command.args(["-window", "root", "-crop", "900x380+200+330", "rgb:-"]);
        let output = command.env("DISPLAY", &self.display).output().unwrap();
        assert!(output.status.success());
        output.stdout
    }

    /// What is seen once it stays as it is.
    fn settled(&self) -> Vec<u8> {
        let mut last = self.picture();
        until("rest", || {
            std::thread::sleep(MOMENT);
            let now = self.picture();
            now == std::mem::replace(&mut last, now.clone())
        });
        last
    }
}

/// Long enough for a slow machine to draw a frame.
const MOMENT: Duration = Duration::from_millis(700);

fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let started = Instant::now();
    while !holds() {
        assert!(started.elapsed() < PATIENCE, "{what} did not happen");
        std::thread::sleep(Duration::from_millis(200));
    }
}

/// The folder of the one run below this home, once it is begun.
fn run_folder(home: &Path) -> Option<PathBuf> {
    let runs = std::fs::read_dir(home.join("data/runs")).ok()?;
    runs.flatten().map(|entry| entry.path()).next()
}

#[test]
fn from_the_welcome_page_to_verified_files() {
    let Some(screen) = Screen::new() else {
        eprintln!("skipped: Xvfb or xdotool is not here");
        return;
    };
    let home = tempfile::tempdir().unwrap();
    let app = Command::new(env!("CARGO_BIN_EXE_vectorsearch-pro"))
        .env("DISPLAY", &screen.display)
        .env_remove("WAYLAND_DISPLAY")
        .env("VECTORSEARCH_HOME", home.path())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut app = Running(app);
    // There is no window manager that would give it the keyboard.
    until("the window", || {
        screen.xdotool(&["search", "--name", "VectorSearch Pro", "windowfocus"])
    });
    let settings = home.path().join("config/settings.json");
    until("the click on the sample", || {
        // The first clicks may come before the first frame.
        screen.xdotool(&["mousemove", "300", "417", "click", "1"]);
        std::thread::sleep(MOMENT);
        std::fs::read_to_string(&settings)
            .is_ok_and(|text| text.contains("\"dataset\": \"sample\""))
    });

    screen.keys("ctrl+2");
    until("embedding to begin", || {
        // The engines may not be known yet.
        screen.keys("ctrl+Return");
        run_folder(home.path()).is_some()
    });
    let run = run_folder(home.path()).unwrap();
    until("embedding to end", || run.join("run.json").is_file());

    screen.keys("ctrl+3");
    let before = screen.settled();
    screen.xdotool(&["mousemove", "600", "106", "click", "1"]);
    screen.type_text("red handbag");
    until("results in place of what was there", || {
        screen.picture() != before
    });

    screen.keys("ctrl+6");
    screen.keys("ctrl+k");
    screen.type_text("faiss");
    screen.keys("Return");
    until("the index to be written", || {
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
    let Some(screen) = Screen::new() else {
        eprintln!("skipped: Xvfb is not here");
        return;
    };
    let (home, temporary) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let picture = home.path().join("window.png");
    let output = Command::new(env!("CARGO_BIN_EXE_vectorsearch-pro"))
        .arg("--self-test")
        .arg(&picture)
        .env("DISPLAY", &screen.display)
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
