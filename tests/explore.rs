//! Searching on the real binary: sums, filters, copies, percentiles, export.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test that cannot go on shall stop, and says so"
)]

mod common;

use common::{Program, Ran};
use serde_json::Value;

/// The drawn sample, embedded with the model that is always there.
struct Bench {
    program: Program,
    folder: tempfile::TempDir,
}

impl Bench {
    fn new() -> Self {
        let bench = Self {
            program: Program::new(),
            folder: tempfile::tempdir().unwrap(),
        };
        let out = bench.path("out");
        let embed = ["embed", "sample", "--model", "starter", "--out", &out];
        let more = ["--engine", "builtin", "--first-look", "80", "--json"];
        let result = bench.program.run(&[&embed[..], &more].concat()).json();
        assert_eq!(result["items"], 80);
        bench
    }

    fn path(&self, name: &str) -> String {
        self.folder.path().join(name).display().to_string()
    }

    fn run(&self, more: &[&str]) -> Ran {
        let out = self.path("out");
        let search = ["search", &out, "--engine", "builtin", "--json"];
        self.program.run(&[&search[..], more].concat())
    }

    fn search(&self, more: &[&str]) -> Vec<Value> {
        self.run(more).json().as_array().unwrap().clone()
    }
}

fn ids(results: &[Value]) -> Vec<i64> {
    results
        .iter()
        .map(|found| found["id"].as_i64().unwrap())
        .collect()
}

#[test]
fn questions_of_every_kind_are_answered() {
    let bench = Bench::new();
    let everything = bench.search(&["--text", "red handbag", "-k", "1000"]);
    assert_eq!(everything.len(), 80);
    let percentile = |found: &Value| found["percentile"].as_f64().unwrap();
    assert_eq!(percentile(&everything[0]), 100.0);
    assert!(
        everything
            .windows(2)
            .all(|pair| percentile(&pair[0]) >= percentile(&pair[1]))
    );
    assert_eq!(percentile(&everything[79]), 0.0);

    let some = ids(&everything)[40].to_string();
    let neighbours = bench.search(&["--id", &some]);
    assert!(!ids(&neighbours).contains(&some.parse().unwrap()));
    assert!(neighbours[0].get("labels").is_none());

    // The same twice is the same question; the opposite of it turns the order round.
    let twice = bench.search(&["--text", "red handbag", "--text", "red handbag", "-k", "5"]);
    assert_eq!(ids(&twice), ids(&everything)[..5]);
    let opposite = bench.search(&["--minus-text", "red handbag", "-k", "1"]);
    assert_eq!(ids(&opposite), ids(&everything)[79..]);
    let cancelled = bench.run(&["--text", "red", "--minus-text", "red"]);
    assert!(cancelled.error().contains("cancel"), "{}", cancelled.stderr);
}

#[test]
fn filters_narrow_the_results_and_are_exact() {
    let bench = Bench::new();
    let all = bench.search(&["--text", "shoes", "-k", "1000", "--dataset", "sample"]);
    let filter = [
        "--filter",
        "gender=women",
        "--filter",
        "gender=Unisex",
        "--filter",
        "year=2012..",
    ];
    let kept = bench.search(&[&["--text", "shoes", "-k", "1000"][..], &filter].concat());
    let passes = |found: &&Value| {
        let gender = found["labels"]["gender"].as_str().unwrap();
        let year: u32 = found["labels"]["year"].as_str().unwrap().parse().unwrap();
        ["Women", "Unisex"].contains(&gender) && year >= 2012
    };
    let expected: Vec<i64> = all
        .iter()
        .filter(passes)
        .map(|found| found["id"].as_i64().unwrap())
        .collect();
    assert!(!expected.is_empty() && expected.len() < 80);
    assert_eq!(ids(&kept), expected);

    let unknown = bench.run(&["--text", "x", "--filter", "gender=Cats"]);
    assert!(
        unknown.error().contains("Choose one of"),
        "{}",
        unknown.stderr
    );
    let moved = bench.run(&[
        "--text",
        "x",
        "--filter",
        "gender=Men",
        "--dataset",
        &bench.path("nowhere"),
    ]);
    assert!(moved.error().contains("not found"), "{}", moved.stderr);
}

#[test]
fn results_are_exported() {
    let bench = Bench::new();
    let csv = bench.path("results.csv");
    let found = bench.search(&[
        "--text",
        "watch",
        "-k",
        "3",
        "--group",
        "--dataset",
        "sample",
        "--csv",
        &csv,
    ]);
    assert!(found[0]["identical"].is_array());
    let mut reader = csv::Reader::from_path(&csv).unwrap();
    let header = reader.headers().unwrap().clone();
    assert_eq!(
        header.iter().take(4).collect::<Vec<_>>(),
        ["rank", "id", "score", "percentile"]
    );
    assert!(header.iter().any(|name| name == "baseColour"));
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let written: Vec<i64> = rows.iter().map(|row| row[1].parse().unwrap()).collect();
    assert_eq!(written, ids(&found));
}
