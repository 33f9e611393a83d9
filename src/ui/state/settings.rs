//! What the settings page knows of the disk and of the network.

use std::path::PathBuf;

use crate::job::Task;
use crate::ui::command::OwnFolder;

/// What was found for the settings page.
#[derive(Default)]
pub(in crate::ui) struct SettingsLive {
    /// Looking.
    pub looking: Option<Task<SettingsFound>>,
    pub found: Option<SettingsFound>,
    /// Deleting what a folder holds.
    pub clearing: Option<Task<OwnFolder>>,
}

/// What the app's folders hold, and which servers it would talk to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::ui) struct SettingsFound {
    pub folders: Vec<FolderSize>,
    /// What each server is for, and its address.
    pub endpoints: Vec<(&'static str, String)>,
    /// The environment variable that forbids the network, if one does.
    pub offline: Option<&'static str>,
}

/// What a folder holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::ui) struct FolderSize {
    pub folder: OwnFolder,
    pub path: PathBuf,
    pub bytes: u64,
}
