//! Settings, and the engines that they choose from.

use std::sync::Arc;

use super::App;
use crate::Result;
use crate::inference::{Engines, RuntimePlaces};
use crate::job::Task;
use crate::settings::{Settings, Theme};
use crate::ui::command::{SettingsCommand, WindowCommand};
use crate::ui::state::{Toast, Undo};

impl App {
    pub(super) fn begin_settings(&mut self) -> Result<()> {
        if let Some(engines) = &self.environment.engines {
            self.live.engines = Some(Arc::clone(engines));
            return Ok(());
        }
        let places = RuntimePlaces::of_this_process(None, Some(self.paths.runtimes()))
            .with_chosen(self.persisted.settings.runtime.clone());
        self.live.finding_engines =
            Some(self.task("find engines", move |_| Ok(Engines::discover(&places)))?);
        Ok(())
    }

    pub(super) fn carry_out_settings(
        &mut self,
        ctx: &egui::Context,
        command: SettingsCommand,
    ) -> Result<()> {
        match command {
            SettingsCommand::SetTheme(theme) => {
                self.persisted.settings.theme = theme;
                self.apply_theme(ctx);
            }
            SettingsCommand::SetProxy(proxy) => {
                self.persisted.settings.proxy = Some(proxy).filter(|proxy| !proxy.is_empty());
                self.view.proxy = None;
            }
            SettingsCommand::Clear(folder) => return self.clear_folder(folder),
            SettingsCommand::Reset => self.reset(ctx),
        }
        Ok(())
    }

    /// Everything as at the first start, but what is open stays open.
    fn reset(&mut self, ctx: &egui::Context) {
        let fresh = Settings {
            dataset: self.persisted.settings.dataset.clone(),
            model: self.persisted.settings.model.clone(),
            outputs: self.persisted.settings.outputs.clone(),
            ..Settings::default()
        };
        let before = std::mem::replace(&mut self.persisted.settings, fresh);
        let undo = Undo::Settings(Box::new(before), ctx.zoom_factor());
        let number = self.view.history.push(undo);
        ctx.set_zoom_factor(1.0);
        self.settings_changed(ctx);
        let toast = Toast::info("The settings are as at the first start");
        self.live
            .toasts
            .push(toast.action(WindowCommand::TakeBack(number)));
    }

    /// Settings and zoom as they were before a reset.
    pub(super) fn restore(&mut self, ctx: &egui::Context, settings: Settings, zoom: f32) {
        self.persisted.settings = settings;
        ctx.set_zoom_factor(zoom);
        self.settings_changed(ctx);
    }

    fn settings_changed(&mut self, ctx: &egui::Context) {
        self.view.proxy = None;
        self.apply_theme(ctx);
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
