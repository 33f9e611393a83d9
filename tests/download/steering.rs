//! Stopping, pausing, and two at once.

use std::thread;
use std::time::Duration;

use vectorsearch_pro::Error;
use vectorsearch_pro::job::Control;
use vectorsearch_pro::net::{
    Download, Network, NetworkSettings, Request, TransferProgress, TransferState,
};

use crate::common::server::{Offered, Reply, Server};
use crate::desk::{Desk, any, in_turn, settings, zip_like};

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
fn a_server_slower_than_a_kilobyte_a_second_is_borne_with() {
    let bytes = zip_like(2000);
    // 500 bytes a second: it takes longer than a server may be silent, and is never silent for long.
    let slow = Reply::new(200).body(bytes.as_slice());
    let server = in_turn(vec![slow.slowly(50, Duration::from_millis(100))]);
    let patient = NetworkSettings {
        stall_timeout: Duration::from_millis(2500),
        ..settings()
    };
    let desk = Desk::new();
    let mut source = Request::get(&server.url("/")).unwrap();
    let mut download = Download {
        source: &mut source,
        target: desk.target(),
        expected: any(),
    };
    let network = Network::new(&patient).unwrap();
    network
        .fetch(&mut download, &Control::new(), &desk.progress)
        .unwrap();
    desk.assert_holds(&bytes);
    assert_eq!(server.seen().len(), 1, "it was given up in between");
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
