//! The window.
//!
//! Drawing code ([`screens`], [`shell`], [`widgets`], [`grid`]) reads the [`state`] and sends [`command::Command`]s; it
//! never works itself. [`app::App`] carries commands out and takes the results of background work in, also while the
//! window is hidden. Everything that takes time, files included, runs on threads of the core's jobs and wakes the
//! window when it is done.
//!
//! | to add | write it in |
//! |---|---|
//! | an action | a variant in `command/`, carried out in the file of the same name in `app/` |
//! | a page | a file in `screens/`, built of `widgets/` |
//! | something open or running | a field of `state::Live`; something looked at: of `state::View` |
//! | a colour, a distance, a size of type | `theme/`, and nowhere else |
//! | an icon | an SVG in `assets/icons`, a line in `widgets/icon.rs` |

mod app;
mod command;
mod explorer;
mod file_dialog;
mod finder;
mod format;
mod geometry;
mod grid;
mod screens;
mod shell;
mod state;
mod strip;
#[allow(
    dead_code,
    unused_imports,
    reason = "the pages that use them come one by one"
)]
mod theme;
mod thumbnails;
#[allow(
    dead_code,
    unused_imports,
    reason = "the pages that use them come one by one"
)]
mod widgets;

use std::process::ExitCode;

use crate::paths::AppPaths;

pub use app::{App, Environment};

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
    let (session, _) = state::Session::load(&paths.session());
    let viewport = geometry::with_session(egui::ViewportBuilder::default(), &session)
        .with_title(TITLE)
        .with_app_id("vectorsearch-pro");
    let options = eframe::NativeOptions {
        viewport,
        renderer,
        ..eframe::NativeOptions::default()
    };
    eframe::run_native(
        TITLE,
        options,
        Box::new(|creation| {
            geometry::bring_into_sight(creation);
            Ok(Box::new(App::new(&creation.egui_ctx, paths)?))
        }),
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
