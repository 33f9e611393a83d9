//! What must be nowhere but in the requests.

use std::sync::Mutex;

use crate::common::contents;
use crate::common::server::{Reply, Server};
use crate::site::{KEY, Kaggle, SIGNATURE, TOKEN, User, archive_of, basic, sample};

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
