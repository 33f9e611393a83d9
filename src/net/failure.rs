//! Why an attempt failed, and whether another one is worth it.

use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use super::redact::redact_all;
use crate::Error;

/// Why an attempt failed.
#[derive(Debug)]
pub(super) struct Failure {
    /// The words for the user. Boxed, so that a success stays small.
    pub error: Box<Error>,
    /// What to do about it.
    pub next: Next,
}

/// What comes after a failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// It will not get better by itself.
    GiveUp,
    /// It may get better by itself; the server may have said when.
    Retry(Option<Duration>),
    /// The address has expired, or the file has changed: the source is asked for the way to it once more.
    AskAgain,
    /// The user asked to wait: no failure at all.
    Pause,
}

impl Failure {
    pub fn new(error: Error, next: Next) -> Self {
        Self {
            error: Box::new(error),
            next,
        }
    }

    /// Something that may get better by itself.
    pub fn passing(error: Error) -> Self {
        Self::new(error, Next::Retry(None))
    }

    /// The user asked to wait.
    pub fn pause() -> Self {
        Self::new(Error::interrupted(), Next::Pause)
    }

    /// Adds the technical cause.
    pub fn caused_by(self, cause: Cause) -> Self {
        Self::new(self.error.caused_by(cause), self.next)
    }
}

/// Errors of the disk, of a source or of the user's own choice end a download.
impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::new(error, Next::GiveUp)
    }
}

/// The technical cause as text without secrets: errors of the HTTP library hold the whole address, signature included.
#[derive(Debug)]
pub(super) struct Cause(String);

impl Cause {
    /// The chain of causes in one line.
    pub fn of(error: &(dyn StdError + 'static)) -> Self {
        let mut texts: Vec<String> = Vec::new();
        let mut next = Some(error);
        while let Some(error) = next {
            let text = redact_all(&error.to_string());
            if texts.last() != Some(&text) {
                texts.push(text);
            }
            next = error.source();
        }
        Self(texts.join(": "))
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl StdError for Cause {}
