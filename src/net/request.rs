//! What is asked of a server.

use std::fmt;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use reqwest::Url;
use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderName, HeaderValue};

use super::{Secret, redact};
use crate::{Error, Result};

/// A `GET` request: an address and headers. Secret headers stay with the host of the address.
#[derive(Clone)]
pub struct Request {
    pub(super) url: Url,
    pub(super) headers: HeaderMap,
    pub(super) head_only: bool,
    pub(super) follows: bool,
    pub(super) reads_body: bool,
    secrets: Vec<Secret>,
}

impl Request {
    /// Asks for what lies at an address. It must begin with `https://`; only this computer itself may be spoken to
    /// with `http://`.
    pub fn get(url: &str) -> Result<Self> {
        let url = Url::parse(url).map_err(|cause| {
            Error::new("This is not an address of a server")
                .remedy("Check the address; it begins with https://")
                .caused_by(cause)
        })?;
        require_safe(&url)?;
        Ok(Self {
            url,
            headers: HeaderMap::new(),
            head_only: false,
            follows: true,
            reads_body: true,
            secrets: Vec::new(),
        })
    }

    /// Asks only for what the server says about the file (`HEAD`); for [`Network::ask`](super::Network::ask).
    #[must_use]
    pub fn head_only(mut self) -> Self {
        self.head_only = true;
        self
    }

    /// Gives back a redirect as the answer, in place of following it; for [`Network::ask`](super::Network::ask).
    #[must_use]
    pub fn without_redirects(mut self) -> Self {
        self.follows = false;
        self
    }

    /// Lets go of the server once status and headers are here; for [`Network::ask`](super::Network::ask).
    #[must_use]
    pub fn without_body(mut self) -> Self {
        self.reads_body = false;
        self
    }

    /// Adds a header that anyone may read.
    pub fn header(mut self, name: &str, value: &str) -> Result<Self> {
        self.headers.insert(header_name(name)?, plain(value)?);
        Ok(self)
    }

    /// Adds a header with a secret in it.
    pub fn secret_header(mut self, name: &str, value: &Secret) -> Result<Self> {
        self.headers
            .insert(header_name(name)?, hidden(value.expose())?);
        self.secrets.push(value.clone());
        Ok(self)
    }

    /// Authorises with a token.
    pub fn bearer(mut self, token: &Secret) -> Result<Self> {
        let value = hidden(&format!("Bearer {}", token.expose()))?;
        self.headers.insert(AUTHORIZATION, value);
        self.secrets.push(token.clone());
        Ok(self)
    }

    /// Authorises with a user name and a password or key.
    pub fn basic(mut self, user: &str, password: &Secret) -> Result<Self> {
        let pair = BASE64_STANDARD.encode(format!("{user}:{}", password.expose()));
        self.headers
            .insert(AUTHORIZATION, hidden(&format!("Basic {pair}"))?);
        self.secrets.extend([password.clone(), Secret::new(&pair)]);
        Ok(self)
    }

    /// The address as it may be shown and stored.
    pub fn shown(&self) -> String {
        redact::shown(&self.url)
    }

    /// Takes the secrets of this request, and addresses with secrets, out of a text that a server or a library wrote.
    pub(super) fn scrub(&self, text: &str) -> String {
        let secrets = self.secrets.iter().filter(|secret| !secret.is_empty());
        let text = secrets.fold(text.to_owned(), |text, secret| {
            text.replace(secret.expose(), "(hidden)")
        });
        redact::redact_all(&text)
    }
}

/// Shows the address without its query, and names of headers only.
impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.headers.keys().map(HeaderName::as_str).collect();
        f.debug_struct("Request")
            .field("url", &self.shown())
            .field("headers", &names)
            .finish_non_exhaustive()
    }
}

/// The address of a service: the value of an environment variable where it is set, else the usual one. Without a
/// slash at the end.
pub fn endpoint(variable: &str, usual: &str) -> Result<String> {
    let Some(set) = std::env::var(variable)
        .ok()
        .filter(|set| !set.trim().is_empty())
    else {
        return Ok(usual.trim_end_matches('/').to_owned());
    };
    let set = set.trim().trim_end_matches('/');
    Request::get(set).map_err(|cause| {
        Error::new(format!(
            "The environment variable {variable} does not hold a usable address"
        ))
        .remedy("Correct it or remove it")
        .caused_by(cause)
    })?;
    Ok(set.to_owned())
}

/// Anything but this computer itself is spoken to with TLS only.
pub(super) fn require_safe(url: &Url) -> Result<()> {
    match url.scheme() {
        "https" if url.host().is_some() => Ok(()),
        "http" if is_this_computer(url) => Ok(()),
        _ => Err(Error::new("This address is not safe to use")
            .meaning(format!(
                "{} is not reached with TLS (https://), so anyone on the way could change what it sends",
                redact::shown(url)
            ))
            .remedy("Use an address that begins with https://")),
    }
}

/// Whether an address leads to this computer itself, without any network.
pub(super) fn is_this_computer(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost"
        || bare
            .parse::<std::net::IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}

fn header_name(name: &str) -> Result<HeaderName> {
    HeaderName::from_bytes(name.as_bytes())
        .map_err(|cause| Error::new("A request header has an impossible name").caused_by(cause))
}

fn plain(value: &str) -> Result<HeaderValue> {
    HeaderValue::from_str(value)
        .map_err(|cause| Error::new("A request header has an impossible value").caused_by(cause))
}

fn hidden(value: &str) -> Result<HeaderValue> {
    let mut value = HeaderValue::from_str(value).map_err(|_| {
        Error::new("The key or token holds characters that no key has")
            .meaning("It was not sent")
            .remedy("Copy it once more, without line breaks")
    })?;
    value.set_sensitive(true);
    Ok(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_computer_is_spoken_to_in_the_clear() {
        for fine in [
            "https://host.example/x",
            "http://127.0.0.1:80/",
            "http://localhost/",
            "http://[::1]:8/",
        ] {
            Request::get(fine).unwrap();
        }
        for unsafe_one in [
            "http://host.example/?key=abc",
            "http://localhost.example/",
            "http://127.0.0.1.example/",
            "ftp://127.0.0.1/",
            "file:///etc/passwd",
        ] {
            let error = Request::get(unsafe_one).unwrap_err().to_string();
            assert!(error.contains("not safe"), "{error}");
            assert!(!error.contains("abc"), "{error}");
        }
        assert!(Request::get("host").is_err());
    }

    #[test]
    fn secrets_are_not_shown() {
        let key = Secret::new("k3y-5ecret");
        let request = Request::get("https://host.example/f?sig=s1gned")
            .unwrap()
            .basic("student", &key)
            .unwrap()
            .secret_header("X-Token", &key)
            .unwrap();
        let shown = format!("{request:?}");
        let pair = BASE64_STANDARD.encode("student:k3y-5ecret");
        for secret in ["k3y-5ecret", "s1gned", pair.as_str()] {
            assert!(!shown.contains(secret), "{shown}");
            let scrubbed = request.scrub(&format!("bad: {secret} https://host.example/?{secret}"));
            assert!(
                !scrubbed.contains(secret) || secret == "s1gned",
                "{scrubbed}"
            );
        }
        assert!(
            Request::get("https://h.example")
                .unwrap()
                .bearer(&Secret::new("a\nb"))
                .is_err()
        );
    }
}
