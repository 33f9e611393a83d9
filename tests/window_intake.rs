//! The way of the dataset by mouse, in the real window: a key, the download, a kill, going on, thumbnails.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stderr,
    reason = "a test that cannot go on shall stop, and says so"
)]

mod common;
#[path = "screen/mod.rs"]
mod screen;
#[path = "kaggle/site.rs"]
#[allow(dead_code, reason = "another test uses the rest")]
mod site;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use screen::{Running, Screen, until};
use site::{KEY, Kaggle, USER, archive_of, relative, sample};

/// Where things are in a window of 1280 x 800.
const GET_THE_DATASET: (u32, u32) = (990, 427);
const CHOOSE_KEY: (u32, u32) = (477, 440);
const DOWNLOAD: (u32, u32) = (872, 635);

/// So many pixels differ at least when a dialog comes or goes, or when a few words are written.
const DIALOG: usize = 20_000;
const WORDS: usize = 200;

/// A student with a key in the folder of downloads, and Kaggle.
struct Student {
    home: tempfile::TempDir,
    kaggle: Kaggle,
}

impl Student {
    fn key(&self) -> PathBuf {
        self.home.path().join("user/Downloads/kaggle.json")
    }

    fn folder(&self) -> PathBuf {
        let name = "data/datasets/fashion-product-images-small";
        self.home.path().join(name)
    }

    fn part(&self) -> u64 {
        let part = self.folder().with_extension("zip.part");
        fs::metadata(part).map_or(0, |part| part.len())
    }

    fn settings(&self) -> String {
        self.config("settings.json")
    }

    fn session(&self) -> String {
        self.config("session.json")
    }

    fn config(&self, name: &str) -> String {
        fs::read_to_string(self.home.path().join("config").join(name)).unwrap_or_default()
    }

    /// Starts the program and clicks until the download runs.
    fn download(&self, screen: &Screen, picture: &str) -> Running {
        let asked = self.kaggle.storage.seen().len();
        let mut app = None;
        until("the download", || {
            let mut command = screen.program(self.home.path());
            command.env("KAGGLE_API_ENDPOINT", self.kaggle.service.url(""));
            // Ends the one of a former attempt first.
            drop(app.take());
            app = Some(screen.start(command));
            let keep = |step: &str| drop(screen.picture(&format!("{picture}-{step}")));
            keep("1-welcome");
            let mut is_there = screen.changes(DIALOG, || screen.click(GET_THE_DATASET));
            keep("2-dialog");
            // Where the key lies is remembered from the first time.
            if is_there && !self.session().contains("kaggle.json") {
                let path = self.key().display().to_string();
                is_there = screen.changes(DIALOG, || screen.click(CHOOSE_KEY))
                    && screen.changes(WORDS, || screen.type_text(&path));
                keep("3-path");
                is_there = is_there && screen.changes(DIALOG, || screen.key("Return"));
                keep("4-found");
            }
            is_there
                && screen.changes(DIALOG, || screen.click(DOWNLOAD))
                && (0..20).any(|_| {
                    std::thread::sleep(Duration::from_millis(500));
                    self.kaggle.storage.seen().len() > asked
                })
        });
        app.unwrap()
    }
}

#[test]
fn a_download_is_begun_killed_continued_and_looked_at() {
    let Some(screen) = Screen::open() else { return };
    if screen.picture("empty").is_none() {
        return;
    }
    let files = sample();
    let archive = archive_of(&files);
    let size = archive.len() as u64;
    // The first answer is slow, so that there is time to kill the program in its middle.
    let slow = |request: &common::server::Seen, reply: common::server::Reply| match request
        .range_start()
    {
        None => reply.slowly(1 << 15, Duration::from_millis(50)),
        Some(_) => reply,
    };
    let student = Student {
        home: tempfile::tempdir().unwrap(),
        kaggle: Kaggle::start(&archive, |_| None, slow),
    };
    fs::create_dir_all(student.key().parent().unwrap()).unwrap();
    let key = format!("{{\"username\":\"{USER}\",\"key\":\"{KEY}\"}}");
    fs::write(student.key(), key).unwrap();

    let mut app = student.download(&screen, "begin");
    until("40 %", || student.part() * 10 > size * 4);
    screen.picture("begin-5-downloading");
    app.0.kill().unwrap();
    app.0.wait().unwrap();
    assert!(!student.folder().exists(), "nothing was unpacked yet");

    let _app = student.download(&screen, "again");
    until("the dataset", || {
        student.settings().contains("fashion-product-images-small")
    });
    assert!(relative(&student.folder()) == files, "the folder differs");
    assert!(!student.folder().with_extension("zip").exists());
    let continued = student.kaggle.ranges().into_iter().flatten().max();
    assert!(
        continued.is_some_and(|start| start > 0),
        "it began anew: {:?}",
        student.kaggle.ranges()
    );

    // Until the pictures are there, the grid is white and grey.
    until("the thumbnails", || {
        let picture = screen.picture("again-5-thumbnails").unwrap();
        coloured(&picture) > 5000
    });
    for folder in ["data", "config"] {
        assert_no_key_in(&student.home.path().join(folder));
    }
}

/// How many pixels of the grid of products have a strong colour.
fn coloured(picture: &image::RgbImage) -> usize {
    let grid = picture.enumerate_pixels();
    let grid = grid.filter(|(x, y, _)| (870..1260).contains(x) && (250..740).contains(y));
    grid.filter(|(_, _, pixel)| {
        let [lowest, .., highest] = {
            let mut channels = pixel.0;
            channels.sort_unstable();
            channels
        };
        highest - lowest > 80
    })
    .count()
}

fn assert_no_key_in(folder: &Path) {
    for (path, bytes) in common::contents(folder) {
        let found = bytes.windows(KEY.len()).any(|part| part == KEY.as_bytes());
        assert!(!found, "the key is in {}", path.display());
    }
}
