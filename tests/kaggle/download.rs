//! From Kaggle to a dataset folder, whatever comes in between.

use std::fs;
use std::process::{Child, Stdio};
use std::thread;
use std::time::Duration;

use crate::common::server::{Random, Reply};
use crate::site::{Kaggle, User, archive_of, relative, sample};

/// The folder is the dataset, and nothing is beside it.
fn assert_arrived(user: &User, files: &[(String, Vec<u8>)]) {
    assert!(relative(&user.folder()) == files, "the folder differs");
    let beside = fs::read_dir(user.folder().parent().unwrap()).unwrap();
    assert_eq!(beside.count(), 1, "something was left beside the folder");
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

#[cfg(unix)]
#[test]
fn a_download_that_is_interrupted_says_so_and_goes_on() {
    let files = sample();
    let kaggle = Kaggle::start(
        &archive_of(&files),
        |_| None,
        |request, reply| match request.number {
            0 => reply.silent_after(1 << 20),
            _ => reply,
        },
    );
    let user = User::with_key(&kaggle.service.url(""));
    let part = user.folder().with_extension("zip.part");
    let mut command = user.command_for_download();
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let child = child.spawn().unwrap();
    while fs::metadata(&part).map_or(0, |part| part.len()) < 1 << 20 {
        thread::sleep(Duration::from_millis(5));
    }
    let interrupt = std::process::Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status();
    assert!(interrupt.unwrap().success());
    let ran = child.wait_with_output().unwrap();
    assert_eq!(ran.status.code(), Some(130));
    let said = String::from_utf8(ran.stderr).unwrap();
    assert!(said.contains("What was done is kept"), "{said}");
    user.run_download().json();
    assert_arrived(&user, &files);
    assert_eq!(kaggle.ranges(), [None, Some(1 << 20)]);
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

fn start(user: &User) -> Child {
    let mut command = user.command_for_download();
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
