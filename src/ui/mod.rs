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

/// Opens the window and runs until it is closed. Where one renderer fails the other is tried.
pub fn main(paths: &AppPaths) -> ExitCode {
    let mut failures = Vec::new();
    for renderer in [eframe::Renderer::Wgpu, eframe::Renderer::Glow] {
        match open(paths.clone(), renderer) {
            Ok(()) => return ExitCode::SUCCESS,
            Err(error) => failures.push(format!("{renderer}: {error}")),
        }
    }
    log::error!("no window: {}", failures.join("; "));
    no_window(&failures.join("; "));
    ExitCode::FAILURE
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
fn no_window(details: &str) {
    eprintln!(
        "The window cannot be opened here, for example because there is no display. Everything also works without it: \
         \"vectorsearch-pro embed sample --model starter --out DIR\" embeds the built-in sample, \"vectorsearch-pro \
         --help\" lists all commands. ({details})"
    );
}
