//! A virtual screen with a mouse and a keyboard, for tests of the real program in a real window.
#![allow(dead_code, reason = "each test binary uses a part of it")]

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// Software rendering on a slow machine takes its time.
pub const PATIENCE: Duration = Duration::from_mins(3);

/// One step of a person's way takes no longer.
const STEP: Duration = Duration::from_secs(30);

/// A process that does not outlive the test.
pub struct Running(pub Child);

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A virtual screen of 1280 x 800.
pub struct Screen {
    name: String,
    _server: Running,
}

impl Screen {
    /// A new screen; nothing, with a note, where Xvfb or xdotool is not here.
    pub fn open() -> Option<Self> {
        let is_here = |program: &str| {
            let mut command = Command::new(program);
            let command = command.arg("version").stdout(Stdio::null());
            command.stderr(Stdio::null()).status().is_ok()
        };
        if !is_here("xdotool") {
            eprintln!("skipped: xdotool is not here");
            return None;
        }
        let mut command = Command::new("Xvfb");
        command.args(["-displayfd", "1", "-screen", "0", "1280x800x24"]);
        command.args(["-nolisten", "tcp"]);
        let command = command.stdout(Stdio::piped()).stderr(Stdio::null());
        let Ok(mut server) = command.spawn() else {
            eprintln!("skipped: Xvfb is not here");
            return None;
        };
        let mut number = String::new();
        BufReader::new(server.stdout.take()?)
            .read_line(&mut number)
            .ok()?;
        Some(Self {
            name: format!(":{}", number.trim()),
            _server: Running(server),
        })
    }

    /// The program with a home of its own, not yet started. It finds no file dialog and no settings of the system.
    pub fn program(&self, home: &Path) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_vectorsearch-pro"));
        command
            .env("DISPLAY", &self.name)
            .env_remove("WAYLAND_DISPLAY")
            .env("HOME", home.join("user"))
            .env("VECTORSEARCH_HOME", home)
            .env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent")
            .env("PATH", "/nonexistent")
            .stderr(Stdio::null());
        command
    }

    /// Starts the program and waits for its window.
    pub fn start(&self, mut command: Command) -> Running {
        let app = Running(command.spawn().unwrap());
        until("the window", || {
            self.xdotool(&["search", "--name", "VectorSearch Pro"])
        });
        // The first clicks may come before the first frame.
        sleep(Duration::from_secs(4));
        self.focus();
        app
    }

    /// The display's name, such as `:7`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Gives the keyboard to the window: there is no window manager that would.
    fn focus(&self) {
        self.xdotool(&["search", "--name", "VectorSearch Pro", "windowfocus"]);
    }

    /// The pixels of a part of the screen, given as `WIDTHxHEIGHT+X+Y`.
    pub fn crop(&self, part: &str) -> Vec<u8> {
        let mut import = Command::new("import");
        import.args(["-display", &self.name, "-window", "root"]);
        let output = import.args(["-crop", part, "rgb:-"]).output().unwrap();
        assert!(output.status.success(), "ImageMagick takes a picture");
        output.stdout
    }

    /// These pixels once they stay as they are.
    pub fn settled(&self, part: &str) -> Vec<u8> {
        let mut last = self.crop(part);
        until("rest", || {
            sleep(Duration::from_millis(700));
            let now = self.crop(part);
            now == std::mem::replace(&mut last, now.clone())
        });
        last
    }

    /// Runs xdotool; gives whether it succeeded.
    pub fn xdotool(&self, arguments: &[&str]) -> bool {
        let mut command = Command::new("xdotool");
        command.args(arguments).env("DISPLAY", &self.name);
        let command = command.stdout(Stdio::null()).stderr(Stdio::null());
        command.status().is_ok_and(|status| status.success())
    }

    /// Moves the mouse to a place and clicks.
    pub fn click(&self, (x, y): (u32, u32)) {
        self.xdotool(&["mousemove", &x.to_string(), &y.to_string()]);
        sleep(Duration::from_millis(500));
        self.xdotool(&["click", "1"]);
    }

    /// Does something and waits until the screen has changed by so many pixels; gives whether it has.
    pub fn changes(&self, pixels: usize, act: impl FnOnce()) -> bool {
        let Some(before) = self.picture("before") else {
            return false;
        };
        act();
        let started = Instant::now();
        while started.elapsed() < STEP {
            let now = self.picture("now").unwrap();
            let differ = before.pixels().zip(now.pixels());
            if differ.filter(|(a, b)| a != b).count() >= pixels {
                // What comes in steps comes to its end.
                sleep(Duration::from_secs(1));
                return true;
            }
        }
        false
    }

    /// Types into what has the keyboard.
    pub fn type_text(&self, text: &str) {
        self.xdotool(&["type", "--delay", "20", text]);
    }

    /// Presses a key, by its name in X.
    pub fn key(&self, name: &str) {
        self.xdotool(&["key", name]);
    }

    /// What is on the screen, taken by `import`; kept as a file where `VECTORSEARCH_TEST_PICTURES` names a folder.
    pub fn picture(&self, name: &str) -> Option<image::RgbImage> {
        let folder = tempfile::tempdir().unwrap();
        let kept = std::env::var_os("VECTORSEARCH_TEST_PICTURES");
        let folder = kept.as_ref().map_or(folder.path(), Path::new);
        let path = folder.join(format!("{name}.png"));
        let mut import = Command::new("import");
        import.args(["-display", &self.name, "-window", "root"]);
        if !import.arg(&path).status().is_ok_and(|done| done.success()) {
            eprintln!("skipped: no picture of the screen can be taken");
            return None;
        }
        Some(image::open(path).unwrap().into_rgb8())
    }
}

/// Waits until something is so.
pub fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let started = Instant::now();
    while !holds() {
        assert!(started.elapsed() < PATIENCE, "{what} did not happen");
        sleep(Duration::from_millis(200));
    }
}
