//! A place to download to, and what the tests of downloads share.

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use crate::common::server::{Random, Reply, Server};
use sha2::{Digest, Sha256};
use tempfile::TempDir;
use vectorsearch_pro::Result;
use vectorsearch_pro::artifact::hex;
use vectorsearch_pro::job::Control;
use vectorsearch_pro::net::{
    Download, Expected, Fetched, Network, NetworkSettings, Request, RetryPolicy, Source,
    TransferProgress,
};

pub const ZIP: &[u8] = b"PK\x03\x04";

/// Quick to lose patience, so that tests are quick.
pub fn settings() -> NetworkSettings {
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

pub fn zip_like(size: usize) -> Vec<u8> {
    let mut bytes = Random::new(size as u64).bytes(size);
    bytes[..ZIP.len()].copy_from_slice(ZIP);
    bytes
}

pub fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// A folder to download to.
pub struct Desk {
    pub folder: TempDir,
    pub progress: TransferProgress,
}

impl Desk {
    pub fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
            progress: TransferProgress::default(),
        }
    }

    pub fn target(&self) -> PathBuf {
        self.folder.path().join("file.zip")
    }

    pub fn fetch(&self, url: &str, expected: &Expected) -> Result<Fetched> {
        self.fetch_from(&mut Request::get(url).unwrap(), expected, &Control::new())
    }

    pub fn fetch_from(
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
    pub fn error(&self, url: &str, expected: &Expected) -> String {
        self.fetch(url, expected).unwrap_err().to_string()
    }

    pub fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.folder.path()).unwrap();
        let mut names: Vec<_> = entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    pub fn assert_holds(&self, bytes: &[u8]) {
        assert_eq!(self.names(), ["file.zip"]);
        assert!(
            fs::read(self.target()).unwrap() == bytes,
            "the file is another one"
        );
    }

    /// What a stopped download left: its bytes so far.
    pub fn part(&self) -> Vec<u8> {
        assert_eq!(self.names(), ["file.zip.part", "file.zip.part.json"]);
        fs::read(self.folder.path().join("file.zip.part")).unwrap()
    }
}

/// A server whose answers come one after the other; the last one is repeated.
pub fn in_turn(replies: Vec<Reply>) -> Server {
    Server::start(move |request| replies[request.number.min(replies.len() - 1)].clone())
}

pub fn any() -> Expected {
    Expected::default()
}
