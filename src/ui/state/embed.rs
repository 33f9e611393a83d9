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

/// The pictures of a running job that are shown: those done last, but no more new ones than the eye can follow and the
/// thumbnails can be read for, since reading them takes time from the job.
#[derive(Clone, Debug, Default)]
pub(in crate::ui) struct Gallery {
    /// The oldest first.
    shown: VecDeque<usize>,
    /// How many were ever shown. The number of a picture decides on its place, so that it stays in its column.
    count: usize,
    /// How many the job had done at the last look.
    seen: usize,
    looked: Option<Instant>,
}

impl Gallery {
    /// More than this are never shown at once.
    const MOST: usize = 200;

    /// New pictures in a second.
    const PER_SECOND: f64 = 40.0;

    /// Looks at what a job has done: how many, and the last of them, newest first.
    pub fn look(&mut self, now: Instant, done: usize, newest: &[usize]) {
        let fresh = done.saturating_sub(self.seen).min(newest.len());
        if fresh == 0 {
            return;
        }
        let allowed = self.looked.map_or(Self::MOST, |looked| {
            let seconds = now.duration_since(looked).as_secs_f64();
            ((Self::PER_SECOND * seconds) as usize).min(Self::MOST)
        });
        if allowed == 0 {
            return;
        }
        let taken = &newest[..fresh.min(allowed)];
        self.shown.extend(taken.iter().rev());
        self.count += taken.len();
        self.seen = done;
        self.looked = Some(now);
        let surplus = self.shown.len().saturating_sub(Self::MOST);
        self.shown.drain(..surplus);
    }

    /// The picture in a place of a grid with so many columns. The newest row is the first one and fills from the left;
    /// a full row moves down as a whole.
    pub fn at(&self, row: usize, column: usize, columns: usize) -> Option<usize> {
        let newest = self.count.checked_sub(1)? / columns;
        let number = newest.checked_sub(row)? * columns + column;
        let forgotten = self.count - self.shown.len();
        self.shown.get(number.checked_sub(forgotten)?).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_keep_their_column_and_the_newest_row_is_the_first() {
        let start = Instant::now();
        let mut gallery = Gallery::default();
        assert_eq!(gallery.at(0, 0, 4), None);
        gallery.look(start, 3, &[12, 11, 10]);
        let row = |gallery: &Gallery, row| [0, 1, 2, 3].map(|column| gallery.at(row, column, 4));
        assert_eq!(row(&gallery, 0), [Some(10), Some(11), Some(12), None]);
        gallery.look(start + Duration::from_secs(1), 6, &[15, 14, 13, 12, 11, 10]);
        assert_eq!(row(&gallery, 0), [Some(14), Some(15), None, None]);
        assert_eq!(row(&gallery, 1), [10, 11, 12, 13].map(Some));
        assert_eq!(row(&gallery, 2), [None; 4]);
    }

    #[test]
    fn a_fast_job_shows_only_what_can_be_followed() {
        let start = Instant::now();
        let mut gallery = Gallery::default();
        let newest: Vec<usize> = (0..200).rev().collect();
        gallery.look(start, 1, &newest[199..]);
        gallery.look(start + Duration::from_millis(500), 5_000, &newest);
        assert_eq!(gallery.count, 21);
        assert_eq!(gallery.at(0, 0, 21), Some(0), "what was shown stays");
        assert_eq!(gallery.at(0, 20, 21), newest.first().copied());
        for second in 1..20 {
            gallery.look(
                start + Duration::from_secs(second),
                5_000 * second as usize,
                &newest,
            );
        }
        assert_eq!(gallery.shown.len(), Gallery::MOST);
    }

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
