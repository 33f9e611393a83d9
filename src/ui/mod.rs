//! The window.
//!
//! Drawing code ([`screens`], [`shell`], [`grid`]) reads the state and sends [`command::Command`]s; it never works
//! itself. [`app::App`] carries commands out and takes the results of background work in, also while the window is
//! hidden. Everything that takes time runs on threads of the core's jobs and wakes the window when it is done.

mod app;
mod command;
mod dialogs;
mod explorer;
mod format;
mod grid;
mod live;
mod screens;
mod shell;
mod theme;
mod thumbnails;
mod view;
mod widgets;

use std::process::ExitCode;

use crate::paths::AppPaths;

pub use app::App;

const TITLE: &str = "VectorSearch Pro";

/// Set in a second start of the program, which tries the renderer that the first did not.
const SECOND_TRY: &str = "VECTORSEARCH_RENDERER";

/// Opens the window and runs until it is closed. Where the usual renderer fails the program starts itself once more
/// with the other one: a process can have one event loop only.
pub fn main(paths: &AppPaths) -> ExitCode {
    let second_try = std::env::var_os(SECOND_TRY).is_some();
    let renderer = if second_try {
        eframe::Renderer::Glow
    } else {
        eframe::Renderer::Wgpu
    };
    let Err(error) = open(paths.clone(), renderer) else {
        return ExitCode::SUCCESS;
    };
    log::error!("no window with {renderer}: {error}");
    if !second_try && let Some(status) = start_again() {
        return status;
    }
    no_window();
    ExitCode::FAILURE
}

fn start_again() -> Option<ExitCode> {
    let program = std::env::current_exe().ok()?;
    let status = std::process::Command::new(program)
        .env(SECOND_TRY, "glow")
        .status()
        .ok()?;
    let code = status.code().and_then(|code| u8::try_from(code).ok());
    Some(code.map_or(ExitCode::FAILURE, ExitCode::from))
}

fn open(paths: AppPaths, renderer: eframe::Renderer) -> eframe::Result {
    let viewport = egui::ViewportBuilder::default()
        .with_title(TITLE)
        .with_app_id("vectorsearch-pro")
        .with_inner_size([1280.0, 800.0])
        .with_min_inner_size([1024.0, 640.0]);
    let options = eframe::NativeOptions {
        viewport,
        renderer,
        ..eframe::NativeOptions::default()
    };
    eframe::run_native(
        TITLE,
        options,
        Box::new(|creation| Ok(Box::new(App::new(&creation.egui_ctx, paths)?))),
    )
}

#[allow(clippy::print_stderr, reason = "there is no window to say it in")]
fn no_window() {
    eprintln!(
        "The window cannot be opened here, for example because there is no display. Everything also works without it: \
         \"vectorsearch-pro embed sample --model starter --out DIR\" embeds the built-in sample, \"vectorsearch-pro \
         --help\" lists all commands. The log file says what failed."
    );
}
