//! How often and how long to wait.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::time::Duration;

use super::RetryPolicy;
use super::failure::{Failure, Next};
use crate::Error;
use crate::text::duration_in_words;

/// A source that keeps handing out addresses which have expired is not asked for ever.
const MOST_RENEWALS: u32 = 3;

/// Counts failures in a row and says how long to wait after each.
pub(super) struct Patience<'a> {
    policy: &'a RetryPolicy,
    failures: u32,
    renewals: u32,
}

impl<'a> Patience<'a> {
    pub fn new(policy: &'a RetryPolicy) -> Self {
        Self {
            policy,
            failures: 0,
            renewals: 0,
        }
    }

    /// Bytes arrived: what failed before is forgotten.
    pub fn progressed(&mut self) {
        self.failures = 0;
        self.renewals = 0;
    }

    /// The pause before the next attempt, or the error that ends the download.
    pub fn after(&mut self, failure: &Failure) -> Option<Duration> {
        match failure.next {
            Next::GiveUp => None,
            Next::Pause => Some(Duration::ZERO),
            Next::AskAgain => {
                self.renewals += 1;
                (self.renewals <= MOST_RENEWALS).then(|| match self.renewals {
                    1 => Duration::ZERO,
                    repeated => self.growing(repeated - 1),
                })
            }
            Next::Retry(asked) => {
                self.failures += 1;
                let asked = asked.unwrap_or_default();
                let tired =
                    self.failures >= self.policy.failures || asked > self.policy.longest_asked;
                (!tired).then(|| self.growing(self.failures).max(asked))
            }
        }
    }

    /// Doubles with each failure; the random part keeps a classroom from asking all at the same moment.
    fn growing(&self, failures: u32) -> Duration {
        let doubled = 2_u32.saturating_pow(failures.saturating_sub(1));
        let whole = self.policy.first_pause.saturating_mul(doubled);
        whole
            .min(self.policy.longest_pause)
            .mul_f64(1.0 - random() / 2.0)
    }

    /// The words for a failure that ended the download: a wait that was asked for is said.
    pub fn last_words(failure: Failure) -> Error {
        match failure.next {
            Next::Retry(Some(asked)) => {
                let wait = duration_in_words(asked);
                failure
                    .error
                    .remedy(format!("The server asks to wait: try again in {wait}"))
            }
            _ => *failure.error,
        }
    }
}

/// 0 to 1, from the randomness that the standard library uses for its hash maps.
fn random() -> f64 {
    let number = RandomState::new().build_hasher().finish();
    (number >> 11) as f64 / (1_u64 << 53) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failure(next: Next) -> Failure {
        Failure::new(Error::new("x"), next)
    }

    #[test]
    fn pauses_grow_and_end() {
        let policy = RetryPolicy::default();
        let mut patience = Patience::new(&policy);
        let passing = failure(Next::Retry(None));
        let mut pauses = Vec::new();
        while let Some(pause) = patience.after(&passing) {
            pauses.push(pause);
        }
        assert_eq!(pauses.len() as u32, policy.failures - 1);
        for (doublings, pause) in pauses.iter().enumerate() {
            let whole = (policy.first_pause * (1 << doublings)).min(policy.longest_pause);
            assert!(
                *pause >= whole / 2 && *pause <= whole,
                "{pause:?} of {whole:?}"
            );
        }
        patience.progressed();
        assert!(patience.after(&passing).is_some());
    }

    #[test]
    fn a_server_may_ask_for_a_wait_but_not_for_any() {
        let policy = RetryPolicy::default();
        let mut patience = Patience::new(&policy);
        let asked = Duration::from_secs(70);
        let pause = patience.after(&failure(Next::Retry(Some(asked))));
        assert_eq!(pause, Some(asked));
        let hours = failure(Next::Retry(Some(Duration::from_hours(2))));
        assert_eq!(patience.after(&hours), None);
        let words = Patience::last_words(hours).to_string();
        assert!(words.contains("try again in about 2 hours"), "{words}");
    }

    #[test]
    fn a_source_is_asked_again_a_few_times() {
        let policy = RetryPolicy::default();
        let mut patience = Patience::new(&policy);
        let stale = failure(Next::AskAgain);
        assert_eq!(patience.after(&stale), Some(Duration::ZERO));
        assert!(patience.after(&stale).is_some());
        assert!(patience.after(&stale).is_some());
        assert_eq!(patience.after(&stale), None);
        assert_eq!(patience.after(&failure(Next::GiveUp)), None);
    }

    #[test]
    fn random_numbers_are_within_their_range() {
        let numbers: Vec<f64> = (0..100).map(|_| random()).collect();
        assert!(numbers.iter().all(|number| (0.0..1.0).contains(number)));
        assert!(numbers.iter().any(|number| *number != numbers[0]));
    }
}
