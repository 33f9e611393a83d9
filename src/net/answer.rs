//! The answer to a small question.

use reqwest::header::{CONTENT_ENCODING, CONTENT_TYPE, HeaderMap};

use super::exchange::{Exchange, Head};
use super::failure::Failure;
use super::{Refusal, Request, status};
use crate::job::Control;
use crate::{Error, Result};

/// Larger answers are no answers to small questions.
const LARGEST: usize = 4 << 20;
/// A refusal that needs more bytes than this has nothing to say to a user.
const LARGEST_REFUSAL: usize = 1 << 16;
const LONGEST_MESSAGE: usize = 300;

/// The answer to a small question, whatever its status.
#[derive(Clone, Debug)]
pub struct Answer {
    head: Head,
    body: Vec<u8>,
    message: Option<String>,
}

impl Answer {
    pub(super) fn receive(
        exchange: &mut Exchange,
        request: &Request,
        control: &Control,
    ) -> Result<Self, Failure> {
        let head = exchange.head(control)?;
        let body = exchange.beginning(LARGEST + 1, control)?;
        if body.len() > LARGEST {
            return Err(Error::new(format!(
                "{} gave a far longer answer than expected",
                head.host
            ))
            .remedy("Check the address")
            .into());
        }
        require_plain(&head)?;
        let message = message(&head, &body, request);
        Ok(Self {
            head,
            body,
            message,
        })
    }

    /// HTTP status.
    pub fn status(&self) -> u16 {
        self.head.status.as_u16()
    }

    /// Whether the status says that the answer is what was asked for.
    pub fn is_success(&self) -> bool {
        self.head.status.is_success()
    }

    /// A header, if it is there and readable.
    pub fn header(&self, name: &str) -> Option<&str> {
        text_of(&self.head.headers, name)
    }

    /// The body.
    pub fn body(&self) -> &[u8] {
        &self.body
    }

    /// An error if this is a web page, which no service answers with: the log-in page of a network, most likely.
    pub fn require_service(&self) -> Result<()> {
        if is_html(&self.head.headers, &self.body) {
            return Err(status::login_page(&self.head.host));
        }
        Ok(())
    }

    /// The body as JSON.
    pub fn json(&self) -> Result<serde_json::Value> {
        self.require_service()?;
        serde_json::from_slice(&self.body).map_err(|cause| {
            Error::new(format!(
                "{} gave an answer that cannot be read",
                self.head.host
            ))
            .remedy("Try again later, or on another network")
            .caused_by(cause)
        })
    }

    /// The answer as a refusal, for words of one's own.
    pub fn refusal(&self) -> Refusal {
        refusal(&self.head, self.message.clone())
    }

    /// The usual words for this answer as a refusal.
    pub fn error(&self) -> Error {
        status::describe(&self.refusal())
    }
}

pub(super) fn refusal(head: &Head, message: Option<String>) -> Refusal {
    Refusal {
        status: head.status.as_u16(),
        message,
        host: head.host.clone(),
        redirected: head.redirected,
    }
}

/// Reads what a server says about its refusal.
pub(super) fn read_refusal(
    head: &Head,
    exchange: &mut Exchange,
    request: &Request,
    control: &Control,
) -> Refusal {
    // The status says enough if the rest does not arrive.
    let body = exchange
        .beginning(LARGEST_REFUSAL, control)
        .unwrap_or_default();
    refusal(head, message(head, &body, request))
}

/// Nothing here asks for compression, so a compressed answer is not what its length and hashes are about.
pub(super) fn require_plain(head: &Head) -> Result<()> {
    let encoding = text_of(&head.headers, CONTENT_ENCODING.as_str()).unwrap_or("identity");
    if encoding.trim().is_empty() || encoding.trim().eq_ignore_ascii_case("identity") {
        return Ok(());
    }
    Err(Error::new(format!("{} sent the file compressed, which was not asked for", head.host))
        .meaning("It could not be verified in this form and was not used; a proxy or virus scanner on the way may have changed it")
        .remedy("Try another network"))
}

/// Whether this is a web page: the log-in page of a network, most likely.
pub(super) fn is_html(headers: &HeaderMap, body: &[u8]) -> bool {
    let begins = body
        .trim_ascii_start()
        .strip_prefix(b"\xef\xbb\xbf")
        .unwrap_or(body);
    let begins = begins.trim_ascii_start();
    let is = |tag: &[u8]| {
        begins
            .get(..tag.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(tag))
    };
    let said = text_of(headers, CONTENT_TYPE.as_str())
        .is_some_and(|kind| kind.trim_start().starts_with("text/html"));
    is(b"<!doctype html") || is(b"<html") || said
}

pub(super) fn text_of<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

/// What the server says in its own words. The storage behind a redirect says nothing to a user, and its texts may
/// repeat the signature.
fn message(head: &Head, body: &[u8], request: &Request) -> Option<String> {
    if head.redirected || head.status.is_success() {
        return None;
    }
    let json: serde_json::Value = serde_json::from_slice(body).ok()?;
    let said = ["message", "error", "error_description"]
        .iter()
        .find_map(|key| json.get(key)?.as_str())?;
    let said = request.scrub(said);
    let words: Vec<&str> = said.split_whitespace().collect();
    let said: String = words.join(" ").chars().take(LONGEST_MESSAGE).collect();
    let said = said.trim_end_matches('.');
    (!said.is_empty()).then(|| said.to_owned())
}
