//! The window.

use std::process::ExitCode;

use crate::paths::AppPaths;

/// Opens the window.
pub fn main(_paths: AppPaths) -> ExitCode {
    ExitCode::SUCCESS
}
