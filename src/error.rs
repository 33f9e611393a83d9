//! One error type for the whole program.
//!
//! A student reads these texts, so an [`Error`] always answers three questions: *what happened*, *what it means for
//! the data*, *what to do next*. The technical cause and the path come last. An error is handled once: either
//! returned or shown, never both.

use std::error::Error as StdError;
use std::fmt;
use std::path::Path;

/// The result of everything in this crate that can fail.
pub type Result<T, E = Error> = std::result::Result<T, E>;

type Cause = Box<dyn StdError + Send + Sync + 'static>;

/// What happened, what it means for the user's data, what to do about it.
pub struct Error {
    what: String,
    meaning: Option<String>,
    remedy: Option<String>,
    path: Option<Box<Path>>,
    cause: Option<Cause>,
    kind: Kind,
}

/// What a front end treats differently.
#[derive(Clone, Copy, Default, PartialEq)]
enum Kind {
    #[default]
    Failure,
    Interrupted,
    DeviceLost,
    OtherRun,
    DamagedRun,
}

impl Error {
    /// A failure, said as a clause without a full stop: "The zip file is cut off".
    pub fn new(what: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            meaning: None,
            remedy: None,
            path: None,
            cause: None,
            kind: Kind::default(),
        }
    }

    /// The user (or a signal) stopped the work; what was finished is kept.
    pub fn interrupted() -> Self {
        let mut error = Self::new("Stopped before the end")
            .meaning("What was done is kept")
            .remedy("Start the same job again to continue");
        error.kind = Kind::Interrupted;
        error
    }

    /// What this means for the user's data: "Nothing was written".
    #[must_use]
    pub fn meaning(mut self, meaning: impl Into<String>) -> Self {
        self.meaning = Some(meaning.into());
        self
    }

    /// What the user can do now: "Download the file again".
    #[must_use]
    pub fn remedy(mut self, remedy: impl Into<String>) -> Self {
        self.remedy = Some(remedy.into());
        self
    }

    /// The file or folder concerned; printed last.
    #[must_use]
    pub fn at(mut self, path: impl AsRef<Path>) -> Self {
        self.path = Some(path.as_ref().into());
        self
    }

    /// The error of a library or of the system that led to this one.
    #[must_use]
    pub fn caused_by(mut self, cause: impl Into<Cause>) -> Self {
        self.cause = Some(cause.into());
        self
    }

    /// Says that the device failed and another one can go on from what is kept.
    #[must_use]
    pub fn device_lost(mut self) -> Self {
        self.kind = Kind::DeviceLost;
        self
    }

    /// Says that the output folder holds a run that this request must not touch.
    #[must_use]
    pub fn other_run(mut self) -> Self {
        self.kind = Kind::OtherRun;
        self
    }

    /// Says that the output folder holds a run whose files are not what was written.
    #[must_use]
    pub fn damaged_run(mut self) -> Self {
        self.kind = Kind::DamagedRun;
        self
    }

    /// What happened, without meaning, remedy, cause and path.
    pub fn what(&self) -> &str {
        &self.what
    }

    /// What it means for the data, where that was said.
    pub fn meaning_text(&self) -> Option<&str> {
        self.meaning.as_deref()
    }

    /// What to do next, where there is something to do.
    pub fn remedy_text(&self) -> Option<&str> {
        self.remedy.as_deref()
    }

    /// The file or folder concerned.
    pub fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// Whether this is a stop that was asked for rather than a failure.
    pub fn is_interrupted(&self) -> bool {
        self.kind == Kind::Interrupted
    }

    /// Whether the device failed in the middle, so that the work can be continued on another one.
    pub fn is_device_lost(&self) -> bool {
        self.kind == Kind::DeviceLost
    }

    /// Whether the output folder holds another run, which may be replaced if the user says so.
    pub fn is_other_run(&self) -> bool {
        self.kind == Kind::OtherRun
    }

    /// Whether the output folder holds a run whose files were changed or damaged.
    pub fn is_damaged_run(&self) -> bool {
        self.kind == Kind::DamagedRun
    }

    /// Cause chain and path in one line, for a "details" fold or a log.
    pub fn details(&self) -> String {
        let mut parts = Vec::new();
        let mut cause = self.cause.as_ref().map(|cause| &**cause as &dyn StdError);
        while let Some(error) = cause {
            let text = error.to_string();
            if parts.last() != Some(&text) {
                parts.push(text);
            }
            cause = error.source();
        }
        let mut details = parts.join(": ");
        if let Some(path) = &self.path {
            if !details.is_empty() {
                details.push_str("; ");
            }
            details.push_str(&path.display().to_string());
        }
        details
    }
}

/// One line: what, meaning and remedy as sentences, then cause and path in brackets.
impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.", one_line(&self.what))?;
        for sentence in [&self.meaning, &self.remedy].into_iter().flatten() {
            write!(f, " {}.", one_line(sentence))?;
        }
        let details = self.details();
        if !details.is_empty() {
            write!(f, " ({})", one_line(&details))?;
        }
        Ok(())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Error: {self}")
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.cause
            .as_ref()
            .map(|cause| &**cause as &(dyn StdError + 'static))
    }
}

/// Texts of libraries may hold line breaks; a message is one line on a terminal and in a card.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_as_sentences_with_cause_and_path_last() {
        let cause = std::io::Error::other("no space\nleft");
        let error = Error::new("The vectors could not be saved")
            .meaning("What was saved before is kept")
            .remedy("Free some space and press Continue")
            .at("out/image embeddings.npy")
            .caused_by(cause);
        assert_eq!(
            error.to_string(),
            "The vectors could not be saved. What was saved before is kept. Free some space and press Continue. \
             (no space left; out/image embeddings.npy)"
        );
    }

    #[test]
    fn a_bare_error_is_one_sentence() {
        assert_eq!(
            Error::new("The folder is empty").to_string(),
            "The folder is empty."
        );
        assert!(!Error::new("x").is_interrupted());
        assert!(Error::interrupted().is_interrupted());
        assert!(Error::new("x").device_lost().is_device_lost());
        assert!(Error::new("x").other_run().is_other_run());
        assert!(Error::new("x").damaged_run().is_damaged_run());
    }
}
