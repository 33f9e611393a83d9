//! Expected times, measured with a few of the user's pictures while the page is looked at.

use std::sync::Arc;

use super::super::App;
use crate::Result;
use crate::embedding::{SpeedRequest, SpeedStore};
use crate::inference::self_test::DeviceState;
use crate::inference::{Device, default_threads};
use crate::job::Control;
use crate::ui::state::{Measured, Measuring};

impl App {
    /// Measures the first device that may be used and was not measured yet, the chosen one before the others.
    pub(super) fn measure_next(&mut self) -> Result<()> {
        let busy = self.live.embed.measuring.is_some()
            || self.live.embed.comparing.is_some()
            || self.live.embed.surveying.is_some();
        match self.unmeasured() {
            Some(device) if !busy => self.measure(device),
            _ => Ok(()),
        }
    }

    fn unmeasured(&self) -> Option<Device> {
        let (choice, chosen) = (self.choice(), self.device());
        let Some(Ok(survey)) = self.live.embed.survey(&choice) else {
            return None;
        };
        let open = |device: &Device| {
            let usable = survey.device(*device).is_some_and(DeviceState::is_offered);
            let can = crate::embedding::precision_obstacle(*device, survey.precision).is_none();
            usable && can && self.live.embed.speed(&choice, *device).is_none()
        };
        let others = survey.devices.iter().map(|(state, _)| state.device);
        std::iter::once(chosen).chain(others).find(open)
    }

    fn measure(&mut self, device: Device) -> Result<()> {
        let choice = self.choice();
        let (Some(Ok(survey)), Some(open)) = (self.live.embed.survey(&choice), &self.live.dataset)
        else {
            return Ok(());
        };
        let Some(key) = survey.key(device).cloned() else {
            return Ok(());
        };
        let threads = default_threads();
        let request = SpeedRequest {
            dataset: Arc::clone(&open.dataset),
            model: survey.model.clone(),
            precision: survey.precision,
            engine: Arc::clone(&survey.engine),
            device,
            threads,
        };
        let store = SpeedStore::new(self.paths.speeds());
        let task = self.task("measure the speed", move |control: &Control| {
            if let Some(speed) = store.speed(&key, &request.dataset, threads) {
                return Ok(speed);
            }
            let speed = request.measure(control)?;
            store.remember(key, &request.dataset, threads, speed)?;
            Ok(speed)
        })?;
        self.live.embed.measuring = Some(Measuring {
            choice,
            device,
            task,
        });
        Ok(())
    }

    pub(super) fn poll_speed(&mut self) {
        let embed = &mut self.live.embed;
        let Some(measuring) = &mut embed.measuring else {
            return;
        };
        let Some(speed) = measuring.task.poll() else {
            return;
        };
        embed.speeds.push(Measured {
            choice: measuring.choice.clone(),
            device: measuring.device,
            speed,
        });
        embed.measuring = None;
    }
}
