//! Export: every form read back, nothing half written, the certificate, and the cell for the next notebook.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test that cannot go on shall stop, and says so"
)]

mod broken_off;
mod cell;
mod certificate;
#[path = "../common/mod.rs"]
mod common;
mod formats;
mod generated;
mod python;
mod sample_run;
