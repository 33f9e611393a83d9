//! Where the app keeps what is its own.

use std::path::{Path, PathBuf};

use directories::ProjectDirs;

/// Names a folder that is used for everything in place of the system's usual ones: for tests, for portable copies.
pub const HOME_VARIABLE: &str = "VECTORSEARCH_HOME";

/// The app's own folders. Nothing is created until something is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AppPaths {
    /// Settings.
    pub config: PathBuf,
    /// Models, runtimes, runs without an output folder of their own.
    pub data: PathBuf,
}

impl AppPaths {
    /// The folders of this user.
    pub fn of_this_user() -> Self {
        let home = std::env::var_os(HOME_VARIABLE).filter(|path| !path.is_empty());
        if let Some(home) = home.map(PathBuf::from) {
            return Self::below(&home);
        }
        match ProjectDirs::from("", "", "VectorSearch Pro") {
            Some(places) => Self {
                config: places.config_dir().into(),
                data: places.data_local_dir().into(),
            },
            // A user without a home folder: beside the temporary files is better than nowhere.
            None => Self::below(&std::env::temp_dir().join("vectorsearch-pro")),
        }
    }

    /// All folders below one.
    pub fn below(home: &Path) -> Self {
        Self {
            config: home.join("config"),
            data: home.join("data"),
        }
    }

    /// `settings.json`.
    pub fn settings(&self) -> PathBuf {
        self.config.join("settings.json")
    }

    /// `session.json`: where the user was when the window was closed.
    pub fn session(&self) -> PathBuf {
        self.config.join("session.json")
    }

    /// Small pictures of the datasets that were open.
    pub fn recent(&self) -> PathBuf {
        self.data.join("recent")
    }

    /// The log file.
    pub fn log(&self) -> PathBuf {
        self.data.join("log.txt")
    }

    /// Says whether a window is open.
    pub fn running(&self) -> PathBuf {
        self.data.join("running")
    }

    /// Installed ONNX Runtime libraries.
    pub fn runtimes(&self) -> PathBuf {
        self.data.join("runtime")
    }

    /// What self-tests found out about devices.
    pub fn devices(&self) -> PathBuf {
        self.data.join("devices.json")
    }

    /// How fast models were with which pictures.
    pub fn speeds(&self) -> PathBuf {
        self.data.join("speeds.json")
    }

    /// Imported models, one folder each.
    pub fn models(&self) -> PathBuf {
        self.data.join("models")
    }

    /// Datasets that were downloaded, one folder each.
    pub fn datasets(&self) -> PathBuf {
        self.data.join("datasets")
    }

    /// Runs that were not given an output folder.
    pub fn runs(&self) -> PathBuf {
        self.data.join("runs")
    }
}
