//! What an action is called.

use egui::{Key, KeyboardShortcut, Modifiers};

use crate::ui::widgets::Icon;

/// The words, icon and keys of a command.
#[derive(Clone, Copy, Debug)]
pub(in crate::ui) struct Words {
    /// The name: on buttons, in menus, in the palette.
    pub label: &'static str,
    /// What it does, where the name alone does not say it.
    pub tooltip: &'static str,
    /// Beside the name.
    pub icon: Option<Icon>,
    /// Its keys.
    pub shortcut: Option<KeyboardShortcut>,
}

impl Words {
    /// Words without an icon and keys.
    pub const fn new(label: &'static str, tooltip: &'static str) -> Self {
        Self {
            label,
            tooltip,
            icon: None,
            shortcut: None,
        }
    }

    /// For commands that come from a control with words of its own, such as a switch or a list.
    pub const NONE: Self = Self::new("", "");

    /// Adds the icon.
    pub const fn icon(mut self, icon: Icon) -> Self {
        self.icon = Some(icon);
        self
    }

    /// Adds a key without modifiers.
    pub const fn key(self, key: Key) -> Self {
        self.keys(Modifiers::NONE, key)
    }

    /// Adds a key together with Ctrl, or Cmd on a Mac.
    pub const fn command_key(self, key: Key) -> Self {
        self.keys(Modifiers::COMMAND, key)
    }

    /// Adds keys.
    pub const fn keys(mut self, modifiers: Modifiers, key: Key) -> Self {
        self.shortcut = Some(KeyboardShortcut::new(modifiers, key));
        self
    }
}
