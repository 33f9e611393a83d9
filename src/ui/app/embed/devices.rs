//! The devices: what is known of them, and testing them. A device is tested in a process of its own, in the
//! background, and the verdict is remembered.

use std::sync::Arc;

use super::super::{App, let_go};
use crate::embedding::precision_obstacle;
use crate::inference::self_test::{DeviceTests, TestStore};
use crate::inference::{Device, Engines, Precision, default_threads};
use crate::job::Control;
use crate::model::{ModelSpec, ModelStore};
use crate::paths::AppPaths;
use crate::ui::app::Environment;
use crate::ui::command::Page;
use crate::ui::state::{Choice, Survey, Surveyed, Testing};
use crate::{Error, Result};

/// All that a thread needs to find out about devices.
#[derive(Clone)]
pub(super) struct Scout {
    pub paths: AppPaths,
    pub engines: Arc<Engines>,
    pub choice: Choice,
    pub environment: Environment,
}

impl Scout {
    pub fn model(&self) -> Result<ModelSpec> {
        ModelStore::new(self.paths.models()).open_at(&self.choice.model, self.choice.precision)
    }

    /// Hands the self-tests of the choice to `ask`.
    pub fn with_tests<T>(&self, ask: impl FnOnce(&DeviceTests<'_>) -> Result<T>) -> Result<T> {
        let (model, store) = (self.model()?, TestStore::new(self.paths.devices()));
        let engine = self.engines.select(self.choice.engine)?;
        let precision = self.choice.precision.unwrap_or(model.image.precision);
        let threads = default_threads();
        let tests = DeviceTests::new(&*engine, &model, precision, threads, &store)?;
        ask(&tests.adapted(self.environment.self_test.clone()))
    }

    /// What is known of the choice; starts no test.
    fn survey(&self) -> Result<Survey> {
        let (model, engine) = (self.model()?, self.engines.select(self.choice.engine)?);
        let devices = self.with_tests(|tests| {
            let states = tests.states().into_iter();
            Ok(states
                .map(|state| {
                    let key = tests.key(state.device);
                    (state, key)
                })
                .collect())
        })?;
        let own = ModelStore::new(self.paths.models()).open(&self.choice.model)?;
        Ok(Survey {
            own: own.image.precision,
            precision: self.choice.precision.unwrap_or(model.image.precision),
            precisions: self.precisions(&own, &engine.devices()),
            model,
            engine,
            devices,
        })
    }

    /// What the model can be run with on one of these devices, from its own files or those of a sibling.
    fn precisions(&self, own: &ModelSpec, devices: &[Device]) -> Vec<Precision> {
        let store = ModelStore::new(self.paths.models());
        let own = own.precisions();
        let has_device = |precision| {
            let mut devices = devices.iter();
            devices.any(|&device| precision_obstacle(device, precision).is_none())
        };
        let is_offered = |&precision: &Precision| {
            has_device(precision)
                && (own.contains(&precision)
                    || store.open_at(&self.choice.model, Some(precision)).is_ok())
        };
        Precision::ALL.into_iter().filter(is_offered).collect()
    }
}

impl App {
    /// What a thread needs to find out about devices, once the engines are known.
    pub(super) fn scout(&self) -> Option<Scout> {
        Some(Scout {
            paths: self.paths.clone(),
            engines: Arc::clone(self.live.engines.as_ref()?),
            choice: self.choice(),
            environment: self.environment.clone(),
        })
    }

    /// A device that computes in a precision: the chosen one if it can, else one that may be used, else one that may
    /// yet pass its test.
    pub(super) fn device_for(&self, precision: Precision) -> Device {
        let chosen = self.device();
        let can = |device| precision_obstacle(device, precision).is_none();
        let Some(Ok(survey)) = self.live.embed.survey(&self.choice()) else {
            return chosen;
        };
        let devices = || survey.devices.iter().map(|(state, _)| state);
        if can(chosen) && survey.device(chosen).is_some() {
            return chosen;
        }
        devices()
            .find(|state| can(state.device) && state.is_offered())
            .or_else(|| devices().find(|state| can(state.device)))
            .map_or(chosen, |state| state.device)
    }

    pub(super) fn test_device(&mut self, device: Device) -> Result<()> {
        let Some(scout) = self.scout() else {
            return Err(Error::new("The engines are still being looked for"));
        };
        // Both would be slower than they are.
        let_go(self.live.embed.measuring.take());
        let choice = scout.choice.clone();
        let task = self.task("test device", move |control: &Control| {
            scout.with_tests(|tests| tests.test(device, control))?;
            scout.survey()
        })?;
        let testing = Testing {
            device,
            choice,
            task,
        };
        let_go(self.live.embed.testing.replace(testing));
        Ok(())
    }

    /// While the page is looked at, what it shows is found out: first the devices, then their speed.
    pub(super) fn look_ahead(&mut self) -> Result<()> {
        let idle = self.live.job.is_none() && self.live.embed.testing.is_none();
        if self.page() != Page::Embed || self.live.dataset.is_none() || !idle {
            return Ok(());
        }
        if self.live.models.is_empty() {
            return Ok(());
        }
        let Some(scout) = self.scout() else {
            return Ok(());
        };
        match self.live.embed.survey(&scout.choice) {
            Some(Ok(_)) => self.measure_next(),
            // It is looked at again when something changes.
            Some(Err(_)) => Ok(()),
            None => self.look_at_devices(scout),
        }
    }

    fn look_at_devices(&mut self, scout: Scout) -> Result<()> {
        let choice = scout.choice.clone();
        let surveying = self.live.embed.surveying.as_ref();
        if surveying.is_some_and(|(surveyed, _)| *surveyed == choice) {
            return Ok(());
        }
        let task = self.task("look at devices", move |_| scout.survey())?;
        let_go(self.live.embed.surveying.replace((choice, task)));
        Ok(())
    }

    pub(super) fn poll_devices(&mut self) {
        let embed = &mut self.live.embed;
        if let Some((choice, task)) = &mut embed.surveying
            && let Some(found) = task.poll()
        {
            let choice = choice.clone();
            embed.surveying = None;
            embed.surveyed = Some(Surveyed { choice, found });
        }
        if let Some(Testing { choice, task, .. }) = &mut embed.testing
            && let Some(found) = task.poll()
        {
            let choice = choice.clone();
            embed.testing = None;
            match found {
                Ok(survey) => {
                    embed.surveyed = Some(Surveyed {
                        choice,
                        found: Ok(survey),
                    });
                }
                Err(error) => self.show_error(error),
            }
        }
    }
}
