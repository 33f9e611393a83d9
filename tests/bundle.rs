//! A classroom bundle between two homes, without a network.
#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test that cannot go on shall stop, and says so"
)]

mod archive_support;
mod common;

use std::fs::{self, File};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::Stdio;

use archive_support::{assert_says, noise};
use common::{Program, Ran, contents};
use serde_json::Value;
use vectorsearch_pro::bundle::is_bundle;
use vectorsearch_pro::dataset::write_sample;
use zip::write::SimpleFileOptions;

const MODEL: &str = "Klasse 7b";
/// Addresses where nobody answers: a bundle asks nobody.
const NOWHERE: [(&str, &str); 4] = [
    ("HTTPS_PROXY", "http://127.0.0.1:9"),
    ("HTTP_PROXY", "http://127.0.0.1:9"),
    ("HF_ENDPOINT", "http://127.0.0.1:9"),
    ("VECTORSEARCH_RUNTIME_URL", "http://127.0.0.1:9"),
];

/// The teacher's computer, the students', and a stick.
struct Class {
    teacher: Program,
    student: Program,
    stick: tempfile::TempDir,
}

impl Class {
    fn new() -> Self {
        Self {
            teacher: Program::new(),
            student: Program::new(),
            stick: tempfile::tempdir().unwrap(),
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.stick.path().join(name)
    }

    fn bundle(&self) -> PathBuf {
        self.path("Klasse.vsbundle")
    }

    /// The sample as a dataset of one's own.
    fn dataset(&self) -> PathBuf {
        let folder = self.path("Möbel & Mode");
        if !folder.exists() {
            write_sample(&folder).unwrap();
        }
        folder
    }

    /// A model in the teacher's store: the starter's files under another name.
    fn import_model(&self) {
        let folder = self.path(MODEL);
        let starter = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/starter");
        fs::create_dir_all(folder.join("onnx")).unwrap();
        for file in [
            "onnx/vision_model.onnx",
            "onnx/text_model.onnx",
            "tokenizer.json",
            "preprocessor_config.json",
        ] {
            fs::copy(starter.join(file), folder.join(file)).unwrap();
        }
        let ran = self
            .teacher
            .run(&["models", "import", folder.to_str().unwrap()]);
        assert_eq!(ran.status, Some(0), "{}", ran.stderr);
        fs::remove_dir_all(folder).unwrap();
    }

    fn create(&self, more: &[&str]) -> Ran {
        let bundle = self.bundle();
        let mut arguments = vec!["bundle", "create", bundle.to_str().unwrap()];
        arguments.extend(more);
        self.teacher.run(&arguments)
    }

    fn create_all(&self) {
        self.import_model();
        let dataset = self.dataset();
        let ran = self.create(&["--dataset", dataset.to_str().unwrap(), "--model", MODEL]);
        assert_eq!(ran.status, Some(0), "{}", ran.stderr);
    }

    fn install_command(&self, bundle: &Path) -> std::process::Command {
        let mut command = self.student.command(&[
            "bundle".as_ref(),
            "install".as_ref(),
            bundle.as_os_str(),
            "--json".as_ref(),
        ]);
        command.envs(NOWHERE).env_remove("ORT_DYLIB_PATH");
        command
    }

    fn install(&self) -> Ran {
        Ran::from(self.install_command(&self.bundle()).output().unwrap())
    }

    /// What the student's program keeps, but for its log.
    fn students_files(&self) -> Vec<(PathBuf, Vec<u8>)> {
        let mut files = contents(self.student.home());
        files.retain(|(path, _)| !path.ends_with("log.txt"));
        files
    }

    /// Embeds a few products of a dataset; the files it writes.
    fn embed(&self, program: &Program, dataset: &str, out: &str) -> Vec<Vec<u8>> {
        let out = self.path(out);
        let ran = program.run(&[
            "embed",
            dataset,
            "--model",
            MODEL,
            "--out",
            out.to_str().unwrap(),
            "--limit",
            "6",
            "--engine",
            "builtin",
        ]);
        assert_eq!(ran.status, Some(0), "{}", ran.stderr);
        let names = [
            "image_embeddings.npy",
            "image_ids.npy",
            "metadata_clean.csv",
        ];
        names.map(|name| fs::read(out.join(name)).unwrap()).into()
    }
}

fn manifest(bundle: &Path) -> Value {
    let mut zip = zip::ZipArchive::new(File::open(bundle).unwrap()).unwrap();
    serde_json::from_reader(zip.by_name("manifest.json").unwrap()).unwrap()
}

/// Writes a bundle anew, with its files changed.
fn rewrite(bundle: &Path, change: impl Fn(&str, &mut Vec<u8>)) {
    let mut zip = zip::ZipArchive::new(File::open(bundle).unwrap()).unwrap();
    let other = bundle.with_extension("other");
    let mut changed = zip::ZipWriter::new(File::create(&other).unwrap());
    for index in 0..zip.len() {
        let mut file = zip.by_index(index).unwrap();
        let name = file.name().unwrap().into_owned();
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).unwrap();
        change(&name, &mut bytes);
        let options =
            SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
        changed.start_file(name, options).unwrap();
        changed.write_all(&bytes).unwrap();
    }
    changed.finish().unwrap();
    fs::rename(other, bundle).unwrap();
}

#[test]
fn what_the_teacher_has_the_student_gets() {
    let class = Class::new();
    class.create_all();
    assert!(is_bundle(&class.bundle()));
    let list = manifest(&class.bundle());
    assert_eq!(list["app_version"], env!("CARGO_PKG_VERSION"));
    assert_eq!(list["dataset"]["name"], "Möbel & Mode");
    let mut zip = zip::ZipArchive::new(File::open(class.bundle()).unwrap()).unwrap();
    assert_eq!(list["files"].as_array().unwrap().len() + 2, zip.len());
    for index in 0..zip.len() {
        let file = zip.by_index(index).unwrap();
        assert_eq!(file.compression(), zip::CompressionMethod::Stored);
    }

    let installed = class.install().json();
    assert_eq!(installed["models"][0], MODEL);
    let dataset = installed["dataset"].as_str().unwrap().to_owned();
    assert_eq!(
        class.embed(&class.student, &dataset, "student"),
        class.embed(&class.teacher, class.dataset().to_str().unwrap(), "teacher"),
    );
    let settings = fs::read_to_string(class.student.home().join("config/settings.json")).unwrap();
    let settings: Value = serde_json::from_str(&settings).unwrap();
    assert_eq!(settings["model"], MODEL);
    assert_eq!(settings["dataset"], dataset);

    let before = class.students_files();
    let again = class.install().json();
    assert_eq!(again["dataset"], installed["dataset"]);
    assert!(class.students_files() == before);
    let left = class.student.home().join("data/.bundle.part");
    assert!(!left.exists());
}

#[test]
fn onnx_runtime_comes_along() {
    let Some(library) = std::env::var_os("ORT_DYLIB_PATH") else {
        eprintln!("skipped: ORT_DYLIB_PATH names no ONNX Runtime library");
        return;
    };
    let class = Class::new();
    assert_says(
        class.create(&["--runtime"]).error(),
        "No ONNX Runtime is installed",
    );
    let imported = class
        .teacher
        .run(&["runtime".as_ref(), "import".as_ref(), library.as_os_str()]);
    assert_eq!(imported.status, Some(0), "{}", imported.stderr);
    assert_eq!(class.create(&["--runtime"]).status, Some(0));
    let installed = class.install().json();
    assert_eq!(installed["notes"], Value::Array(Vec::new()));
    let mut devices = class.student.command(&["devices", "--json"]);
    let devices = Ran::from(devices.env_remove("ORT_DYLIB_PATH").output().unwrap()).json();
    assert_eq!(devices["engine"], "onnxruntime");
    let library = PathBuf::from(devices["library"].as_str().unwrap());
    assert!(library.starts_with(class.student.home()));
    let list = class.teacher.run(&["runtime", "list", "--json"]).json();
    assert_eq!(list["installed"][0]["name"], installed["runtime"]);
    let theirs = class.student.run(&["runtime", "list", "--json"]).json();
    let record = |list: &Value, key: &str| list["installed"][0]["record"][key].clone();
    for key in ["files", "source", "source_sha256", "variant", "version"] {
        assert_eq!(record(&theirs, key), record(&list, key), "{key}");
    }

    // For another system it is left out, with a word about it.
    rewrite(&class.bundle(), |name, bytes| {
        if name == "manifest.json" {
            let mut list: Value = serde_json::from_slice(bytes).unwrap();
            list["runtime"]["os"] = "plan9".into();
            *bytes = serde_json::to_vec(&list).unwrap();
        }
    });
    let installed = class.install().json();
    assert_eq!(installed["runtime"], Value::Null);
    assert_says(&installed["notes"][0], "plan9");
}

#[test]
fn a_damaged_bundle_installs_nothing() {
    let class = Class::new();
    class.create_all();
    let whole = fs::read(class.bundle()).unwrap();
    for file in ["/vision_model.onnx", "/styles.csv", "manifest.json"] {
        fs::write(class.bundle(), &whole).unwrap();
        rewrite(&class.bundle(), |name, bytes| {
            if name.ends_with(file) {
                bytes.truncate(100);
                bytes.push(b'x');
            }
        });
        let error = class.install();
        let text = if file == "manifest.json" {
            "list of contents"
        } else {
            "is damaged"
        };
        assert_says(error.error(), text);
        assert_eq!(class.students_files(), [], "{file}");
    }
    // One that was cut while it was copied, and one with a flipped bit.
    fs::write(class.bundle(), &whole[..whole.len() - 1000]).unwrap();
    assert_says(class.install().error(), "damaged");
    let mut flipped = whole;
    let middle = flipped.len() / 2;
    flipped[middle] ^= 1;
    fs::write(class.bundle(), flipped).unwrap();
    assert_says(class.install().error(), "damaged");
    assert_eq!(class.students_files(), []);
}

#[test]
fn another_model_of_the_same_name_is_left_alone() {
    let class = Class::new();
    class.create_all();
    class.install().json();
    let installed = class.student.home().join("data/models").join(MODEL);
    let config = installed.join("preprocessor_config.json");
    let mut text = fs::read_to_string(&config).unwrap();
    text.push('\n');
    fs::write(&config, &text).unwrap();
    assert_says(class.install().error(), "already there");
    assert_eq!(fs::read_to_string(&config).unwrap(), text);
}

#[test]
fn killed_while_it_unpacks_it_goes_on() {
    const PICTURES: usize = 8000;
    let class = Class::new();
    let dataset = class.path("viele");
    fs::create_dir_all(dataset.join("images")).unwrap();
    let mut csv = String::from("id,productDisplayName\n");
    for id in 0..PICTURES {
        let picture = [b"\xff\xd8\xff\xe0".as_slice(), &noise(id, 1500)].concat();
        fs::write(dataset.join(format!("images/{id}.jpg")), picture).unwrap();
        csv.extend([id.to_string(), ",Picture\n".to_owned()]);
    }
    fs::write(dataset.join("styles.csv"), csv).unwrap();
    let ran = class.create(&["--dataset", dataset.to_str().unwrap()]);
    assert_eq!(ran.status, Some(0), "{}", ran.stderr);

    let images = class.student.home().join("data/datasets/viele/images");
    let count = || fs::read_dir(&images).map_or(0, Iterator::count);
    let mut kills = 0;
    for wanted in [1, 1000] {
        let mut command = class.install_command(&class.bundle());
        let command = command.stdout(Stdio::null()).stderr(Stdio::null());
        let mut child = command.spawn().unwrap();
        while count() < wanted && child.try_wait().unwrap().is_none() {}
        child.kill().unwrap();
        kills += usize::from(!child.wait().unwrap().success());
    }
    assert!(kills > 0, "it ended before it could be killed");
    let modified = |path: &Path| fs::metadata(path).unwrap().modified().unwrap();
    let some: Vec<PathBuf> = fs::read_dir(&images)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    let times: Vec<_> = some.iter().map(|path| modified(path)).collect();
    class.install().json();
    assert_eq!(
        some.iter().map(|path| modified(path)).collect::<Vec<_>>(),
        times
    );
    let installed = class.student.home().join("data/datasets/viele");
    assert_eq!(contents(&installed).len(), PICTURES + 1);
    for (path, bytes) in contents(&dataset) {
        let theirs = installed.join(path.strip_prefix(&dataset).unwrap());
        assert!(fs::read(theirs).unwrap() == bytes, "{}", path.display());
    }
}

#[test]
fn what_cannot_be_in_a_bundle_or_is_none() {
    let class = Class::new();
    assert_says(class.create(&[]).error(), "Nothing was chosen");
    assert_says(class.create(&["--dataset", "sample"]).error(), "every copy");
    assert_says(class.create(&["--model", "starter"]).error(), "every copy");
    assert!(!class.bundle().exists());
    fs::write(class.bundle(), b"my thesis").unwrap();
    let dataset = class.dataset();
    let ran = class.create(&["--dataset", dataset.to_str().unwrap()]);
    assert_says(ran.error(), "was not replaced");
    assert_eq!(fs::read(class.bundle()).unwrap(), b"my thesis");
    assert!(!is_bundle(&class.bundle()));
    assert_says(class.install().error(), "not a bundle");
    fs::remove_file(class.bundle()).unwrap();
    assert_says(class.install().error(), "not found");
    for _ in 0..2 {
        let ran = class.create(&["--dataset", dataset.to_str().unwrap()]);
        assert_eq!(ran.status, Some(0), "{}", ran.stderr);
    }
    assert!(is_bundle(&class.bundle()));
}
