//! Models from folders and archives.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test that cannot go on shall stop, and says so"
)]

mod common;
mod hub_support;

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

use hub_support::{FILES, Hub, MODEL, SECOND, import, state, verify};
use vectorsearch_pro::job::Control;
use vectorsearch_pro::model::{ModelProgress, ModelSpec, ModelState, Place};
use zip::write::SimpleFileOptions;

const INT8: [&str; 3] = [
    "onnx/vision_model_int8.onnx",
    "onnx/text_model_int8.onnx",
    "tokenizer.json",
];

/// A zip file with these entries.
fn zip_file(path: &Path, entries: &[(String, Vec<u8>)]) -> PathBuf {
    let mut zip = zip::ZipWriter::new(File::create(path).unwrap());
    for (name, bytes) in entries {
        zip.start_file(name.as_str(), SimpleFileOptions::default())
            .unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap();
    path.to_path_buf()
}

fn entries(hub: &Hub, prefix: &str, paths: &[&str]) -> Vec<(String, Vec<u8>)> {
    let entry = |path: &&str| (format!("{prefix}{path}"), hub.file(path).bytes.clone());
    paths.iter().map(entry).collect()
}

/// Names in the models folder, those of unfinished work included, without the record of hashes and the lock.
fn names(hub: &Hub) -> Vec<String> {
    let entries = fs::read_dir(hub.models()).into_iter().flatten();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names
        .filter(|name| name != "verified.json" && name != ".import.lock")
        .collect();
    names.sort();
    names
}

#[test]
fn a_folder_is_copied_under_its_own_name_with_its_own_files() {
    let hub = Hub::start();
    let folder = hub.folder("FashionCLIP", &INT8);
    fs::write(folder.join("pytorch_model.bin"), "not needed").unwrap();
    let store = hub.store();
    assert_eq!(import(&store, &folder).unwrap(), ["FashionCLIP"]);
    assert_eq!(names(&hub), ["FashionCLIP"]);
    let copied = common::contents(&hub.models().join("FashionCLIP"));
    let copied: Vec<_> = copied.into_iter().map(|(path, _)| path).collect();
    let mut expected = INT8.map(|path| hub.models().join("FashionCLIP").join(path));
    expected.sort();
    assert_eq!(copied, expected);
    let ModelState::Installed {
        place, verified, ..
    } = state(&store, "FashionCLIP")
    else {
        panic!("{:?}", state(&store, "FashionCLIP"));
    };
    assert_eq!((place, verified), (Place::Imported, true));
    let (from, to) = (
        ModelSpec::open(&folder).unwrap(),
        store.open("FashionCLIP").unwrap(),
    );
    assert_eq!(from.hashes().unwrap(), to.hashes().unwrap());
    assert_eq!(to.image.file.file_name(), "vision_model_int8.onnx");
    let error = import(&store, &folder).unwrap_err().to_string();
    assert!(error.contains("already there"), "{error}");
    assert!(store.remove("FashionCLIP").unwrap().bytes > 0);
    assert!(
        store
            .list()
            .unwrap()
            .iter()
            .all(|entry| entry.id != "FashionCLIP")
    );
}

#[test]
fn a_changed_import_is_noticed() {
    let hub = Hub::start();
    let store = hub.store();
    import(&store, &hub.folder("mine", &INT8)).unwrap();
    verify(&store, "mine").unwrap();
    let tower = hub.models().join("mine/onnx/text_model_int8.onnx");
    let mut bytes = fs::read(&tower).unwrap();
    let last = bytes.len() - 1;
    bytes[last] ^= 1;
    fs::write(&tower, bytes).unwrap();
    let error = verify(&store, "mine").unwrap_err().to_string();
    assert!(
        error.contains("text_model_int8.onnx was changed since it was imported"),
        "{error}"
    );
    fs::remove_file(&tower).unwrap();
    assert!(matches!(state(&store, "mine"), ModelState::Damaged { .. }));
}

#[test]
fn the_files_of_a_catalogued_model_become_that_model() {
    let hub = Hub::start();
    let store = hub.store();
    let both: Vec<&str> = FILES.iter().chain(&INT8[..2]).copied().collect();
    let stick = hub.folder("usb stick/clip", &both);
    let names_of_both = import(&store, &hub.home.path().join("usb stick")).unwrap();
    assert_eq!(names_of_both, [MODEL, SECOND]);
    for id in [MODEL, SECOND] {
        assert!(matches!(
            state(&store, id),
            ModelState::Installed {
                place: Place::Imported,
                verified: true,
                ..
            }
        ));
        assert_eq!(store.open(id).unwrap().id, id);
    }
    assert!(hub.site.seen().is_empty());
    assert!(
        stick.join("tokenizer.json").exists(),
        "the owner keeps the files"
    );
    import(&store, &stick).unwrap_err();
    let removed = store.remove(MODEL).unwrap();
    assert!(!removed.from_hub_cache);
    assert!(state(&store, SECOND).is_usable());
}

#[test]
fn a_damaged_import_of_a_catalogued_model_is_replaced_by_a_download() {
    let hub = Hub::start();
    let store = hub.store();
    import(&store, &hub.folder("clip", &FILES)).unwrap();
    fs::write(hub.models().join(MODEL).join(FILES[1]), "cut off").unwrap();
    assert!(matches!(state(&store, MODEL), ModelState::Damaged { .. }));
    let installed = hub_support::install(&store, MODEL).unwrap().state;
    let is_cached = matches!(
        installed,
        ModelState::Installed {
            place: Place::HubCache,
            ..
        }
    );
    assert!(is_cached, "{installed:?}");
    assert_eq!(names(&hub), [""; 0], "the damaged copy is gone");
}

#[test]
fn a_catalogued_name_stands_for_the_published_files() {
    let hub = Hub::start();
    let store = hub.store();
    let folder = hub.folder(MODEL, &FILES);
    let tower = folder.join("onnx/vision_model.onnx");
    let mut bytes = fs::read(&tower).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&tower, bytes).unwrap();
    let error = import(&store, &folder).unwrap_err().to_string();
    assert!(
        error.contains("its files differ from the published ones"),
        "{error}"
    );
    let other = hub.home.path().join("another name");
    fs::rename(&folder, &other).unwrap();
    assert_eq!(import(&store, &other).unwrap(), ["another name"]);
    assert!(matches!(state(&store, MODEL), ModelState::Available { .. }));
}

#[test]
fn a_zip_is_unpacked_also_with_a_folder_around_everything() {
    let hub = Hub::start();
    let store = hub.store();
    let flat = zip_file(
        &hub.home.path().join("flat one.zip"),
        &entries(&hub, "", &INT8),
    );
    assert_eq!(import(&store, &flat).unwrap(), ["flat one"]);
    let mut listed = entries(&hub, "fashion-clip/", &INT8);
    listed.push(("fashion-clip/README.md".into(), b"read me".to_vec()));
    listed.push((
        "__MACOSX/fashion-clip/._tokenizer.json".into(),
        b"x".to_vec(),
    ));
    let nested = zip_file(&hub.home.path().join("download.zip"), &listed);
    assert_eq!(import(&store, &nested).unwrap(), ["fashion-clip"]);
    store.open("fashion-clip").unwrap();
    assert!(!hub.models().join("fashion-clip/README.md").exists());
    let catalogued = zip_file(
        &hub.home.path().join("c.zip"),
        &entries(&hub, "clip/", &FILES),
    );
    assert_eq!(import(&store, &catalogued).unwrap(), [MODEL]);
    assert_eq!(names(&hub), ["fashion-clip", "flat one", MODEL]);
    assert!(state(&store, MODEL).is_usable());
}

#[test]
fn an_archive_that_leads_out_of_its_folder_is_refused() {
    let hub = Hub::start();
    let store = hub.store();
    for name in [
        "../../evil.onnx",
        "/evil.onnx",
        "C:\\evil.onnx",
        "a/../../tokenizer.json",
    ] {
        let mut listed = entries(&hub, "", &INT8);
        listed.push((name.to_owned(), b"evil".to_vec()));
        let zip = zip_file(&hub.home.path().join("evil.zip"), &listed);
        let error = import(&store, &zip).unwrap_err().to_string();
        assert!(error.contains("leads out of it"), "{name}: {error}");
    }
    assert_eq!(names(&hub), [""; 0]);
    let evil = common::contents(hub.home.path());
    assert!(evil.iter().all(|(path, _)| !path.ends_with("evil.onnx")));
}

#[test]
fn what_is_no_model_is_refused_and_leaves_nothing() {
    let hub = Hub::start();
    let store = hub.store();
    let pictures = zip_file(
        &hub.home.path().join("pictures.zip"),
        &[("images/1.jpg".into(), b"jpeg".to_vec())],
    );
    let error = import(&store, &pictures).unwrap_err().to_string();
    assert!(error.contains("no model in this archive"), "{error}");
    let half = hub.folder("half", &INT8[..2]);
    let error = import(&store, &half).unwrap_err().to_string();
    assert!(error.contains("no tokenizer.json"), "{error}");
    let pointer = hub.folder("cloned", &INT8);
    let text = "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 5\n";
    fs::write(pointer.join(INT8[0]), text).unwrap();
    let error = import(&store, &pointer).unwrap_err().to_string();
    assert!(error.contains("git lfs pull"), "{error}");
    let web_page = hub.home.path().join("page.zip");
    fs::write(&web_page, "<!DOCTYPE html><html></html>").unwrap();
    import(&store, &web_page).unwrap_err();
    import(&store, &hub.home.path().join("nowhere")).unwrap_err();
    assert_eq!(names(&hub), [""; 0]);
}

#[test]
fn a_stopped_import_leaves_nothing() {
    let hub = Hub::start();
    let store = hub.store();
    let control = Control::new();
    control.stop();
    let folder = hub.folder("mine", &INT8);
    let zip = zip_file(&hub.home.path().join("mine.zip"), &entries(&hub, "", &INT8));
    for path in [folder, zip] {
        let stopped = store.import(&path, &control, &ModelProgress::default());
        assert!(stopped.unwrap_err().is_interrupted(), "{}", path.display());
    }
    assert_eq!(names(&hub), [""; 0]);
}
