//! The executable: without arguments the window, with arguments the command line or the self-test.

#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

use std::process::ExitCode;

use vectorsearch_pro::paths::AppPaths;
use vectorsearch_pro::{cli, diagnostics, ui};

fn main() -> ExitCode {
    silence_telemetry();
    let arguments: Vec<_> = std::env::args_os().collect();
    if let Some(self_test) = ui::SelfTest::asked_for(&arguments) {
        return self_test.run();
    }
    let paths = AppPaths::of_this_user();
    diagnostics::start(&paths);
    if arguments.len() > 1 {
        return cli::main(arguments);
    }
    ui::main(&paths)
}

/// ONNX Runtime's library for Linux reports its use to Microsoft unless this variable forbids it; what its interface
/// offers for that is heeded on Windows alone. Processes that this one starts inherit it.
#[allow(
    unsafe_code,
    reason = "a variable has to be there before the library is loaded"
)]
fn silence_telemetry() {
    // SAFETY: nothing else runs yet, so no other thread reads or writes the environment.
    unsafe { std::env::set_var("ORT_DISABLE_TELEMETRY", "1") };
}
