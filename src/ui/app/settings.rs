//! Settings, and the engines that they choose from.

use std::sync::Arc;

use super::App;
use crate::Result;
use crate::inference::{Engines, RuntimePlaces};
use crate::job::Task;
use crate::settings::Theme;
use crate::ui::command::SettingsCommand;

impl App {
    pub(super) fn begin_settings(&mut self) -> Result<()> {
        let places = RuntimePlaces::of_this_process(None, Some(self.paths.runtimes()))
            .with_chosen(self.persisted.settings.runtime.clone());
        self.live.finding_engines =
            Some(self.task("find engines", move |_| Ok(Engines::discover(&places)))?);
        Ok(())
    }

    pub(super) fn carry_out_settings(&mut self, ctx: &egui::Context, command: SettingsCommand) {
        match command {
            SettingsCommand::SetTheme(theme) => {
                self.persisted.settings.theme = theme;
                self.apply_theme(ctx);
            }
        }
    }

    /// Colours as the settings say.
    pub(super) fn apply_theme(&self, ctx: &egui::Context) {
        ctx.set_theme(match self.persisted.settings.theme {
            Theme::System => egui::ThemePreference::System,
            Theme::Light => egui::ThemePreference::Light,
            Theme::Dark => egui::ThemePreference::Dark,
        });
    }

    pub(super) fn poll_settings(&mut self) {
        if let Some(found) = self.live.finding_engines.as_mut().and_then(Task::poll) {
            self.live.finding_engines = None;
            match found {
                Ok(engines) => {
                    self.live.engines = Some(Arc::new(engines));
                    let looked = self.look_into_output();
                    self.report(looked);
                }
                Err(error) => self.show_error(error),
            }
        }
    }
}
