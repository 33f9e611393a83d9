//! What a file must be to arrive under its name.

use std::fs;
use std::process::Command;

use vectorsearch_pro::job::Control;
use vectorsearch_pro::net::{Download, Expected, Network, Request, TransferState};

use crate::common::server::{Offered, Reply, Seen, Server};
use crate::desk::{Desk, ZIP, any, in_turn, settings, sha256, zip_like};

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
