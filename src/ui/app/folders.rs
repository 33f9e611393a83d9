//! The app's own folders: what they hold, and clearing them.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::{App, let_go};
use crate::job::{Control, Task};
use crate::kaggle::ENDPOINT_VARIABLE;
use crate::model::HubEnvironment;
use crate::net::{endpoint, redact};
use crate::paths::AppPaths;
use crate::ui::command::{OwnFolder, Page};
use crate::ui::state::{FolderSize, SettingsFound, Toast};
use crate::{Error, Result};

const KAGGLE: &str = "https://www.kaggle.com";

impl App {
    /// Measures the folders, when the settings page is shown for the first time or when asked to.
    pub(super) fn measure_folders(&mut self) -> Result<()> {
        let paths = self.paths.clone();
        let task = self.task("measure folders", move |control| look(&paths, control))?;
        let_go(self.live.settings.looking.replace(task));
        Ok(())
    }

    pub(super) fn clear_folder(&mut self, folder: OwnFolder) -> Result<()> {
        let path = place(&self.paths, folder);
        if folder == OwnFolder::Datasets
            && let Some(open) = &self.live.dataset
            && Path::new(&open.dataset.location.to_string()).starts_with(&path)
        {
            return Err(Error::new("The open dataset lies in this folder")
                .meaning("Nothing was deleted")
                .remedy("Change the dataset first"));
        }
        let task = self.task("clear folder", move |_| {
            clear(&path)?;
            Ok(folder)
        })?;
        let_go(self.live.settings.clearing.replace(task));
        Ok(())
    }

    pub(super) fn poll_folders(&mut self) {
        let settings = &self.live.settings;
        if self.page() == Page::Settings && settings.found.is_none() && settings.looking.is_none() {
            let measured = self.measure_folders();
            self.report(measured);
        }
        if let Some(found) = self.live.settings.looking.as_mut().and_then(Task::poll) {
            self.live.settings.looking = None;
            match found {
                Ok(found) => self.live.settings.found = Some(found),
                Err(error) => self.show_error(error),
            }
        }
        let clearing = self.live.settings.clearing.as_mut();
        if let Some(cleared) = clearing.and_then(Task::poll) {
            self.live.settings.clearing = None;
            let done = cleared.and_then(|folder| self.cleared(folder));
            self.report(done);
        }
    }

    fn cleared(&mut self, folder: OwnFolder) -> Result<()> {
        let toast = Toast::good(format!("{}: deleted", folder.label()));
        self.live.toasts.push(toast);
        self.measure_folders()?;
        match folder {
            OwnFolder::Runs => self.look_into_output(),
            OwnFolder::Models => self.list_models(),
            OwnFolder::Datasets | OwnFolder::Log => Ok(()),
        }
    }
}

fn place(paths: &AppPaths, folder: OwnFolder) -> PathBuf {
    match folder {
        OwnFolder::Models => paths.models(),
        OwnFolder::Datasets => paths.datasets(),
        OwnFolder::Runs => paths.runs(),
        OwnFolder::Log => paths.log(),
    }
}

fn look(paths: &AppPaths, control: &Control) -> Result<SettingsFound> {
    let measure = |folder| {
        let path = place(paths, folder);
        let bytes = size(&path, control)?;
        Ok(FolderSize {
            folder,
            path,
            bytes,
        })
    };
    let hub = HubEnvironment::of_this_process();
    let kaggle = endpoint(ENDPOINT_VARIABLE, KAGGLE).unwrap_or_else(|error| error.to_string());
    Ok(SettingsFound {
        folders: OwnFolder::ALL
            .into_iter()
            .map(measure)
            .collect::<Result<_>>()?,
        endpoints: vec![
            ("Datasets", redact(&kaggle)),
            ("Models", redact(&hub.endpoint)),
        ],
        offline: hub.offline,
    })
}

/// Bytes of a file, or of all files below a folder. What is not there, or goes while it is measured, has none.
fn size(path: &Path, control: &Control) -> Result<u64> {
    control.check()?;
    let Ok(metadata) = fs::symlink_metadata(path) else {
        return Ok(0);
    };
    if !metadata.is_dir() {
        return Ok(metadata.len());
    }
    let entries = fs::read_dir(path).into_iter().flatten().flatten();
    entries.map(|entry| size(&entry.path(), control)).sum()
}

/// Deletes a file, or what is in a folder.
fn clear(path: &Path) -> Result<()> {
    let deleted = match fs::symlink_metadata(path) {
        Ok(metadata) if metadata.is_dir() => fs::remove_dir_all(path),
        Ok(_) => fs::remove_file(path),
        Err(cause) => Err(cause),
    };
    match deleted {
        Err(cause) if cause.kind() != io::ErrorKind::NotFound => {
            Err(Error::new("Not everything could be deleted")
                .meaning("Another program may be using a file there")
                .remedy("Close other programs and try again")
                .at(path)
                .caused_by(cause))
        }
        _ => Ok(()),
    }
}
