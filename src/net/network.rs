//! The connection to the outside.

use std::fmt;
use std::sync::{Arc, Once};

use reqwest::blocking::{Client, ClientBuilder};
use reqwest::redirect::Policy;
use reqwest::{Proxy, Url};

use super::exchange::Exchange;
use super::failure::{Cause, Next};
use super::request::is_this_computer;
use super::{
    Answer, Download, Fetched, NetworkSettings, Request, RetryPolicy, TransferProgress, fetch,
};
use crate::job::Control;
use crate::{Error, Result};

/// How the program names itself to servers.
const USER_AGENT: &str = concat!("VectorSearchPro/", env!("CARGO_PKG_VERSION"));

/// The connection to the outside: one for the whole program, or one a job. Clones share connections.
#[derive(Clone)]
pub struct Network {
    shared: Arc<Shared>,
}

struct Shared {
    retry: RetryPolicy,
    outside: Client,
    /// Never through a proxy.
    this_computer: Client,
}

impl Network {
    /// Prepares connections; nothing is sent yet. Fails if the proxy's address makes no sense, or if the system has no
    /// list of trusted certificates.
    pub fn new(settings: &NetworkSettings) -> Result<Self> {
        install_cryptography();
        let outside = match &settings.proxy {
            Some(address) => client(settings).proxy(proxy(address.expose())?),
            None => client(settings),
        };
        let shared = Shared {
            retry: settings.retry.clone(),
            outside: built(outside)?,
            this_computer: built(client(settings).no_proxy())?,
        };
        Ok(Self {
            shared: Arc::new(shared),
        })
    }

    /// Downloads a file, or the rest of it, and verifies it.
    ///
    /// Blocks until the file is there; `control` stops and pauses it at any moment, and what has arrived by then is
    /// used by the next call with the same source and target. Errors that may pass are tried again first.
    pub fn fetch(
        &self,
        download: &mut Download<'_>,
        control: &Control,
        progress: &TransferProgress,
    ) -> Result<Fetched> {
        fetch::fetch(self, download, control, progress)
    }

    /// Asks a small question (at most 4 MiB of answer), once. A refusal is an [`Answer`] too; an error means that there
    /// was none.
    pub fn ask(&self, request: &Request, control: &Control) -> Result<Answer> {
        loop {
            control.wait_while_paused()?;
            let mut exchange = Exchange::start(self, request.clone())?;
            match Answer::receive(&mut exchange, request, control) {
                Ok(answer) => return Ok(answer),
                Err(failure) if failure.next == Next::Pause => {}
                Err(failure) => return Err(*failure.error),
            }
        }
    }

    pub(super) fn client(&self, url: &Url) -> &Client {
        if is_this_computer(url) {
            &self.shared.this_computer
        } else {
            &self.shared.outside
        }
    }

    pub(super) fn retry(&self) -> &RetryPolicy {
        &self.shared.retry
    }
}

impl fmt::Debug for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Network").finish_non_exhaustive()
    }
}

/// The TLS library wants to be told, once, which cryptography it uses.
fn install_cryptography() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        // An error says that there is one already.
        let _ = rustls::crypto::ring::default_provider().install_default();
    });
}

fn client(settings: &NetworkSettings) -> ClientBuilder {
    Client::builder()
        .user_agent(USER_AGENT)
        .redirect(Policy::none())
        .referer(false)
        .connect_timeout(settings.connect_timeout)
        // For the blocking client this is a limit for each wait, not for the whole answer.
        .timeout(settings.stall_timeout)
        .tcp_keepalive(settings.stall_timeout)
}

fn built(builder: ClientBuilder) -> Result<Client> {
    builder.build().map_err(|cause| {
        Error::new("Connections to the internet cannot be prepared")
            .remedy("Check the proxy settings and the certificates of this computer")
            .caused_by(Cause::of(&cause))
    })
}

fn proxy(address: &str) -> Result<Proxy> {
    Proxy::all(address).map_err(|_| {
        Error::new("The proxy's address makes no sense")
            .meaning("Nothing was sent")
            .remedy("Write it like http://proxy.example:8080")
    })
}
