//! What can go wrong between here and a server, in words.

use std::error::Error as StdError;
use std::io;

use reqwest::Url;
use rustls::CertificateError;

use super::failure::{Cause, Failure};
use crate::Error;

const CHECK_CONNECTION: &str = "Check the connection to the internet and try again";
const ASK_FOR_PROXY: &str =
    "Ask whoever runs the network for the proxy's address, user name and password";

/// The words for an error of the HTTP library while talking to the host of `url`.
pub(super) fn failure(error: &reqwest::Error, url: &Url) -> Failure {
    let host = url.host_str().unwrap_or("the server");
    let cause = Cause::of(error);
    proxy(error, host)
        .or_else(|| tls(error, host))
        .unwrap_or_else(|| Failure::passing(network(error, host)))
        .caused_by(cause)
}

/// The connection ended before the answer did.
pub(super) fn cut(host: &str) -> Error {
    Error::new(format!("The connection to {host} was cut")).remedy(CHECK_CONNECTION)
}

fn network(error: &reqwest::Error, host: &str) -> Error {
    if error.is_dns() {
        return Error::new(format!("The server {host} was not found"))
            .meaning(
                "There is no connection to the internet, or this network does not know that name",
            )
            .remedy(CHECK_CONNECTION);
    }
    if error.is_timeout() {
        return Error::new(format!("The server {host} does not answer"))
            .remedy("Try again later, or on another network");
    }
    if !error.is_connect() {
        return cut(host);
    }
    match io_kind(error) {
        Some(io::ErrorKind::ConnectionRefused) => {
            Error::new(format!("The server {host} does not accept connections"))
                .remedy("Try again later, or on another network")
        }
        Some(
            io::ErrorKind::NetworkUnreachable
            | io::ErrorKind::NetworkDown
            | io::ErrorKind::HostUnreachable,
        ) => Error::new("There is no connection to the internet").remedy(CHECK_CONNECTION),
        _ => Error::new(format!("The server {host} cannot be reached")).remedy(CHECK_CONNECTION),
    }
}

/// The library names a proxy's refusal in its texts only.
fn proxy(error: &reqwest::Error, host: &str) -> Option<Failure> {
    let text = Cause::of(error).to_string();
    if text.contains("proxy authorization required") {
        let error = Error::new("The network's proxy wants a user name and a password");
        return Some(error.remedy(ASK_FOR_PROXY).into());
    }
    if text.contains("failed to create underlying connection") {
        let error = Error::new("The network's proxy cannot be reached").remedy(
            "Check the proxy in the settings of this computer, in HTTPS_PROXY or in the settings of this program",
        );
        return Some(Failure::passing(error));
    }
    if text.contains("tunnel error") || text.contains("SOCKS") {
        let error = Error::new(format!("The network's proxy does not lead to {host}"));
        return Some(Failure::passing(error.remedy(ASK_FOR_PROXY)));
    }
    None
}

fn tls(error: &reqwest::Error, host: &str) -> Option<Failure> {
    let Some(rustls::Error::InvalidCertificate(reason)) = tls_error(error) else {
        // A connection that ends before it is secure is known by the library's text only.
        let is_tls =
            tls_error(error).is_some() || Cause::of(error).to_string().contains("tls handshake");
        if !is_tls {
            return None;
        }
        let error = Error::new(format!("No secure connection to {host} could be made"));
        return Some(Failure::passing(
            error.remedy("Try again later, or on another network"),
        ));
    };
    let error = Error::new(format!("{host} could not prove that it is {host}"));
    let error = match reason {
        CertificateError::Expired
        | CertificateError::ExpiredContext { .. }
        | CertificateError::NotValidYet
        | CertificateError::NotValidYetContext { .. } => error
            .meaning("Its certificate is not valid today, so nothing was sent to it")
            .remedy("Check the date and time of this computer"),
        _ => error
            .meaning(
                "Its certificate is not trusted, so nothing was sent to it; networks that want a log-in first do this, \
                 and some schools, companies and virus scanners",
            )
            .remedy("Try another network, or ask whoever runs this one to install its certificate on this computer"),
    };
    Some(error.into())
}

fn tls_error<'a>(error: &'a (dyn StdError + 'static)) -> Option<&'a rustls::Error> {
    find(error, |error| {
        let wrapped = || error.downcast_ref::<io::Error>()?.get_ref()?.downcast_ref();
        error.downcast_ref::<rustls::Error>().or_else(wrapped)
    })
}

fn io_kind(error: &(dyn StdError + 'static)) -> Option<io::ErrorKind> {
    find(error, |error| {
        Some(error.downcast_ref::<io::Error>()?.kind())
    })
}

/// The first find along the chain of causes.
fn find<'a, T>(
    error: &'a (dyn StdError + 'static),
    look: impl Fn(&'a (dyn StdError + 'static)) -> Option<T>,
) -> Option<T> {
    std::iter::successors(Some(error), |&error| error.source()).find_map(look)
}
