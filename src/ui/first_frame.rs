//! How long it took from the start to the first frame: a line in the log.

use std::sync::OnceLock;
use std::time::Instant;

static STARTED: OnceLock<Instant> = OnceLock::new();

/// The program starts now.
pub(super) fn begin() {
    STARTED.get_or_init(Instant::now);
}

/// Whether the first frame was drawn, and whether that was noted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum FirstFrame {
    #[default]
    NotYet,
    Drawn,
    Noted,
}

impl FirstFrame {
    /// A frame is being drawn. It is on the screen when the next one begins, so a next one is asked for.
    pub fn drawn(&mut self, ctx: &egui::Context) {
        if *self == Self::NotYet {
            *self = Self::Drawn;
            ctx.request_repaint();
        }
    }

    /// A frame begins: notes when the first one was there.
    pub fn note(&mut self, frame: &eframe::Frame) {
        if *self != Self::Drawn {
            return;
        }
        *self = Self::Noted;
        if let Some(started) = STARTED.get() {
            let time = started.elapsed().as_millis();
            log::info!("first frame after {time} ms, drawn by {}", renderer(frame));
        }
    }
}

fn renderer(frame: &eframe::Frame) -> String {
    match frame.wgpu_render_state() {
        Some(state) => {
            let adapter = state.adapter.get_info();
            format!("wgpu, {} on {:?}", adapter.name, adapter.backend)
        }
        None => "OpenGL".to_owned(),
    }
}
