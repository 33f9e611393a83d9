//! Going on where a connection, a server or the program itself gave up.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use vectorsearch_pro::job::Control;
use vectorsearch_pro::net::{
    Download, Expected, Network, NetworkSettings, Request, TransferProgress,
};

use crate::common::server::{Offered, Random, Reply, Seen, Server};
use crate::desk::{Desk, any, settings, sha256, zip_like};

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
        .args(["--exact", "--ignored", "resume::child_that_downloads"])
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
