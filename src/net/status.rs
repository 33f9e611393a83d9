//! HTTP statuses in words.

use std::time::Duration;

use super::Refusal;
use super::failure::Next;
use crate::Error;

/// What an answer other than the file means.
pub(super) fn describe(refusal: &Refusal) -> Error {
    let Refusal { status, host, .. } = refusal;
    let (what, remedy) = match status {
        400 => ("does not understand the request", LATER),
        401 => (
            "asks for a valid key or token",
            "Check the key or token, or create a new one on its site",
        ),
        402 => ("asks for a payment", "Look at its site with a browser"),
        403 => (
            "refuses access",
            "Check that the key is right and that the terms were accepted on its site",
        ),
        404 | 410 => ("does not have this file", "Check the name"),
        407 | 511 => return login_page(host),
        408 | 504 => ("took too long", LATER),
        429 => ("has had too many requests", LATER),
        451 => (
            "may not give out this file here",
            "Look at its site with a browser",
        ),
        500..=599 => ("has a problem of its own", LATER),
        _ => ("gave an answer that makes no sense here", LATER),
    };
    let error = Error::new(format!("{host} {what} (HTTP status {status})")).remedy(remedy);
    match &refusal.message {
        Some(message) => error.meaning(format!("It says: {message}")),
        None => error,
    }
}

const LATER: &str = "Try again in a few minutes";

/// A page of the network in place of the file.
pub(super) fn login_page(host: &str) -> Error {
    Error::new(format!(
        "This network sent a web page in place of the file from {host}"
    ))
    .meaning("Most likely it wants a log-in first, as in hotels, trains and schools")
    .remedy("Open any site in a browser, log in to the network, and continue here")
}

/// Whether it is worth to ask again; `after` is what the server said about when.
pub(super) fn next(refusal: &Refusal, after: Option<Duration>) -> Next {
    match refusal.status {
        // The storage behind a redirect does not know the user: it refuses signed addresses that have expired.
        400 | 401 | 403 | 404 | 410 if refusal.redirected => Next::AskAgain,
        501 | 505 | 511 => Next::GiveUp,
        408 | 425 | 429 | 500..=599 => Next::Retry(after),
        _ => Next::GiveUp,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(status: u16, redirected: bool) -> Refusal {
        Refusal {
            status,
            message: None,
            host: "h.example".into(),
            redirected,
        }
    }

    #[test]
    fn what_may_get_better_is_asked_again() {
        let after = Some(Duration::from_secs(3));
        for status in [408, 425, 429, 500, 502, 503, 504, 599] {
            assert_eq!(next(&refusal(status, false), after), Next::Retry(after));
        }
        for status in [300, 304, 400, 401, 402, 403, 404, 410, 418, 451, 501, 511] {
            assert_eq!(next(&refusal(status, false), None), Next::GiveUp);
        }
        for status in [400, 403, 410] {
            assert_eq!(next(&refusal(status, true), None), Next::AskAgain);
        }
    }

    #[test]
    fn every_status_has_words() {
        for status in 100..=999 {
            let error = describe(&refusal(status, false));
            assert!(error.remedy_text().is_some());
            assert!(error.what().contains("h.example"));
        }
        let said = Refusal {
            message: Some("Accept the terms".into()),
            ..refusal(403, false)
        };
        assert_eq!(
            describe(&said).to_string(),
            "h.example refuses access (HTTP status 403). It says: Accept the terms. \
             Check that the key is right and that the terms were accepted on its site."
        );
    }
}
