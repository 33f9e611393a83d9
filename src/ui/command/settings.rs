//! Commands that change settings.

use super::Words;
use crate::settings::Theme;
use crate::ui::widgets::Icon;

/// What can be set.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::ui) enum SettingsCommand {
    /// Light, dark or as the system says.
    SetTheme(Theme),
}

impl SettingsCommand {
    pub(super) fn all() -> impl Iterator<Item = Self> {
        [Theme::Light, Theme::Dark, Theme::System]
            .into_iter()
            .map(Self::SetTheme)
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
        }
    }
}
