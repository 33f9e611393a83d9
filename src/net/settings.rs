//! How the network is used.

use std::time::Duration;

use super::Secret;

/// How the network is used. The defaults suit everyone but those who must name a proxy, and tests.
#[derive(Clone, Debug)]
pub struct NetworkSettings {
    /// Address of a proxy (`http://`, `https://` or `socks5://`), used in place of the system's and of `HTTPS_PROXY`.
    /// Hidden, since it may hold a password.
    pub proxy: Option<Secret>,
    /// How long a connection may take to be made.
    pub connect_timeout: Duration,
    /// How long a server may be silent. There is no limit for a whole download.
    pub stall_timeout: Duration,
    /// When something is tried again.
    pub retry: RetryPolicy,
}

/// When something is tried again, and when no more.
#[derive(Clone, Debug)]
pub struct RetryPolicy {
    /// Failures in a row, without a byte between them, after which the download gives up.
    pub failures: u32,
    /// Pause after the first failure; it doubles with each further one.
    pub first_pause: Duration,
    /// The longest pause of our own choice.
    pub longest_pause: Duration,
    /// The longest pause that a server may ask for; a server that asks for more ends the download.
    pub longest_asked: Duration,
}

impl Default for NetworkSettings {
    fn default() -> Self {
        Self {
            proxy: None,
            connect_timeout: Duration::from_secs(20),
            stall_timeout: Duration::from_secs(30),
            retry: RetryPolicy::default(),
        }
    }
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            failures: 6,
            first_pause: Duration::from_secs(1),
            longest_pause: Duration::from_secs(30),
            longest_asked: Duration::from_mins(5),
        }
    }
}
