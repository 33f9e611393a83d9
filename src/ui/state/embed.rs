//! What the embed page knows before a job: the devices with what is known of each, how fast they are, what a
//! precision costs.

use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use crate::comparison::{CompareProgress, Comparison};
use crate::embedding::Speed;
use crate::inference::self_test::{DeviceState, TestKey};
use crate::inference::{Device, Engine, EngineChoice, Precision};
use crate::job::Task;
use crate::model::ModelSpec;
use crate::{Error, Result};

/// What is found out in the background before a job.
#[derive(Default)]
pub(in crate::ui) struct EmbedLive {
    /// What is known of the choice that was looked at last.
    pub surveyed: Option<Surveyed>,
    pub surveying: Option<(Choice, Task<Survey>)>,
    /// A device that is being tested.
    pub testing: Option<Testing>,
    /// What was measured for the open dataset.
    pub speeds: Vec<Measured>,
    pub measuring: Option<Measuring>,
    pub comparing: Option<Comparing>,
    pub compared: Option<Compared>,
}

/// What decides on how devices are judged.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::ui) struct Choice {
    pub model: String,
    pub engine: EngineChoice,
    /// What the model's file holds, if none is chosen.
    pub precision: Option<Precision>,
}

/// What was found out about a choice.
pub(in crate::ui) struct Surveyed {
    pub choice: Choice,
    pub found: Result<Survey>,
}

/// A model on the devices of this computer.
#[derive(Clone)]
pub(in crate::ui) struct Survey {
    pub model: ModelSpec,
    pub engine: Arc<dyn Engine>,
    /// What the model's own file holds.
    pub own: Precision,
    /// The numbers that are computed with.
    pub precision: Precision,
    /// All that the model can be run with here.
    pub precisions: Vec<Precision>,
    pub devices: Vec<(DeviceState, TestKey)>,
}

/// A running self-test.
pub(in crate::ui) struct Testing {
    pub device: Device,
    pub choice: Choice,
    pub task: Task<Survey>,
}

/// A speed that was measured, or why it could not be.
pub(in crate::ui) struct Measured {
    pub choice: Choice,
    pub device: Device,
    pub speed: Result<Speed>,
}

/// A running measurement.
pub(in crate::ui) struct Measuring {
    pub choice: Choice,
    pub device: Device,
    pub task: Task<Speed>,
}

/// A running comparison of precisions.
pub(in crate::ui) struct Comparing {
    pub precision: Precision,
    pub progress: Arc<CompareProgress>,
    pub task: Task<Comparison>,
}

/// What a comparison found.
pub(in crate::ui) struct Compared {
    pub model: String,
    pub precision: Precision,
    pub comparison: Result<Comparison>,
}

impl EmbedLive {
    /// What is known of a choice.
    pub fn survey(&self, choice: &Choice) -> Option<Result<&Survey, &Error>> {
        let surveyed = self.surveyed.as_ref()?;
        (surveyed.choice == *choice).then_some(surveyed.found.as_ref())
    }

    /// The same, or what was known of the same model and engine in another precision: it stays on the screen until the
    /// new one is known.
    pub fn survey_of_model(&self, choice: &Choice) -> Option<&Survey> {
        let surveyed = self.surveyed.as_ref()?;
        let same = surveyed.choice.model == choice.model && surveyed.choice.engine == choice.engine;
        surveyed.found.as_ref().ok().filter(|_| same)
    }

    /// What was measured for a choice on a device.
    pub fn speed(&self, choice: &Choice, device: Device) -> Option<Result<&Speed, &Error>> {
        let same = |measured: &&Measured| measured.choice == *choice && measured.device == device;
        let measured = self.speeds.iter().find(same)?;
        Some(measured.speed.as_ref())
    }
}

impl Survey {
    /// What is known of a device that the engine was built for.
    pub fn device(&self, device: Device) -> Option<&DeviceState> {
        let mut states = self.devices.iter().map(|(state, _)| state);
        states.find(|state| state.device == device)
    }

    /// What measurements on a device hold for.
    pub fn key(&self, device: Device) -> Option<&TestKey> {
        let mut devices = self.devices.iter();
        let found = devices.find(|(state, _)| state.device == device);
        found.map(|(_, key)| key)
    }
}

/// A job as it was started: remembered until it ends, so that one that was interrupted can go on as it was.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(in crate::ui) struct StartedJob {
    /// Location of the dataset, as [`crate::dataset::DatasetLocation::parse`] reads it.
    pub dataset: String,
    pub model: String,
    pub out: PathBuf,
    pub device: Device,
    pub precision: Option<Precision>,
    pub engine: EngineChoice,
    /// 0 is automatic.
    pub batch: usize,
    pub first_look: bool,
}

/// The rate of a job over its whole time, for a small chart.
#[derive(Clone, Debug)]
pub(in crate::ui) struct RateHistory {
    points: VecDeque<f32>,
    last: Option<Instant>,
    every: Duration,
}

impl Default for RateHistory {
    fn default() -> Self {
        Self {
            points: VecDeque::new(),
            last: None,
            every: Duration::from_secs(1),
        }
    }
}

impl RateHistory {
    /// More points than this are not seen: then every second one is enough.
    const MOST: usize = 240;

    /// Notes the rate at a moment.
    pub fn note(&mut self, now: Instant, rate: Option<f64>) {
        let Some(rate) = rate else {
            return;
        };
        if self
            .last
            .is_some_and(|last| now.duration_since(last) < self.every)
        {
            return;
        }
        self.last = Some(now);
        self.points.push_back(rate as f32);
        if self.points.len() > Self::MOST {
            let mut keep = false;
            self.points.retain(|_| {
                keep = !keep;
                keep
            });
            self.every *= 2;
        }
    }

    /// The points, the oldest first.
    pub fn points(&self) -> Vec<f32> {
        self.points.iter().copied().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_job_has_no_more_points_than_are_seen() {
        let start = Instant::now();
        let mut history = RateHistory::default();
        history.note(start, None);
        assert!(history.points().is_empty());
        for second in 0..3600 {
            history.note(start + Duration::from_secs(second), Some(second as f64));
        }
        let points = history.points();
        assert!(
            (100..=RateHistory::MOST).contains(&points.len()),
            "{}",
            points.len()
        );
        assert_eq!(points[0], 0.0);
        assert!(points.is_sorted());
        assert!(*points.last().unwrap() > 3500.0);
    }
}
