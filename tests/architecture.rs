//! The rules of the architecture, read off the source: see the page in `lib.rs`.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test that cannot go on shall stop, and says so"
)]

use std::fs;
use std::path::{Path, PathBuf};

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// Files below `src/`, with the lines that are code rather than comment.
fn code() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    sources(&root, &mut found);
    assert!(found.len() > 30, "the sources were not found");
    found
        .into_iter()
        .map(|path| {
            let name = path
                .strip_prefix(&root)
                .unwrap()
                .to_string_lossy()
                .replace('\\', "/");
            let text = fs::read_to_string(&path).unwrap();
            let is_code = |line: &&str| !line.trim_start().starts_with("//");
            (
                name,
                text.lines().filter(is_code).collect::<Vec<_>>().join("\n"),
            )
        })
        .collect()
}

/// Whether `code` uses the crate or module path `word` (followed by `::`).
fn names(code: &str, word: &str) -> bool {
    code.match_indices(&format!("{word}::"))
        .any(|(at, _)| !code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_'))
}

fn assert_only_in(words: &[&str], allowed: &[&str]) {
    for (name, code) in code() {
        for word in words {
            let is_allowed = allowed.iter().any(|place| name.starts_with(place));
            assert!(is_allowed || !names(&code, word), "src/{name} names {word}");
        }
    }
}

#[test]
fn only_the_window_knows_the_window() {
    assert_only_in(
        &["egui", "eframe", "rfd", "egui_extras"],
        &["ui/", "main.rs"],
    );
}

#[test]
fn only_inference_knows_the_engines() {
    assert_only_in(&["ort", "tract_onnx"], &["inference/"]);
}

#[test]
fn the_front_ends_do_not_know_each_other() {
    for (name, code) in code() {
        assert!(
            !(name.starts_with("ui/") && names(&code, "cli")),
            "src/{name} names cli"
        );
        assert!(
            !(name.starts_with("cli/") && names(&code, "ui")),
            "src/{name} names ui"
        );
    }
}

#[test]
fn the_core_knows_no_front_end() {
    for (name, code) in code() {
        let is_front_end = ["ui/", "cli/", "main.rs", "lib.rs"]
            .iter()
            .any(|place| name.starts_with(place));
        assert!(
            is_front_end || !(names(&code, "crate::cli") || names(&code, "crate::ui")),
            "src/{name} names a front end"
        );
    }
}
