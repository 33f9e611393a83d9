//! Helpers shared by the integration tests.
#![allow(dead_code, reason = "each test binary uses a part of them")]

pub mod server;

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::Arc;

use vectorsearch_pro::inference::{Engine, EngineChoice, Engines, RuntimePlaces};

/// A folder of the reference material, or `None` with a note that the test is skipped.
pub fn shared(name: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../shared")
        .join(name);
    if path.exists() {
        return Some(path);
    }
    eprintln!("skipped: reference material {name} is not here");
    None
}

/// The engines that can be tested here: the built-in one, and ONNX Runtime where `ORT_DYLIB_PATH` names it.
pub fn engines() -> Vec<Arc<dyn Engine>> {
    let engines = Engines::discover(&RuntimePlaces::of_this_process(None, None));
    let mut found = vec![engines.select(EngineChoice::BuiltIn).unwrap()];
    match engines.select(EngineChoice::OnnxRuntime) {
        Ok(runtime) => found.push(runtime),
        Err(error) => eprintln!("skipped: ONNX Runtime ({error})"),
    }
    found
}

/// Cosine of two vectors.
pub fn cosine(a: &[f32], b: &[f32]) -> f64 {
    let dot = |x: &[f32], y: &[f32]| -> f64 {
        x.iter()
            .zip(y)
            .map(|(x, y)| f64::from(*x) * f64::from(*y))
            .sum()
    };
    dot(a, b) / (dot(a, a) * dot(b, b)).sqrt()
}

/// The program, with a home of its own.
pub struct Program {
    home: tempfile::TempDir,
}

/// What a run of the program printed.
pub struct Ran {
    pub status: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

impl Program {
    pub fn new() -> Self {
        Self {
            home: tempfile::tempdir().unwrap(),
        }
    }

    /// A command with these arguments, not yet started.
    pub fn command<S: AsRef<OsStr>>(&self, arguments: &[S]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_vectorsearch-pro"));
        command
            .args(arguments)
            .env("VECTORSEARCH_HOME", self.home.path());
        command
    }

    /// Runs to the end.
    pub fn run<S: AsRef<OsStr>>(&self, arguments: &[S]) -> Ran {
        Ran::from(self.command(arguments).output().unwrap())
    }
}

impl From<Output> for Ran {
    fn from(output: Output) -> Self {
        Self {
            status: output.status.code(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

impl Ran {
    /// The last line of stdout as JSON; the run must have succeeded.
    pub fn json(&self) -> serde_json::Value {
        assert_eq!(self.status, Some(0), "{}", self.stderr);
        serde_json::from_str(self.stdout.lines().last().unwrap()).unwrap()
    }

    /// The last line of stderr; the run must have failed with status 1.
    pub fn error(&self) -> &str {
        assert_eq!(self.status, Some(1), "{}{}", self.stdout, self.stderr);
        self.stderr.lines().last().unwrap()
    }
}

/// Names and bytes of all files below a folder, sorted.
pub fn contents(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let bytes = std::fs::read(&path).unwrap();
                files.push((path, bytes));
            }
        }
    }
    files.sort();
    files
}
