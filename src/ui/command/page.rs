//! The pages of the window.

use egui::{Key, Modifiers};
use serde::{Deserialize, Serialize};

use super::Words;
use crate::ui::widgets::Icon;

/// A page: a step of the way through the app, or one of the two below them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(in crate::ui) enum Page {
    #[default]
    Dataset,
    Embed,
    Explore,
    Map,
    Quality,
    Export,
    Settings,
    Help,
}

impl Page {
    /// The steps, in order.
    pub const STEPS: [Self; 6] = [
        Self::Dataset,
        Self::Embed,
        Self::Explore,
        Self::Map,
        Self::Quality,
        Self::Export,
    ];
    /// The pages below the steps.
    pub const ASIDE: [Self; 2] = [Self::Settings, Self::Help];
    /// All pages.
    pub const ALL: [Self; 8] = [
        Self::Dataset,
        Self::Embed,
        Self::Explore,
        Self::Map,
        Self::Quality,
        Self::Export,
        Self::Settings,
        Self::Help,
    ];

    /// Its name.
    pub fn label(self) -> &'static str {
        match self {
            Self::Dataset => "Dataset",
            Self::Embed => "Embed",
            Self::Explore => "Explore",
            Self::Map => "Map",
            Self::Quality => "Quality",
            Self::Export => "Export",
            Self::Settings => "Settings",
            Self::Help => "Help",
        }
    }

    /// Its icon in the rail.
    pub fn icon(self) -> Icon {
        match self {
            Self::Dataset => Icon::Dataset,
            Self::Embed => Icon::Embed,
            Self::Explore => Icon::Search,
            Self::Map => Icon::Map,
            Self::Quality => Icon::Quality,
            Self::Export => Icon::Export,
            Self::Settings => Icon::Settings,
            Self::Help => Icon::Help,
        }
    }

    pub(super) fn words(self) -> Words {
        let tooltip = match self {
            Self::Dataset => "The products, and what the check found",
            Self::Embed => "Turn the pictures into vectors",
            Self::Explore => "Search by product, picture or text",
            Self::Map => "All products as one picture",
            Self::Quality => "How good the vectors are",
            Self::Export => "The files, and the certificate that they are right",
            Self::Settings => "Colours, folders, engine",
            Self::Help => "How it works, words, shortcuts",
        };
        let words = Words::new(self.label(), tooltip).icon(self.icon());
        match self {
            Self::Dataset => words.command_key(Key::Num1),
            Self::Embed => words.command_key(Key::Num2),
            Self::Explore => words.command_key(Key::Num3),
            Self::Map => words.command_key(Key::Num4),
            Self::Quality => words.command_key(Key::Num5),
            Self::Export => words.command_key(Key::Num6),
            Self::Settings => words.keys(Modifiers::COMMAND, Key::Comma),
            Self::Help => words.key(Key::F1),
        }
    }
}
