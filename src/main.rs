//! The executable: without arguments the window, with arguments the command line or the self-test.

#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

use std::process::ExitCode;

use vectorsearch_pro::paths::AppPaths;
use vectorsearch_pro::{cli, diagnostics, ui};

fn main() -> ExitCode {
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
