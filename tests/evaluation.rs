//! The evaluation command on the drawn sample: the shipped starter model keeps what its card promises there.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test that cannot go on shall stop, and says so"
)]

mod common;

use common::Program;

#[test]
fn the_starter_model_finds_the_drawn_products_by_their_words() {
    let program = Program::new();
    let figures = program
        .run(&["evaluate", "sample", "--ids", "all", "--json"])
        .json();
    assert_eq!(figures["images"], 300);
    let pairs = figures["pairs_first"].as_f64().unwrap();
    assert!(pairs >= 0.95, "right first for {pairs} of the pairs");
    let missed = figures["pairs_missed"].as_array().unwrap();
    for pair in missed {
        assert_ne!((&pair[0], &pair[1]), (&pair[2], &pair[3]));
    }
    for share in [
        "title_recall_10",
        "type_among_neighbours",
        "type_word_of_possible",
    ] {
        let share = figures[share].as_f64().unwrap();
        assert!((0.0..=1.0).contains(&share));
    }
}

#[test]
fn the_products_may_be_named_in_a_file() {
    let program = Program::new();
    let folder = tempfile::tempdir().unwrap();
    let list = folder.path().join("ids and more.txt");
    let list = list.to_str().unwrap();
    let evaluate = |text: &str| {
        std::fs::write(list, text).unwrap();
        program.run(&[
            "evaluate", "sample", "--ids", list, "--json", "--engine", "builtin",
        ])
    };
    let all = std::fs::read_to_string(sample(&folder).join("styles.csv")).unwrap();
    let ids: Vec<&str> = all
        .lines()
        .skip(1)
        .take(12)
        .map(|line| line.split(',').next().unwrap())
        .collect();
    assert_eq!(evaluate(&ids.join("\n")).json()["images"], 12);
    assert!(evaluate("abc").error().contains("\"abc\" is not an id"));
    assert!(evaluate("-5").error().contains("fewer than two products"));
}

fn sample(folder: &tempfile::TempDir) -> std::path::PathBuf {
    let path = folder.path().join("sample");
    let ran = Program::new().run(&["sample", path.to_str().unwrap()]);
    assert_eq!(ran.status, Some(0), "{}", ran.stderr);
    path
}
