//! The executable: without arguments the window, with arguments the command line.

#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

use std::process::ExitCode;

use vectorsearch_pro::paths::AppPaths;
use vectorsearch_pro::{cli, diagnostics, ui};

fn main() -> ExitCode {
    let paths = AppPaths::of_this_user();
    diagnostics::start(&paths);
    let arguments: Vec<_> = std::env::args_os().collect();
    if arguments.len() > 1 {
        return cli::main(arguments);
    }
    ui::main(&paths)
}
