//! Commands about the window itself.

use std::path::PathBuf;

use egui::{Key, gui_zoom::kb_shortcuts};

use super::Words;
use crate::ui::widgets::Icon;

/// What can be done with the window.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::ui) enum WindowCommand {
    /// Open or close the palette of all commands.
    Palette,
    ZoomIn,
    ZoomOut,
    ZoomReset,
    /// Put a text on the clipboard; the second one says what it was.
    Copy(String, String),
    /// Show a file or folder in the file manager.
    Reveal(PathBuf),
    /// Open a page in the browser.
    Browse(&'static str),
    /// Files or folders were dropped on the window.
    Dropped(Vec<PathBuf>),
    /// Take a message away.
    DismissToast(u64),
    /// Close the dialog without doing anything.
    CloseDialog,
    /// Close the window, also while a job runs.
    Quit,
    /// Close the app and start it again.
    Restart,
}

impl WindowCommand {
    pub(super) fn all() -> impl Iterator<Item = Self> {
        [Self::Palette, Self::ZoomIn, Self::ZoomOut, Self::ZoomReset].into_iter()
    }

    pub(super) fn words(&self) -> Words {
        match self {
            Self::Palette => Words::new("All commands", "Find an action by its name")
                .icon(Icon::Command)
                .command_key(Key::K),
            Self::ZoomIn => with_keys(
                Words::new("Larger", "Make everything larger").icon(Icon::ZoomIn),
                kb_shortcuts::ZOOM_IN,
            ),
            Self::ZoomOut => with_keys(
                Words::new("Smaller", "Make everything smaller").icon(Icon::ZoomOut),
                kb_shortcuts::ZOOM_OUT,
            ),
            Self::ZoomReset => with_keys(
                Words::new("Usual size", "Show everything at its usual size"),
                kb_shortcuts::ZOOM_RESET,
            ),
            Self::Copy(..) => Words::new("Copy", "Copy to the clipboard").icon(Icon::Copy),
            Self::Reveal(_) => {
                Words::new("Show in folder", "Show it in the file manager").icon(Icon::Folder)
            }
            Self::Browse(_) => {
                Words::new("Open in the browser", "Open the page in your web browser")
                    .icon(Icon::External)
            }
            Self::DismissToast(_) => {
                Words::new("Dismiss", "Take this message away").icon(Icon::Close)
            }
            Self::Restart => Words::new("Restart", "Close the app and start it again"),
            Self::Dropped(_) | Self::CloseDialog | Self::Quit => Words::NONE,
        }
    }
}

fn with_keys(words: Words, shortcut: egui::KeyboardShortcut) -> Words {
    words.keys(shortcut.modifiers, shortcut.logical_key)
}
