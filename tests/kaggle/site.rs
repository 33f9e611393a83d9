//! A server that behaves as Kaggle does, and a user of it.

use std::fs;
use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use md5::{Digest, Md5};
use tempfile::TempDir;
use vectorsearch_pro::dataset::write_sample;
use zip::CompressionMethod;
use zip::write::SimpleFileOptions;

use crate::common::server::{Offered, Random, Reply, Seen, Server};
use crate::common::{Program, Ran, contents};

pub const USER: &str = "student";
pub const KEY: &str = "0k3y0123456789abcdef0123456789ab";
pub const TOKEN: &str = "KGAT_t0ken0123456789abcdef0123456";
pub const SIGNATURE: &str = "s1gnature";
pub const DATASET: &str = "/api/v1/datasets/download/paramaggarwal/fashion-product-images-small";
pub const PADDING: usize = 12 << 20;

/// Kaggle: the service on 127.0.0.1, the storage on localhost.
pub struct Kaggle {
    pub service: Server,
    pub storage: Server,
}

impl Kaggle {
    /// `refuse` may answer in place of the service, `spoil` may change what the storage sends.
    pub fn start(
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
    pub fn saying(reply: Option<Reply>) -> Self {
        Self::start(&archive_of(&[]), move |_| reply.clone(), |_, reply| reply)
    }

    pub fn ranges(&self) -> Vec<Option<usize>> {
        self.storage.seen().iter().map(Seen::range_start).collect()
    }
}

pub fn basic() -> String {
    BASE64_STANDARD.encode(format!("{USER}:{KEY}"))
}

pub fn is_known(request: &Seen) -> bool {
    let sent = request.header("authorization").unwrap_or_default();
    sent == format!("Basic {}", basic()) || sent == format!("Bearer {TOKEN}")
}

/// A user with a home of their own, and nothing in the environment that is not put there.
pub struct User {
    pub home: TempDir,
    pub program: Program,
    pub variables: Vec<(String, String)>,
}

impl User {
    pub fn new(endpoint: &str) -> Self {
        Self {
            home: tempfile::tempdir().unwrap(),
            program: Program::new(),
            variables: vec![("KAGGLE_API_ENDPOINT".into(), endpoint.into())],
        }
    }

    pub fn with_key(endpoint: &str) -> Self {
        let json = format!("{{\"username\":\"{USER}\",\"key\":\"{KEY}\"}}");
        Self::new(endpoint).file(".kaggle/kaggle.json", &json)
    }

    pub fn set(mut self, name: &str, value: &str) -> Self {
        self.variables.push((name.to_owned(), value.to_owned()));
        self
    }

    pub fn file(self, name: &str, text: &str) -> Self {
        let path = self.home.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
        self
    }

    pub fn command(&self, arguments: &[&str]) -> Command {
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

    pub fn run(&self, arguments: &[&str]) -> Ran {
        Ran::from(self.command(arguments).output().unwrap())
    }

    pub fn app(&self) -> PathBuf {
        self.home.path().join("app")
    }

    pub fn folder(&self) -> PathBuf {
        self.home.path().join("data/fashion")
    }

    pub fn command_for_download(&self) -> Command {
        let folder = self.folder();
        let mut command = self.command(&["kaggle", "download", "--json", "--dir"]);
        command.arg(folder);
        command
    }

    pub fn run_download(&self) -> Ran {
        Ran::from(self.command_for_download().output().unwrap())
    }
}

/// A zip file as Kaggle's: everything twice, and a large file that belongs to nothing.
pub fn archive_of(files: &[(String, Vec<u8>)]) -> Vec<u8> {
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
pub fn sample() -> Vec<(String, Vec<u8>)> {
    let folder = tempfile::tempdir().unwrap();
    write_sample(folder.path()).unwrap();
    relative(folder.path())
}

pub fn relative(folder: &Path) -> Vec<(String, Vec<u8>)> {
    contents(folder)
        .into_iter()
        .map(|(path, bytes)| {
            let name = path.strip_prefix(folder).unwrap();
            (name.to_str().unwrap().replace('\\', "/"), bytes)
        })
        .collect()
}
