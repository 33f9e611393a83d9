//! Two programs at once: the second says that the first is at it, and nothing is ever damaged.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stderr,
    reason = "a test that cannot go on shall stop, and says so"
)]

mod archive_support;
mod common;
#[cfg(unix)]
mod dataset_support;
mod hub_support;

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use archive_support::assert_says;
use common::server::{Reply, Server};
use common::{Program, Ran, contents};
use hub_support::{FILES, Hub, MODEL};
use vectorsearch_pro::inference::package::{BASE_VARIABLE, release};

/// Starts a command in the background.
fn start(mut command: Command) -> Child {
    let command = command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command.spawn().unwrap()
}

fn ended(child: Child) -> Ran {
    Ran::from(child.wait_with_output().unwrap())
}

/// Waits until something is so while the child is at work.
fn until(child: &mut Child, is_so: impl Fn() -> bool) {
    while !is_so() {
        assert!(child.try_wait().unwrap().is_none(), "it ended too early");
        thread::sleep(Duration::from_millis(2));
    }
}

/// Runs a command as two processes that start together.
fn both(command: impl Fn() -> Command) -> [Ran; 2] {
    [command(), command()].map(start).map(ended)
}

/// At least one did it, and the other one too or it has said why not.
fn one_or_both(ran: &[Ran; 2], why: &str) {
    assert!(ran.iter().any(|ran| ran.status == Some(0)));
    for ran in ran.iter().filter(|ran| ran.status != Some(0)) {
        assert_says(ran.error(), why);
    }
}

/// The program of a user whose Hugging Face is `hub`.
fn models<S: AsRef<OsStr>>(program: &Program, hub: &Hub, arguments: &[S]) -> Command {
    let mut command = program.command(arguments);
    command
        .env("VECTORSEARCH_MODELS", hub.catalog_file())
        .env("HF_HUB_CACHE", hub.cache())
        .env("HF_ENDPOINT", hub.site.url(""))
        .env_remove("HF_HUB_OFFLINE")
        .env_remove("TRANSFORMERS_OFFLINE");
    command
}

fn run(mut command: Command) -> Ran {
    Ran::from(command.output().unwrap())
}

#[test]
fn a_model_is_downloaded_by_one_of_them() {
    let slowly =
        |_: &common::server::Seen, reply: Reply| reply.slowly(1 << 14, Duration::from_millis(10));
    let hub = Hub::behaving(|_, reply| reply, slowly);
    let program = Program::new();
    let install = ["models", "install", MODEL, "--engine", "builtin"];
    let mut first = start(models(&program, &hub, &install));
    let name = hub.file(FILES[0]).sha256();
    let part = hub.blobs().join(format!("{name}.part"));
    until(&mut first, || part.exists());
    for arguments in [&install[..], &["models", "remove", MODEL]] {
        let ran = run(models(&program, &hub, arguments));
        assert_says(ran.error(), "is being changed already");
        assert_says(ran.error(), "Another window or another run");
    }
    let ran = ended(first);
    assert_eq!(ran.status, Some(0), "{}", ran.stderr);
    let list = run(models(&program, &hub, &["models", "list"]));
    assert!(
        list.stdout.contains("installed, verified"),
        "{}",
        list.stdout
    );
    let fetched = hub.storage.seen().len();
    assert_eq!(fetched, 2, "each tower was fetched once");
}

#[test]
fn a_model_is_imported_by_one_of_them() {
    let hub = Hub::start();
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().join("ours");
    for path in FILES {
        let target = folder.join(path);
        fs::create_dir_all(target.parent().unwrap()).unwrap();
        // Other bytes than those of the catalogue, so that it is a model of its own.
        let bytes = hub.file(path).bytes.clone();
        let own = match path {
            "onnx/vision_model.onnx" => [bytes.as_slice(), b"\x32\x04ours"].concat(),
            _ => bytes,
        };
        fs::write(target, own).unwrap();
    }
    for _ in 0..3 {
        let program = Program::new();
        let import = ["models".as_ref(), "import".as_ref(), folder.as_os_str()];
        let ran = both(|| models(&program, &hub, &import));
        let done = ran.iter().filter(|ran| ran.status == Some(0)).count();
        assert_eq!(done, 1, "{} {}", ran[0].stderr, ran[1].stderr);
        for ran in ran.iter().filter(|ran| ran.status != Some(0)) {
            assert!(
                ran.error().contains("is being imported already")
                    || ran.error().contains("is already there"),
                "{}",
                ran.error()
            );
        }
        let imported = program.home().join("data/models/ours");
        for (path, bytes) in contents(&folder) {
            let theirs = imported.join(path.strip_prefix(&folder).unwrap());
            assert!(fs::read(theirs).unwrap() == bytes, "{}", path.display());
        }
        let list = run(models(&program, &hub, &["models", "list"]));
        let line = list
            .stdout
            .lines()
            .find(|line| line.starts_with("ours"))
            .unwrap();
        assert!(line.contains("installed, verified"), "{line}");
    }
}

#[test]
fn a_runtime_is_downloaded_by_one_of_them() {
    let Ok(release) = release("onnxruntime") else {
        eprintln!("skipped: no release is made for this computer");
        return;
    };
    let size = release.bytes.unwrap() as usize;
    // Of the right length and kind, so that only the hash would tell; slow, so that there is time.
    let server = Server::start(move |_| {
        let mut body = vec![0; size];
        body[..2].copy_from_slice(if release.file.ends_with("zip") {
            b"PK"
        } else {
            b"\x1f\x8b"
        });
        Reply::new(200)
            .body(body)
            .slowly(1 << 12, Duration::from_millis(50))
    });
    let without = Server::start(|_| Reply::new(404));
    let program = Program::new();
    let install = |server: &Server| {
        let mut command = program.command(&["runtime", "install"]);
        command.env(BASE_VARIABLE, server.url(""));
        command
    };
    let mut first = start(install(&server));
    let downloads = program.home().join("data/runtime/.downloads");
    let is_begun = || {
        let names = fs::read_dir(&downloads).into_iter().flatten().flatten();
        names
            .map(|entry| entry.path())
            .any(|path| path.extension() == Some("lock".as_ref()))
    };
    until(&mut first, is_begun);
    let ran = run(install(&server));
    assert_says(
        ran.error(),
        "ONNX Runtime is being installed or removed already",
    );
    first.kill().unwrap();
    first.wait().unwrap();
    // Who was killed holds nothing: the next one gets as far as the server.
    let ran = run(install(&without));
    assert_says(ran.error(), "does not have this file");
}

#[test]
fn a_runtime_is_imported_by_one_of_them() {
    let Some(library) = std::env::var_os("ORT_DYLIB_PATH") else {
        eprintln!("skipped: ORT_DYLIB_PATH names no ONNX Runtime library");
        return;
    };
    let library = PathBuf::from(library).canonicalize().unwrap();
    for _ in 0..3 {
        let program = Program::new();
        let import = ["runtime".as_ref(), "import".as_ref(), library.as_os_str()];
        let ran = both(|| program.command(&import));
        one_or_both(&ran, "is being installed or removed already");
        let list = program.run(&["runtime", "list", "--json"]).json();
        let installed = list["installed"].as_array().unwrap();
        assert_eq!(installed.len(), 1);
        assert!(installed[0]["damage"].is_null());
        let theirs = Path::new(installed[0]["library"].as_str().unwrap());
        assert!(fs::read(theirs).unwrap() == fs::read(&library).unwrap());
        let store = program.home().join("data/runtime");
        assert_eq!(
            fs::read_dir(store).unwrap().count(),
            1,
            "something was left"
        );
    }
}

/// Where a process can be held in the middle of its work.
#[cfg(unix)]
mod held {
    use vectorsearch_pro::archive::unfinished;

    use super::*;
    use crate::archive_support::noise;
    use crate::dataset_support::{JPEG, zip_of};

    /// Holds a process, or lets it go on.
    fn signal(child: &Child, name: &str) {
        let sent = Command::new("kill")
            .args([name, &child.id().to_string()])
            .status();
        assert!(sent.unwrap().success());
    }

    #[test]
    fn a_folder_is_filled_by_one_of_them() {
        let place = tempfile::tempdir().unwrap();
        let (zip, target) = (place.path().join("a.zip"), place.path().join("out"));
        let picture = |id| {
            let bytes = [JPEG, &noise(id, 2000)].concat();
            (format!("images/{id}.jpg"), bytes)
        };
        let pictures: Vec<(String, Vec<u8>)> = (0..4000).map(picture).collect();
        let mut files: Vec<(&str, &[u8])> =
            vec![("styles.csv", b"id,productDisplayName\n7,Shoe\n")];
        files.extend(
            pictures
                .iter()
                .map(|(name, bytes)| (name.as_str(), bytes.as_slice())),
        );
        zip_of(&zip, &files);
        let program = Program::new();
        let arguments = ["unpack".as_ref(), zip.as_os_str(), target.as_os_str()];
        let mut first = start(program.command(&arguments));
        until(&mut first, || unfinished(&target).is_some());
        signal(&first, "-STOP");
        let second = program.run(&arguments);
        let other = place.path().join("other.zip");
        zip_of(
            &other,
            &[
                ("images/1.jpg", JPEG),
                ("styles.csv", b"id,productDisplayName\n1,Cap\n"),
            ],
        );
        let third = program.run(&["unpack".as_ref(), other.as_os_str(), target.as_os_str()]);
        signal(&first, "-CONT");
        for ran in [second, third] {
            assert_says(
                ran.error(),
                "Something is being unpacked into this folder already",
            );
            assert_says(ran.error(), "Another window or another run");
        }
        let ran = ended(first);
        assert_eq!(ran.status, Some(0), "{}", ran.stderr);
        assert_eq!(contents(&target).len(), 4001);
        for (name, bytes) in &pictures {
            assert!(fs::read(target.join(name)).unwrap() == *bytes, "{name}");
        }
        // Together on an empty folder, again and again: one of them or both, one after the other.
        for round in 0..5 {
            let target = place.path().join(format!("together {round}"));
            let ran = both(|| {
                program.command(&["unpack".as_ref(), other.as_os_str(), target.as_os_str()])
            });
            one_or_both(&ran, "being unpacked into this folder already");
            assert_eq!(contents(&target).len(), 2);
        }
    }
}
