//! The `models` command, and runs made with a model from the catalogue.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test that cannot go on shall stop, and says so"
)]

mod common;
mod hub_support;

use std::ffi::OsStr;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use common::server::{Reply, Seen};
use common::{Program, Ran};
use hub_support::{FILES, Hub, MODEL, REVISION};
use vectorsearch_pro::inference::LoadOptions;
use vectorsearch_pro::model::{ModelSpec, TextTokenizer};

/// The program, for a user whose Hugging Face is `hub`.
struct User<'a> {
    program: Program,
    hub: &'a Hub,
}

impl User<'_> {
    fn of(hub: &Hub) -> User<'_> {
        User {
            program: Program::new(),
            hub,
        }
    }

    fn run<S: AsRef<OsStr>>(&self, arguments: &[S]) -> Ran {
        self.run_with_cache(arguments, &self.hub.cache())
    }

    fn run_with_cache<S: AsRef<OsStr>>(&self, arguments: &[S], cache: &Path) -> Ran {
        Ran::from(self.command(arguments, cache).output().unwrap())
    }

    fn command<S: AsRef<OsStr>>(&self, arguments: &[S], cache: &Path) -> Command {
        let mut command = self.program.command(arguments);
        command
            .env("VECTORSEARCH_MODELS", self.hub.catalog_file())
            .env("HF_HUB_CACHE", cache)
            .env("HF_ENDPOINT", self.hub.site.url(""))
            .env("HF_TOKEN", "hf_s3cret")
            .env_remove("HF_HUB_OFFLINE")
            .env_remove("TRANSFORMERS_OFFLINE");
        command
    }

    fn line_of(&self, id: &str) -> String {
        let ran = self.run(&["models", "list"]);
        assert_eq!(ran.status, Some(0), "{}", ran.stderr);
        let mut lines = ran.stdout.lines();
        let line = lines.find(|line| line.split("  ").next() == Some(id));
        line.unwrap_or_else(|| panic!("{id} is not listed:\n{}", ran.stdout))
            .to_owned()
    }
}

#[test]
fn a_model_is_listed_installed_verified_and_removed() {
    let hub = Hub::start();
    let user = User::of(&hub);
    assert!(user.line_of("starter").contains("built in"));
    assert!(user.line_of(MODEL).contains("to download"));
    let installed = user.run(&["models", "install", MODEL]);
    assert_eq!(installed.status, Some(0), "{}", installed.stderr);
    assert!(installed.stdout.contains("use it as --model small-clip"));
    assert!(!installed.stderr.is_empty(), "progress is said");
    let line = user.line_of(MODEL);
    assert!(
        line.contains("installed, verified") && line.contains("8.9 MB"),
        "{line}"
    );

    let list = user.run(&["models", "list", "--json"]).json();
    let entry = list
        .as_array()
        .unwrap()
        .iter()
        .find(|entry| entry["id"] == MODEL)
        .unwrap();
    assert_eq!(entry["state"], "installed");
    assert_eq!(entry["place"], "hub_cache");
    assert_eq!(entry["verified"], true);
    assert_eq!(entry["licence"], "MIT");

    let verified = user.run(&["models", "verify", MODEL, "--json"]).json();
    assert_eq!(
        (&verified["ok"], &verified["check"]),
        (&true.into(), &serde_json::Value::Null)
    );
    let tower = hub.snapshot().join(FILES[1]);
    fs::write(&tower, "cut off").unwrap();
    let line = user.line_of(MODEL);
    assert!(
        line.contains("  damaged  ") && line.contains("text_model.onnx has 7 bytes"),
        "{line}"
    );
    assert!(
        user.run(&["models", "verify", MODEL])
            .error()
            .contains("is damaged")
    );
    fs::write(&tower, &hub.file(FILES[1]).bytes).unwrap();

    let removed = user.run(&["models", "remove", MODEL]);
    assert_eq!(removed.status, Some(0), "{}", removed.stderr);
    assert!(
        removed.stdout.contains("8.9 MB are free"),
        "{}",
        removed.stdout
    );
    assert!(user.line_of(MODEL).contains("to download"));
    let refused = user.run(&["models", "remove", MODEL]);
    assert!(refused.error().contains("not on this disk"));

    for ran in [&installed, &removed] {
        assert!(!format!("{}{}", ran.stdout, ran.stderr).contains("hf_s3cret"));
    }
}

#[test]
fn an_installation_goes_on_after_the_program_was_killed() {
    let slowly = |seen: &Seen, reply: Reply| match seen.number {
        0 => reply.slowly(1 << 14, Duration::from_millis(20)),
        _ => reply,
    };
    let hub = Hub::behaving(|_, reply| reply, slowly);
    let user = User::of(&hub);
    let mut child = user
        .command(
            &["models", "install", MODEL, "--engine", "builtin"],
            &hub.cache(),
        )
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let name = hub.file(FILES[0]).sha256();
    let part = hub.blobs().join(format!("{name}.part"));
    while fs::metadata(&part).map_or(0, |part| part.len()) == 0 {
        assert!(child.try_wait().unwrap().is_none(), "it ended too early");
        std::thread::sleep(Duration::from_millis(5));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(!hub.blobs().join(&name).exists(), "half a file has no name");
    let line = user.line_of(MODEL);
    assert!(line.contains("% downloaded"), "{line}");
    let installed = user.run(&["models", "install", MODEL, "--engine", "builtin"]);
    assert_eq!(installed.status, Some(0), "{}", installed.stderr);
    assert!(user.line_of(MODEL).contains("installed, verified"));
}

#[test]
fn columns_are_aligned() {
    let hub = Hub::start();
    let user = User::of(&hub);
    let ran = user.run(&["models"]);
    let starts: Vec<usize> = ran
        .stdout
        .lines()
        .map(|line| line.find("built in").or(line.find("to download")).unwrap())
        .collect();
    assert_eq!(starts.len(), 3);
    assert!(
        starts.iter().all(|start| start == &starts[0]),
        "{}",
        ran.stdout
    );
}

#[test]
fn errors_have_status_1_and_say_what_to_do() {
    let hub = Hub::start();
    let user = User::of(&hub);
    let unknown = user.run(&["models", "install", "no-such-model"]);
    assert!(
        unknown
            .error()
            .contains("\"models list\" shows what is there")
    );
    let not_there = user.run(&["models", "verify", MODEL]);
    assert!(not_there.error().contains("models install small-clip"));
    let nothing = user.run(&["embed", "sample", "--model", MODEL, "--out", "unused"]);
    assert!(nothing.error().contains("not installed"));
    fs::write(hub.catalog_file(), "[[model]]\nid = 3\n").unwrap();
    let broken = user.run(&["models", "list"]);
    assert!(
        broken.error().contains("VECTORSEARCH_MODELS"),
        "{}",
        broken.error()
    );
}

/// What the built-in engine computes, as if it had been published.
fn reference_of(hub: &Hub) -> String {
    let spec = ModelSpec::open(&hub.snapshot()).unwrap();
    let tokenizer = TextTokenizer::load(&spec.text.tokenizer, spec.text.length).unwrap();
    let options = LoadOptions::on_cpu(1);
    let mut encoder = common::engines()[0].load_text(&spec, options).unwrap();
    let vector = encoder
        .encode(&tokenizer.encode("red shoes").unwrap())
        .unwrap();
    let sum: f64 = vector.iter().map(|&value| f64::from(value)).sum();
    let first: Vec<f32> = vector[..4].to_vec();
    serde_json::json!({"texts": [{"text": "red shoes", "first": first, "sum": sum}]}).to_string()
}

/// The published values here are those of the model itself, and then those of another one.
#[test]
fn a_model_is_compared_with_its_published_values() {
    let hub = Hub::start();
    let catalog = fs::read_to_string(hub.catalog_file()).unwrap();
    let catalog = catalog.replacen("precision = ", "reference = \"values\"\nprecision = ", 1);
    fs::write(hub.catalog_file(), catalog).unwrap();
    let values = hub.home.path().join("values.json");
    fs::write(
        &values,
        r#"{"texts": [{"text": "red shoes", "sum": 1000.0}]}"#,
    )
    .unwrap();
    let user = User::of(&hub);
    let differs = user.run(&["models", "install", MODEL, "--engine", "builtin"]);
    assert!(
        differs
            .error()
            .contains("does not give the published values"),
        "{}",
        differs.error()
    );
    assert!(differs.error().contains("red shoes"));
    assert!(
        user.line_of(MODEL)
            .contains("installed, verified, but see verify")
    );
    let list = user.run(&["models", "list", "--json"]).json();
    assert_eq!(list[1]["check"]["ok"], false);
    let failed = user.run(&["models", "verify", MODEL, "--engine", "builtin"]);
    assert!(failed.error().contains("--engine"));

    fs::write(&values, reference_of(&hub)).unwrap();
    let agrees = user.run(&["models", "verify", MODEL, "--engine", "builtin"]);
    assert_eq!(agrees.status, Some(0), "{}", agrees.stderr);
    assert!(
        agrees
            .stdout
            .contains("model verified with built-in engine"),
        "{}",
        agrees.stdout
    );
    assert!(!user.line_of(MODEL).contains("but see"));
}

#[test]
fn a_run_is_searched_by_text_after_the_cache_has_moved() {
    let hub = Hub::start();
    hub.fill_cache(REVISION, &FILES);
    let user = User::of(&hub);
    let out = hub.home.path().join("run");
    let embed = [
        "embed", "sample", "--limit", "12", "--engine", "builtin", "--model", MODEL, "--out",
    ];
    let embed: Vec<&OsStr> = embed
        .iter()
        .map(OsStr::new)
        .chain([out.as_os_str()])
        .collect();
    let embedded = user.run(&embed);
    assert_eq!(embedded.status, Some(0), "{}", embedded.stderr);
    let record = fs::read_to_string(out.join("run.json")).unwrap();
    assert!(record.contains(MODEL) && !record.contains("hf_s3cret"));

    let moved = hub.home.path().join("another disk/hub");
    fs::create_dir_all(moved.parent().unwrap()).unwrap();
    fs::rename(hub.cache(), &moved).unwrap();
    let search = [
        "search",
        out.to_str().unwrap(),
        "--text",
        "red shoes",
        "--json",
        "--engine",
        "builtin",
    ];
    let lost = user.run(&search);
    assert!(
        lost.error().contains("no longer where it was"),
        "{}",
        lost.error()
    );
    let found = user.run_with_cache(&search, &moved).json();
    assert_eq!(found.as_array().unwrap().len(), 10);
}
