//! The downloader against servers that behave well, badly and strangely.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test that cannot go on shall stop, and says so"
)]

mod arrival;
#[path = "../common/mod.rs"]
mod common;
mod connection;
mod desk;
mod refusal;
mod resume;
mod secrets;
mod steering;
