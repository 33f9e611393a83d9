//! The Hugging Face hub: its cache on this disk, its settings, its downloads.
//!
//! What Python has fetched is used in place and not fetched again, and what this program fetches is written in the
//! same layout, so that Python finds it.
//!
//! # Why not the `hf-hub` crate
//!
//! Judged at version 1.0: a download that was interrupted begins again at the first byte; it cannot be cancelled or
//! paused from outside; the SHA-256 of what arrived is not compared with anything; on Windows every file is copied, so
//! that it takes its size twice; and it brings an asynchronous runtime and a second transfer protocol. This program
//! has one downloader for everything ([`crate::net`]) that does all of this; what is left is a folder layout, which is
//! documented and small.

mod cache;
mod download;
mod environment;
mod lock;
mod place;

pub(super) use cache::{RepoCache, cannot_delete};
pub(super) use download::HubDownload;
pub use environment::{HubEnvironment, Token};
