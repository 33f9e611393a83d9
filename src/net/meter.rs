//! Speed and time left of a download, and how to say them.

use std::time::{Duration, Instant};

use super::{TransferProgress, TransferSnapshot, TransferState};
use crate::embedding::RateMeter;
use crate::text::{bytes_in_words, duration_in_words};

/// Samples a download now and then and computes its speed. Kept by whoever shows the download.
#[derive(Clone, Debug, Default)]
pub struct TransferMeter {
    rate: RateMeter,
}

/// A download at one moment.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TransferSample {
    /// The counters.
    pub snapshot: TransferSnapshot,
    /// Bytes per second over the last seconds, while bytes are arriving.
    pub bytes_per_second: Option<f64>,
    /// Time until the last byte has arrived, at that speed.
    pub time_left: Option<Duration>,
}

impl TransferMeter {
    /// Takes a sample; a few a second are plenty.
    pub fn sample(&mut self, progress: &TransferProgress, now: Instant) -> TransferSample {
        let snapshot = progress.snapshot();
        if snapshot.state != TransferState::Downloading {
            self.rate.reset();
            return TransferSample {
                snapshot,
                ..TransferSample::default()
            };
        }
        self.rate.note(now, snapshot.received as usize);
        let left = snapshot
            .total
            .map(|total| total.saturating_sub(snapshot.done));
        TransferSample {
            bytes_per_second: self.rate.per_second(),
            time_left: left.and_then(|left| self.rate.time_left(left as usize)),
            snapshot,
        }
    }
}

impl TransferSample {
    /// The download in one line, without a full stop: "43 %, 243.1 MB of 565.0 MB, 5.1 MB/s, about 2 minutes left".
    pub fn describe(&self) -> String {
        let snapshot = &self.snapshot;
        let percent = snapshot
            .fraction()
            .map(|fraction| format!("{} %", (fraction * 100.0).floor()));
        match &snapshot.state {
            TransferState::Connecting => "Connecting".to_owned(),
            TransferState::Downloading => match percent {
                Some(percent) => format!("{percent}, {}", self.details()),
                None => self.details(),
            },
            TransferState::Waiting { .. } => self.details(),
            TransferState::Paused => joined("Paused", percent),
            TransferState::Verifying => joined("Verifying", percent),
            TransferState::Done => "Done".to_owned(),
        }
    }

    /// What there is to say beside the state and the percentage, without a full stop: "243.1 MB of 565.0 MB, 5.1 MB/s,
    /// about 2 minutes left".
    pub fn details(&self) -> String {
        match &self.snapshot.state {
            TransferState::Connecting => "Asking the server".to_owned(),
            TransferState::Downloading => self.arrival(),
            TransferState::Waiting { reason, left } => {
                format!("{reason}; next attempt in {}", duration_in_words(*left))
            }
            TransferState::Paused => format!("{} are here", self.amount()),
            TransferState::Verifying => "The file is read back and compared".to_owned(),
            TransferState::Done => String::new(),
        }
    }

    fn amount(&self) -> String {
        let done = bytes_in_words(self.snapshot.done);
        match self.snapshot.total {
            Some(total) => format!("{done} of {}", bytes_in_words(total)),
            None => done,
        }
    }

    fn arrival(&self) -> String {
        let speed = self
            .bytes_per_second
            .map(|rate| format!("{}/s", bytes_in_words(rate as u64)));
        let left = self
            .time_left
            .map(|left| format!("{} left", duration_in_words(left)));
        let parts = [Some(self.amount()), speed, left];
        parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
    }
}

fn joined(what: &str, percent: Option<String>) -> String {
    match percent {
        Some(percent) => format!("{what}, {percent}"),
        None => what.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_how_far_and_how_fast() {
        let (progress, mut meter) = (TransferProgress::default(), TransferMeter::default());
        let start = Instant::now();
        let mut at = |second| {
            let sample = meter.sample(&progress, start + Duration::from_secs(second));
            sample.describe()
        };
        assert_eq!(at(0), "Connecting");
        progress.start(100_000_000, Some(565_000_000));
        progress.set_state(TransferState::Downloading);
        assert_eq!(at(1), "17 %, 100.0 MB of 565.0 MB");
        progress.received(5_000_000);
        assert_eq!(
            at(2),
            "18 %, 105.0 MB of 565.0 MB, 5.0 MB/s, about 2 minutes left",
            "what was there before is no speed"
        );
        progress.set_state(TransferState::Paused);
        assert_eq!(at(3), "Paused, 18 %");
        assert_eq!(meter_details(&progress), "105.0 MB of 565.0 MB are here");
        progress.start(565_000_000, Some(565_000_000));
        progress.set_state(TransferState::Verifying);
        assert_eq!(at(4), "Verifying, 0 %");
        progress.set_state(TransferState::Done);
        assert_eq!(at(5), "Done");
    }

    fn meter_details(progress: &TransferProgress) -> String {
        let sample = TransferMeter::default().sample(progress, Instant::now());
        sample.details()
    }

    #[test]
    fn a_download_of_unknown_length_has_no_percentage() {
        let progress = TransferProgress::default();
        progress.start(350_200, None);
        progress.set_state(TransferState::Downloading);
        let sample = TransferMeter::default().sample(&progress, Instant::now());
        assert_eq!(sample.describe(), "351 KB");
    }

    #[test]
    fn a_wait_is_said_with_its_reason() {
        let progress = TransferProgress::default();
        progress.set_state(TransferState::Waiting {
            reason: "The server is busy".to_owned(),
            left: Duration::ZERO,
        });
        let sample = TransferMeter::default().sample(&progress, Instant::now());
        assert_eq!(
            sample.describe(),
            "The server is busy; next attempt in 1 second"
        );
    }
}
