//! What the app remembers between two starts.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::artifact::write_atomically;
use crate::dataset::RowPolicy;
use crate::inference::{Device, EngineChoice, Precision};
use crate::net::{NetworkSettings, Secret};
use crate::{Error, Result};

/// Settings, saved as JSON. Unknown entries are ignored and missing ones have their default, so that older and newer
/// versions can read each other's file.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// Light, dark or as the system says.
    pub theme: Theme,
    /// Dataset opened last, as [`crate::dataset::DatasetLocation::parse`] reads it.
    pub dataset: Option<String>,
    /// What is done with malformed rows.
    pub rows: RowPolicy,
    /// Model folder or name used last.
    pub model: Option<String>,
    /// Engine choice.
    pub engine: EngineChoice,
    /// Device used last.
    pub device: Device,
    /// The numbers to compute with; what the model's file holds if not given.
    pub precision: Option<Precision>,
    /// ONNX Runtime library chosen by the user.
    pub runtime: Option<PathBuf>,
    /// Address of a proxy, in place of the system's.
    pub proxy: Option<String>,
    /// Output folders that were chosen in place of the one that was proposed, by the name of that one.
    pub outputs: BTreeMap<String, PathBuf>,
    /// Side of the thumbnails in the grid, in points.
    pub thumbnail: Option<f32>,
}

/// Colours of the window.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Theme {
    /// As the system says.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

impl Settings {
    /// Reads the settings, as [`load_json`] does.
    pub fn load(path: &Path) -> (Self, Option<Error>) {
        load_json(path)
    }

    /// How the network is used.
    pub fn network(&self) -> NetworkSettings {
        NetworkSettings {
            proxy: self
                .proxy
                .as_deref()
                .map(Secret::new)
                .filter(|proxy| !proxy.is_empty()),
            ..NetworkSettings::default()
        }
    }

    /// Saves the settings.
    pub fn save(&self, path: &Path) -> Result<()> {
        save_json(path, self)
    }
}

/// Reads a file that the app keeps for itself. One that cannot be read is set aside, and the warning says where;
/// without a file everything has its default.
pub fn load_json<T: Default + DeserializeOwned>(path: &Path) -> (T, Option<Error>) {
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => {
            return (T::default(), None);
        }
        Err(cause) => return (T::default(), Some(set_aside(path, cause))),
    };
    match serde_json::from_str(&text) {
        Ok(read) => (read, None),
        Err(cause) => (T::default(), Some(set_aside(path, cause))),
    }
}

/// Gives a file that cannot be read another name, so that the next save does not overwrite it.
fn set_aside(path: &Path, cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Error {
    let warning = Error::new("The settings could not be read")
        .remedy("Choose dataset and model again")
        .caused_by(cause);
    let aside = path.with_extension("damaged.json");
    match fs::rename(path, &aside) {
        Ok(()) => warning
            .meaning("The app starts with its defaults; the file was set aside, not deleted")
            .at(aside),
        Err(_) => warning.meaning("The app starts with its defaults").at(path),
    }
}

/// Writes a file that the app keeps for itself, whole or not at all.
pub fn save_json<T: Serialize>(path: &Path, kept: &T) -> Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(|cause| crate::artifact::cannot_write(folder, cause))?;
    }
    write_atomically(path, |file| {
        serde_json::to_writer_pretty(file, kept).map_err(std::io::Error::from)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn saved_settings_come_back_and_damaged_ones_are_set_aside() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("config/settings.json");
        assert_eq!(Settings::load(&path).0, Settings::default());
        let settings = Settings {
            theme: Theme::Dark,
            dataset: Some("sample".into()),
            ..Settings::default()
        };
        settings.save(&path).unwrap();
        let (loaded, warning) = Settings::load(&path);
        assert_eq!(loaded, settings);
        assert!(warning.is_none());
        fs::write(&path, "{\"theme\": ").unwrap();
        let (loaded, warning) = Settings::load(&path);
        assert_eq!(loaded, Settings::default());
        assert!(
            warning
                .unwrap()
                .to_string()
                .contains("settings.damaged.json")
        );
        assert!(folder.path().join("config/settings.damaged.json").exists());
    }
}
