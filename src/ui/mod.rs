//! The window.
//!
//! Drawing code (`screens`, `shell`, `widgets`, `grid`) reads the `state` and sends `Command`s; it
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
mod first_frame;
mod format;
mod geometry;
mod grid;
mod screens;
mod self_test;
mod shell;
mod state;
mod strip;
#[cfg(test)]
mod testing;
mod theme;
mod thumbnails;
mod tour;
mod widgets;

use std::process::ExitCode;

use crate::Result;
use crate::paths::AppPaths;

pub use app::{App, Environment};
pub use self_test::SelfTest;

const TITLE: &str = "VectorSearch Pro";

/// Names the renderer to draw with. The program sets it when it starts itself once more to try the other one.
const RENDERER: &str = "VECTORSEARCH_RENDERER";

/// The renderers, the one that is tried first in front.
///
/// Every driver on Linux speaks OpenGL, and where the processor has to draw, as in virtual machines and on remote
/// desktops, Mesa's OpenGL takes a fifth of the time that its Vulkan takes. Windows without a driver has no OpenGL
/// worth the name but draws Direct3D by software, and macOS keeps OpenGL for old programs only.
const RENDERERS: [eframe::Renderer; 2] = if cfg!(target_os = "linux") {
    [eframe::Renderer::Glow, eframe::Renderer::Wgpu]
} else {
    [eframe::Renderer::Wgpu, eframe::Renderer::Glow]
};

/// Opens the window and runs until it is closed.
pub fn main(paths: &AppPaths) -> ExitCode {
    first_frame::begin();
    let opened = with_a_renderer(|renderer| {
        let theirs = paths.clone();
        open(paths, renderer, move |context| App::new(context, theirs))
    });
    match opened {
        Ok(()) => ExitCode::SUCCESS,
        Err(NoWindow::SecondTry(status)) => status,
        Err(NoWindow::Neither) => {
            no_window(paths);
            ExitCode::FAILURE
        }
    }
}

/// Why there was no window in this process.
enum NoWindow {
    /// The program was started once more, with the other renderer, and ended like this.
    SecondTry(ExitCode),
    /// Neither way of drawing works.
    Neither,
}

/// Opens a window with the first renderer. Where that fails the program starts itself once more with the other one: a
/// process can have one event loop only.
fn with_a_renderer(
    open: impl FnOnce(eframe::Renderer) -> eframe::Result,
) -> std::result::Result<(), NoWindow> {
    let named = named_renderer();
    let [first, second] = RENDERERS;
    let renderer = named.unwrap_or(first);
    let Err(error) = open(renderer) else {
        return Ok(());
    };
    log::error!("no window with {renderer}: {error}");
    let status = if named.is_some() {
        None
    } else {
        start_again(second)
    };
    Err(status.map_or(NoWindow::Neither, NoWindow::SecondTry))
}

/// The renderer that the environment names, if it names one that there is.
fn named_renderer() -> Option<eframe::Renderer> {
    let name = std::env::var(RENDERER).ok()?;
    name.parse()
        .inspect_err(|problem| log::warn!("{problem}"))
        .ok()
}

fn start_again(renderer: eframe::Renderer) -> Option<ExitCode> {
    let program = std::env::current_exe().ok()?;
    let status = std::process::Command::new(program)
        .args(std::env::args_os().skip(1))
        .env(RENDERER, renderer.to_string())
        .status()
        .ok()?;
    let code = status.code().and_then(|code| u8::try_from(code).ok());
    Some(code.map_or(ExitCode::FAILURE, ExitCode::from))
}

fn open<A: eframe::App + 'static>(
    paths: &AppPaths,
    renderer: eframe::Renderer,
    app: impl FnOnce(&egui::Context) -> Result<A> + 'static,
) -> eframe::Result {
    let (session, _) = state::Session::load(&paths.session());
    let viewport = geometry::with_session(egui::ViewportBuilder::default(), &session)
        .with_title(TITLE)
        .with_icon(icon())
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
            Ok(Box::new(app(&creation.egui_ctx)?))
        }),
    )
}

/// What task switchers show for the window.
fn icon() -> egui::IconData {
    let png = include_bytes!("../../assets/icon/icon-256.png");
    eframe::icon_data::from_png_bytes(png).unwrap_or_else(|cause| {
        log::warn!("the window goes without its icon: {cause}");
        egui::IconData::default()
    })
}

/// Says that there is no window and how to go on: where a message can be shown in a message, and always on stderr.
#[allow(clippy::print_stderr, reason = "there is no window to say it in")]
fn no_window(paths: &AppPaths) {
    let text = format!(
        "The window cannot be opened here: there is no display, or neither way of drawing works on it. In a virtual \
         machine or on a remote desktop it often helps to switch on 3-D acceleration or to update the graphics driver.\n\n\
         Everything also works without it: \"vectorsearch-pro embed sample --model starter --out DIR\" embeds the \
         built-in sample, \"vectorsearch-pro --help\" lists all commands.\n\n\
         The log file says what failed: {}",
        paths.log().display()
    );
    eprintln!("{text}");
    if has_display() {
        rfd::MessageDialog::new()
            .set_level(rfd::MessageLevel::Error)
            .set_title(TITLE)
            .set_description(text)
            .show();
    }
}

/// Whether there is a screen to show a message on; Windows and macOS always have one.
fn has_display() -> bool {
    let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    !cfg!(target_os = "linux") || set("DISPLAY") || set("WAYLAND_DISPLAY")
}
