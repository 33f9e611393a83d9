//! What is remembered between two starts.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::StartedJob;
use crate::paths::AppPaths;
use crate::settings::{self, Settings};
use crate::ui::command::Page;
use crate::{Error, Result};

/// The two files that are kept: what the user has set, and where the user was.
#[derive(Clone, Debug, Default, PartialEq)]
pub(in crate::ui) struct Persisted {
    pub settings: Settings,
    pub session: Session,
}

impl Persisted {
    /// Reads both files. What is damaged is set aside, said and replaced by its defaults.
    pub fn load(paths: &AppPaths) -> (Self, Vec<Error>) {
        let (settings, first) = Settings::load(&paths.settings());
        let (session, second) = Session::load(&paths.session());
        (
            Self { settings, session },
            first.into_iter().chain(second).collect(),
        )
    }
}

/// Where the user was when the window was closed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(in crate::ui) struct Session {
    pub page: Page,
    /// 1 is the usual size.
    pub zoom: f32,
    /// Size of the window's inside, in points.
    pub size: Option<[f32; 2]>,
    /// Place of the window on the screen, where the system tells it.
    pub position: Option<[f32; 2]>,
    pub maximized: bool,
    /// Datasets that were open, the latest first.
    pub recent: Vec<Recent>,
    /// Where the key for Kaggle was chosen the last time: the place of the file, never what is in it.
    pub kaggle_key: Option<PathBuf>,
    /// A job that was started and has not ended.
    pub job: Option<StartedJob>,
}

/// A dataset that was open.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(in crate::ui) struct Recent {
    /// As [`crate::dataset::DatasetLocation::parse`] reads it.
    pub location: String,
    /// Its short name.
    pub label: String,
    /// How many products it had.
    pub products: usize,
    /// When it was opened, in seconds since 1970.
    pub opened: u64,
}

impl Default for Session {
    fn default() -> Self {
        Self {
            page: Page::default(),
            zoom: 1.0,
            size: None,
            position: None,
            maximized: false,
            recent: Vec::new(),
            kaggle_key: None,
            job: None,
        }
    }
}

/// Smallest and largest zoom that is taken from a file.
const ZOOM: std::ops::RangeInclusive<f32> = 0.5..=3.0;

impl Session {
    /// Reads the session. Damage is reported, and the session is then the usual one.
    pub fn load(path: &Path) -> (Self, Option<Error>) {
        let (mut session, warning): (Self, _) = settings::load_json(path);
        session.zoom = if session.zoom.is_finite() {
            session.zoom.clamp(*ZOOM.start(), *ZOOM.end())
        } else {
            1.0
        };
        (session, warning)
    }

    /// Writes the session.
    pub fn save(&self, path: &Path) -> Result<()> {
        settings::save_json(path, self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_comes_back_and_a_damaged_one_does_no_harm() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("session.json");
        let session = Session {
            page: Page::Map,
            zoom: 1.5,
            size: Some([1400.0, 900.0]),
            ..Session::default()
        };
        session.save(&path).unwrap();
        assert_eq!(Session::load(&path).0, session);
        std::fs::write(&path, "{\"zoom\": 99}").unwrap();
        assert_eq!(Session::load(&path).0.zoom, 3.0);
        std::fs::write(&path, "{\"page\": \"nowhere\"}").unwrap();
        let (loaded, warning) = Session::load(&path);
        assert_eq!(loaded, Session::default());
        assert!(warning.is_some());
    }
}
