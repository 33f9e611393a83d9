//! ONNX Runtime as a thing to install: every form it comes in, and what is refused.
//!
//! The library is the one that `ORT_DYLIB_PATH` names, packed here as Microsoft and Python pack it;
//! `VECTORSEARCH_TEST_WHEEL` may name a real Python package to import as well. Libraries are loaded in child processes
//! only.
#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test that cannot go on shall stop, and says so"
)]

mod archive_support;
mod common;

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use archive_support::{assert_says, noise, raw, raw_zip};
use common::server::{Offered, Reply, Server};
use common::{Program, contents};
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::Value;
use vectorsearch_pro::Result;
use vectorsearch_pro::artifact::hash_file;
use vectorsearch_pro::inference::package::{
    BASE_VARIABLE, InstallProgress, Installed, Prober, Release, RuntimeStore, Variant,
};
use vectorsearch_pro::job::Control;
use vectorsearch_pro::net::{Network, NetworkSettings};

/// The library to test with, behind links; nothing, with a note, where there is none.
fn library() -> Option<PathBuf> {
    let Some(path) = std::env::var_os("ORT_DYLIB_PATH") else {
        eprintln!("skipped: ORT_DYLIB_PATH names no ONNX Runtime library");
        return None;
    };
    Some(PathBuf::from(path).canonicalize().unwrap())
}

fn file_name(path: &Path) -> &str {
    path.file_name().unwrap().to_str().unwrap()
}

/// The program with a home of its own, and a place for archives.
struct Desk {
    program: Program,
    folder: tempfile::TempDir,
}

impl Desk {
    fn new() -> Self {
        Self {
            program: Program::new(),
            folder: tempfile::tempdir().unwrap(),
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// An archive as Microsoft's: a top folder, links to the library, and much that is not needed.
    fn release(&self, library: &Path) -> PathBuf {
        let path = self.path("onnxruntime-linux-x64-1.30.0.tgz");
        let gzip = GzEncoder::new(File::create(&path).unwrap(), Compression::fast());
        let mut tar = tar::Builder::new(gzip);
        let top = "onnxruntime-linux-x64-1.30.0";
        let mut text = |name: &str, content: &[u8]| {
            let mut header = tar::Header::new_gnu();
            header.set_size(content.len() as u64);
            header.set_mode(0o644);
            let name = format!("{top}/{name}");
            tar.append_data(&mut header, name, content).unwrap();
        };
        text("LICENSE", b"MIT");
        text("include/onnxruntime_c_api.h", b"#pragma once");
        let mut link = tar::Header::new_gnu();
        link.set_entry_type(tar::EntryType::Symlink);
        link.set_size(0);
        let name = file_name(library);
        tar.append_link(&mut link, format!("{top}/lib/libonnxruntime.so"), name)
            .unwrap();
        tar.append_path_with_name(library, format!("{top}/lib/{name}"))
            .unwrap();
        tar.into_inner().unwrap().finish().unwrap();
        path
    }

    /// A Python package: a zip file with the library in `capi/`.
    fn wheel(&self, library: &str, content: &[u8]) -> PathBuf {
        let path = self.path("onnxruntime-1.30.0-cp311-cp311-any.whl");
        raw_zip(
            &path,
            &[
                raw("onnxruntime/LICENSE", b"MIT"),
                raw("onnxruntime/__init__.py", b"import capi"),
                raw(&format!("onnxruntime/capi/{library}"), content),
                raw("onnxruntime/capi/onnxruntime_pybind11_state.so", b"binding"),
            ],
        );
        path
    }

    fn import(&self, path: &Path) -> common::Ran {
        self.program
            .run(&["runtime".as_ref(), "import".as_ref(), path.as_os_str()])
    }

    fn list(&self) -> Vec<Value> {
        let list = self.program.run(&["runtime", "list", "--json"]).json();
        list["installed"].as_array().unwrap().clone()
    }

    /// What the program would run with, without the library that the tests themselves are given.
    fn devices(&self) -> Value {
        let mut command = self.program.command(&["devices", "--json"]);
        let output = command.env_remove("ORT_DYLIB_PATH").output().unwrap();
        common::Ran::from(output).json()
    }

    fn runtimes(&self) -> PathBuf {
        self.program.home().join("data/runtime")
    }

    /// The refusal; nothing may be installed or left behind.
    fn refusal(&self, path: &Path) -> String {
        let ran = self.import(path);
        assert_says(ran.error(), "cannot be used here");
        if self.runtimes().exists() {
            let left = contents(&self.runtimes());
            assert!(left.is_empty(), "{left:?}");
        }
        assert_eq!(self.devices()["engine"], "builtin");
        ran.error().to_owned()
    }
}

#[test]
fn every_form_is_imported_tried_and_used() {
    let Some(library) = library() else { return };
    let desk = Desk::new();
    let unpacked = desk.path("unpacked/onnxruntime/capi");
    fs::create_dir_all(&unpacked).unwrap();
    fs::copy(&library, unpacked.join(file_name(&library))).unwrap();
    let wheel = desk.wheel(file_name(&library), &fs::read(&library).unwrap());
    for source in [
        desk.release(&library),
        wheel,
        desk.path("unpacked"),
        library.clone(),
    ] {
        let ran = desk.import(&source);
        assert_eq!(ran.status, Some(0), "{}: {}", source.display(), ran.stderr);
        let list = desk.list();
        assert_eq!(list.len(), 1, "{}", source.display());
        let (runtime, record) = (&list[0], &list[0]["record"]);
        assert_eq!(runtime["chosen"], true);
        assert_eq!(runtime["damage"], Value::Null);
        assert_eq!(record["source"], file_name(&source));
        assert_eq!(record["source_sha256"].is_string(), source.is_file());
        assert_eq!(record["variant"], "cpu");
        let devices = desk.devices();
        assert_eq!(devices["engine"], "onnxruntime");
        assert_eq!(devices["engine_version"], record["version"]);
        assert_eq!(devices["library"], runtime["library"]);

        let folder = Path::new(runtime["library"].as_str().unwrap())
            .parent()
            .unwrap();
        let names: Vec<String> = contents(folder)
            .iter()
            .map(|(path, _)| file_name(path).to_owned())
            .collect();
        assert!(names.contains(&"runtime.json".to_owned()));
        assert!(
            names
                .iter()
                .all(|name| !name.contains("pybind11") && !name.contains("c_api"))
        );

        let name = runtime["name"].as_str().unwrap();
        assert_eq!(
            desk.program.run(&["runtime", "remove", name]).status,
            Some(0)
        );
        assert!(desk.list().is_empty());
        assert_eq!(desk.devices()["engine"], "builtin");
    }
}

#[test]
fn a_real_wheel() {
    let Some(wheel) = std::env::var_os("VECTORSEARCH_TEST_WHEEL") else {
        eprintln!("skipped: VECTORSEARCH_TEST_WHEEL names no Python package");
        return;
    };
    let desk = Desk::new();
    let ran = desk.import(Path::new(&wheel));
    assert_eq!(ran.status, Some(0), "{}", ran.stderr);
    assert_eq!(desk.devices()["engine"], "onnxruntime");
}

#[test]
fn one_of_several_is_chosen_and_a_missing_one_does_no_harm() {
    let Some(library) = library() else { return };
    let desk = Desk::new();
    desk.import(&library);
    let first = desk.list()[0].clone();
    let name = first["name"].as_str().unwrap();
    // A second one under another name, as another version would be.
    let copy = desk.runtimes().join("onnxruntime-other");
    fs::create_dir(&copy).unwrap();
    for (path, bytes) in contents(&desk.runtimes().join(name)) {
        fs::write(copy.join(file_name(&path)), bytes).unwrap();
    }
    let chosen = desk.program.run(&["runtime", "use", "onnxruntime-other"]);
    assert_eq!(chosen.status, Some(0), "{}", chosen.stderr);
    let library = desk.devices()["library"].as_str().unwrap().to_owned();
    assert!(Path::new(&library).starts_with(&copy));
    fs::remove_dir_all(&copy).unwrap();
    let devices = desk.devices();
    assert_eq!(devices["library"], first["library"]);
    assert_says(&devices["engine_reason"], "there is no such file");
    assert_eq!(
        desk.program.run(&["runtime", "remove", name]).status,
        Some(0)
    );
    let devices = desk.devices();
    assert_eq!(devices["engine"], "builtin");
    assert_says(&devices["engine_reason"], "there is no such file");
    let unknown = desk.program.run(&["runtime", "use", "onnxruntime-9.9.9"]);
    assert_says(unknown.error(), "No ONNX Runtime called");
}

#[test]
fn a_runtime_that_was_damaged_later_is_told_and_repaired() {
    let Some(library) = library() else { return };
    let desk = Desk::new();
    desk.import(&library);
    let installed = desk.list()[0]["library"].as_str().unwrap().to_owned();
    let whole = fs::read(&installed).unwrap();
    fs::write(&installed, &whole[..whole.len() / 3]).unwrap();
    assert_says(&desk.list()[0]["damage"], "another size");
    let devices = desk.devices();
    assert_eq!(devices["engine"], "builtin");
    assert_says(&devices["engine_reason"], "cut off");
    let name = desk.list()[0]["name"].as_str().unwrap().to_owned();
    let used = desk.program.run(&["runtime", "use", &name]);
    assert_says(used.error(), "is damaged");
    // What an import that was killed has left is in nobody's way.
    let left = desk.runtimes().join(".incoming.part");
    fs::create_dir_all(&left).unwrap();
    fs::write(left.join(file_name(&library)), b"half").unwrap();
    assert_eq!(desk.list().len(), 1);
    assert_eq!(desk.import(&library).status, Some(0));
    assert!(!left.exists());
    assert_eq!(desk.list()[0]["damage"], Value::Null);
    assert_eq!(desk.devices()["engine"], "onnxruntime");
}

/// Names of the library on this system and on another one.
const HERE: &str = if cfg!(windows) {
    "onnxruntime.dll"
} else if cfg!(target_os = "macos") {
    "libonnxruntime.1.30.0.dylib"
} else {
    "libonnxruntime.so.1.30.0"
};
const ELSEWHERE: &str = if cfg!(windows) {
    "libonnxruntime.so.1.30.0"
} else {
    "onnxruntime.dll"
};

#[test]
fn what_is_no_runtime_for_this_computer_is_refused_without_loading_it() {
    let desk = Desk::new();
    let refusal = |library: &str, content: &[u8]| desk.refusal(&desk.wheel(library, content));
    assert_says(refusal(ELSEWHERE, b"x"), "it holds ONNX Runtime for");
    assert_says(refusal("readme.txt", b"x"), "holds no ONNX Runtime library");
    assert_says(refusal(HERE, &noise(1, 5000)), "not a library");
    assert_says(refusal(HERE, b"<html>Log in</html>"), "a web page");
    assert_says(refusal(HERE, b""), "it is empty");
    let foreign = desk.path(ELSEWHERE);
    fs::write(&foreign, b"MZ").unwrap();
    assert_says(desk.refusal(&foreign), "it is not a library");
    let text = desk.path("notes.txt");
    fs::write(&text, b"hello").unwrap();
    assert_says(desk.import(&text).error(), "not a zip file");
    assert_says(desk.import(&desk.path("gone.whl")).error(), "not found");
}

#[test]
fn cut_off_foreign_and_old_libraries_are_refused() {
    let Some(library) = library() else { return };
    let desk = Desk::new();
    let whole = fs::read(&library).unwrap();
    let half = desk.wheel(HERE, &whole[..whole.len() / 2]);
    assert_says(desk.refusal(&half), "cut off");
    if cfg!(target_os = "linux") {
        let old = desk.wheel("libonnxruntime.so.1.19.2", &whole);
        assert_says(
            desk.refusal(&old),
            "version 1.19 is too old; 1.23 or newer is needed",
        );
        let mut other_processor = whole.clone();
        other_processor[18] = 40;
        let arm = desk.wheel(HERE, &other_processor);
        assert_says(desk.refusal(&arm), "another processor");
        // A whole library that is none of ONNX Runtime: its name for the interface is overwritten.
        let mut stranger = whole;
        let name = b"OrtGetApiBase";
        for at in 0..stranger.len() - name.len() {
            if stranger[at..].starts_with(name) {
                stranger[at] = b'X';
            }
        }
        let stranger = desk.wheel(HERE, &stranger);
        assert_says(
            desk.refusal(&stranger),
            "it is not ONNX Runtime, or it is damaged",
        );
    }
}

fn release(archive: &Path, url: String) -> Release {
    let (bytes, sha256) = hash_file(archive).unwrap();
    Release {
        name: "onnxruntime".to_owned(),
        version: "1.30.0".to_owned(),
        variant: Variant::Cpu,
        os: std::env::consts::OS.to_owned(),
        arch: std::env::consts::ARCH.to_owned(),
        file: file_name(archive).to_owned(),
        bytes: Some(bytes),
        about_bytes: None,
        url,
        sha256,
        needs: None,
    }
}

fn install(store: &RuntimeStore, release: &Release) -> Result<Installed> {
    let network = Network::new(&NetworkSettings::default()).unwrap();
    let prober = Prober::with_program(env!("CARGO_BIN_EXE_vectorsearch-pro").into());
    let progress = InstallProgress::default();
    store.install(release, &network, &prober, &Control::new(), &progress)
}

#[test]
fn a_release_is_downloaded_verified_and_not_fetched_twice() {
    let Some(library) = library() else { return };
    let desk = Desk::new();
    let archive = desk.release(&library);
    let bytes = fs::read(&archive).unwrap();
    let (offered, half) = (Offered::new(&bytes), bytes.len() / 2);
    let server = Server::start(move |request| match request.number {
        0 => offered.reply(request).cut_after(half),
        _ => offered.reply(request),
    });
    let url = server.url(&format!("/v1.30.0/{}", file_name(&archive)));
    let release = release(&archive, url.clone());
    let store = RuntimeStore::new(desk.path("runtimes"));
    let installed = install(&store, &release).unwrap();
    assert_eq!(installed.record.source, url);
    assert_eq!(
        installed.record.source_sha256.as_ref(),
        Some(&release.sha256)
    );
    assert_eq!(installed.damage, None);
    let requests = server.seen();
    assert!(requests.len() >= 2);
    assert!(
        requests.last().unwrap().range_start().unwrap() > 0,
        "it was not continued"
    );
    assert!(!store.folder().join(".downloads").exists());
    if installed.id == "onnxruntime-1.30.0" {
        assert_eq!(install(&store, &release).unwrap(), installed);
        assert_eq!(server.seen().len(), requests.len(), "it was fetched twice");
    }
}

#[test]
fn another_archive_than_the_pinned_one_is_never_unpacked() {
    let desk = Desk::new();
    let server = Server::start(|_| Reply::new(200).body(vec![0x1f, 0x8b, 8, 0]));
    let mut command = desk.program.command(&["runtime", "install"]);
    let output = command.env(BASE_VARIABLE, server.url("")).output().unwrap();
    let ran = common::Ran::from(output);
    assert_says(&ran.stderr, "onnxruntime ");
    assert!(!ran.error().is_empty());
    assert!(
        server.seen()[0].path().starts_with("/v1."),
        "{:?}",
        server.seen()
    );
    let files = if desk.runtimes().exists() {
        contents(&desk.runtimes())
    } else {
        Vec::new()
    };
    assert!(files.is_empty(), "{files:?}");
    let unknown = desk
        .program
        .run(&["runtime", "install", "onnxruntime-abacus"]);
    assert_says(unknown.error(), "no release called \"onnxruntime-abacus\"");
}
