//! Commands that change settings.

use super::{Question, Situation, Words};
use crate::settings::Theme;
use crate::ui::widgets::Icon;

/// What can be set.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::ui) enum SettingsCommand {
    /// Light, dark or as the system says.
    SetTheme(Theme),
    /// Go through this proxy; an empty text is the system's.
    SetProxy(String),
    /// Delete what a folder holds.
    Clear(OwnFolder),
    /// Go back to the defaults.
    Reset,
}

/// A folder of the app's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::ui) enum OwnFolder {
    Models,
    Datasets,
    Runs,
    Log,
}

impl OwnFolder {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Models, Self::Datasets, Self::Runs, Self::Log];

    /// Its name.
    pub fn label(self) -> &'static str {
        match self {
            Self::Models => "Imported models",
            Self::Datasets => "Downloaded datasets",
            Self::Runs => "Runs",
            Self::Log => "Log file",
        }
    }

    fn clear(self) -> Words {
        match self {
            Self::Models => Words::new("Clear models…", "Delete the models that were imported"),
            Self::Datasets => Words::new(
                "Clear datasets…",
                "Delete the datasets that were downloaded",
            ),
            Self::Runs => Words::new("Clear runs…", "Delete the vectors of all runs kept here"),
            Self::Log => Words::new("Clear log…", "Delete the log file"),
        }
    }

    fn question(self) -> Question {
        let (title, text, yes) = match self {
            Self::Models => (
                "Delete the imported models?",
                "Their files are deleted from this computer. Vectors that were made with them stay; searching those by text needs the model again.",
                "Delete the models",
            ),
            Self::Datasets => (
                "Delete the downloaded datasets?",
                "Tables and pictures that this app downloaded are deleted. Datasets in other folders stay. They can be downloaded again.",
                "Delete the datasets",
            ),
            Self::Runs => (
                "Delete the runs?",
                "Vectors, tables, verdicts and reports in the app's own folder are deleted and cannot be brought back. Runs in other folders stay.",
                "Delete the runs",
            ),
            Self::Log => (
                "Delete the log file?",
                "It says what the app did and what went wrong; it is only needed to report an error.",
                "Delete the log",
            ),
        };
        Question {
            title,
            text,
            yes,
            no: "Keep them",
        }
    }
}

impl SettingsCommand {
    pub(super) fn all() -> impl Iterator<Item = Self> {
        [Theme::Light, Theme::Dark, Theme::System]
            .into_iter()
            .map(Self::SetTheme)
            .chain([Self::Reset])
    }

    pub(super) fn words(&self) -> Words {
        match self {
            Self::SetTheme(Theme::System) => {
                Words::new("Colours as the system", "Light or dark, as the system says")
                    .icon(Icon::Screen)
            }
            Self::SetTheme(Theme::Light) => {
                Words::new("Light colours", "Dark text on light ground").icon(Icon::Light)
            }
            Self::SetTheme(Theme::Dark) => {
                Words::new("Dark colours", "Light text on dark ground").icon(Icon::Dark)
            }
            Self::Clear(folder) => folder.clear(),
            Self::Reset => Words::new(
                "Reset settings",
                "Colours, size, engine, network and rows as at the first start; nothing is deleted",
            )
            .icon(Icon::Retry),
            Self::SetProxy(_) => Words::NONE,
        }
    }

    pub(super) fn obstacle(&self, situation: Situation) -> Option<&'static str> {
        match self {
            Self::Clear(OwnFolder::Log) => None,
            Self::Clear(_) | Self::Reset => situation.busy_embedding(),
            _ => None,
        }
    }

    pub(super) fn question(&self) -> Option<Question> {
        match self {
            Self::Clear(folder) => Some(folder.question()),
            _ => None,
        }
    }
}
