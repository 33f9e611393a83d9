//! The job end to end on the real binary: bytes, interruptions, damaged pictures, what an output folder may hold.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test that cannot go on shall stop, and says so"
)]

mod common;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use common::{Program, Ran, contents, shared};

const ARTIFACTS: [&str; 3] = [
    "image_embeddings.npy",
    "image_ids.npy",
    "metadata_clean.csv",
];

/// The sample dataset, a model and an output folder, with a name that is not plain.
struct Bench {
    program: Program,
    folder: tempfile::TempDir,
    model: PathBuf,
}

impl Bench {
    fn new() -> Option<Self> {
        let model = shared("clip-tiny")?;
        let bench = Self {
            program: Program::new(),
            folder: tempfile::tempdir().unwrap(),
            model,
        };
        vectorsearch_pro::dataset::write_sample(&bench.dataset()).unwrap();
        Some(bench)
    }

    fn dataset(&self) -> PathBuf {
        self.folder.path().join("Möbel & Mode")
    }

    fn image(&self, id: i64) -> PathBuf {
        self.dataset().join(format!("images/{id}.jpg"))
    }

    fn out(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn arguments(&self, out: &str, more: &[&str]) -> Vec<String> {
        let mut arguments = vec!["embed".to_owned(), self.dataset().display().to_string()];
        for (name, value) in [("--model", self.model.clone()), ("--out", self.out(out))] {
            arguments.extend([name.to_owned(), value.display().to_string()]);
        }
        arguments.extend(["--engine", "builtin", "--json"].map(str::to_owned));
        arguments.extend(more.iter().map(|&more| more.to_owned()));
        arguments
    }

    fn embed(&self, out: &str, more: &[&str]) -> Ran {
        self.program.run(&self.arguments(out, more))
    }

    fn ids(&self, out: &str) -> Vec<i64> {
        use ndarray_npy::ReadNpyExt as _;
        let file = fs::File::open(self.out(out).join("image_ids.npy")).unwrap();
        ndarray::Array1::<i64>::read_npy(file).unwrap().to_vec()
    }

    fn assert_same_artifacts(&self, one: &str, other: &str) {
        for name in ARTIFACTS {
            let read = |out: &str| fs::read(self.out(out).join(name)).unwrap();
            assert!(
                read(one) == read(other),
                "{name} differs between {one} and {other}"
            );
        }
    }
}

fn journal(out: &Path) -> PathBuf {
    out.join(".vectorsearch-unfinished/journal.jsonl")
}

#[test]
fn killed_again_and_again_it_ends_with_the_same_bytes() {
    let Some(bench) = Bench::new() else { return };
    let whole = bench.embed("whole", &[]).json();
    let mut kills = 0;
    for wanted_lines in [1, 4, 8, 12] {
        let mut child = bench
            .program
            .command(&bench.arguments("killed", &[]))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        while child.try_wait().unwrap().is_none() {
            let journal = fs::read(journal(&bench.out("killed"))).unwrap_or_default();
            if String::from_utf8_lossy(&journal).lines().count() >= wanted_lines {
                child.kill().unwrap();
                kills += 1;
                break;
            }
            std::thread::yield_now();
        }
        child.wait().unwrap();
    }
    assert!(kills > 0, "the run was too short to be interrupted");
    let resumed = bench.embed("killed", &[]).json();
    assert_eq!(resumed["items"], whole["items"]);
    bench.assert_same_artifacts("whole", "killed");
    assert!(
        !journal(&bench.out("killed")).exists(),
        "the checkpoint is removed at the end"
    );
}

#[cfg(unix)]
#[test]
fn an_interrupt_keeps_what_is_done_and_says_so() {
    let Some(bench) = Bench::new() else { return };
    let child = bench
        .program
        .command(&bench.arguments("out", &[]))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    while !journal(&bench.out("out")).exists() {
        std::thread::yield_now();
    }
    let killed = std::process::Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status()
        .unwrap();
    assert!(killed.success());
    let ran = Ran::from(child.wait_with_output().unwrap());
    assert_eq!(ran.status, Some(130), "{}", ran.stderr);
    assert!(
        ran.stderr
            .lines()
            .last()
            .unwrap()
            .contains("What was done is kept")
    );
    assert_eq!(
        bench.embed("out", &[]).json()["items"],
        bench.embed("whole", &[]).json()["items"]
    );
    bench.assert_same_artifacts("whole", "out");
}

#[test]
fn damaged_pictures_are_skipped_with_reasons_and_can_be_retried() {
    let Some(bench) = Bench::new() else { return };
    let whole = bench.embed("whole", &[]).json()["items"].as_u64().unwrap();
    let ids = bench.ids("whole");
    let damaged = [ids[3], ids[40], ids[41], ids[42]];
    let originals = damaged.map(|id| fs::read(bench.image(id)).unwrap());
    fs::write(
        bench.image(ids[3]),
        &originals[0][..originals[0].len() * 99 / 100],
    )
    .unwrap();
    fs::write(
        bench.image(ids[40]),
        &originals[1][..originals[1].len() / 2],
    )
    .unwrap();
    fs::write(bench.image(ids[41]), b"").unwrap();
    fs::write(
        bench.image(ids[42]),
        b"<!DOCTYPE html><html>not found</html>",
    )
    .unwrap();

    let partial = bench.embed("out", &[]).json();
    assert_eq!(
        (partial["items"].as_u64(), partial["skipped"].as_u64()),
        (Some(whole - 4), Some(2))
    );
    let skipped = fs::read_to_string(bench.out("out").join("skipped.csv")).unwrap();
    for (id, reason) in [
        (ids[3], "ends in the middle"),
        (ids[41], "empty file"),
        (ids[42], "HTML"),
    ] {
        let line = skipped
            .lines()
            .find(|line| line.starts_with(&format!("{id},")))
            .unwrap();
        assert!(line.contains(reason), "{line}");
    }
    // Everything that is there is the same product in all three files.
    assert_eq!(
        bench.ids("out"),
        ids.iter()
            .copied()
            .filter(|id| !damaged.contains(id))
            .collect::<Vec<_>>()
    );
    assert!(
        bench
            .program
            .run(&["verify", &bench.out("out").display().to_string()])
            .status
            == Some(0)
    );

    for (id, bytes) in damaged.iter().zip(&originals) {
        fs::write(bench.image(*id), bytes).unwrap();
    }
    let retried = bench.embed("out", &["--retry-skipped"]).json();
    assert_eq!(retried["items"].as_u64(), Some(whole));
    assert_eq!(
        retried["embedded_now"].as_u64(),
        Some(4),
        "only these run again"
    );
    bench.assert_same_artifacts("whole", "out");
}

#[test]
fn a_range_may_grow_and_what_is_done_is_kept() {
    let Some(bench) = Bench::new() else { return };
    let whole = bench.embed("whole", &[]).json()["items"].as_u64().unwrap();
    assert_eq!(
        bench.embed("out", &["--first-look", "30"]).json()["items"],
        30
    );
    let longer = bench.embed("out", &["--limit", "50"]).json();
    assert!(longer["items"].as_u64().unwrap() >= 50);
    let all = bench.embed("out", &[]).json();
    assert_eq!(
        all["embedded_now"].as_u64().unwrap() + longer["items"].as_u64().unwrap(),
        whole
    );
    bench.assert_same_artifacts("whole", "out");
    let before = contents(&bench.out("out"));
    assert_eq!(
        bench.embed("out", &[]).json()["embedded_now"],
        0,
        "a finished run is only verified"
    );
    assert!(contents(&bench.out("out")) == before);
}

#[test]
fn another_dataset_model_or_option_touches_nothing() {
    let Some(bench) = Bench::new() else { return };
    bench.embed("out", &["--limit", "40"]).json();
    let before = contents(&bench.out("out"));
    assert!(
        bench
            .embed("out", &["--rows", "skip"])
            .error()
            .contains("malformed rows")
    );
    assert!(
        bench
            .embed("out", &["--batch", "4"])
            .error()
            .contains("batch size")
    );

    let table = bench.dataset().join("styles.csv");
    let text = fs::read_to_string(&table).unwrap();
    fs::write(
        &table,
        text.lines()
            .rev()
            .skip(1)
            .collect::<Vec<_>>()
            .into_iter()
            .rev()
            .collect::<Vec<_>>()
            .join("\n"),
    )
    .unwrap();
    assert!(bench.embed("out", &[]).error().contains("another dataset"));
    fs::write(&table, text).unwrap();

    let ids = bench.ids("out");
    let (one, other) = (bench.image(ids[0]), bench.image(ids[1]));
    let original = fs::read(&one).unwrap();
    fs::copy(&other, &one).unwrap();
    assert!(
        bench
            .embed("out", &[])
            .error()
            .contains("pictures that were changed")
    );
    fs::write(&one, original).unwrap();

    assert!(contents(&bench.out("out")) == before, "nothing was touched");
    assert!(
        bench
            .embed("out", &["--limit", "10", "--batch", "4", "--fresh"])
            .json()["items"]
            == 10
    );
}

#[test]
fn files_that_are_not_ours_are_not_written_over() {
    let Some(bench) = Bench::new() else { return };
    fs::create_dir_all(bench.out("out")).unwrap();
    fs::write(bench.out("out").join("image_embeddings.npy"), b"precious").unwrap();
    assert!(
        bench
            .embed("out", &[])
            .error()
            .contains("not part of a run")
    );
    assert_eq!(
        fs::read(bench.out("out").join("image_embeddings.npy")).unwrap(),
        b"precious"
    );
    fs::write(bench.out("file"), b"x").unwrap();
    assert!(bench.embed("file", &[]).error().contains("is a file"));
}

#[test]
fn a_changed_file_fails_verification() {
    let Some(bench) = Bench::new() else { return };
    bench.embed("out", &["--limit", "20"]).json();
    let ids = bench.out("out").join("image_ids.npy");
    let mut bytes = fs::read(&ids).unwrap();
    let last = bytes.len() - 8;
    bytes[last] ^= 1;
    fs::write(&ids, bytes).unwrap();
    let out = bench.out("out").display().to_string();
    let ran = bench.program.run(&["verify", &out, "--json"]);
    assert_eq!(ran.status, Some(1));
    let report: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    let failed: Vec<&str> = report["checks"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|check| check["ok"] == false)
        .map(|check| check["name"].as_str().unwrap())
        .collect();
    assert_eq!(failed, ["sha256", "rows_aligned"]);
    assert!(
        bench
            .embed("out", &["--limit", "20"])
            .error()
            .contains("do not belong together")
    );
}
