//! What a self-test found, as data and in words.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::Error;
use crate::inference::{Device, Placement};
use crate::text::{duration_in_words, rate};

/// Smallest cosine between a vector of a device and that of the processor.
const AGREES: f64 = 0.999;

/// What the process of a self-test measured.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    /// Seconds until the device was ready.
    pub load_seconds: f64,
    /// Images per second of the device.
    pub device_images_per_second: f64,
    /// Images per second of the processor.
    pub cpu_images_per_second: f64,
    /// Smallest cosine between a vector of the device and the processor's vector of the same picture; none where one
    /// of them is zero or not a number.
    pub worst_cosine: Option<f64>,
    /// Pictures in a call.
    pub batch: usize,
    /// Operations of the network by what ran them.
    pub placement: Option<Placement>,
}

/// The outcome of a self-test.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Right, and at least as fast as the processor.
    Usable,
    /// Right, but slower than the processor.
    Slower,
    /// Its vectors are not those of the processor.
    Wrong,
    /// It did not answer in time; after so many seconds it was ended.
    Hung(u64),
    /// The process ended; how, in words.
    Crashed(String),
    /// The driver or the engine answered with an error.
    Failed(Failure),
}

/// An error of a self-test.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Failure {
    /// What the engine or the driver said.
    pub reason: String,
    /// What the user can do about it.
    pub remedy: Option<String>,
}

impl Failure {
    /// What is worth telling of an error.
    pub fn of(error: &Error) -> Self {
        let details = error.details();
        Self {
            reason: if details.is_empty() {
                error.what().to_owned()
            } else {
                details
            },
            remedy: error.remedy_text().map(str::to_owned),
        }
    }
}

/// A verdict with what it rests on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TestReport {
    /// The outcome.
    pub verdict: Verdict,
    /// What was measured, if it came to that.
    pub evidence: Option<Evidence>,
    /// When, UTC.
    pub tested: String,
}

impl Evidence {
    /// What these figures mean.
    pub fn verdict(&self) -> Verdict {
        // Written so that a figure that is not a number is no success.
        match self.worst_cosine {
            Some(cosine) if cosine >= AGREES => {}
            _ => return Verdict::Wrong,
        }
        if self.device_images_per_second >= self.cpu_images_per_second {
            Verdict::Usable
        } else {
            Verdict::Slower
        }
    }
}

impl TestReport {
    pub(super) fn new(verdict: Verdict, evidence: Option<Evidence>) -> Self {
        let now = std::time::SystemTime::now();
        Self {
            verdict,
            evidence,
            tested: humantime::format_rfc3339_seconds(now).to_string(),
        }
    }

    /// Right and worth it: what the device switch offers.
    pub fn is_usable(&self) -> bool {
        self.verdict == Verdict::Usable
    }

    /// How many times as fast as the processor it is.
    pub fn speed_up(&self) -> Option<f64> {
        let evidence = self.evidence.as_ref()?;
        Some(evidence.device_images_per_second / evidence.cpu_images_per_second)
    }

    /// The outcome as a clause without a full stop: "1.9 times as fast as the processor".
    pub fn in_words(&self) -> String {
        match (&self.verdict, &self.evidence) {
            (Verdict::Usable, Some(evidence)) => format!(
                "{:.1} times as fast as the processor ({}); its vectors agree (cosine at least {:.5})",
                self.speed_up().unwrap_or_default(),
                rates(evidence),
                // Rounded down: what is said shall hold.
                (evidence.worst_cosine.unwrap_or_default() * 1e5).floor() / 1e5
            ),
            (Verdict::Slower, Some(evidence)) => {
                format!(
                    "works, but is slower than the processor ({})",
                    rates(evidence)
                )
            }
            (Verdict::Wrong, Some(evidence)) => match evidence.worst_cosine {
                Some(cosine) => format!(
                    "computes wrong vectors: cosine {cosine:.4} with the processor's, where {AGREES} is needed"
                ),
                None => "computes vectors that are zero or not numbers".to_owned(),
            },
            (Verdict::Hung(seconds), _) => format!(
                "did not answer within {} and was ended",
                duration_in_words(Duration::from_secs(*seconds))
            ),
            (Verdict::Crashed(how), _) => format!("crashed ({how})"),
            (Verdict::Failed(failure), _) => format!("cannot be started: {}", failure.reason),
            (Verdict::Usable | Verdict::Slower | Verdict::Wrong, None) => {
                "was not measured".to_owned()
            }
        }
    }

    /// Why a device that was asked for by name is not used, if it must not be. A slow one may be.
    pub fn refusal(&self, device: Device) -> Option<Error> {
        if matches!(self.verdict, Verdict::Usable | Verdict::Slower) {
            return None;
        }
        let remedy = match &self.verdict {
            Verdict::Failed(failure) => failure.remedy.as_deref(),
            _ => None,
        };
        Some(
            Error::new(format!("This device cannot be used: {}", device.label()))
                .meaning("Nothing was embedded")
                .remedy(
                    remedy.unwrap_or(
                        "Choose the processor; \"devices --test\" tries the device again",
                    ),
                )
                .caused_by(format!("its self-test: {}", self.in_words())),
        )
    }
}

fn rates(evidence: &Evidence) -> String {
    format!(
        "{} against {} images/s",
        rate(evidence.device_images_per_second),
        rate(evidence.cpu_images_per_second)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn evidence(device: f64, cosine: Option<f64>) -> Evidence {
        Evidence {
            load_seconds: 1.0,
            device_images_per_second: device,
            cpu_images_per_second: 20.0,
            worst_cosine: cosine,
            batch: 16,
            placement: None,
        }
    }

    #[test]
    fn figures_become_verdicts() {
        for (device, cosine, verdict) in [
            (40.0, Some(0.9999), Verdict::Usable),
            (20.0, Some(0.999), Verdict::Usable),
            (19.9, Some(1.0), Verdict::Slower),
            (f64::NAN, Some(1.0), Verdict::Slower),
            (400.0, Some(0.9989), Verdict::Wrong),
            (400.0, Some(f64::NAN), Verdict::Wrong),
            (400.0, None, Verdict::Wrong),
        ] {
            assert_eq!(
                evidence(device, cosine).verdict(),
                verdict,
                "{device} {cosine:?}"
            );
        }
    }

    #[test]
    fn only_right_devices_may_be_used_and_only_fast_ones_are_offered() {
        let report = |verdict, evidence| TestReport::new(verdict, evidence);
        let usable = report(Verdict::Usable, Some(evidence(40.0, Some(0.99999))));
        assert!(usable.is_usable() && usable.refusal(Device::Cuda).is_none());
        assert!(
            usable
                .in_words()
                .starts_with("2.0 times as fast as the processor (40.0 against 20.0")
        );
        let slower = report(Verdict::Slower, Some(evidence(4.0, Some(1.0))));
        assert!(!slower.is_usable() && slower.refusal(Device::Cuda).is_none());
        for (verdict, words) in [
            (Verdict::Hung(180), "about 3 minutes"),
            (Verdict::Crashed("signal 11".into()), "signal 11"),
            (
                Verdict::Failed(Failure::of(&Error::new("no driver"))),
                "no driver",
            ),
        ] {
            let refusal = report(verdict, None).refusal(Device::Cuda).unwrap();
            assert!(refusal.to_string().contains(words), "{refusal}");
        }
    }
}
