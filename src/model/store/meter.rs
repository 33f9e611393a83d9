//! Speed and time left of work on a model.

use std::time::Instant;

use super::{ModelSnapshot, ModelStage};
use crate::embedding::RateMeter;
use crate::net::TransferState;
use crate::text::{bytes_in_words, duration_in_words};

/// Makes a line of samples of a [`super::ModelProgress`]: what is done, how far, how fast, how long still.
#[derive(Debug, Default)]
pub struct ModelMeter {
    stage: ModelStage,
    rate: RateMeter,
}

impl ModelMeter {
    /// The line for a sample taken at `now`: the stage, and the details.
    pub fn describe(&mut self, snapshot: &ModelSnapshot, now: Instant) -> String {
        let details = self.details(snapshot, now);
        let state = snapshot.transfer.as_ref().map(|transfer| &transfer.state);
        match state {
            Some(TransferState::Waiting { .. }) => details,
            Some(TransferState::Paused) => format!("Paused, {details}"),
            _ if details.is_empty() => snapshot.stage.label().to_owned(),
            _ => format!("{} {details}", snapshot.stage.label()),
        }
    }

    /// What there is to say beside the stage: amounts, speed, time left; nothing while no amount is known.
    pub fn details(&mut self, snapshot: &ModelSnapshot, now: Instant) -> String {
        if snapshot.stage != self.stage {
            *self = Self {
                stage: snapshot.stage,
                rate: RateMeter::default(),
            };
        }
        let state = snapshot.transfer.as_ref().map(|transfer| &transfer.state);
        match state {
            Some(TransferState::Waiting { reason, left }) => {
                return format!("{reason}; next attempt in {}", duration_in_words(*left));
            }
            Some(TransferState::Paused) => {
                self.rate.reset();
                return amount(snapshot);
            }
            _ => {}
        }
        if snapshot.total == 0 {
            return String::new();
        }
        self.rate.note(now, snapshot.fresh as usize);
        let mut parts = vec![amount(snapshot)];
        let rate = self.rate.per_second();
        parts.extend(rate.map(|rate| format!("{}/s", bytes_in_words(rate as u64))));
        let left = snapshot.total.saturating_sub(snapshot.done);
        let left = self.rate.time_left(left as usize);
        parts.extend(left.map(|left| format!("{} left", duration_in_words(left))));
        parts.join(", ")
    }
}

fn amount(snapshot: &ModelSnapshot) -> String {
    format!(
        "{} of {}",
        bytes_in_words(snapshot.done),
        bytes_in_words(snapshot.total)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_stage_amount_speed_and_time_left() {
        let mut meter = ModelMeter::default();
        let start = Instant::now();
        let mut at = |seconds, stage, done: u64, total| {
            let snapshot = ModelSnapshot {
                stage,
                done,
                total,
                fresh: done,
                transfer: None,
            };
            meter.describe(&snapshot, start + std::time::Duration::from_secs(seconds))
        };
        assert_eq!(at(0, ModelStage::Looking, 0, 0), "Looking");
        let loading = ModelStage::Downloading;
        assert_eq!(
            at(1, loading, 0, 600_000_000),
            "Downloading 0 bytes of 600.0 MB"
        );
        assert_eq!(
            at(2, loading, 10_000_000, 600_000_000),
            "Downloading 10.0 MB of 600.0 MB, 10.0 MB/s, 59 seconds left"
        );
    }
}
