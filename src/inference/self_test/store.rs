//! Verdicts remembered from one start to the next.

use std::fs;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};

use super::TestReport;
use crate::Result;
use crate::artifact::{cannot_write, write_atomically};
use crate::inference::hardware::driver_fingerprint;
use crate::inference::{Device, EngineInfo, Precision};

/// Reports kept; the oldest ones go first.
const MOST_REPORTS: usize = 64;

/// What a verdict holds for. Whatever changes here makes a device untested again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TestKey {
    /// The device.
    pub device: Device,
    /// The numbers it computes with.
    pub precision: Precision,
    /// Engine, version, and the library's file with its size.
    pub engine: String,
    /// SHA-256 of the image tower.
    pub model: String,
    /// Card and driver.
    pub driver: String,
}

impl TestKey {
    /// The key of a device as it is now. `model` is the SHA-256 of the image tower.
    pub fn new(engine: &EngineInfo, model: &str, device: Device, precision: Precision) -> Self {
        Self {
            device,
            precision,
            engine: engine_fingerprint(engine),
            model: model.to_owned(),
            driver: driver_fingerprint(device),
        }
    }

    /// Whether a newer report on `self` makes one on `other` useless.
    fn replaces(&self, other: &Self) -> bool {
        (self.device, self.precision, &self.model) == (other.device, other.precision, &other.model)
    }
}

fn engine_fingerprint(engine: &EngineInfo) -> String {
    let library = engine.library.as_ref().map(|path| {
        let bytes = fs::metadata(path).map_or(0, |details| details.len());
        // Not its folder: an app that the system starts from a copy of itself lies elsewhere each time.
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        format!(", {name} ({bytes} bytes)")
    });
    format!("{engine}{}", library.unwrap_or_default())
}

/// `devices.json` in the app's data folder.
#[derive(Debug)]
pub struct TestStore {
    path: PathBuf,
    /// Held while the file is read, changed and written.
    turn: Mutex<()>,
}

#[derive(Default, Serialize, Deserialize)]
struct Contents {
    reports: Vec<Remembered>,
}

#[derive(Serialize, Deserialize)]
struct Remembered {
    #[serde(flatten)]
    key: TestKey,
    #[serde(flatten)]
    report: TestReport,
}

impl TestStore {
    /// The store in a file that need not exist yet.
    pub fn new(path: PathBuf) -> Self {
        Self {
            path,
            turn: Mutex::new(()),
        }
    }

    /// The report for a key, if there is one.
    pub fn report(&self, key: &TestKey) -> Option<TestReport> {
        let found = self
            .read()
            .reports
            .into_iter()
            .find(|entry| entry.key == *key);
        found.map(|entry| entry.report)
    }

    /// Remembers a report, in place of earlier ones on the same device, precision and model.
    pub fn remember(&self, key: TestKey, report: TestReport) -> Result<()> {
        let _turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        let mut contents = self.read();
        contents.reports.retain(|entry| !key.replaces(&entry.key));
        contents.reports.push(Remembered { key, report });
        let surplus = contents.reports.len().saturating_sub(MOST_REPORTS);
        contents.reports.drain(..surplus);
        if let Some(folder) = self.path.parent() {
            fs::create_dir_all(folder).map_err(|cause| cannot_write(folder, cause))?;
        }
        write_atomically(&self.path, |file| {
            serde_json::to_writer_pretty(file, &contents).map_err(std::io::Error::from)
        })
    }

    /// What the file holds; a file that cannot be read only means that devices are tested again.
    fn read(&self) -> Contents {
        let text = match fs::read_to_string(&self.path) {
            Ok(text) => text,
            Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => {
                return Contents::default();
            }
            Err(cause) => {
                log::warn!("{} cannot be read: {cause}", self.path.display());
                return Contents::default();
            }
        };
        serde_json::from_str(&text).unwrap_or_else(|cause| {
            log::warn!("{} is damaged: {cause}", self.path.display());
            Contents::default()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::Verdict;
    use super::*;

    fn key(driver: &str, model: &str) -> TestKey {
        TestKey {
            device: Device::Cuda,
            precision: Precision::Fp32,
            engine: "ONNX Runtime 1.30.0".into(),
            model: model.into(),
            driver: driver.into(),
        }
    }

    #[test]
    fn a_verdict_holds_until_something_changes() {
        let folder = tempfile::tempdir().unwrap();
        let store = TestStore::new(folder.path().join("data/devices.json"));
        assert_eq!(store.report(&key("550", "a")), None);
        let hung = TestReport::new(Verdict::Hung(3), None);
        let crashed = TestReport::new(Verdict::Crashed("signal 11".into()), None);
        store.remember(key("550", "a"), hung.clone()).unwrap();
        store.remember(key("550", "b"), crashed.clone()).unwrap();
        assert_eq!(store.report(&key("550", "a")), Some(hung));
        assert_eq!(store.report(&key("560", "a")), None, "another driver");
        store.remember(key("560", "a"), crashed.clone()).unwrap();
        assert_eq!(store.report(&key("550", "a")), None, "replaced");
        assert_eq!(store.report(&key("550", "b")), Some(crashed));
    }

    #[test]
    fn a_damaged_file_is_written_anew() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("devices.json");
        fs::write(&path, "{\"reports\": [").unwrap();
        let store = TestStore::new(path);
        assert_eq!(store.report(&key("1", "a")), None);
        store
            .remember(key("1", "a"), TestReport::new(Verdict::Hung(1), None))
            .unwrap();
        assert!(store.report(&key("1", "a")).is_some());
    }
}
