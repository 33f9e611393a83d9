//! `quality` and `report` on real runs.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test that cannot go on shall stop, and says so"
)]

mod common;
mod quality_support;

use std::fs;

use quality_support::{Scene, files_in, has_figures_that_are_none};

#[test]
fn a_page_holds_everything_and_asks_for_nothing() {
    let scene = Scene::new(60);
    let styles = scene.dataset().join("styles.csv");
    let table = fs::read_to_string(&styles).unwrap();
    let first = scene.ids()[0].to_string();
    let spoiled: Vec<String> = table
        .lines()
        .map(|line| match line.rsplit_once(',') {
            Some((start, _)) if line.starts_with(&format!("{first},")) => {
                format!("{start},<script>alert(1)</script> & Sons")
            }
            _ => line.to_owned(),
        })
        .collect();
    fs::write(&styles, spoiled.join("\n")).unwrap();
    scene.embed(60);

    let written = scene.report();
    assert_eq!(written.status, Some(0), "{}", written.stderr);
    let page = fs::read_to_string(scene.page()).unwrap();
    assert!(page.starts_with("<!DOCTYPE html>"));
    assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt; &amp; Sons"));
    for outside in [
        "<script", "<link", "<iframe", "http://", "https://", "url(", "@import", "srcset",
    ] {
        assert!(!page.contains(outside), "the page holds {outside}");
    }
    let sources: Vec<&str> = page.split(" src=\"").skip(1).collect();
    assert!(sources.len() > 100, "{} pictures", sources.len());
    assert!(
        sources
            .iter()
            .all(|source| source.starts_with("data:image/"))
    );
    assert!(!page.contains("no-picture\""), "every picture is there");
    for anchor in [
        "glance",
        "neighbours",
        "agreement",
        "confusions",
        "review",
        "duplicates",
        "lonely",
        "trivial",
        "text",
        "run",
        "method",
    ] {
        assert!(
            page.contains(&format!("<section id=\"{anchor}\">")),
            "no section {anchor}"
        );
        assert!(
            page.contains(&format!("href=\"#{anchor}\"")),
            "no link to {anchor}"
        );
    }
    assert!(page.contains("In order."));
    assert!(!has_figures_that_are_none(&page));
}

#[test]
fn figures_are_the_same_from_the_kept_neighbours_and_on_any_number_of_threads() {
    let scene = Scene::new(60);
    let first = scene.quality(&["--json", "--threads=1"]).json();
    assert_eq!(files_in(&scene.out().join(".vectorsearch-cache")).len(), 1);
    assert_eq!(scene.quality(&["--json", "--threads=2"]).json(), first);
    fs::remove_dir_all(scene.out().join(".vectorsearch-cache")).unwrap();
    assert_eq!(scene.quality(&["--json", "--threads=2"]).json(), first);
    assert_eq!(first["k"], 10);
    assert!(!first["columns"].as_array().unwrap().is_empty());
    assert_eq!(
        first["notes"].as_array().unwrap().len(),
        0,
        "{}",
        first["notes"]
    );
    let prompted = scene.quality(&["--json", "--prompt=all {} here"]).json();
    assert_eq!(prompted["zero_shot"][0]["template"], "all {} here");
    let told = scene.quality(&[]);
    assert!(
        told.stdout.contains("agreement") && told.stdout.contains("weighted F1"),
        "{}",
        told.stdout
    );
}

#[test]
fn arguments_that_make_no_sense_are_refused() {
    let scene = Scene::new(3);
    assert_eq!(scene.quality(&["--prompt=no gap"]).status, Some(2));
    assert_eq!(scene.quality(&["--near=7"]).status, Some(2));
    let error = scene.quality(&["--dataset=/nowhere/at/all"]);
    assert!(error.error().contains("was not found"), "{}", error.stderr);
    let nothing = scene.program.run(&["quality", "/nowhere/at/all"]);
    assert!(
        nothing.error().contains("no finished run"),
        "{}",
        nothing.stderr
    );
}

#[test]
fn verdicts_are_written_as_a_table() {
    let scene = Scene::new(12);
    let id = scene.ids()[2];
    let judged = serde_json::json!([{
        "id": id, "column": "articleType", "label": "Tops", "suggested": "Tshirts",
        "verdict": "label_wrong", "model": "Starter", "time": "2026-01-02T03:04:05Z",
    }]);
    let path = scene.out().join("review_verdicts.json");
    fs::write(path, judged.to_string()).unwrap();
    let table = scene.folder.path().join("verdicts.csv");
    let option = format!("--verdicts={}", table.display());
    let ran = scene.quality(&["--no-pictures", "--no-texts", &option]);
    assert_eq!(ran.status, Some(0), "{}", ran.stderr);
    assert!(ran.stderr.contains("1 verdict written"), "{}", ran.stderr);
    let text = fs::read_to_string(table).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(
        lines[0],
        "id,name,column,label,suggested,verdict,model,time"
    );
    assert!(lines[1].starts_with(&format!("{id},")), "{}", lines[1]);
    let rest = ",articleType,Tops,Tshirts,label_wrong,Starter,2026-01-02T03:04:05Z";
    assert!(lines[1].ends_with(rest), "{}", lines[1]);
    assert!(lines[1].len() > rest.len() + 10, "the name is there");
    assert_eq!(lines.len(), 2);
}
