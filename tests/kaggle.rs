//! The program and a server that behaves as Kaggle does: a service that redirects to a storage on another host.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test that cannot go on shall stop, and says so"
)]

mod common;

use std::fs;
use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use common::server::{Offered, Random, Reply, Seen, Server};
use common::{Program, Ran, contents};
use md5::{Digest, Md5};
use tempfile::TempDir;
use vectorsearch_pro::dataset::write_sample;
use zip::CompressionMethod;
use zip::write::SimpleFileOptions;

const USER: &str = "student";
const KEY: &str = "0k3y0123456789abcdef0123456789ab";
const TOKEN: &str = "KGAT_t0ken0123456789abcdef0123456";
const SIGNATURE: &str = "s1gnature";
const DATASET: &str = "/api/v1/datasets/download/paramaggarwal/fashion-product-images-small";
const PADDING: usize = 12 << 20;

/// Kaggle: the service on 127.0.0.1, the storage on localhost.
struct Kaggle {
    service: Server,
    storage: Server,
}

impl Kaggle {
    /// `refuse` may answer in place of the service, `spoil` may change what the storage sends.
    fn start(
        archive: &[u8],
        refuse: impl Fn(&Seen) -> Option<Reply> + Send + Sync + 'static,
        spoil: impl Fn(&Seen, Reply) -> Reply + Send + Sync + 'static,
    ) -> Self {
        let hash = format!(
            "crc32c=AAAAAA==,md5={}",
            BASE64_STANDARD.encode(Md5::digest(archive))
        );
        let offered = Offered::new(archive);
        let newest = Arc::new(AtomicUsize::new(0));
        let valid = Arc::clone(&newest);
        let storage = Server::start(move |request| {
            let signature = format!("{SIGNATURE}{}", valid.load(Ordering::SeqCst));
            if !request.target.ends_with(&signature) {
                return Reply::new(403).body(format!("<Error>{}</Error>", request.target));
            }
            let reply = offered.reply(request).header("x-goog-hash", &hash);
            spoil(request, reply)
        });
        let elsewhere = storage.url_by_name("/archive.zip?X-Goog-Signature=");
        let service = Server::start(move |request| {
            if let Some(reply) = refuse(request) {
                return reply;
            }
            if request.path() != DATASET {
                return Reply::new(404);
            }
            if !is_known(request) {
                // A careless server that repeats what it was sent.
                let sent = request.header("authorization").unwrap_or_default();
                let message = format!("Unauthorized: {sent}");
                return Reply::json(401, &format!("{{\"code\":401,\"message\":\"{message}\"}}"));
            }
            let number = newest.fetch_add(1, Ordering::SeqCst) + 1;
            Reply::redirect(&format!("{elsewhere}{SIGNATURE}{number}"))
        });
        Self { service, storage }
    }

    /// One that only says no, or yes.
    fn saying(reply: Option<Reply>) -> Self {
        Self::start(&archive_of(&[]), move |_| reply.clone(), |_, reply| reply)
    }

    fn ranges(&self) -> Vec<Option<usize>> {
        self.storage.seen().iter().map(Seen::range_start).collect()
    }
}

fn basic() -> String {
    BASE64_STANDARD.encode(format!("{USER}:{KEY}"))
}

fn is_known(request: &Seen) -> bool {
    let sent = request.header("authorization").unwrap_or_default();
    sent == format!("Basic {}", basic()) || sent == format!("Bearer {TOKEN}")
}

/// A user with a home of their own, and nothing in the environment that is not put there.
struct User {
    home: TempDir,
    program: Program,
    variables: Vec<(String, String)>,
}

impl User {
    fn new(endpoint: &str) -> Self {
        Self {
            home: tempfile::tempdir().unwrap(),
            program: Program::new(),
            variables: vec![("KAGGLE_API_ENDPOINT".into(), endpoint.into())],
        }
    }

    fn with_key(endpoint: &str) -> Self {
        let json = format!("{{\"username\":\"{USER}\",\"key\":\"{KEY}\"}}");
        Self::new(endpoint).file(".kaggle/kaggle.json", &json)
    }

    fn set(mut self, name: &str, value: &str) -> Self {
        self.variables.push((name.to_owned(), value.to_owned()));
        self
    }

    fn file(self, name: &str, text: &str) -> Self {
        let path = self.home.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
        self
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = self.program.command(arguments);
        for name in ["TOKEN", "USERNAME", "KEY", "CONFIG_DIR", "API_TOKEN"] {
            command.env_remove(format!("KAGGLE_{name}"));
        }
        for name in [
            "XDG_CONFIG_HOME",
            "HTTPS_PROXY",
            "https_proxy",
            "ALL_PROXY",
            "all_proxy",
        ] {
            command.env_remove(name);
        }
        command
            .env("HOME", self.home.path())
            .env("USERPROFILE", self.home.path())
            .env("VECTORSEARCH_HOME", self.app())
            .envs(self.variables.iter().map(|(name, value)| (name, value)));
        command
    }

    fn run(&self, arguments: &[&str]) -> Ran {
        Ran::from(self.command(arguments).output().unwrap())
    }

    fn app(&self) -> PathBuf {
        self.home.path().join("app")
    }

    fn folder(&self) -> PathBuf {
        self.home.path().join("data/fashion")
    }

    fn download(&self) -> Vec<String> {
        let folder = self.folder().display().to_string();
        ["kaggle", "download", "--json", "--dir", &folder]
            .map(str::to_owned)
            .into()
    }

    fn run_download(&self) -> Ran {
        let arguments = self.download();
        self.run(&arguments.iter().map(String::as_str).collect::<Vec<_>>())
    }
}

/// A zip file as Kaggle's: everything twice, and a large file that belongs to nothing.
fn archive_of(files: &[(String, Vec<u8>)]) -> Vec<u8> {
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for folder in ["", "myntradataset/"] {
        for (name, bytes) in files {
            zip.start_file(format!("{folder}{name}"), options).unwrap();
            zip.write_all(bytes).unwrap();
        }
    }
    if !files.is_empty() {
        zip.start_file("notes.bin", options).unwrap();
        zip.write_all(&Random::new(1).bytes(PADDING)).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// The drawn sample as files, in place of the real dataset.
fn sample() -> Vec<(String, Vec<u8>)> {
    let folder = tempfile::tempdir().unwrap();
    write_sample(folder.path()).unwrap();
    relative(folder.path())
}

fn relative(folder: &Path) -> Vec<(String, Vec<u8>)> {
    contents(folder)
        .into_iter()
        .map(|(path, bytes)| {
            let name = path.strip_prefix(folder).unwrap();
            (name.to_str().unwrap().replace('\\', "/"), bytes)
        })
        .collect()
}

/// The folder is the dataset, and nothing is beside it.
fn assert_arrived(user: &User, files: &[(String, Vec<u8>)]) {
    assert!(relative(&user.folder()) == files, "the folder differs");
    let beside = fs::read_dir(user.folder().parent().unwrap()).unwrap();
    assert_eq!(beside.count(), 1, "something was left beside the folder");
}

#[test]
fn every_form_of_credentials_is_accepted() {
    let kaggle = Kaggle::saying(None);
    let endpoint = kaggle.service.url("");
    let json = format!("{{\"username\":\"{USER}\",\"key\":\"{KEY}\"}}");
    let new = || User::new(&endpoint);
    let config = tempfile::tempdir().unwrap();
    fs::write(config.path().join("kaggle.json"), &json).unwrap();
    let token_file = config.path().join("token");
    fs::write(&token_file, format!("{TOKEN}\n")).unwrap();
    for user in [
        new().set("KAGGLE_API_TOKEN", TOKEN),
        new().set("KAGGLE_API_TOKEN", token_file.to_str().unwrap()),
        new().file(".kaggle/access_token", TOKEN),
        new().file(".kaggle/access_token.txt", &format!("{TOKEN}\r\n")),
        new().set("KAGGLE_USERNAME", USER).set("KAGGLE_KEY", KEY),
        new().set("KAGGLE_CONFIG_DIR", config.path().to_str().unwrap()),
        new().file(".kaggle/kaggle.json", &json),
    ] {
        let ran = user.run(&["kaggle", "test"]);
        assert_eq!(ran.status, Some(0), "{}", ran.stderr);
        assert!(ran.stdout.contains("can be downloaded"), "{}", ran.stdout);
    }
    let chosen = config.path().join("kaggle.json");
    let ran = new().run(&["kaggle", "test", "--credentials", chosen.to_str().unwrap()]);
    assert_eq!(ran.status, Some(0), "{}", ran.stderr);
    assert!(kaggle.storage.seen().is_empty(), "a test downloads nothing");
}

#[test]
fn a_test_says_what_kaggle_said() {
    let consent = r#"{"code":403,"message":"You must accept the terms first."}"#;
    let other = r#"{"code":403,"message":"Permission denied"}"#;
    for (reply, words) in [
        (
            Reply::json(403, consent),
            "The terms of this dataset were not accepted yet",
        ),
        (Reply::json(403, other), "It says: Permission denied."),
        (Reply::new(404), "Kaggle has no dataset paramaggarwal/"),
        (Reply::new(429), "too many requests"),
        (Reply::new(500), "has a problem of its own"),
        (
            Reply::new(200)
                .body("<html>log in</html>")
                .header("Content-Type", "text/html"),
            "web page in place of",
        ),
    ] {
        let kaggle = Kaggle::saying(Some(reply));
        let ran = User::with_key(&kaggle.service.url("")).run(&["kaggle", "test"]);
        assert!(ran.error().contains(words), "{}", ran.error());
    }
    let kaggle = Kaggle::saying(None);
    let endpoint = kaggle.service.url("");
    let wrong = User::new(&endpoint).set("KAGGLE_API_TOKEN", "KGAT_other");
    let error = wrong.run(&["kaggle", "test"]);
    assert!(
        error.error().contains("Kaggle does not accept a token"),
        "{}",
        error.error()
    );
    let nobody = User::new(&endpoint).run(&["kaggle", "test"]);
    assert!(
        nobody.error().contains("Kaggle asks who you are"),
        "{}",
        nobody.error()
    );
    let missing = User::with_key(&endpoint).run(&["kaggle", "test", "--dataset", "some/thing"]);
    assert!(
        missing.error().contains("Kaggle has no dataset some/thing"),
        "{}",
        missing.error()
    );
    let usage = User::with_key(&endpoint).run(&["kaggle", "test", "--dataset", "thing"]);
    assert_eq!(usage.status, Some(2));
}

#[test]
fn a_test_says_why_kaggle_cannot_be_reached() {
    let gone = Server::start(|_| Reply::new(200)).url("");
    let ran = User::with_key(&gone).run(&["kaggle", "test"]);
    assert!(
        ran.error().contains("does not accept connections"),
        "{}",
        ran.error()
    );

    let proxy = Server::start(|_| Reply::new(407));
    let outside = "https://kaggle.invalid";
    let user = User::with_key(outside).set("HTTPS_PROXY", &proxy.url(""));
    let ran = user.run(&["kaggle", "test"]);
    assert!(
        ran.error().contains("proxy wants a user name"),
        "{}",
        ran.error()
    );
    assert_eq!(proxy.seen()[0].target, "kaggle.invalid:443");

    let ran = User::with_key("http://kaggle.example").run(&["kaggle", "test"]);
    assert!(
        ran.error().contains("KAGGLE_API_ENDPOINT"),
        "{}",
        ran.error()
    );
}

#[test]
fn the_dataset_arrives_unpacked_and_checked() {
    let files = sample();
    let kaggle = Kaggle::start(&archive_of(&files), |_| None, |_, reply| reply);
    let user = User::with_key(&kaggle.service.url("/api/v1/"));
    let result = user.run_download().json();
    assert_arrived(&user, &files);
    assert_eq!(result["usable"], result["rows"]);
    assert_eq!(result["files"], files.len());
    for seen in kaggle.storage.seen() {
        assert_eq!(seen.header("authorization"), None);
    }

    // Nothing is downloaded again, and nobody is asked.
    let asked = kaggle.service.seen().len();
    let again = user.run_download().json();
    assert_eq!(
        (&again["received"], &again["usable"]),
        (&0.into(), &result["usable"])
    );
    assert_eq!(kaggle.service.seen().len(), asked);
}

#[test]
fn an_archive_that_is_kept_serves_again() {
    let files = sample();
    let kaggle = Kaggle::start(&archive_of(&files), |_| None, |_, reply| reply);
    let user = User::with_key(&kaggle.service.url(""));
    let folder = user.folder().display().to_string();
    let ran = user.run(&["kaggle", "download", "--keep-zip", "--dir", &folder]);
    assert_eq!(ran.status, Some(0), "{}", ran.stderr);
    assert!(user.folder().with_extension("zip").exists());
    fs::remove_dir_all(user.folder()).unwrap();
    assert_eq!(user.run_download().json()["received"], 0);
    assert_arrived(&user, &files);
}

#[test]
fn a_folder_with_something_else_is_left_alone() {
    let kaggle = Kaggle::start(&archive_of(&sample()), |_| None, |_, reply| reply);
    let user = User::with_key(&kaggle.service.url("")).file("data/fashion/diary.txt", "mine");
    let ran = user.run_download();
    assert!(
        ran.error().contains("holds something else already"),
        "{}",
        ran.error()
    );
    assert_eq!(
        relative(&user.folder()),
        [("diary.txt".to_owned(), b"mine".to_vec())]
    );
    assert!(kaggle.service.seen().is_empty());
}

#[test]
fn an_address_that_expires_is_renewed() {
    let files = sample();
    let archive = archive_of(&files);
    let half = archive.len() / 2;
    let kaggle = Kaggle::start(
        &archive,
        |_| None,
        move |request, reply| match request.number {
            0 => reply.cut_after(half),
            1 => Reply::new(400).body("<Error><Code>ExpiredToken</Code></Error>"),
            _ => reply,
        },
    );
    let user = User::with_key(&kaggle.service.url(""));
    user.run_download().json();
    assert_arrived(&user, &files);
    assert_eq!(kaggle.ranges(), [None, Some(half), Some(half)]);
    assert_eq!(kaggle.service.seen().len(), 3);
}

#[test]
fn a_damaged_archive_is_not_kept() {
    let kaggle = Kaggle::start(
        &archive_of(&sample()),
        |_| None,
        |_, reply| {
            reply
                .header("x-goog-hash", "md5=kAFQmDzST7DWlj99KOF/cg==")
                .body("PK but not all of it")
        },
    );
    let user = User::with_key(&kaggle.service.url(""));
    let ran = user.run_download();
    assert!(
        ran.error().contains("its MD5 is not the expected one"),
        "{}",
        ran.error()
    );
    let left = fs::read_dir(user.folder().parent().unwrap()).unwrap();
    assert_eq!(left.count(), 0);
}

#[test]
fn a_killed_download_goes_on() {
    let files = sample();
    let kaggle = Kaggle::start(
        &archive_of(&files),
        |_| None,
        |request, reply| match request.number {
            0 => reply.silent_after(11 << 20),
            _ => reply,
        },
    );
    let user = User::with_key(&kaggle.service.url(""));
    let journal = user.folder().with_extension("zip.part.json");
    kill_when(&user, || {
        fs::read_to_string(&journal).is_ok_and(|text| !text.contains("\"synced\":0"))
    });
    assert!(!user.folder().exists());
    user.run_download().json();
    assert_arrived(&user, &files);
    assert!(
        kaggle.ranges()[1].unwrap() >= 8 << 20,
        "{:?}",
        kaggle.ranges()
    );
}

/// Killed again and again, at moments spread over downloading, unpacking and checking.
#[test]
fn whenever_it_is_killed_it_goes_on() {
    let files = sample();
    let kaggle = Kaggle::start(
        &archive_of(&files),
        |_| None,
        |_, reply| reply.slowly(1 << 19, Duration::from_millis(10)),
    );
    let user = User::with_key(&kaggle.service.url(""));
    let mut random = Random::new(7);
    for _ in 0..12 {
        let mut child = start(&user);
        thread::sleep(Duration::from_millis(random.below(900) as u64));
        child.kill().unwrap();
        child.wait().unwrap();
    }
    kill_when(&user, || {
        user.folder().join(".unpacking").exists() || user.folder().join("styles.csv").exists()
    });
    user.run_download().json();
    assert_arrived(&user, &files);
}

fn start(user: &User) -> std::process::Child {
    let arguments = user.download();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let mut command = user.command(&arguments);
    command.stdout(Stdio::null()).stderr(Stdio::null());
    command.spawn().unwrap()
}

/// Kills the download once something is so; not at all if it ends before.
fn kill_when(user: &User, is_so: impl Fn() -> bool) {
    let mut child = start(user);
    while !is_so() && child.try_wait().unwrap().is_none() {
        thread::sleep(Duration::from_millis(2));
    }
    child.kill().unwrap();
    child.wait().unwrap();
}

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
