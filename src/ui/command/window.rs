//! Commands about the window itself.

use std::borrow::Cow;
use std::path::PathBuf;

use egui::{Key, gui_zoom::kb_shortcuts};

use super::Words;
use crate::guide;
use crate::ui::widgets::Icon;

/// Where in Help.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::ui) struct GuidePlace {
    /// The page of the guide; none is Help at a glance.
    pub page: Option<&'static guide::Page>,
    /// A heading on it.
    pub anchor: Option<String>,
}

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
    /// Open the log file.
    OpenLog,
    /// Open a page in the browser.
    Browse(Cow<'static, str>),
    /// Show a page of the guide.
    Guide(GuidePlace),
    /// Files or folders were dropped on the window.
    Dropped(Vec<PathBuf>),
    /// Take a message away.
    DismissToast(u64),
    /// Take back the latest change.
    Undo,
    /// Take back the change with this number.
    TakeBack(u64),
    /// Show a step of the tour, or end it.
    Tour(Option<usize>),
    /// Copy what helps whoever is to mend an error.
    CopyDiagnostics,
    /// Close the dialog without doing anything.
    CloseDialog,
    /// Close the window, also while a job runs.
    Quit,
    /// Close the app and start it again.
    Restart,
}

impl WindowCommand {
    pub(super) fn all() -> impl Iterator<Item = Self> {
        [
            Self::Palette,
            Self::ZoomIn,
            Self::ZoomOut,
            Self::ZoomReset,
            Self::CopyDiagnostics,
            Self::OpenLog,
            Self::Undo,
            Self::Tour(Some(0)),
            Self::user_guide(),
        ]
        .into_iter()
    }

    /// The guide from its first page.
    pub fn user_guide() -> Self {
        Self::Guide(GuidePlace {
            page: guide::PAGES.first(),
            anchor: None,
        })
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
            Self::CopyDiagnostics => Words::new(
                "Copy diagnostics",
                "Versions, engine, folders and the end of the log, without keys and your name",
            )
            .icon(Icon::Copy),
            Self::Reveal(_) => {
                Words::new("Show in folder", "Show it in the file manager").icon(Icon::Folder)
            }
            Self::Browse(_) => {
                Words::new("Open in the browser", "Open the page in your web browser")
                    .icon(Icon::External)
            }
            Self::Guide(_) => Words::new(
                "User guide",
                "From installing to the next notebook, step by step and with pictures",
            )
            .icon(Icon::Help),
            Self::DismissToast(_) => {
                Words::new("Dismiss", "Take this message away").icon(Icon::Close)
            }
            Self::OpenLog => Words::new("Open the log", "What the app did and what went wrong")
                .icon(Icon::External),
            Self::Undo => Words::new(
                "Undo",
                "Take back the latest change of selection, filters, verdicts, lists or settings",
            )
            .icon(Icon::Retry)
            .command_key(Key::Z),
            Self::TakeBack(_) => Words::new("Undo", "Take this back").icon(Icon::Retry),
            Self::Tour(_) => Words::new("Take the tour", "The way through the app in five steps")
                .icon(Icon::Forward),
            Self::Restart => Words::new("Restart", "Close the app and start it again"),
            Self::Dropped(_) | Self::CloseDialog | Self::Quit => Words::NONE,
        }
    }
}

fn with_keys(words: Words, shortcut: egui::KeyboardShortcut) -> Words {
    words.keys(shortcut.modifiers, shortcut.logical_key)
}
