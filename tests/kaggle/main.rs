//! The program and a server that behaves as Kaggle does: a service that redirects to a storage on another host.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test that cannot go on shall stop, and says so"
)]

mod access;
#[path = "../common/mod.rs"]
mod common;
mod download;
mod secrets;
mod site;
