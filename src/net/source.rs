//! Where a file comes from.

use super::Request;
use crate::{Error, Result};

/// Where a file comes from.
///
/// Asked for a request before every attempt. Servers like Kaggle answer it with a redirect to a signed address of a
/// storage host; when that address expires in the middle of a download, the storage host refuses, and the source is
/// asked once more. A plain [`Request`] is a source too.
pub trait Source: Send {
    /// The request for the file. An error here ends the download.
    fn request(&mut self) -> Result<Request>;

    /// What a refusal means, in words that only this source knows ("The terms were not accepted"); `None` for the
    /// usual words. Not asked about what is tried again.
    fn explain(&self, refusal: &Refusal) -> Option<Error> {
        let _ = refusal;
        None
    }
}

impl Source for Request {
    fn request(&mut self) -> Result<Request> {
        Ok(self.clone())
    }
}

/// An answer other than the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// HTTP status.
    pub status: u16,
    /// What the server wrote about it, without secrets and at most a few sentences long.
    pub message: Option<String>,
    /// Host that answered.
    pub host: String,
    /// Whether that host is another one than the request was for: the storage behind a redirect.
    pub redirected: bool,
}
