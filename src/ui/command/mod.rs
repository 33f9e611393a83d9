//! Every action of a user is a variant here, with its words and its keys.
//!
//! Drawing code sends commands; [`super::app::App`] carries them out. Buttons, menus, the command palette and the list
//! of shortcuts take their texts from [`Command::words`], so an action is called the same everywhere. The commands of
//! one area are an enum of their own in a file of their own; see [`dataset`] for the pattern.

mod dataset;
mod embed;
mod explore;
mod export;
mod fetch;
mod map;
mod page;
mod quality;
mod question;
mod sender;
mod settings;
mod situation;
mod wanted;
mod window;
mod words;

use std::path::PathBuf;

pub(super) use dataset::DatasetCommand;
pub(super) use embed::EmbedCommand;
pub(super) use explore::ExploreCommand;
pub(super) use export::ExportCommand;
pub(super) use fetch::FetchCommand;
pub(super) use map::MapCommand;
pub(super) use page::Page;
pub(super) use quality::QualityCommand;
pub(super) use question::Question;
pub(super) use sender::CommandSender;
pub(super) use settings::{OwnFolder, SettingsCommand};
pub(super) use situation::{JobState, Situation};
pub(super) use wanted::Asks;
pub(super) use window::{GuidePlace, WindowCommand};
pub(super) use words::Words;

/// What a path is wanted for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    DatasetFolder,
    DatasetZip,
    Model,
    Output,
    QueryImage,
    /// Where results are written.
    Results,
    /// A run to compare with.
    OtherRun,
    /// Where the report on quality is written.
    Report,
    /// Where the verdicts are written.
    Verdicts,
    Runtime,
    /// Where forms of a run are written to.
    Export,
    /// A `kaggle.json`, or a file with a token.
    KaggleKey,
    /// Where a dataset is downloaded to.
    DownloadFolder,
    /// A model to be copied into the app.
    ModelFolder,
    /// The same in a zip file.
    ModelZip,
    /// Where a bundle is written to.
    SaveBundle,
    /// A bundle.
    OpenBundle,
}

/// An action.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Command {
    /// Show a page.
    Go(Page),
    /// Ask for the path of something: a field to type it into, and a button that opens the file dialog.
    Name(Wanted),
    /// Open the file dialog for something.
    Choose(Wanted),
    /// No file dialog could be opened for it.
    NoDialog(Wanted),
    /// What was chosen there.
    Chosen(Wanted, PathBuf),
    /// A command that asks first, after the answer was yes.
    Confirmed(Box<Command>),
    Dataset(DatasetCommand),
    Embed(EmbedCommand),
    Explore(ExploreCommand),
    Export(ExportCommand),
    Fetch(FetchCommand),
    Map(MapCommand),
    Quality(QualityCommand),
    Settings(SettingsCommand),
    Window(WindowCommand),
}

impl Command {
    /// Every command that needs nothing further: what the palette offers and what has keys.
    pub fn all() -> Vec<Self> {
        let mut all: Vec<Self> = Page::ALL.map(Self::Go).to_vec();
        all.extend(DatasetCommand::all().map(Self::Dataset));
        all.extend(FetchCommand::all().map(Self::Fetch));
        all.extend([
            Self::Choose(Wanted::DatasetFolder),
            Self::Choose(Wanted::DatasetZip),
        ]);
        all.extend(EmbedCommand::all().map(Self::Embed));
        all.extend([
            Self::Choose(Wanted::Model),
            Self::Choose(Wanted::ModelFolder),
            Self::Choose(Wanted::ModelZip),
            Self::Choose(Wanted::Runtime),
            Self::Choose(Wanted::SaveBundle),
            Self::Choose(Wanted::OpenBundle),
            Self::Choose(Wanted::QueryImage),
            Self::Name(Wanted::Results),
            Self::Name(Wanted::OtherRun),
            Self::Name(Wanted::Report),
            Self::Name(Wanted::Verdicts),
        ]);
        all.extend(ExploreCommand::all().map(Self::Explore));
        all.extend(ExportCommand::all().map(Self::Export));
        all.extend(MapCommand::all().map(Self::Map));
        all.extend(QualityCommand::all().map(Self::Quality));
        all.extend(SettingsCommand::all().map(Self::Settings));
        all.extend(WindowCommand::all().map(Self::Window));
        all
    }

    /// Its name, what it does, its icon, its keys.
    pub fn words(&self) -> Words {
        match self {
            Self::Go(page) => page.words(),
            Self::Name(wanted)
            | Self::Choose(wanted)
            | Self::NoDialog(wanted)
            | Self::Chosen(wanted, _) => wanted.words(),
            Self::Confirmed(command) => command.words(),
            Self::Dataset(command) => command.words(),
            Self::Embed(command) => command.words(),
            Self::Explore(command) => command.words(),
            Self::Export(command) => command.words(),
            Self::Fetch(command) => command.words(),
            Self::Map(command) => command.words(),
            Self::Quality(command) => command.words(),
            Self::Settings(command) => command.words(),
            Self::Window(command) => command.words(),
        }
    }

    /// Why it cannot be done now, if that is so.
    pub fn obstacle(&self, situation: Situation) -> Option<&'static str> {
        match self {
            Self::Name(wanted) | Self::Choose(wanted) => wanted.obstacle(situation),
            Self::Dataset(command) => command.obstacle(situation),
            Self::Embed(command) => command.obstacle(situation),
            Self::Explore(command) => command.obstacle(situation),
            Self::Export(command) => command.obstacle(situation),
            Self::Fetch(command) => command.obstacle(situation),
            Self::Map(command) => command.obstacle(situation),
            Self::Quality(command) => command.obstacle(situation),
            Self::Settings(command) => command.obstacle(situation),
            _ => None,
        }
    }

    /// What is asked before it is done, where it takes something away.
    pub fn question(&self) -> Option<Question> {
        match self {
            Self::Embed(command) => command.question(),
            Self::Fetch(command) => command.question(),
            Self::Settings(command) => command.question(),
            _ => None,
        }
    }
}

impl Wanted {
    pub fn words(self) -> Words {
        use super::widgets::Icon;
        match self {
            Self::DatasetFolder => Words::new(
                "Choose a folder…",
                "A folder with styles.csv and images, or with pictures alone",
            )
            .icon(Icon::Folder)
            .command_key(egui::Key::O),
            Self::DatasetZip => {
                Words::new("Choose a zip…", "It is read as it is, without unpacking")
                    .icon(Icon::Archive)
            }
            Self::Model => Words::new(
                "Choose a model folder…",
                "A folder with onnx/vision_model.onnx, onnx/text_model.onnx and tokenizer.json",
            )
            .icon(Icon::Model),
            Self::Output => Words::new(
                "Choose the output folder…",
                "Where the vectors and tables are written",
            )
            .icon(Icon::Folder),
            Self::QueryImage => Words::new(
                "Search with a picture…",
                "A picture file that need not be in the dataset",
            )
            .icon(Icon::Image),
            Self::Results => Words::new(
                "Export results…",
                "Write the results with scores and columns to a csv file",
            )
            .icon(Icon::Download),
            Self::OtherRun => Words::new(
                "Compare with another run…",
                "Ask a second run the same questions, such as one of another model",
            )
            .icon(Icon::Model),
            Self::Report => Words::new(
                "Write report…",
                "One HTML file with figures and pictures that works without a network",
            )
            .icon(Icon::Download),
            Self::Verdicts => Words::new(
                "Export verdicts…",
                "Write all verdicts of the review to a csv file",
            )
            .icon(Icon::Export),
            Self::Runtime => Words::new(
                "Import ONNX Runtime…",
                "From a release archive, a Python package or the library itself, version 1.23 or newer",
            )
            .icon(Icon::Cpu),
            Self::Export => Words::new(
                "Choose the export folder…",
                "Where further forms of the run are written",
            )
            .icon(Icon::Folder),
            Self::KaggleKey => Words::new(
                "Choose kaggle.json…",
                "The file that Kaggle gives out under Settings, API",
            )
            .icon(Icon::Folder),
            Self::DownloadFolder => Words::new(
                "Choose the folder…",
                "Where the dataset is downloaded to: an empty or new folder",
            )
            .icon(Icon::Folder),
            Self::ModelFolder => Words::new(
                "Import a model folder…",
                "Copy a model from a folder into the app: CLIP, FashionCLIP and the like",
            )
            .icon(Icon::Folder),
            Self::SaveBundle => Words::new(
                "Save for offline use…",
                "Write one file with dataset, models and ONNX Runtime for computers without a network",
            )
            .icon(Icon::Archive),
            Self::OpenBundle => Words::new(
                "Open a bundle…",
                "Install what a file that was saved for offline use holds",
            )
            .icon(Icon::Folder),
            Self::ModelZip => Words::new(
                "Import a model zip…",
                "Unpack a model from a zip file into the app",
            )
            .icon(Icon::Archive),
        }
    }

    fn obstacle(self, situation: Situation) -> Option<&'static str> {
        match self {
            Self::DatasetFolder | Self::DatasetZip | Self::Model => situation.busy_embedding(),
            Self::QueryImage | Self::OtherRun => situation.without_run(),
            Self::Results => situation
                .without_run()
                .or((!situation.question).then_some("Ask something first")),
            Self::Report | Self::Verdicts => {
                (!situation.examined).then_some("Measure the quality first")
            }
            _ => None,
        }
    }
}

macro_rules! into_command {
    ($($area:ident($command:ident)),* $(,)?) => {
        $(impl From<$command> for Command {
            fn from(command: $command) -> Self {
                Self::$area(command)
            }
        })*
    };
}

into_command! {
    Go(Page),
    Dataset(DatasetCommand),
    Embed(EmbedCommand),
    Explore(ExploreCommand),
    Export(ExportCommand),
    Fetch(FetchCommand),
    Map(MapCommand),
    Quality(QualityCommand),
    Settings(SettingsCommand),
    Window(WindowCommand),
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_offered_command_has_a_name_and_a_meaning() {
        for command in Command::all() {
            let words = command.words();
            assert!(!words.label.is_empty(), "{command:?} has no name");
            assert!(!words.tooltip.is_empty(), "{command:?} has no tooltip");
            assert!(
                !words.label.ends_with('.') && !words.tooltip.ends_with('.'),
                "{command:?} ends with a full stop"
            );
        }
    }

    #[test]
    fn no_two_commands_share_a_name_or_keys() {
        let (mut names, mut keys) = (HashSet::new(), HashSet::new());
        for command in Command::all() {
            let words = command.words();
            assert!(
                names.insert(words.label),
                "two commands are called {}",
                words.label
            );
            if let Some(shortcut) = words.shortcut {
                let fresh = keys.insert((shortcut.modifiers, shortcut.logical_key));
                // Pausing and resuming are one key that does what can be done.
                assert!(
                    fresh || command == EmbedCommand::Resume.into(),
                    "{} shares its keys",
                    words.label
                );
            }
        }
    }
}
