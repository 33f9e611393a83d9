//! Models from Hugging Face: downloads, the shared cache, and everything that can go wrong with either.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test that cannot go on shall stop, and says so"
)]

mod common;
mod hub_support;

use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use common::server::Reply;
use hub_support::{
    FILES, Hub, MODEL, OTHER_REVISION, REVISION, SECOND, install, network_with, state, verify,
};
use vectorsearch_pro::job::Control;
use vectorsearch_pro::model::{ModelProgress, ModelState, Place};

fn is_verified(state: &ModelState) -> bool {
    matches!(state, ModelState::Installed { verified: true, .. })
}

fn is_link(path: &Path) -> bool {
    fs::symlink_metadata(path).unwrap().is_symlink()
}

#[test]
fn a_model_is_downloaded_into_the_layout_of_python() {
    let hub = Hub::start();
    let store = hub.store();
    let size: u64 = FILES
        .iter()
        .map(|path| hub.file(path).bytes.len() as u64)
        .sum();
    assert_eq!(state(&store, MODEL), ModelState::Available { bytes: size });
    assert!(!hub.cache().exists(), "a list writes nothing");
    let error = store.open(MODEL).unwrap_err();
    assert!(
        error.to_string().contains("models install small-clip"),
        "{error}"
    );

    let progress = ModelProgress::default();
    let network = hub_support::network();
    let entry = store
        .install(MODEL, &network, &Control::new(), &progress)
        .unwrap();
    let expected = ModelState::Installed {
        place: Place::HubCache,
        folder: hub.snapshot(),
        bytes: size,
        verified: true,
    };
    assert_eq!(entry.state, expected);
    assert_eq!(store.size_on_disk().unwrap(), size);
    let snapshot = progress.snapshot();
    assert_eq!((snapshot.done, snapshot.total), (size, size));

    let mut names: Vec<String> = FILES.iter().map(|path| hub.file(path).blob()).collect();
    names.sort();
    assert_eq!(hub.blob_names(), names, "a content each, and nothing else");
    for path in FILES {
        let pointer = hub.snapshot().join(path);
        assert_eq!(fs::read(&pointer).unwrap(), hub.file(path).bytes);
        assert!(!cfg!(unix) || is_link(&pointer));
    }
    assert!(hub.cache().join("CACHEDIR.TAG").exists());
    assert!(
        !hub.repository().join("refs").exists(),
        "no branch was asked for"
    );

    let spec = store.open(MODEL).unwrap();
    assert_eq!(
        (spec.id.as_str(), spec.label.as_str()),
        (MODEL, "Small CLIP fp32")
    );
    let requests = hub.site.seen().len();
    assert!(is_verified(&install(&store, MODEL).unwrap().state));
    assert_eq!(hub.site.seen().len(), requests, "nothing is fetched twice");
}

#[test]
fn the_token_goes_to_the_hub_and_nowhere_else() {
    let hub = Hub::start();
    install(&hub.store(), MODEL).unwrap();
    let authorisations = |server: &common::server::Server| -> Vec<Option<String>> {
        let seen = server.seen();
        let header = |seen: &common::server::Seen| seen.header("authorization").map(str::to_owned);
        seen.iter().map(header).collect()
    };
    let token = Some("Bearer hf_s3cret".to_owned());
    assert_eq!(authorisations(&hub.site), vec![token; FILES.len()]);
    assert_eq!(authorisations(&hub.storage), [None, None]);
}

#[test]
fn an_expired_token_is_not_in_the_way() {
    let hub = Hub::behaving(
        |seen, reply| match seen.header("authorization") {
            Some(_) => Reply::json(401, "{\"error\":\"Invalid username or password.\"}"),
            None => reply,
        },
        |_, reply| reply,
    );
    assert!(is_verified(&install(&hub.store(), MODEL).unwrap().state));
}

#[test]
fn a_model_that_is_not_public_is_explained() {
    let hub = Hub::behaving(|_, _| Reply::json(401, "{}"), |_, reply| reply);
    let error = install(&hub.store(), MODEL).unwrap_err().to_string();
    assert!(error.contains("token in HF_TOKEN"), "{error}");
    assert!(!error.contains("hf_s3cret"), "{error}");
    let mut nobody = hub.environment();
    nobody.token = None;
    let error = install(&hub.store_with(nobody), MODEL)
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("does not give this model to everyone"),
        "{error}"
    );

    let gone = Hub::behaving(|_, _| Reply::new(404), |_, reply| reply);
    let error = install(&gone.store(), MODEL).unwrap_err().to_string();
    assert!(error.contains("no longer has this model"), "{error}");
}

#[test]
fn an_interrupted_download_goes_on_where_it_stopped() {
    let attempts = AtomicUsize::new(0);
    let hub = Hub::behaving(
        |_, reply| reply,
        move |_, reply| match attempts.fetch_add(1, Ordering::SeqCst) {
            0 => reply.cut_after(3_000_000),
            1 => Reply::hang_up(),
            _ => reply,
        },
    );
    let store = hub.store();
    let once = network_with(1);
    let (control, progress) = (Control::new(), ModelProgress::default());
    store
        .install(MODEL, &once, &control, &progress)
        .unwrap_err();
    let ModelState::Partial { done, bytes } = state(&store, MODEL) else {
        panic!("{:?}", state(&store, MODEL));
    };
    assert!(
        done > 0 && done <= 3_000_000 && bytes > done,
        "{done} of {bytes}"
    );
    assert_eq!(store.size_on_disk().unwrap(), done);
    store.open(MODEL).unwrap_err();

    assert!(is_verified(&install(&store, MODEL).unwrap().state));
    let ranges = hub.storage.seen();
    let continued = ranges.iter().filter_map(common::server::Seen::range_start);
    assert!(continued.into_iter().all(|start| start > 0), "{ranges:?}");
    assert!(ranges.iter().any(|seen| seen.range_start().is_some()));
}

#[test]
fn a_stop_is_a_stop() {
    let hub = Hub::start();
    let control = Control::new();
    control.stop();
    let progress = ModelProgress::default();
    let stopped = hub
        .store()
        .install(MODEL, &hub_support::network(), &control, &progress);
    assert!(stopped.unwrap_err().is_interrupted());
    assert!(hub.site.seen().is_empty());
}

#[test]
fn a_file_with_another_hash_is_never_used() {
    let hub = Hub::behaving(
        |_, reply| reply,
        |_, reply| {
            let length = hub_support::files()[2].bytes.len();
            reply.body(vec![7; length])
        },
    );
    let store = hub.store();
    let error = install(&store, MODEL).unwrap_err().to_string();
    assert!(
        error.to_lowercase().contains("sha-256") || error.contains("hash"),
        "{error}"
    );
    assert!(matches!(state(&store, MODEL), ModelState::Available { .. }));
    assert_eq!(hub.blob_names(), [""; 0], "nothing of it is kept");
}

#[test]
fn what_python_fetched_is_used_in_place() {
    let hub = Hub::start();
    hub.fill_cache(REVISION, &FILES);
    let store = hub.store();
    assert!(matches!(
        state(&store, MODEL),
        ModelState::Installed {
            verified: false,
            ..
        }
    ));
    store.open(MODEL).unwrap();
    assert!(
        is_verified(&state(&store, MODEL)),
        "opening it reads it once"
    );
    assert!(hub.site.seen().is_empty());
}

#[test]
fn another_revision_with_the_same_files_will_do() {
    let hub = Hub::start();
    hub.fill_cache(OTHER_REVISION, &FILES);
    let store = hub.store();
    let spec = store.open(MODEL).unwrap();
    let folder = hub.repository().join("snapshots").join(OTHER_REVISION);
    assert_eq!(spec.folder.as_deref(), Some(folder.as_path()));
    assert!(hub.site.seen().is_empty());
}

#[test]
fn only_what_is_missing_is_downloaded() {
    let hub = Hub::start();
    hub.fill_cache(REVISION, &["tokenizer.json", "config.json"]);
    hub.fill_cache(OTHER_REVISION, &["onnx/text_model.onnx"]);
    let store = hub.store();
    let ModelState::Available { bytes } = state(&store, MODEL) else {
        panic!("{:?}", state(&store, MODEL));
    };
    let small: usize = ["tokenizer.json", "config.json"]
        .map(|path| hub.file(path).bytes.len())
        .iter()
        .sum();
    let all: usize = FILES.map(|path| hub.file(path).bytes.len()).iter().sum();
    assert_eq!(bytes, (all - small) as u64);
    assert!(is_verified(&install(&store, MODEL).unwrap().state));
    let mut asked: Vec<String> = hub
        .site
        .seen()
        .iter()
        .map(|seen| seen.target.clone())
        .collect();
    asked.sort();
    let prefix = format!("/school/small-clip/resolve/{REVISION}");
    let expected = ["onnx/vision_model.onnx", "preprocessor_config.json"];
    assert_eq!(asked, expected.map(|path| format!("{prefix}/{path}")));
}

#[test]
fn a_damaged_file_is_said_and_repaired() {
    let hub = Hub::start();
    hub.fill_cache(REVISION, &FILES);
    let store = hub.store();
    let blob = hub.blobs().join(hub.file("onnx/text_model.onnx").blob());
    fs::write(&blob, b"cut off").unwrap();
    let ModelState::Damaged { reason, .. } = state(&store, MODEL) else {
        panic!("{:?}", state(&store, MODEL));
    };
    assert_eq!(reason, "text_model.onnx has 7 bytes in place of 4.7 MB");
    let error = store.open(MODEL).unwrap_err().to_string();
    assert!(error.contains(&reason), "{error}");
    assert!(is_verified(&install(&store, MODEL).unwrap().state));
    assert_eq!(hub.site.seen().len(), 1, "the others were right");
    store.open(MODEL).unwrap();
}

#[test]
fn a_changed_byte_is_found_by_reading() {
    let hub = Hub::start();
    hub.fill_cache(REVISION, &FILES);
    let store = hub.store();
    let blob = hub.blobs().join(hub.file("onnx/vision_model.onnx").blob());
    let mut bytes = fs::read(&blob).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&blob, &bytes).unwrap();
    assert!(state(&store, MODEL).is_usable(), "its size is right");
    let error = verify(&store, MODEL).unwrap_err().to_string();
    assert!(
        error.contains("vision_model.onnx does not have its published SHA-256"),
        "{error}"
    );
    assert!(
        matches!(state(&store, MODEL), ModelState::Damaged { .. }),
        "it is remembered"
    );
    store.open(MODEL).unwrap_err();
    assert!(is_verified(&install(&store, MODEL).unwrap().state));
    assert!(is_verified(&verify(&store, MODEL).unwrap().state));
}

#[test]
fn offline_nothing_is_asked_and_what_is_there_works() {
    let hub = Hub::start();
    let mut environment = hub.environment();
    environment.offline = Some("HF_HUB_OFFLINE");
    let store = hub.store_with(environment);
    let error = install(&store, MODEL).unwrap_err().to_string();
    assert!(error.contains("HF_HUB_OFFLINE forbids it"), "{error}");
    hub.fill_cache(REVISION, &FILES);
    assert!(is_verified(&install(&store, MODEL).unwrap().state));
    assert!(hub.site.seen().is_empty());
}

#[test]
fn without_a_network_the_error_says_so() {
    let hub = Hub::start();
    let mut environment = hub.environment();
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    environment.endpoint = format!("http://{}", closed.local_addr().unwrap());
    drop(closed);
    let store = hub.store_with(environment);
    let error = install(&store, MODEL).unwrap_err();
    assert!(
        error.what().contains("does not accept connections"),
        "{error}"
    );
    assert!(error.remedy_text().is_some(), "{error}");
    assert!(matches!(state(&store, MODEL), ModelState::Available { .. }));
}

#[test]
fn where_links_are_refused_the_files_lie_in_the_snapshot() {
    let hub = Hub::start();
    let mut environment = hub.environment();
    environment.no_links = true;
    let store = hub.store_with(environment);
    assert!(is_verified(&install(&store, MODEL).unwrap().state));
    assert_eq!(hub.blob_names(), [""; 0]);
    for path in FILES {
        assert!(!is_link(&hub.snapshot().join(path)));
    }
    assert!(is_verified(&install(&store, SECOND).unwrap().state));
    store.remove(MODEL).unwrap();
    assert!(state(&store, SECOND).is_usable());
    store.remove(SECOND).unwrap();
    assert!(!hub.repository().exists());
}

#[test]
fn removing_a_model_keeps_what_another_one_needs() {
    let hub = Hub::start();
    let store = hub.store();
    install(&store, MODEL).unwrap();
    install(&store, SECOND).unwrap();
    let towers = ["onnx/vision_model.onnx", "onnx/text_model.onnx"];
    let freed: usize = towers.map(|path| hub.file(path).bytes.len()).iter().sum();
    let removed = store.remove(MODEL).unwrap();
    assert_eq!(
        (removed.bytes, removed.from_hub_cache),
        (freed as u64, true)
    );
    assert!(matches!(state(&store, MODEL), ModelState::Available { .. }));
    assert!(is_verified(&verify(&store, SECOND).unwrap().state));
    store.remove(SECOND).unwrap();
    assert!(
        !hub.repository().exists(),
        "nothing is left of the repository"
    );
    let error = store.remove(SECOND).unwrap_err().to_string();
    assert!(error.contains("not on this disk"), "{error}");
    store.remove("starter").unwrap_err();
}

#[test]
fn removing_leaves_files_of_other_programs_alone() {
    let hub = Hub::start();
    hub.fill_cache(REVISION, &FILES);
    hub.fill_cache(OTHER_REVISION, &["tokenizer.json"]);
    let foreign = hub.snapshot().join("model.safetensors");
    fs::write(&foreign, "weights").unwrap();
    hub.store().remove(MODEL).unwrap();
    assert!(foreign.exists());
    let other = hub.repository().join("snapshots").join(OTHER_REVISION);
    assert_eq!(
        fs::read(other.join("tokenizer.json")).unwrap(),
        hub.file("tokenizer.json").bytes
    );
}

#[test]
fn an_interrupted_download_can_be_removed() {
    let hub = Hub::behaving(|_, reply| reply, |_, reply| reply.cut_after(2_000_000));
    let store = hub.store();
    let (control, progress) = (Control::new(), ModelProgress::default());
    store
        .install(MODEL, &network_with(1), &control, &progress)
        .unwrap_err();
    assert!(matches!(state(&store, MODEL), ModelState::Partial { .. }));
    assert!(store.remove(MODEL).unwrap().bytes > 0);
    assert!(matches!(state(&store, MODEL), ModelState::Available { .. }));
    assert!(!hub.repository().exists());
}

#[test]
fn a_download_waits_for_the_lock_that_python_holds() {
    let hub = Hub::start();
    let name = hub.file("onnx/vision_model.onnx").sha256();
    let lock = hub
        .cache()
        .join(".locks/models--school--small-clip")
        .join(format!("{name}.lock"));
    fs::create_dir_all(lock.parent().unwrap()).unwrap();
    let held = fs::File::create(&lock).unwrap();
    held.lock().unwrap();
    let store = hub.store();
    let installing = std::thread::spawn({
        let store = store.clone();
        move || install(&store, MODEL)
    });
    // What the other program was writing is there when it lets go.
    hub.fill_cache(OTHER_REVISION, &["onnx/vision_model.onnx"]);
    held.unlock().unwrap();
    assert!(is_verified(&installing.join().unwrap().unwrap().state));
    assert_eq!(
        hub.storage.seen().len(),
        1,
        "only the text tower was fetched"
    );
}

/// Runs a script with Python's own library for the hub; nothing, with a note, where there is none. The interpreter is
/// that which `VECTORSEARCH_PYTHON` names, or `python3`.
fn python(hub: &Hub, script: &str, offline: bool) -> Option<String> {
    let program = std::env::var_os("VECTORSEARCH_PYTHON").unwrap_or_else(|| "python3".into());
    let script = format!(
        "import sys\ntry:\n    import huggingface_hub as h\nexcept ImportError:\n    sys.exit(77)\n{script}"
    );
    let output = std::process::Command::new(program)
        .args(["-c", &script])
        .env("HF_HUB_CACHE", hub.cache())
        .env("HF_ENDPOINT", hub.site.url(""))
        .env("HF_HUB_OFFLINE", if offline { "1" } else { "0" })
        .env("HF_HUB_DISABLE_XET", "1")
        .env_remove("HF_TOKEN")
        .output();
    match output {
        Ok(output) if output.status.code() != Some(77) => {
            let said = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success(), "{said}");
            Some(String::from_utf8_lossy(&output.stdout).into_owned())
        }
        _ => {
            eprintln!("skipped: Python's huggingface_hub is not here");
            None
        }
    }
}

#[test]
fn what_python_downloads_is_used_in_place() {
    let hub = Hub::start();
    let script = format!(
        "for f in {FILES:?}:\n    h.hf_hub_download('school/small-clip', f, revision='{REVISION}')\n"
    );
    if python(&hub, &script, false).is_none() {
        return;
    }
    let asked = (hub.site.seen().len(), hub.storage.seen().len());
    let store = hub.store();
    assert!(matches!(state(&store, MODEL), ModelState::Installed { .. }));
    assert!(is_verified(&install(&store, MODEL).unwrap().state));
    let now = (hub.site.seen().len(), hub.storage.seen().len());
    assert_eq!(asked, now, "it was fetched again");
}

#[test]
fn python_finds_what_was_downloaded() {
    let hub = Hub::start();
    install(&hub.store(), MODEL).unwrap();
    let script = format!(
        "r = dict(repo_id='school/small-clip', revision='{REVISION}')\n\
         print(h.snapshot_download(local_files_only=True, **r))\n\
         print(h.hf_hub_download(filename='onnx/vision_model.onnx', **r))\n\
         s = h.scan_cache_dir()\n\
         print(len(s.warnings), sum(len(v.files) for x in s.repos for v in x.revisions), s.size_on_disk)\n"
    );
    let Some(printed) = python(&hub, &script, true) else {
        return;
    };
    let size: usize = FILES.map(|path| hub.file(path).bytes.len()).iter().sum();
    let snapshot = hub.snapshot().display().to_string();
    let expected = format!("{snapshot}\n{snapshot}/onnx/vision_model.onnx\n0 5 {size}\n");
    assert_eq!(printed, expected);
}
