//! A Hugging Face of our own: a hub that redirects to a storage host, and a catalogue of small models on it.
#![allow(dead_code, reason = "each test binary uses a part of it")]

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use sha1::Sha1;
use sha2::{Digest, Sha256};
use vectorsearch_pro::Result;
use vectorsearch_pro::artifact::hex;
use vectorsearch_pro::job::Control;
use vectorsearch_pro::model::{
    Catalog, HubEnvironment, ModelEntry, ModelProgress, ModelState, ModelStore,
};
use vectorsearch_pro::net::{Network, NetworkSettings, RetryPolicy};

use crate::common::server::{Offered, Reply, Seen, Server};

pub const REPOSITORY: &str = "school/small-clip";
pub const REVISION: &str = "0123456789abcdef0123456789abcdef01234567";
pub const OTHER_REVISION: &str = "fedcba9876543210fedcba9876543210fedcba98";
/// A model in full precision, and one that differs in its towers only.
pub const MODEL: &str = "small-clip";
pub const SECOND: &str = "small-clip-int8";

/// A file of the repository.
#[derive(Clone)]
pub struct HubFile {
    pub path: &'static str,
    pub bytes: Vec<u8>,
    pub large: bool,
}

impl HubFile {
    pub fn sha256(&self) -> String {
        hex(&Sha256::digest(&self.bytes))
    }

    /// The name of its content in the cache.
    pub fn blob(&self) -> String {
        if self.large {
            return self.sha256();
        }
        let mut hash = Sha1::new();
        hash.update(format!("blob {}\0", self.bytes.len()));
        hash.update(&self.bytes);
        hex(&hash.finalize())
    }
}

/// The built-in model's files, as those of a model on the hub.
pub fn files() -> Vec<HubFile> {
    let read = |name: &str| {
        let assets = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/starter");
        fs::read(assets.join(name)).unwrap()
    };
    let file = |path, bytes, large| HubFile { path, bytes, large };
    let vision = read("onnx/vision_model.onnx");
    let text = read("onnx/text_model.onnx");
    // A description that the engines ignore (`ModelProto.doc_string`) makes the second model's towers other files.
    let described = |tower: &[u8]| [tower, b"\x32\x06second"].concat();
    vec![
        file("onnx/vision_model_int8.onnx", described(&vision), true),
        file("onnx/text_model_int8.onnx", described(&text), true),
        file("onnx/vision_model.onnx", vision, true),
        file("onnx/text_model.onnx", text, true),
        file("tokenizer.json", read("tokenizer.json"), false),
        file(
            "preprocessor_config.json",
            read("preprocessor_config.json"),
            false,
        ),
        file("config.json", read("config.json"), false),
    ]
}

/// The hub, its storage host, the user's folders.
pub struct Hub {
    pub home: tempfile::TempDir,
    pub files: Vec<HubFile>,
    pub site: Server,
    pub storage: Server,
}

impl Hub {
    /// A hub that works.
    pub fn start() -> Self {
        Self::behaving(|_, reply| reply, |_, reply| reply)
    }

    /// A hub whose answers, and those of its storage host, are changed.
    pub fn behaving(
        hub: impl Fn(&Seen, Reply) -> Reply + Send + Sync + 'static,
        storage: impl Fn(&Seen, Reply) -> Reply + Send + Sync + 'static,
    ) -> Self {
        let files = files();
        let (stored, listed) = (files.clone(), files.clone());
        let storage = Server::start(move |seen| storage(seen, from_storage(&stored, seen)));
        let storage_at = storage.url_by_name("/");
        let hub = Server::start(move |seen| hub(seen, from_hub(&listed, &storage_at, seen)));
        let home = tempfile::tempdir().unwrap();
        fs::write(home.path().join("models.toml"), catalog(&files)).unwrap();
        Self {
            home,
            files,
            site: hub,
            storage,
        }
    }

    pub fn file(&self, path: &str) -> &HubFile {
        self.files.iter().find(|file| file.path == path).unwrap()
    }

    pub fn catalog_file(&self) -> PathBuf {
        self.home.path().join("models.toml")
    }

    pub fn cache(&self) -> PathBuf {
        self.home.path().join("hf/hub")
    }

    pub fn repository(&self) -> PathBuf {
        self.cache().join("models--school--small-clip")
    }

    pub fn snapshot(&self) -> PathBuf {
        self.repository().join("snapshots").join(REVISION)
    }

    pub fn blobs(&self) -> PathBuf {
        self.repository().join("blobs")
    }

    /// Names of the files among the blobs, sorted.
    pub fn blob_names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.blobs()).into_iter().flatten();
        let names = entries.map(|entry| entry.unwrap().file_name());
        let mut names: Vec<String> = names.map(|name| name.into_string().unwrap()).collect();
        names.sort();
        names
    }

    pub fn environment(&self) -> HubEnvironment {
        let variables = [
            ("HF_HOME", self.home.path().join("hf").into_os_string()),
            ("HF_ENDPOINT", self.site.url("").into()),
            ("HF_TOKEN", "hf_s3cret".into()),
        ];
        let lookup = |wanted: &str| {
            let found = variables.iter().find(|(name, _)| *name == wanted);
            found.map(|(_, value)| value.clone())
        };
        HubEnvironment::from_variables(lookup, None)
    }

    pub fn models(&self) -> PathBuf {
        self.home.path().join("data/models")
    }

    pub fn store(&self) -> ModelStore {
        self.store_with(self.environment())
    }

    pub fn store_with(&self, environment: HubEnvironment) -> ModelStore {
        ModelStore::new(self.models())
            .with_catalog(Catalog::read(&self.catalog_file()).unwrap())
            .with_hub(environment)
    }

    /// Puts files into a revision as Python does it: a blob each, and a link to it.
    pub fn fill_cache(&self, revision: &str, paths: &[&str]) {
        fs::create_dir_all(self.blobs()).unwrap();
        for path in paths {
            let file = self.file(path);
            fs::write(self.blobs().join(file.blob()), &file.bytes).unwrap();
            let pointer = self
                .repository()
                .join("snapshots")
                .join(revision)
                .join(path);
            fs::create_dir_all(pointer.parent().unwrap()).unwrap();
            let up = "../".repeat(2 + path.matches('/').count());
            link(&format!("{up}blobs/{}", file.blob()), &pointer, &file.bytes);
        }
    }

    /// A model folder with these files, outside of everything.
    pub fn folder(&self, name: &str, paths: &[&str]) -> PathBuf {
        let folder = self.home.path().join(name);
        for path in paths {
            let target = folder.join(path);
            fs::create_dir_all(target.parent().unwrap()).unwrap();
            fs::write(target, &self.file(path).bytes).unwrap();
        }
        folder
    }
}

/// A link, or on systems that refuse it the file itself.
fn link(to: &str, pointer: &Path, bytes: &[u8]) {
    #[cfg(unix)]
    {
        let _ = bytes;
        std::os::unix::fs::symlink(to, pointer).unwrap();
    }
    #[cfg(not(unix))]
    {
        let _ = to;
        fs::write(pointer, bytes).unwrap();
    }
}

/// Paths of the first model's files.
pub const FILES: [&str; 5] = [
    "onnx/vision_model.onnx",
    "onnx/text_model.onnx",
    "tokenizer.json",
    "preprocessor_config.json",
    "config.json",
];

fn catalog(files: &[HubFile]) -> String {
    let mut text = String::new();
    for (id, suffix, precision) in [(MODEL, "", "fp32"), (SECOND, "_int8", "int8")] {
        writeln!(
            text,
            "[[model]]\nid = \"{id}\"\nlabel = \"Small CLIP {precision}\"\nhelp = \"For tests\"\nlicence = \"MIT\"\n\
             repository = \"{REPOSITORY}\"\nrevision = \"{REVISION}\"\nprecision = \"{precision}\"\n[model.files]"
        )
        .unwrap();
        for (role, path) in [
            ("vision", format!("onnx/vision_model{suffix}.onnx")),
            ("text", format!("onnx/text_model{suffix}.onnx")),
            ("tokenizer", "tokenizer.json".to_owned()),
            ("preprocessor", "preprocessor_config.json".to_owned()),
            ("config", "config.json".to_owned()),
        ] {
            let file = files.iter().find(|file| file.path == path).unwrap();
            writeln!(
                text,
                "{role} = {{ path = \"{path}\", bytes = {}, sha256 = \"{}\", large = {} }}",
                file.bytes.len(),
                file.sha256(),
                file.large
            )
            .unwrap();
        }
    }
    text
}

/// The hub: large files lie at the storage host, small ones here.
fn from_hub(files: &[HubFile], storage: &str, seen: &Seen) -> Reply {
    let prefix = format!("/{REPOSITORY}/resolve/{REVISION}/");
    let path = seen.path().strip_prefix(&prefix);
    let Some(file) = path.and_then(|path| files.iter().find(|file| file.path == path)) else {
        return Reply::new(404).header("X-Error-Code", "EntryNotFound");
    };
    let reply = if file.large {
        let address = format!("{storage}{}?X-Amz-Signature=s1gned", file.sha256());
        Reply::redirect(&address)
            .header("X-Linked-Etag", &format!("\"{}\"", file.sha256()))
            .header("X-Linked-Size", &file.bytes.len().to_string())
    } else {
        Offered {
            etag: Some(format!("\"{}\"", file.blob())),
            ..Offered::new(&file.bytes)
        }
        .reply(seen)
    };
    reply.header("X-Repo-Commit", REVISION)
}

fn from_storage(files: &[HubFile], seen: &Seen) -> Reply {
    let name = seen.path().trim_start_matches('/');
    match files
        .iter()
        .find(|file| file.large && file.sha256() == name)
    {
        Some(file) => Offered::new(&file.bytes).reply(seen),
        None => Reply::new(404),
    }
}

/// A network that does not wait long between tries.
pub fn network() -> Network {
    network_with(3)
}

/// The same with so many tries.
pub fn network_with(failures: u32) -> Network {
    let retry = RetryPolicy {
        failures,
        first_pause: Duration::from_millis(1),
        longest_pause: Duration::from_millis(2),
        ..RetryPolicy::default()
    };
    Network::new(&NetworkSettings {
        retry,
        ..NetworkSettings::default()
    })
    .unwrap()
}

pub fn install(store: &ModelStore, id: &str) -> Result<ModelEntry> {
    store.install(id, &network(), &Control::new(), &ModelProgress::default())
}

pub fn verify(store: &ModelStore, id: &str) -> Result<ModelEntry> {
    store.verify(id, &Control::new(), &ModelProgress::default())
}

pub fn import(store: &ModelStore, path: &Path) -> Result<Vec<String>> {
    store.import(path, &Control::new(), &ModelProgress::default())
}

pub fn state(store: &ModelStore, id: &str) -> ModelState {
    store.entry(id).unwrap().state
}
