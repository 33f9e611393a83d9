//! The downloader against servers that behave well, badly and strangely.
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
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use common::server::{Offered, Random, Reply, Seen, Server};
use sha2::{Digest, Sha256};
use tempfile::TempDir;
use vectorsearch_pro::artifact::hex;
use vectorsearch_pro::job::Control;
use vectorsearch_pro::net::{
    Download, Expected, Fetched, Network, NetworkSettings, Refusal, Request, RetryPolicy, Secret,
    Source, TransferProgress, TransferState,
};
use vectorsearch_pro::{Error, Result};

const ZIP: &[u8] = b"PK\x03\x04";

/// Quick to lose patience, so that tests are quick.
fn settings() -> NetworkSettings {
    NetworkSettings {
        stall_timeout: Duration::from_millis(400),
        retry: RetryPolicy {
            failures: 4,
            first_pause: Duration::from_millis(1),
            longest_pause: Duration::from_millis(5),
            longest_asked: Duration::from_secs(2),
        },
        ..NetworkSettings::default()
    }
}

fn zip_like(size: usize) -> Vec<u8> {
    let mut bytes = Random::new(size as u64).bytes(size);
    bytes[..ZIP.len()].copy_from_slice(ZIP);
    bytes
}

fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// A folder to download to.
struct Desk {
    folder: TempDir,
    progress: TransferProgress,
}

impl Desk {
    fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
            progress: TransferProgress::default(),
        }
    }

    fn target(&self) -> PathBuf {
        self.folder.path().join("file.zip")
    }

    fn fetch(&self, url: &str, expected: &Expected) -> Result<Fetched> {
        self.fetch_from(&mut Request::get(url).unwrap(), expected, &Control::new())
    }

    fn fetch_from(
        &self,
        source: &mut dyn Source,
        expected: &Expected,
        control: &Control,
    ) -> Result<Fetched> {
        let mut download = Download {
            source,
            target: self.target(),
            expected: expected.clone(),
        };
        let network = Network::new(&settings()).unwrap();
        network.fetch(&mut download, control, &self.progress)
    }

    /// The error of a download that must fail.
    fn error(&self, url: &str, expected: &Expected) -> String {
        self.fetch(url, expected).unwrap_err().to_string()
    }

    fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.folder.path()).unwrap();
        let mut names: Vec<_> = entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    fn assert_holds(&self, bytes: &[u8]) {
        assert_eq!(self.names(), ["file.zip"]);
        assert!(
            fs::read(self.target()).unwrap() == bytes,
            "the file is another one"
        );
    }

    /// What a stopped download left: its bytes so far.
    fn part(&self) -> Vec<u8> {
        assert_eq!(self.names(), ["file.zip.part", "file.zip.part.json"]);
        fs::read(self.folder.path().join("file.zip.part")).unwrap()
    }
}

/// A server whose answers come one after the other; the last one is repeated.
fn in_turn(replies: Vec<Reply>) -> Server {
    Server::start(move |request| replies[request.number.min(replies.len() - 1)].clone())
}

fn any() -> Expected {
    Expected::default()
}

#[test]
fn a_file_arrives_whole_and_named() {
    let bytes = zip_like(300_000);
    let offered = Offered::new(&bytes);
    let server = Server::start(move |request| offered.reply(request));
    let desk = Desk::new();
    let expected = Expected::pinned(bytes.len() as u64, &sha256(&bytes));
    let fetched = desk.fetch(&server.url("/file.zip"), &expected).unwrap();
    desk.assert_holds(&bytes);
    assert_eq!(fetched.sha256, sha256(&bytes));
    assert_eq!(fetched.etag.as_deref(), Some("first"));
    assert_eq!(fetched.received, bytes.len() as u64);
    let snapshot = desk.progress.snapshot();
    assert_eq!(snapshot.state, TransferState::Done);
    assert_eq!(
        (snapshot.done, snapshot.total),
        (bytes.len() as u64, Some(bytes.len() as u64))
    );

    let seen = &server.seen()[0];
    assert!(
        seen.header("user-agent")
            .unwrap()
            .starts_with("VectorSearchPro/")
    );
    assert_eq!(seen.header("accept-encoding"), Some("identity"));

    // The right file is already there: nobody is asked.
    let again = desk.fetch(&server.url("/file.zip"), &expected).unwrap();
    assert_eq!((again.received, server.seen().len()), (0, 1));
}

#[test]
fn an_empty_file_is_a_file() {
    let server = in_turn(vec![Reply::new(200)]);
    let desk = Desk::new();
    assert_eq!(desk.fetch(&server.url("/"), &any()).unwrap().size, 0);
    desk.assert_holds(b"");
}

#[test]
fn a_cut_connection_is_continued_where_it_was_cut() {
    let bytes = zip_like(200_000);
    let offered = Offered::new(&bytes);
    let server = Server::start(move |request| match request.number {
        0 => offered.reply(request).cut_after(70_000),
        1 => offered.reply(request).cut_after(50_000),
        _ => offered.reply(request),
    });
    let desk = Desk::new();
    desk.fetch(&server.url("/"), &any()).unwrap();
    desk.assert_holds(&bytes);
    let starts: Vec<_> = server.seen().iter().map(Seen::range_start).collect();
    assert_eq!(starts, [None, Some(70_000), Some(120_000)]);
    assert_eq!(server.seen()[1].header("if-range"), Some("\"first\""));
}

/// A hundred bad connections: cut anywhere, silent, hung up, with and without ranges, with a file that changes.
#[test]
fn whatever_the_connection_does_the_file_is_right() {
    for seed in 0..100 {
        let mut random = Random::new(seed);
        let length = 1 + random.below(60_000);
        let old = Offered::new(&random.bytes(length));
        let length = 1 + random.below(60_000);
        let mut new = Offered::new(&random.bytes(length));
        new.etag = Some("\"second\"".into());
        new.ranges = random.below(4) > 0;
        let right = new.bytes.clone();
        let changes_at = random.below(3);
        let random = Mutex::new(random);
        let server = Server::start(move |request| {
            let mut random = random.lock().unwrap();
            let offered = if request.number < changes_at {
                &old
            } else {
                &new
            };
            let reply = offered.reply(request);
            let bytes = random.below(60_000);
            // Without ranges a download begins anew each time, so it needs a good day.
            match random.below(if offered.ranges { 8 } else { 16 }) {
                0 => Reply::hang_up(),
                1 => Reply::new(503),
                2 | 3 => reply.cut_after(bytes),
                4 => reply.chunked().cut_after(bytes),
                _ => reply,
            }
        });
        let desk = Desk::new();
        let mut patient = settings();
        patient.retry.failures = 1000;
        let mut source = Request::get(&server.url("/")).unwrap();
        let mut download = Download {
            source: &mut source,
            target: desk.target(),
            expected: Expected {
                sha256: Some(sha256(&right)),
                ..Expected::default()
            },
        };
        let network = Network::new(&patient).unwrap();
        let mut wrong = 0;
        while let Err(error) = network.fetch(&mut download, &Control::new(), &desk.progress) {
            // The old file, whole: its hash betrays it. Never a mixture, so never more often than it was sent.
            wrong += 1;
            assert!(
                error.to_string().contains("SHA-256"),
                "seed {seed}: {error}"
            );
            assert!(wrong <= changes_at, "seed {seed}");
            assert!(desk.names().is_empty(), "seed {seed}");
        }
        desk.assert_holds(&right);
    }
}

#[test]
fn a_changed_file_begins_anew() {
    let (old, new) = (zip_like(100_000), zip_like(120_000));
    for honours_conditions in [true, false] {
        let (first, mut second) = (Offered::new(&old), Offered::new(&new));
        second.etag = Some("\"second\"".into());
        let server = Server::start(move |request| match request.number {
            0 => first.reply(request).cut_after(60_000),
            _ if honours_conditions => second.reply(request),
            _ => {
                let mut blind = request.clone();
                blind.headers.retain(|(name, _)| name != "if-range");
                second.reply(&blind)
            }
        });
        let desk = Desk::new();
        desk.fetch(&server.url("/"), &any()).unwrap();
        desk.assert_holds(&new);
    }
}

#[test]
fn a_server_without_ranges_begins_anew() {
    let bytes = zip_like(100_000);
    let offered = Offered {
        ranges: false,
        ..Offered::new(&bytes)
    };
    let server = Server::start(move |request| match request.number {
        0 => offered.reply(request).cut_after(60_000),
        _ => offered.reply(request),
    });
    let desk = Desk::new();
    let fetched = desk.fetch(&server.url("/"), &any()).unwrap();
    desk.assert_holds(&bytes);
    assert_eq!(fetched.received, 160_000);
}

#[test]
fn a_refused_range_begins_anew() {
    let bytes = zip_like(100_000);
    let offered = Offered::new(&bytes);
    let server = Server::start(move |request| match request.number {
        0 => offered.reply(request).cut_after(60_000),
        1 => Reply::new(416),
        _ => offered.reply(request),
    });
    let desk = Desk::new();
    desk.fetch(&server.url("/"), &any()).unwrap();
    desk.assert_holds(&bytes);
    assert_eq!(server.seen()[2].range_start(), None);
}

#[test]
fn a_range_that_is_not_the_one_asked_for_is_not_used() {
    let bytes = zip_like(100_000);
    let offered = Offered::new(&bytes);
    let rest = bytes[50_000..].to_vec();
    let server = Server::start(move |request| match request.number {
        0 => offered.reply(request).cut_after(60_000),
        1 => Reply::new(206)
            .header("Content-Range", "bytes 50000-99999/100000")
            .body(rest.as_slice()),
        _ => offered.reply(request),
    });
    let desk = Desk::new();
    desk.fetch(&server.url("/"), &any()).unwrap();
    desk.assert_holds(&bytes);
}

#[test]
fn without_tag_or_hash_nothing_is_pieced_together() {
    let bytes = zip_like(100_000);
    let offered = Offered {
        etag: None,
        ..Offered::new(&bytes)
    };
    let server = Server::start(move |request| match request.number {
        0 => offered.reply(request).cut_after(60_000),
        _ => offered.reply(request),
    });
    let desk = Desk::new();
    desk.fetch(&server.url("/"), &any()).unwrap();
    desk.assert_holds(&bytes);
    assert_eq!(server.seen()[1].range_start(), None);
}

#[test]
fn what_a_bad_range_left_is_downloaded_once_more() {
    let bytes = zip_like(100_000);
    let offered = Offered::new(&bytes);
    let server = Server::start(move |request| match request.number {
        0 => offered.reply(request).cut_after(60_000),
        1 => {
            // The right headers over wrong bytes.
            let mut wrong = offered.clone();
            wrong.bytes[70_000] ^= 1;
            wrong.reply(request)
        }
        _ => offered.reply(request),
    });
    let desk = Desk::new();
    let expected = Expected::pinned(100_000, &sha256(&bytes));
    desk.fetch(&server.url("/"), &expected).unwrap();
    desk.assert_holds(&bytes);
}

#[test]
fn a_wrong_hash_is_deleted() {
    let bytes = zip_like(10_000);
    let server = in_turn(vec![Offered::new(&bytes).reply(&Seen::default())]);
    for expected in [
        Expected::pinned(10_000, &sha256(b"other")),
        Expected {
            md5: Some("900150983cd24fb0d6963f7d28e17f72".into()),
            ..Expected::default()
        },
    ] {
        let desk = Desk::new();
        let error = desk.error(&server.url("/"), &expected);
        assert!(error.contains("not the expected one"), "{error}");
        assert!(error.contains("deleted"), "{error}");
        assert!(desk.names().is_empty());
    }
    assert_eq!(
        server.seen().len(),
        2,
        "a wrong file is not asked for again"
    );
}

#[test]
fn the_hash_that_the_storage_promises_is_checked() {
    let promise = "crc32c=AAAAAA==,md5=kAFQmDzST7DWlj99KOF/cg==";
    let server = Server::start(move |request| {
        let body: &[u8] = if request.path() == "/right" {
            b"abc"
        } else {
            b"abd"
        };
        Reply::new(200).header("x-goog-hash", promise).body(body)
    });
    let desk = Desk::new();
    let error = desk.error(&server.url("/wrong"), &any());
    assert!(error.contains("MD5"), "{error}");
    assert!(desk.names().is_empty());
    desk.fetch(&server.url("/right"), &any()).unwrap();
    desk.assert_holds(b"abc");
}

#[test]
fn a_wrong_length_is_refused() {
    let bytes = zip_like(10_000);
    let plain = Reply::new(200).body(bytes.as_slice());
    let server = in_turn(vec![plain.clone(), plain.chunked()]);
    let desk = Desk::new();
    let expected = Expected {
        size: Some(9_999),
        ..Expected::default()
    };
    let said = desk.error(&server.url("/"), &expected);
    assert!(said.contains("10000 bytes long in place of 9999"), "{said}");
    let unsaid = desk.error(&server.url("/"), &expected);
    assert!(unsaid.contains("longer than it should be"), "{unsaid}");
    assert!(desk.names().is_empty());
}

#[test]
fn a_file_of_unknown_length_needs_a_proof() {
    let bytes = zip_like(10_000);
    let server = in_turn(vec![
        Reply::new(200).body(bytes.as_slice()).without_length(),
    ]);
    let desk = Desk::new();
    let error = desk.error(&server.url("/"), &any());
    assert!(error.contains("does not say how long"), "{error}");
    let expected = Expected {
        sha256: Some(sha256(&bytes)),
        ..Expected::default()
    };
    desk.fetch(&server.url("/"), &expected).unwrap();
    desk.assert_holds(&bytes);
}

#[test]
fn a_compressed_answer_is_refused() {
    let server = in_turn(vec![
        Reply::new(200)
            .header("Content-Encoding", "gzip")
            .body(zip_like(1000)),
    ]);
    let desk = Desk::new();
    let error = desk.error(&server.url("/"), &any());
    assert!(error.contains("compressed"), "{error}");
    assert!(desk.names().is_empty());
}

#[test]
fn a_login_page_is_not_the_file_and_harms_nothing() {
    let bytes = zip_like(100_000);
    let offered = Offered::new(&bytes);
    let page = "<!DOCTYPE html><title>Free Wi-Fi</title>";
    let server = Server::start(move |request| match request.number {
        0 => offered.reply(request).cut_after(60_000),
        1 => Reply::new(200)
            .header("Content-Type", "text/html")
            .body(page),
        2 => Reply::new(200).body(format!("\n {page}")),
        3 => Reply::new(511),
        4 => Reply::new(200).body("something else"),
        _ => offered.reply(request),
    });
    let desk = Desk::new();
    let expected = Expected {
        begins_with: Some(ZIP),
        ..Expected::default()
    };
    for _ in 0..3 {
        let error = desk.error(&server.url("/"), &expected);
        assert!(error.contains("web page in place of the file"), "{error}");
        assert_eq!(desk.part().len(), 60_000, "what has arrived is kept");
    }
    let error = desk.error(&server.url("/"), &expected);
    assert!(error.contains("something else than the file"), "{error}");
    desk.fetch(&server.url("/"), &expected).unwrap();
    desk.assert_holds(&bytes);
    assert_eq!(server.seen()[5].range_start(), Some(60_000));
}

#[test]
fn a_busy_server_is_asked_again() {
    let bytes = zip_like(1000);
    let server = in_turn(vec![
        Reply::new(500),
        Reply::new(429).header("Retry-After", "1"),
        Reply::hang_up(),
        Reply::new(200).body(bytes.as_slice()),
    ]);
    let desk = Desk::new();
    desk.fetch(&server.url("/"), &any()).unwrap();
    desk.assert_holds(&bytes);
    assert_eq!(server.seen().len(), 4);
}

#[test]
fn a_server_that_stays_busy_ends_the_download() {
    let desk = Desk::new();
    let server = in_turn(vec![Reply::new(503)]);
    let error = desk.error(&server.url("/"), &any());
    assert!(
        error.contains("has a problem of its own (HTTP status 503)"),
        "{error}"
    );
    assert_eq!(server.seen().len(), 4);

    let server = in_turn(vec![Reply::new(429).header("Retry-After", "3600")]);
    let error = desk.error(&server.url("/"), &any());
    assert!(error.contains("try again in about 60 minutes"), "{error}");
    assert_eq!(server.seen().len(), 1, "an hour is not waited for");
}

#[test]
fn a_refusal_is_said_at_once_and_in_words() {
    let consent = r#"{"code":403,"message":"You must accept the terms"}"#;
    for (reply, words) in [
        (Reply::json(401, "{}"), "asks for a valid key"),
        (
            Reply::json(403, consent),
            "It says: You must accept the terms.",
        ),
        (Reply::new(404), "does not have this file"),
        (Reply::new(410), "does not have this file"),
        (Reply::new(451), "may not give out"),
        (Reply::new(418), "makes no sense"),
        (Reply::new(304), "makes no sense"),
        (Reply::new(302), "makes no sense"),
        (Reply::redirect("http://"), "an address that makes no sense"),
        (
            Reply::redirect("http://storage.example/f?sig=s1gned"),
            "not safe",
        ),
    ] {
        let server = in_turn(vec![reply]);
        let desk = Desk::new();
        let error = desk.error(&server.url("/"), &any());
        assert!(error.contains(words), "{error}");
        assert!(!error.contains("s1gned"), "{error}");
        assert!(desk.names().is_empty());
        assert_eq!(server.seen().len(), 1, "{error}");
    }
}

#[test]
fn circles_are_left() {
    let server = in_turn(vec![Reply::redirect("/again")]);
    let error = Desk::new().error(&server.url("/"), &any());
    assert!(error.contains("leads in circles"), "{error}");
}

/// A source with a key, as Kaggle is one.
struct Keyed {
    request: Request,
    asked: usize,
}

const KEY: &str = "k3y-5ecret";

impl Keyed {
    fn new(url: &str) -> Self {
        let request = Request::get(url)
            .unwrap()
            .header("X-Plain", "plain")
            .unwrap();
        let key = Secret::new(KEY);
        let request = request.secret_header("X-Key", &key).unwrap();
        Self {
            request: request.bearer(&key).unwrap(),
            asked: 0,
        }
    }
}

impl Source for Keyed {
    fn request(&mut self) -> Result<Request> {
        self.asked += 1;
        Ok(self.request.clone())
    }

    fn explain(&self, refusal: &Refusal) -> Option<Error> {
        (refusal.status == 403).then(|| Error::new("The terms were not accepted"))
    }
}

#[test]
fn secrets_do_not_follow_a_redirect_to_another_host() {
    let bytes = zip_like(50_000);
    let offered = Offered::new(&bytes);
    let storage = Server::start(move |request| offered.reply(request));
    let elsewhere = storage.url_by_name("/signed?sig=s1gned");
    let service = Server::start(move |request| match request.path() {
        "/start" => Reply::redirect("/same-host"),
        _ => Reply::redirect(&elsewhere),
    });
    let desk = Desk::new();
    let mut source = Keyed::new(&service.url("/start"));
    desk.fetch_from(&mut source, &any(), &Control::new())
        .unwrap();
    desk.assert_holds(&bytes);
    for seen in service.seen() {
        assert_eq!(seen.header("authorization"), Some("Bearer k3y-5ecret"));
        assert_eq!(seen.header("x-key"), Some(KEY));
    }
    let seen = &storage.seen()[0];
    assert_eq!(seen.header("authorization"), None);
    assert_eq!(seen.header("x-key"), None);
    assert_eq!(seen.header("x-plain"), Some("plain"));
    assert_eq!(seen.header("referer"), None);
}

#[test]
fn an_expired_address_is_asked_for_again() {
    for refusal in [400, 403, 410] {
        let bytes = zip_like(90_000);
        let offered = Offered::new(&bytes);
        let storage = Server::start(move |request| match request.number {
            0 => offered.reply(request).cut_after(40_000),
            1 => Reply::new(refusal).body("<Error>ExpiredToken s1gned</Error>"),
            _ => offered.reply(request),
        });
        let elsewhere = storage.url_by_name("/signed?sig=s1gned");
        let service = Server::start(move |_| Reply::redirect(&elsewhere));
        let desk = Desk::new();
        let mut source = Keyed::new(&service.url("/"));
        desk.fetch_from(&mut source, &any(), &Control::new())
            .unwrap();
        desk.assert_holds(&bytes);
        assert_eq!(source.asked, 3);
        assert_eq!(storage.seen()[2].range_start(), Some(40_000));
    }
}

#[test]
fn a_storage_that_always_refuses_ends_the_download() {
    let storage = in_turn(vec![Reply::json(403, r#"{"message":"s1gned is bad"}"#)]);
    let elsewhere = storage.url_by_name("/signed?sig=s1gned");
    let service = Server::start(move |_| Reply::redirect(&elsewhere));
    let desk = Desk::new();
    let mut source = Keyed::new(&service.url("/"));
    let error = desk
        .fetch_from(&mut source, &any(), &Control::new())
        .unwrap_err()
        .to_string();
    assert!(error.contains("localhost refuses access"), "{error}");
    assert!(!error.contains("s1gned"), "{error}");
    assert_eq!(source.asked, 4);
}

#[test]
fn a_source_may_have_words_of_its_own_and_secrets_are_not_repeated() {
    let body = r#"{"code":401,"message":"k3y-5ecret is not valid"}"#;
    let server = in_turn(vec![Reply::json(403, body), Reply::json(401, body)]);
    let desk = Desk::new();
    let mut source = Keyed::new(&server.url("/"));
    let mut error = || {
        let result = desk.fetch_from(&mut source, &any(), &Control::new());
        result.unwrap_err().to_string()
    };
    assert!(error().starts_with("The terms were not accepted."));
    let error = error();
    assert!(error.contains("It says: (hidden) is not valid"), "{error}");
    assert!(!error.contains(KEY), "{error}");
}

/// Stops a download in a state and says what came of it.
fn stopped_when(server: &Server, ready: impl Fn(&TransferState, u64) -> bool) -> (Desk, Error) {
    let desk = Desk::new();
    let control = Control::new();
    let mut source = Request::get(&server.url("/")).unwrap();
    let mut download = Download {
        source: &mut source,
        target: desk.target(),
        expected: any(),
    };
    let mut patient = settings();
    patient.stall_timeout = Duration::from_hours(1);
    patient.retry.longest_asked = Duration::from_hours(2);
    let network = Network::new(&patient).unwrap();
    let error = thread::scope(|scope| {
        let work = scope.spawn(|| network.fetch(&mut download, &control, &desk.progress));
        loop {
            let snapshot = desk.progress.snapshot();
            if ready(&snapshot.state, snapshot.done) {
                break;
            }
            thread::sleep(Duration::from_millis(5));
        }
        control.stop();
        work.join().unwrap().unwrap_err()
    });
    (desk, error)
}

/// Each of these would last an hour if the stop had to wait for the server.
#[test]
fn a_stop_needs_no_answer_from_the_server() {
    let hour = Duration::from_hours(1);
    let bytes = zip_like(100_000);
    let slow = in_turn(vec![
        Reply::new(200)
            .header("ETag", "\"a\"")
            .body(bytes.as_slice())
            .slowly(1000, hour),
    ]);
    let (desk, error) = stopped_when(&slow, |_, done| done > 0);
    assert!(error.is_interrupted());
    assert_eq!(desk.part(), &bytes[..1000]);
    drop(desk);

    let silent = in_turn(vec![
        Reply::new(200)
            .header("ETag", "\"a\"")
            .body(bytes.as_slice())
            .silent_after(2000),
    ]);
    let (desk, error) = stopped_when(&silent, |_, done| done >= 2000);
    assert!(error.is_interrupted());
    assert_eq!(desk.part().len(), 2000);

    let busy = in_turn(vec![Reply::new(503).header("Retry-After", "3600")]);
    let waiting = |state: &TransferState, _| matches!(state, TransferState::Waiting { .. });
    let (desk, error) = stopped_when(&busy, waiting);
    assert!(error.is_interrupted());
    assert!(desk.names().is_empty());
}

#[test]
fn a_silent_server_is_given_up_and_asked_again() {
    let bytes = zip_like(50_000);
    let offered = Offered::new(&bytes);
    let server = Server::start(move |request| match request.number {
        0 => offered.reply(request).silent_after(20_000),
        _ => offered.reply(request),
    });
    let desk = Desk::new();
    desk.fetch(&server.url("/"), &any()).unwrap();
    desk.assert_holds(&bytes);
    assert_eq!(server.seen()[1].range_start(), Some(20_000));
}

#[test]
fn a_pause_lets_go_of_the_server_and_goes_on_later() {
    let bytes = zip_like(50_000);
    let offered = Offered::new(&bytes);
    let server = Server::start(move |request| match request.number {
        0 => offered.reply(request).silent_after(20_000),
        _ => offered.reply(request),
    });
    let desk = Desk::new();
    let control = Control::new();
    let mut source = Request::get(&server.url("/")).unwrap();
    let mut patient = settings();
    patient.stall_timeout = Duration::from_hours(1);
    let network = Network::new(&patient).unwrap();
    thread::scope(|scope| {
        let mut download = Download {
            source: &mut source,
            target: desk.target(),
            expected: any(),
        };
        let (control, progress) = (&control, &desk.progress);
        let work = scope.spawn(move || network.fetch(&mut download, control, progress));
        while progress.snapshot().done < 20_000 {
            thread::sleep(Duration::from_millis(5));
        }
        control.pause();
        while progress.snapshot().state != TransferState::Paused {
            thread::sleep(Duration::from_millis(5));
        }
        assert_eq!(server.seen().len(), 1);
        control.resume();
        work.join().unwrap().unwrap();
    });
    desk.assert_holds(&bytes);
    assert_eq!(server.seen()[1].range_start(), Some(20_000));
}

#[test]
fn two_downloads_do_not_write_one_file() {
    let bytes = zip_like(50_000);
    let offered = Offered::new(&bytes);
    let server = Server::start(move |request| offered.reply(request).silent_after(20_000));
    let url = server.url("/");
    let desk = Desk::new();
    let control = Control::new();
    thread::scope(|scope| {
        let work = scope.spawn(|| {
            let mut source = Request::get(&url).unwrap();
            desk.fetch_from(&mut source, &any(), &control)
        });
        while desk.progress.snapshot().done < 20_000 {
            thread::sleep(Duration::from_millis(5));
        }
        let progress = TransferProgress::default();
        let mut source = Request::get(&url).unwrap();
        let mut download = Download {
            source: &mut source,
            target: desk.target(),
            expected: any(),
        };
        let network = Network::new(&settings()).unwrap();
        let error = network.fetch(&mut download, &Control::new(), &progress);
        let error = error.unwrap_err().to_string();
        assert!(error.contains("being downloaded already"), "{error}");
        assert_eq!(progress.snapshot().done, 0);
        control.stop();
        assert!(work.join().unwrap().unwrap_err().is_interrupted());
    });
    assert_eq!(desk.part().len(), 20_000);
}

#[test]
fn more_than_fits_is_refused_before_it_begins() {
    let server = in_turn(vec![Reply::new(200)]);
    let desk = Desk::new();
    let expected = Expected {
        size: Some(u64::MAX / 4),
        ..Expected::default()
    };
    let error = desk.error(&server.url("/"), &expected);
    assert!(error.contains("not enough room on the disk"), "{error}");
    assert!(server.seen().is_empty());
    assert!(desk.names().is_empty());
}

#[test]
fn a_disk_that_fills_up_is_said() {
    let desk = Desk::new();
    let small = desk.folder.path().join("small disk");
    fs::create_dir(&small).unwrap();
    let mount = Command::new("mount")
        .args(["-t", "tmpfs", "-o", "size=256k", "tmpfs"])
        .arg(&small)
        .output();
    if !mount.is_ok_and(|output| output.status.success()) {
        eprintln!("skipped: a small disk cannot be mounted here");
        return;
    }
    let bytes = zip_like(1_000_000);
    // Without its length, so that nobody can know beforehand.
    let server = in_turn(vec![Reply::new(200).body(bytes).chunked()]);
    let mut source = Request::get(&server.url("/")).unwrap();
    let mut download = Download {
        source: &mut source,
        target: small.join("file.zip"),
        expected: any(),
    };
    let network = Network::new(&settings()).unwrap();
    let error = network.fetch(&mut download, &Control::new(), &desk.progress);
    let unmounted = Command::new("umount").arg(&small).status().unwrap();
    let error = error.unwrap_err().to_string();
    assert!(error.starts_with("The disk is full."), "{error}");
    assert!(unmounted.success());
    assert_eq!(
        server.seen().len(),
        1,
        "a full disk is no reason to ask again"
    );
}

#[test]
fn a_server_that_is_not_there_is_said() {
    let gone = Server::start(|_| Reply::new(200)).url("/f?sig=s1gned");
    let error = Desk::new().error(&gone, &any());
    assert!(
        error.contains("127.0.0.1 does not accept connections"),
        "{error}"
    );
    assert!(!error.contains("s1gned"), "{error}");
}

#[test]
fn what_a_proxy_refuses_is_said() {
    let asks_for_password = in_turn(vec![Reply::new(407)]);
    let refuses = in_turn(vec![Reply::new(403)]);
    for (proxy, words) in [
        (
            asks_for_password.url(""),
            "proxy wants a user name and a password",
        ),
        (refuses.url(""), "proxy does not lead to kaggle.invalid"),
    ] {
        let through = NetworkSettings {
            proxy: Some(Secret::new(&proxy.replace("//", "//me:pr0xy-pw@"))),
            ..settings()
        };
        let network = Network::new(&through).unwrap();
        let request = Request::get("https://kaggle.invalid/f?sig=s1gned").unwrap();
        let error = network
            .ask(&request, &Control::new())
            .unwrap_err()
            .to_string();
        assert!(error.contains(words), "{error}");
        assert!(
            !error.contains("s1gned") && !error.contains("pr0xy-pw"),
            "{error}"
        );
        assert!(!format!("{through:?}").contains("pr0xy-pw"));
    }
    let seen = &refuses.seen()[0];
    assert_eq!(
        (seen.method.as_str(), seen.target.as_str()),
        ("CONNECT", "kaggle.invalid:443")
    );

    // This computer itself is not reached through a proxy.
    let near = in_turn(vec![Reply::new(204)]);
    let through = NetworkSettings {
        proxy: Some(Secret::new(&refuses.url(""))),
        ..settings()
    };
    let network = Network::new(&through).unwrap();
    let answer = network.ask(&Request::get(&near.url("/")).unwrap(), &Control::new());
    assert_eq!(answer.unwrap().status(), 204);
}

#[test]
fn an_answer_that_is_no_tls_is_said() {
    let server = in_turn(vec![Reply::new(200)]);
    let url = server.url("/f?sig=s1gned").replace("http:", "https:");
    let error = Desk::new().error(&url, &any());
    assert!(
        error.contains("No secure connection to 127.0.0.1"),
        "{error}"
    );
    assert!(!error.contains("s1gned"), "{error}");
}

#[test]
fn a_question_has_an_answer_whatever_its_status() {
    let server = Server::start(|request| match request.path() {
        "/json" => Reply::json(200, r#"{"n":1}"#).header("X-Extra", "more"),
        "/page" => Reply::new(200).body("<html>log in</html>"),
        "/redirect" => Reply::redirect("/json"),
        _ => Reply::json(404, r#"{"message":"No such dataset."}"#),
    });
    let network = Network::new(&settings()).unwrap();
    let ask = |request: Request| network.ask(&request, &Control::new()).unwrap();
    let get = |path: &str| Request::get(&server.url(path)).unwrap();
    let answer = ask(get("/redirect"));
    assert_eq!(answer.json().unwrap()["n"], 1);
    assert_eq!(answer.header("x-extra"), Some("more"));
    assert_eq!(ask(get("/redirect").without_redirects()).status(), 302);
    let head = ask(get("/json").head_only());
    assert!(head.is_success() && head.body().is_empty());
    let refused = ask(get("/missing"));
    assert_eq!(
        refused.refusal().message.as_deref(),
        Some("No such dataset")
    );
    assert!(
        refused
            .error()
            .to_string()
            .contains("does not have this file")
    );
    let page = ask(get("/page")).json().unwrap_err().to_string();
    assert!(page.contains("web page"), "{page}");
}

#[test]
#[ignore = "the child process of the next test"]
fn child_that_downloads() {
    let setting = |name: &str| std::env::var(name).unwrap();
    let mut source = Request::get(&setting("CHILD_URL")).unwrap();
    let mut download = Download {
        source: &mut source,
        target: setting("CHILD_TARGET").into(),
        expected: any(),
    };
    let network = Network::new(&NetworkSettings::default()).unwrap();
    network
        .fetch(&mut download, &Control::new(), &TransferProgress::default())
        .unwrap();
}

#[test]
fn a_killed_program_continues_where_it_was() {
    let bytes = zip_like(12 << 20);
    let offered = Offered::new(&bytes);
    let server = Server::start(move |request| match request.number {
        0 => offered.reply(request).silent_after(11 << 20),
        _ => offered.reply(request),
    });
    let desk = Desk::new();
    let journal = desk.folder.path().join("file.zip.part.json");
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "--ignored", "child_that_downloads"])
        .env("CHILD_URL", server.url("/"))
        .env("CHILD_TARGET", desk.target())
        .spawn()
        .unwrap();
    while synced(&journal) == 0 {
        assert_eq!(child.try_wait().unwrap(), None, "the child ended early");
        thread::sleep(Duration::from_millis(10));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(!desk.target().exists());
    let sure = synced(&journal);
    let fetched = desk.fetch(&server.url("/"), &any()).unwrap();
    desk.assert_holds(&bytes);
    assert_eq!(server.seen()[1].range_start(), Some(sure as usize));
    assert_eq!(fetched.received, bytes.len() as u64 - sure);
}

/// Bytes that a journal vouches for.
fn synced(journal: &Path) -> u64 {
    let text = fs::read(journal).unwrap_or_default();
    let journal: serde_json::Value = serde_json::from_slice(&text).unwrap_or_default();
    journal["synced"].as_u64().unwrap_or(0)
}

#[test]
fn a_source_without_an_answer_is_not_asked_for_ever() {
    let asked = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&asked);
    let offered = Offered {
        ranges: false,
        ..Offered::new(&zip_like(100_000))
    };
    // Always cut at the same place, never a range: no attempt gets further than the one before.
    let server = Server::start(move |request| {
        counted.fetch_add(1, Ordering::Relaxed);
        offered.reply(request).cut_after(60_000)
    });
    let desk = Desk::new();
    let error = desk.error(&server.url("/"), &any());
    assert!(error.contains("was cut"), "{error}");
    assert!(
        error.contains("What has arrived (60 KB) is kept"),
        "{error}"
    );
    assert_eq!(asked.load(Ordering::Relaxed), 4);
}
