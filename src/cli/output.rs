//! Writing to stdout and stderr.

use std::io::{self, Write};

use serde::Serialize;

use crate::{Error, Result};

/// A line of the result.
pub(super) fn line(text: &str) -> Result<()> {
    written(writeln!(io::stdout().lock(), "{text}"))
}

/// A result as one line of JSON.
pub(super) fn json(value: &impl Serialize) -> Result<()> {
    let text = serde_json::to_string(value)
        .map_err(|cause| Error::new("The result cannot be printed").caused_by(cause))?;
    line(&text)
}

/// A message to the user.
pub(super) fn message(text: &str) {
    // With stderr closed there is nobody to tell.
    let _ = writeln!(io::stderr().lock(), "{text}");
}

/// A reader that has seen enough (`| head`) is no error.
fn written(result: io::Result<()>) -> Result<()> {
    match result {
        Err(cause) if cause.kind() != io::ErrorKind::BrokenPipe => {
            Err(Error::new("The result could not be printed").caused_by(cause))
        }
        _ => Ok(()),
    }
}
