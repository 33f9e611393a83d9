//! What must be nowhere but in the requests.

use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::sync::Mutex;

use vectorsearch_pro::diagnostics;
use vectorsearch_pro::kaggle::Credentials;
use vectorsearch_pro::net::{Request, Secret};
use vectorsearch_pro::paths::AppPaths;

use crate::common::contents;
use crate::common::server::{Reply, Server};
use crate::site::{KEY, Kaggle, SIGNATURE, TOKEN, USER, User, archive_of, basic, sample};

/// Everything that the program prints and writes, in success and in every kind of failure.
#[test]
fn secrets_are_nowhere_but_in_the_requests() {
    let files = sample();
    let archive = archive_of(&files);
    let third = archive.len() / 3;
    let asked = Mutex::new(0);
    let kaggle = Kaggle::start(
        &archive,
        move |_| {
            let mut asked = asked.lock().unwrap();
            *asked += 1;
            match *asked {
                1 => Some(Reply::json(
                    403,
                    &format!("{{\"message\":\"accept: {KEY} {}\"}}", basic()),
                )),
                2 => Some(Reply::new(500).body(KEY)),
                3 => Some(Reply::redirect(&format!(
                    "http://storage.example/?sig={SIGNATURE}"
                ))),
                _ => None,
            }
        },
        move |request, reply| match request.number {
            0 => reply.cut_after(third),
            1 => Reply::new(403).body(SIGNATURE),
            _ => reply,
        },
    );
    let user = User::with_key(&kaggle.service.url(""));
    let mut texts = Vec::new();
    for _ in 0..3 {
        let ran = user.run_download();
        texts.push(format!("{}{}", ran.stdout, ran.stderr));
    }
    let ran = user.run_download();
    assert_eq!(ran.status, Some(0), "{}", ran.stderr);
    texts.push(format!("{}{}", ran.stdout, ran.stderr));
    let wrong = User::new(&kaggle.service.url("")).set("KAGGLE_API_TOKEN", "KGAT_wr0ng");
    let ran = wrong.run(&["kaggle", "test"]);
    texts.push(format!("{}{}", ran.stdout, ran.stderr));
    let gone = Server::start(|_| Reply::new(200)).url("");
    let ran = User::with_key(&gone).run(&["kaggle", "test"]);
    texts.push(format!("{}{}", ran.stdout, ran.stderr));

    let out = user.home.path().join("out");
    let dataset = user.folder().display().to_string();
    let ran = user.run(&[
        "embed",
        &dataset,
        "--model",
        "starter",
        "--engine",
        "builtin",
        "--limit",
        "2",
        "--out",
        out.to_str().unwrap(),
    ]);
    assert_eq!(ran.status, Some(0), "{}", ran.stderr);
    texts.push(format!("{}{}", ran.stdout, ran.stderr));
    assert!(out.join("run.json").exists());
    assert!(user.app().join("data/log.txt").exists());

    for folder in [user.home.path(), wrong.home.path()] {
        let written = contents(folder).into_iter();
        let written = written.filter(|(path, _)| !path.ends_with(".kaggle/kaggle.json"));
        texts.extend(written.map(|(path, bytes)| {
            format!("{} {}", path.display(), String::from_utf8_lossy(&bytes))
        }));
    }
    let basic = basic();
    for text in &texts {
        for secret in [KEY, TOKEN, SIGNATURE, "KGAT_wr0ng", &basic] {
            assert!(!text.contains(secret), "{text}");
        }
    }
}

/// Everything that a careless piece of code could put into the text of a panic.
fn careless_text() -> String {
    let credentials = Credentials::key(USER, KEY).unwrap();
    let address = format!("https://storage.example/f.zip?X-Goog-Signature={SIGNATURE}");
    let request = Request::get(&address).unwrap();
    let request = request.basic(USER, &Secret::new(KEY)).unwrap();
    format!(
        "careless: {credentials:?} {request:?} {address} {{\"username\":\"{USER}\",\"key\":\"{KEY}\"}} \
         Authorization: Basic {} token {TOKEN}",
        basic()
    )
}

#[test]
#[ignore = "the child process of the next test"]
fn child_that_crashes() {
    let home = PathBuf::from(std::env::var("CHILD_HOME").unwrap());
    diagnostics::start(&AppPaths::below(&home));
    panic!("{}", careless_text());
}

#[test]
fn crash_reports_and_diagnostics_tell_no_secrets() {
    let home = tempfile::tempdir().unwrap();
    let child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "--ignored", "secrets::child_that_crashes"])
        .env("CHILD_HOME", home.path())
        .output()
        .unwrap();
    assert!(!child.status.success());
    let paths = AppPaths::below(home.path());
    let log = fs::read_to_string(paths.log()).unwrap();
    let facts = [("Proxy", format!("http://{USER}:{KEY}@proxy.example:8080"))];
    let report = diagnostics::for_a_report(&paths, &facts, 500);
    for text in [&log, &report] {
        assert!(text.contains("careless"), "the crash is not in it: {text}");
        for secret in [KEY, TOKEN, SIGNATURE, &basic()] {
            assert!(!text.contains(secret), "{text}");
        }
    }
    assert!(report.contains("proxy.example"), "{report}");
}
