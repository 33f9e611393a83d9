//! One request and its answer, on a thread of its own.
//!
//! A read from the network may block for as long as the server is silent. The thread takes that wait; the job takes
//! messages from a short queue and looks at its [`Control`] in between. When the job goes away, the queue closes, and
//! the thread ends with the read that it is in, at the latest after the time that a server may be silent.

use std::io::Read;
use std::thread;
use std::time::Duration;

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, bounded};
use reqwest::blocking::Response;
use reqwest::header::{HeaderMap, LOCATION};
use reqwest::{Method, StatusCode, Url};

use super::failure::{Cause, Failure};
use super::request::require_safe;
use super::{Network, Request, connection};
use crate::job::Control;
use crate::{Error, Result};

/// How often the job looks at its control while nothing arrives.
const TICK: Duration = Duration::from_millis(50);
/// Pieces that wait in the queue: enough to keep disk and network busy at the same time.
const QUEUE: usize = 4;
const PIECE: usize = 1 << 17;
const MOST_REDIRECTS: usize = 10;

/// A request that was sent, and its answer as it arrives.
pub(super) struct Exchange {
    messages: Receiver<Message>,
    ended: bool,
}

/// Status and headers of the answer, after all redirects.
#[derive(Clone, Debug)]
pub(super) struct Head {
    pub status: StatusCode,
    pub headers: HeaderMap,
    /// Host that answered.
    pub host: String,
    /// Whether that is another host than the one that was asked.
    pub redirected: bool,
}

enum Message {
    Head(Box<Head>),
    Piece(Vec<u8>),
    End,
    Failed(Failure),
}

impl Exchange {
    /// Sends a request.
    pub fn start(network: &Network, request: Request) -> Result<Self> {
        let (send, messages) = bounded(QUEUE);
        let network = network.clone();
        thread::Builder::new()
            .name("network".to_owned())
            .spawn(move || {
                if let Err(failure) = talk(&network, &request, &send) {
                    // Nobody listens any more: then nobody wants to know.
                    let _ = send.send(Message::Failed(failure));
                }
            })
            .map_err(|cause| {
                Error::new("A background thread could not be started")
                    .remedy("Close other programs and try again")
                    .caused_by(cause)
            })?;
        Ok(Self {
            messages,
            ended: false,
        })
    }

    /// Waits for status and headers.
    pub fn head(&mut self, control: &Control) -> Result<Head, Failure> {
        match self.next(control)? {
            Message::Head(head) => Ok(*head),
            Message::Failed(failure) => Err(failure),
            Message::Piece(_) | Message::End => Err(lost()),
        }
    }

    /// Waits for the next piece of the body; `None` at its end.
    pub fn piece(&mut self, control: &Control) -> Result<Option<Vec<u8>>, Failure> {
        if self.ended {
            return Ok(None);
        }
        match self.next(control)? {
            Message::Piece(piece) => Ok(Some(piece)),
            Message::End => {
                self.ended = true;
                Ok(None)
            }
            Message::Failed(failure) => Err(failure),
            Message::Head(_) => Err(lost()),
        }
    }

    /// The beginning of the body: at least `wanted` bytes, if there are as many.
    pub fn beginning(&mut self, wanted: usize, control: &Control) -> Result<Vec<u8>, Failure> {
        let mut bytes = Vec::new();
        while bytes.len() < wanted {
            match self.piece(control)? {
                Some(piece) => bytes.extend_from_slice(&piece),
                None => break,
            }
        }
        Ok(bytes)
    }

    fn next(&self, control: &Control) -> Result<Message, Failure> {
        loop {
            control.check()?;
            if control.is_paused() {
                return Err(Failure::pause());
            }
            match self.messages.recv_timeout(TICK) {
                Ok(message) => return Ok(message),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return Err(lost()),
            }
        }
    }
}

/// The thread ended without a last word: it panicked, and the log says how.
fn lost() -> Failure {
    Failure::from(
        Error::new("The download stopped unexpectedly")
            .remedy("Start it again; if it happens again, report it with the log file"),
    )
}

fn talk(network: &Network, request: &Request, send: &Sender<Message>) -> Result<(), Failure> {
    let (mut response, host, redirected) = answer(network, request)?;
    let head = Head {
        status: response.status(),
        headers: response.headers().clone(),
        host: host.clone(),
        redirected,
    };
    // The body of a refusal is short, and says why.
    let is_enough = !request.reads_body && !head.status.is_client_error();
    if send.send(Message::Head(Box::new(head))).is_err() {
        return Ok(());
    }
    if is_enough {
        // Nobody listens any more: then nobody wants to know.
        let _ = send.send(Message::End);
        return Ok(());
    }
    loop {
        let mut piece = vec![0; PIECE];
        let read = response.read(&mut piece).map_err(|cause| {
            Failure::passing(connection::cut(&host).caused_by(Cause::of(&cause)))
        })?;
        piece.truncate(read);
        let message = if read == 0 {
            Message::End
        } else {
            Message::Piece(piece)
        };
        if send.send(message).is_err() || read == 0 {
            return Ok(());
        }
    }
}

/// Follows redirects to the answer; also says which host gave it, and whether that is another one than was asked.
fn answer(network: &Network, request: &Request) -> Result<(Response, String, bool), Failure> {
    let mut url = request.url.clone();
    let mut headers = request.headers.clone();
    let mut redirected = false;
    for _ in 0..=MOST_REDIRECTS {
        let method = if request.head_only {
            Method::HEAD
        } else {
            Method::GET
        };
        let response = network
            .client(&url)
            .request(method, url.clone())
            .headers(headers.clone())
            .send()
            .map_err(|error| connection::failure(&error, &url))?;
        let target = request.follows.then(|| target(&response, &url)).flatten();
        let Some(next) = target.transpose()? else {
            let host = url.host_str().unwrap_or_default().to_owned();
            return Ok((response, host, redirected));
        };
        if next.origin() != url.origin() {
            headers = public(&headers);
            redirected = true;
        }
        url = next;
    }
    let host = request.url.host_str().unwrap_or_default();
    Err(Error::new(format!("{host} leads in circles"))
        .remedy("Try again later, or on another network")
        .into())
}

/// Where a redirect leads to.
fn target(response: &Response, url: &Url) -> Option<Result<Url>> {
    if !matches!(response.status().as_u16(), 301 | 302 | 303 | 307 | 308) {
        return None;
    }
    let location = response.headers().get(LOCATION)?;
    let resolved = location.to_str().ok().and_then(|text| url.join(text).ok());
    Some(resolved.map_or_else(|| Err(nowhere(url)), checked))
}

fn checked(mut url: Url) -> Result<Url> {
    // A user name in an address would become credentials that nobody here knows of; an address without a place for
    // one has none.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    require_safe(&url)?;
    Ok(url)
}

fn nowhere(url: &Url) -> Error {
    let host = url.host_str().unwrap_or_default();
    Error::new(format!("{host} leads to an address that makes no sense"))
        .remedy("Try again later, or on another network")
}

/// The headers that another host may see.
fn public(headers: &HeaderMap) -> HeaderMap {
    let seen = headers.iter().filter(|(_, value)| !value.is_sensitive());
    seen.map(|(name, value)| (name.clone(), value.clone()))
        .collect()
}
